"""What pages are told of learning: pages of one kind, how far it is, and suggestions as they change."""

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from nblabel.beside import beside
from nblabel.values.errors import NblabelError
from nblabel.widget import protocol as wire
from nblabel.widget.telling import Learnt, by_item, open_of, progress_of

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.widget.link import Link

# Items whose suggestions a page is told as they change: those it shows, and those it has ready.
FOLLOWED, PAGES = 200, 8


class Chosen(NamedTuple):
    """Items of a page of work, and what kind of page it is."""

    keys: list[str]
    kind: wire.PageKind = "manual"


class Assisting:
    """Learning's part of one widget's desk. Asks come on the wire's thread, changes on any."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._link: Link | None = None
        self._follows: OrderedDict[str, list[str]] = OrderedDict()
        # What was offered to each page last: only what is new is said again.
        self._offered: dict[str, dict[str, list[wire.Suggested]]] = {}
        self._stale = False

    def join(self, link: "Link") -> None:
        """Says where to push."""
        self._link = link

    def work(self, client: str, count: int, exclude: list[str], mode: wire.Mode) -> Chosen:
        """The next page: what learning thinks best, or the work order while it thinks nothing."""
        served = self._project.assist.page(count, exclude, mode)
        if served is None:
            return Chosen(self._project.next(count, exclude=exclude))
        # What the page has no longer is told of no more: each costs time between an answer and suggestions.
        self._follows[client] = []
        self.follow(client, [*exclude, *served.keys])
        return Chosen(served.keys, served.kind)

    def follow(self, client: str, keys: Iterable[str]) -> None:
        """This page shows these items, or has them ready."""
        known = [*self._follows.get(client, []), *keys]
        self._follows[client] = list(dict.fromkeys(reversed(known)))[:FOLLOWED][::-1]
        self._follows.move_to_end(client)
        while len(self._follows) > PAGES:
            self.leave(next(iter(self._follows)))

    def leave(self, client: str) -> None:
        """This page shows the widget no longer."""
        self._follows.pop(client, None)
        self._offered.pop(client, None)

    def assist(self, client: str, ask: wire.Assist) -> "Future[wire.Training]":
        """Begins, ends, halts or goes on, which may take seconds: saves go on meanwhile."""
        return beside(lambda: self._act(ask))

    def _act(self, ask: wire.Assist) -> wire.Training:
        """Raises `NblabelError` with the reason."""
        assist = self._project.assist
        if ask.act == "start":
            options: dict[str, Any] = {} if ask.target is None else {"target": ask.target}
            assist.start(**options)
        elif ask.act == "promise":
            if ask.target is None:
                raise NblabelError("Which share of right ones is to be promised? None was named.")
            assist.promise(ask.target)
        else:
            {"stop": assist.stop, "pause": assist.pause, "resume": assist.resume}[ask.act]()
        return self.training()

    def known_of(self, keys: list[str]) -> dict[str, Learnt]:
        """What learning has to do with each of these items."""
        blind = self._project.assist.blind(keys)
        reasons = self._project.assist.reasons(keys)
        return {key: Learnt(key in blind, reasons.get(key, "")) for key in keys}

    def training(self) -> wire.Training:
        """How learning stands."""
        return msgspec.convert(self._project.assist.training(), wire.Training)

    def tell_training(self) -> None:
        """Learning has come further: pages hear of it once, however often it does meanwhile."""
        if not self._stale and self._link is not None:
            self._stale = True
            self._link.soon(self._tell)

    def tell_suggestions(self) -> None:
        """A run says other things than before."""
        if self._link is not None:
            self._link.soon(self._offer)

    def _tell(self) -> None:
        assert self._link is not None
        self._stale = False
        self._link.push(self.training())

    def _offer(self) -> None:
        assert self._link is not None
        run = self._project.store.predicted.run
        for client, keys in self._follows.items():
            shown = open_of(self._project, self._project.store.find(keys).values())
            said = by_item(shown)
            before = self._offered.get(client, {})
            self._offered[client] = now = {key: said.get(key, []) for key in keys}
            news = {key: open_ for key, open_ in now.items() if before.get(key) != open_}
            self._link.push(wire.Offered(run, news), client=client)
            # Noting takes a transaction: the page need not wait for it, and cannot answer before it.
            self._link.soon(partial(self._project.store.note_shown, shown))
        self._link.soon(self._count)

    def _count(self) -> None:
        assert self._link is not None
        self._link.push(progress_of(self._project))
