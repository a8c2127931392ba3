"""What each point of the map stands for: its label or cluster, whether a person said so, and its colour."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.store.gather import NO_SCORE
from nblabel.store.live import all_suggestions
from nblabel.values.palette import color_at

if TYPE_CHECKING:
    from nblabel.store.gather import Ids
    from nblabel.store.store import Store

By = Literal["Label", "Cluster", "Score"]
# How much is known of an item; drawn as a dot, a ring and a disc.
OPEN, SUGGESTED, ANSWERED = 0, 1, 2
# Colours of scores from 0 to 1: cividis, which colour-blind people can read (Nunez et al. 2018,
# https://doi.org/10.1371/journal.pone.0199239), at five places.
SCORES = ((0, 34, 78), (65, 77, 107), (124, 123, 120), (188, 175, 111), (254, 232, 56))
NOTHING = (140, 140, 140)


class Marks(NamedTuple):
    """One entry for each point, in the map's order.

    `kind` is OPEN, SUGGESTED or ANSWERED, `label` an id or -1, `score` -1 for none, `cluster` -1 for none.
    """

    kind: NDArray[np.uint8]
    label: NDArray[np.int32]
    score: NDArray[np.float32]
    cluster: NDArray[np.int32]


class Points(NamedTuple):
    """The points as they are drawn: `places` on the map (n, 2), `colour` (n, 3), what `kind` they are, and
    which are `chosen` by the lasso and `marked` in the grid (n,)."""

    places: NDArray[np.float32]
    colour: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    chosen: NDArray[np.bool_]
    marked: NDArray[np.bool_]


class Entry(NamedTuple):
    """A line of the legend; `number` points have this colour."""

    name: str
    color: tuple[int, int, int]
    number: int


def read(store: "Store", ids: "Ids") -> Marks:
    """The marks of these items as the project stands."""
    known = store.labels(all=True)
    into = {row.id: row.merged_into for row in known}
    with store.columns.look() as columns:
        size = max(len(columns.cluster), int(ids.max(initial=0)) + 1)
        label, score = np.full(size, -1, np.int32), np.full(size, -1, np.float32)
        kind = np.zeros(size, np.uint8)
        said = all_suggestions(columns)
        order = np.argsort(said["score"], kind="stable")  # the best of an item comes last and stays
        items = said["item"][order]
        label[items] = said["label"][order]
        score[items] = np.where(said["score"][order] == NO_SCORE, -1, said["score"][order])
        kind[items] = SUGGESTED
        given = columns.labels
        label[given["item"]] = given["label"]
        kind[columns.answers["item"]] = ANSWERED
        kind[given["item"]] = ANSWERED
        cluster = np.full(size, -1, np.int32)
        cluster[: len(columns.cluster)] = columns.cluster
    for old in into:
        if into[old] is not None:
            label[label == old] = _last(into, old)
    return Marks(kind[ids], label[ids], score[ids], cluster[ids])


def _last(into: dict[int, int | None], label: int) -> int:
    while (next_one := into.get(label)) is not None:
        label = next_one
    return label


def colours(store: "Store", marks: Marks, by: By) -> tuple[NDArray[np.uint8], list[Entry]]:
    """The colour of each point (n, 3), and the legend: labels in palette order, clusters by size."""
    return _COLOURS[by](store, marks)


def _by_label(store: "Store", marks: Marks) -> tuple[NDArray[np.uint8], list[Entry]]:
    rows = {row.id: row for row in store.labels(all=True)}
    found, place, counts = np.unique(marks.label, return_inverse=True, return_counts=True)
    shades = [_rgb(rows[one].color) if one in rows else NOTHING for one in found.tolist()]
    names = [rows[one].path if one in rows else "" for one in found.tolist()]
    colour, entries = _told(shades, names, counts, place)
    order = [row.path for row in rows.values()]
    return colour, sorted(entries, key=lambda one: order.index(one.name))


def _by_cluster(store: "Store", marks: Marks) -> tuple[NDArray[np.uint8], list[Entry]]:
    found, place, counts = np.unique(marks.cluster, return_inverse=True, return_counts=True)
    shades = [NOTHING if one < 0 else _rgb(color_at(one)) for one in found.tolist()]
    names = ["" if one < 0 else f"cluster {one}" for one in found.tolist()]
    return _told(shades, names, counts, place)


def _by_score(store: "Store", marks: Marks) -> tuple[NDArray[np.uint8], list[Entry]]:
    scored = (marks.score >= 0) & (marks.kind == SUGGESTED)
    place = np.where(scored, np.clip(marks.score * 5, 0, 4).astype(int), 5)
    names = [f"score {n / 5:.1f} to {(n + 1) / 5:.1f}" for n in range(5)] + [""]
    counts = np.bincount(place, minlength=6)
    colour, entries = _told([*SCORES, NOTHING], names, counts, place)
    return colour, sorted((one for one in entries if one.number), key=lambda one: one.name, reverse=True)


def _told(
    shades: list[tuple[int, int, int]], names: list[str], counts: NDArray[np.intp], place: NDArray[np.intp]
) -> tuple[NDArray[np.uint8], list[Entry]]:
    colour = np.asarray(shades or [NOTHING], np.uint8)[place]
    entries = [
        Entry(name, shade, int(n)) for name, shade, n in zip(names, shades, counts, strict=True) if name
    ]
    return colour, sorted(entries, key=lambda one: -one.number)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


_COLOURS: dict[By, Callable[["Store", Marks], tuple[NDArray[np.uint8], list[Entry]]]] = {
    "Label": _by_label,
    "Cluster": _by_cluster,
    "Score": _by_score,
}
