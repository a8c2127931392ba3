"""What is suggested for the items of a bulk act, and what accepting or rejecting all of it makes of them.

The same rules as for items that a person judges one by one (`js/src/session/acts.ts`): a person's answer goes
before, what is asked for blind has no suggestions, and what is accepted is a draft until it is submitted.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from nblabel.store.about import About
from nblabel.store.audits import read_blind
from nblabel.store.labels import Labels
from nblabel.store.predicted import Predicted, as_rows, note_shown
from nblabel.store.standing import Standing
from nblabel.store.suggestions import SuggestionRow, acceptable, best_first, read_suggestions, saying_same
from nblabel.values.change import Answer, Change
from nblabel.values.overlap import is_overridden
from nblabel.values.tasks import is_drawn

Offers = dict[str, list[SuggestionRow]]
_FINAL = ("submitted", "skipped")


def read_offers(
    connection: Connection, annotator: str, predicted: Predicted, rows: Sequence[Standing]
) -> Offers:
    """The open suggestions of these items, best first; `predicted` are those of the learning run."""
    blind = read_blind(connection, annotator, [row.key for row in rows])
    keys = {row.id: row.key for row in rows if row.key not in blind}
    found = read_suggestions(connection, items=keys.values())
    offers: Offers = {}
    for row in [*found, *as_rows(predicted.of(keys), keys)]:
        offers.setdefault(row.item, []).append(row)
    return {item: sorted(mine, key=best_first) for item, mine in offers.items()}


def accepted(
    about: About, labels: Labels, item: str, old: Answer, offers: Sequence[SuggestionRow]
) -> Change | None:
    """The change that makes what is suggested for an item this person's, or None."""
    put = acceptable(about, labels, old, offers)
    return Change(item, base=old.version, put=put, state="draft") if put else None


def rejected(
    about: About, labels: Labels, item: str, old: Answer, offers: Sequence[SuggestionRow]
) -> Change | None:
    """The change that closes as wrong what is open for an item, or None. What is drawn is a draft then."""
    gone = [row.annotation.id for row in saying_same(offers, _open(about, labels, old, offers))]
    if not gone:
        return None
    done = is_drawn(about.task) and old.state == "unlabeled"
    return Change(item, base=old.version, reject=gone, state="draft" if done else None)


def note_judged(connection: Connection, offers: Offers, changes: Iterable[Change]) -> None:
    """Note the predictions that these changes judge, so that they are known by their ids."""
    ids = {id_ for change in changes for id_ in (*change.reject, *[one.id for one in change.put])}
    note_shown(connection, [row for mine in offers.values() for row in mine if row.annotation.id in ids])


def _open(
    about: About, labels: Labels, old: Answer, offers: Sequence[SuggestionRow]
) -> Sequence[SuggestionRow]:
    """Those that a person sees: in multiclass the best, in multilabel the best of each label."""
    if old.state in _FINAL:
        return ()
    free = [
        row
        for row in offers
        if not is_overridden(about.task, row.annotation, old.annotations, labels.root)
        and row.annotation.id not in {one.id for one in old.annotations}
    ]
    if is_drawn(about.task):
        return free
    best = {labels.root(row.annotation.label): row for row in reversed(free)}
    return free[:1] if about.task == "multiclass" else list(best.values())
