"""One look at a source that is known: what there is new, changed, renamed, gone and back."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import msgspec

from nblabel import renaming
from nblabel.media.check import checked
from nblabel.media.fingerprint import fingerprint
from nblabel.media.found import GONE, Found, status_of
from nblabel.media.places import is_url, locate
from nblabel.media.sources import Source, most_looked_into
from nblabel.store.files import FileRow
from nblabel.store.items import NewItem

# The items of one file: one, or one for each of its frames.
Group = tuple[FileRow, ...]
Make = Callable[[Found], list[NewItem]]
_FRAME = re.compile(r"#frame=\d+(?=(#\d+)?$)")


class Pair(NamedTuple):
    """The items of a file, and the file as it is now."""

    group: Group
    found: Found


class Seen(msgspec.Struct):
    """What a look found. `same` are unchanged (`learnt`: but on another inode; `back`: but were missing),
    `moved` renamed."""

    same: list[Pair] = []
    back: list[Pair] = []
    learnt: list[Pair] = []
    changed: list[Pair] = []
    moved: list[Pair] = []
    fresh: list[Found] = []
    gone: list[Group] = []

    def given(self, make: Make) -> Iterator[NewItem]:
        """The items to store: those that are known under the keys they have."""
        for pair in chain(self.moved, self.changed):
            yield from _settled(pair, make)
        for found in self.fresh:
            yield from make(found)

    def vanished(self, make: Make) -> list[str]:
        """Keys of items whose files (or frames) are gone now, and were not before."""
        lost = [row for group in self.gone for row in group]
        for pair in chain(self.moved, self.changed):
            kept = {new.key for new in _settled(pair, make)}
            lost += [row for row in pair.group if row.item not in kept]
        return [row.item for row in lost if not row.missing]


def look(source: Source, known: Iterable[FileRow], whole: bool, tell: Callable[[int], None]) -> Seen:
    """Looks at a source whose files were `known`. `whole`: what is not found there is gone.

    `tell(n)` is called with the number of files so far. Raises SourceError as `source.find` does.
    """
    seen, files = Seen(), _by_path(known)
    suspects: list[Pair] = []
    for n, found in enumerate(source.find(), 1):
        tell(n)
        group = files.pop(found.path, None)
        if group is None:
            seen.fresh.append(found)
        elif found.reason == GONE and group[0].reason != GONE:
            seen.gone.append(group)
        else:
            _sort(Pair(group, found), seen, suspects)
    rest = [group for group in files.values() if whole or group[0].missing]
    unread = tuple(f"{folder}/" for folder, _ in source.unread)
    hidden = [group for group in rest if group[0].path.startswith(unread)] if unread else []
    seen.gone += [group for group in rest if not unread or not group[0].path.startswith(unread)]
    suspects = _shuffled(suspects, seen)
    _look_into(seen, source)
    _find_renamed(seen, suspects, source.root)
    seen.gone += hidden  # not to be read now, so never taken for renamed
    return seen


def known_again(rows: Iterable[FileRow], source: Source) -> list[FileRow]:
    """These files with the fingerprint of what they hold, as far as they are still as they were.

    In a folder of very many files only those of answered items are read: there a lost name costs work.
    """
    if is_url(source.root):
        return []

    def read(row: FileRow) -> FileRow | None:
        place = locate(source.root, row.path)
        size, mtime_ns, inode, reason = status_of(place)
        if reason or (size, mtime_ns) != (row.size, row.mtime_ns):
            return None
        return msgspec.structs.replace(row, inode=inode or None, fingerprint=fingerprint(place))

    with ThreadPoolExecutor(4, "nblabel-fingerprint") as pool:
        return [row for row in pool.map(read, rows) if row is not None]


def _by_path(known: Iterable[FileRow]) -> dict[str, Group]:
    """Groups by path. Where another item's file has taken a missing one's place, the missing one keeps an
    empty path of its own."""
    files: dict[str, Group] = {}
    missing: list[FileRow] = []
    for row in known:
        if row.missing:
            missing.append(row)
        else:
            files[row.path] = (*files.get(row.path, ()), row)
    taken = set(files)
    for row in missing:
        path = row.path if row.path not in taken else f"\0{row.item}"
        files[path] = (*files.get(path, ()), row)
    return files


def _sort(pair: Pair, seen: Seen, suspects: list[Pair]) -> None:
    old, found = pair.group[0], pair.found
    if (old.size, old.mtime_ns) != (found.size, found.mtime_ns) or old.reason or found.reason:
        seen.changed.append(pair)
    elif old.missing:
        seen.back.append(pair)
    elif old.inode and found.inode and old.inode != found.inode:
        suspects.append(pair)
    else:
        seen.same.append(pair)


def _shuffled(suspects: list[Pair], seen: Seen) -> list[Pair]:
    """Of files that look the same on another inode, those that lie on the inode of another known file.

    Files that were restored or copied have other inodes too; they are the same.
    """
    if not suspects:
        return []
    pairs = chain(suspects, seen.same, seen.back, seen.changed)
    owners = {row.inode: row for row in chain((p.group[0] for p in pairs), (g[0] for g in seen.gone))}
    shuffled = []
    for pair in suspects:
        other = owners.get(pair.found.inode)
        if other is not None and other.size == pair.found.size:
            shuffled.append(pair)
        else:
            seen.learnt.append(pair)
    return shuffled


def _look_into(seen: Seen, source: Source) -> None:
    """Looks into what is new or changed, up to a number of files; the rest is when it is first read."""
    doubtful = [pair for pair in seen.changed if not pair.found.reason]
    doubtful.sort(key=lambda pair: pair.group[0].reason is None)  # broken ones may be whole by now
    fresh = [n for n, found in enumerate(seen.fresh) if not found.reason]
    queue = [*(pair.found for pair in doubtful), *(seen.fresh[n] for n in fresh)][: most_looked_into(source)]
    done = list(checked(queue, source.root, lambda _: False, source.medium.look))
    known = {found.path: found for found in done}
    seen.changed = [Pair(group, known.get(found.path, found)) for group, found in seen.changed]
    seen.fresh = [known.get(found.path, found) for found in seen.fresh]


def _find_renamed(seen: Seen, suspects: list[Pair], root: str) -> None:
    """Tells what is renamed among what is gone, new and changed (where names were exchanged, both are)."""
    own = [pair for pair in seen.changed if _is_own(pair)]
    edited = [pair for pair in seen.changed if not _is_own(pair)]
    doubted = [*edited, *suspects]
    keyed = [one for one in seen.fresh if one.key != one.path]  # a key of its own needs no guess
    fresh = [one for one in seen.fresh if one.key == one.path]
    groups = [*seen.gone, *(pair.group for pair in doubted)]
    found = [*fresh, *(pair.found for pair in doubted)]
    if not is_url(root):
        gone = (group[0] for group in groups)
        found = renaming.read_contents(found, gone, lambda one: fingerprint(locate(root, one.path)))
    staying = (pair.group[0] for pair in chain(seen.same, seen.back, seen.learnt, own))
    matched = renaming.match([group[0] for group in groups], found, staying)
    pairs = {here: Pair(groups[there], found[here]) for here, there in matched.items()}
    came, went = set(pairs), {id(pair.group) for pair in pairs.values()}
    seen.gone = [group for group in seen.gone if id(group) not in went]
    seen.fresh = [*keyed, *(found[n] for n in range(len(fresh)) if n not in came)]
    seen.changed = own
    for n, pair in enumerate(doubted, len(fresh)):
        if n in pairs and pairs[n].group is pair.group:  # only touched
            seen.changed.append(pairs.pop(n))
        elif n not in came and id(pair.group) not in went:
            (seen.changed if n - len(fresh) < len(edited) else seen.learnt).append(Pair(pair.group, found[n]))
        else:
            seen.gone += [] if id(pair.group) in went else [pair.group]
            seen.fresh += [] if n in came else [found[n]]
    seen.moved = list(pairs.values())


def _is_own(pair: Pair) -> bool:
    """True when the file has the content it had: only touched, or back, or found broken again."""
    old, found = pair.group[0], pair.found
    if old.fingerprint is not None and found.fingerprint is not None:
        return old.fingerprint == found.fingerprint
    return (old.size, old.mtime_ns, old.inode) == (found.size, found.mtime_ns, found.inode)


def _settled(pair: Pair, make: Make) -> Iterator[NewItem]:
    keys = {frame_of(row.item): row.item for row in pair.group}
    for new in make(pair.found):
        key = keys.get(frame_of(new.key))
        yield new if key is None else msgspec.structs.replace(new, key=key, settled=True)


def frame_of(key: str) -> str:
    """What tells a frame's item from those of other frames; "" for a whole file's."""
    told = _FRAME.search(key)
    return told[0] if told else ""
