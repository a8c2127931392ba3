"""Query strategies: which open items a person should see next."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nblabel.learn.blocks import Floats
from nblabel.learn.clusters import DIRECTIONS, Places, best, kmeans, nearest
from nblabel.learn.space import Space

# Items that are looked at closely: distances to all of a large pool are not worth the wait.
CLOSELY = 10_000
# Of so many times the wanted number of least certain items, different ones are taken.
WIDER = 10
# `auto` shows typical items in at most so many rounds, and while the model agrees with the answers.
ROUNDS, AGREES = 4, 0.3


class Standing(NamedTuple):
    """What is known when a page is chosen; n items, k classes."""

    features: NDArray[Any]  # (n, d), NaN rows where an item has none
    open: NDArray[np.bool_]  # (n,): may be shown
    scores: Floats | None  # (n, k), None before the first run
    answered: Places
    clusters: NDArray[np.int32] | None = None  # (n,)
    accuracy: Sequence[
        float
    ] = ()  # kappa of each batch before it was learnt from; NaN where there was no run
    seed: int = 0
    space: Space | None = None  # the pool's
    classes: NDArray[Any] | None = None  # of `answered`: int, -1 for none; of several labels bool (m, k)


Strategy = Callable[[Standing, int, np.random.Generator], Places]


def random(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """Any open items."""
    places = np.flatnonzero(standing.open)
    return rng.permutation(places)[:n]


def uncertain(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """Those of which the best class has the lowest score."""
    if standing.scores is None:
        return typical(standing, n, rng)
    return filled(standing, _least(standing, -standing.scores.max(axis=1), n, rng), n, rng)


def margin(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """Those between two classes (or near 0.5 in a label), and different from one another.

    Of the 10 n with the least margin one in each of n k-means clusters, weighted by how near they are to the
    border (Zhdanov 2019).
    """
    if standing.scores is None:
        return typical(standing, n, rng)
    gap = _gap(standing.scores)
    near = _least(standing, -gap, WIDER * n, rng)
    if len(near) <= n:
        return filled(standing, near, n, rng)
    rows = _rows(standing, near)
    weight = np.asarray(1 - gap[near] + 1e-3, np.float32)
    centre = kmeans(rows, n, rng, weight=weight)
    chosen = _one_each(rows, centre, weight)
    rest = np.setdiff1d(np.arange(len(near)), chosen)  # ascending, so the least certain first
    return near[np.concatenate((chosen, rest))[:n]]


def typical(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """The middle of each of the largest clusters without an answer (Hacohen, Dekel and Weinshall 2022)."""
    places = looked_at(standing, rng)
    if len(places) <= n:
        return filled(standing, places, n, rng)
    known = standing.answered
    rows = _rows(standing, np.concatenate((places, known)))
    usable = np.isfinite(rows[len(places) :]).all(axis=1)
    rows = np.concatenate((rows[: len(places)], rows[len(places) :][usable]))
    centre = kmeans(rows, min(n + int(usable.sum()), len(rows)), rng)
    label, distance = nearest(rows, centre)
    covered = np.bincount(label[len(places) :], minlength=len(centre))
    label, distance = label[: len(places)], distance[: len(places)]
    size = np.bincount(label, minlength=len(centre))
    order = np.lexsort((-size, covered))
    middle = np.full(len(centre), -1)
    by_distance = np.argsort(-distance, kind="stable")
    middle[label[by_distance]] = by_distance
    chosen = middle[order][middle[order] >= 0][:n]
    return filled(standing, places[chosen], n, rng)


def cluster(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """A page of similar items: the middle of the cluster with most open items and what lies around it."""
    if standing.clusters is None:
        return typical(standing, n, rng)
    label = np.where(standing.open, standing.clusters, -1)
    if not (label >= 0).any():
        return random(standing, n, rng)
    places = np.flatnonzero(label == np.bincount(label[label >= 0]).argmax())
    if len(places) > CLOSELY:
        places = np.sort(rng.choice(places, CLOSELY, replace=False))
    rows = _rows(standing, places)
    middle = rows[np.linalg.norm(rows - rows.mean(axis=0), axis=1).argmin()]
    return filled(standing, places[best(-np.linalg.norm(rows - middle, axis=1), n)], n, rng)


def doubt(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """Those that the model is sure of though no answer is near them."""
    if standing.scores is None or not len(standing.answered):
        return typical(standing, n, rng)
    places = looked_at(standing, rng)
    _, distance = nearest(_rows(standing, places), _rows(standing, standing.answered))
    value = standing.scores[places].max(axis=1) * distance
    return filled(standing, places[best(value, n)], n, rng)


def auto(standing: Standing, n: int, rng: np.random.Generator) -> Places:
    """Typical items for a few rounds while the model keeps up with the answers, then margin."""
    told = standing.accuracy
    keeps_up = all(not kappa < AGREES for kappa in told)
    early = standing.scores is None or (len(told) < ROUNDS and keeps_up)
    return (typical if early else margin)(standing, n, rng)


STRATEGIES: dict[str, Strategy] = {
    "auto": auto,
    "random": random,
    "margin": margin,
    "typical": typical,
    "cluster": cluster,
    "uncertain": uncertain,
    "doubt": doubt,
}


def _gap(scores: Floats) -> Floats:
    """How far the two best classes are apart (n,), 0..1; NaN where there are no scores."""
    if scores.shape[1] < 2:
        return np.asarray(np.abs(2 * scores[:, 0] - 1))
    two = -np.partition(-scores, 1, axis=1)[:, :2]
    return np.asarray(two[:, 0] - two[:, 1])


def _least(standing: Standing, value: Floats, n: int, rng: np.random.Generator) -> Places:
    """The open places of the largest value, ties broken at random."""
    places = np.flatnonzero(standing.open & np.isfinite(value))
    places = rng.permutation(places)
    return places[best(value[places], n)]


def filled(standing: Standing, places: Places, n: int, rng: np.random.Generator) -> Places:
    """`places`, and behind them any other open ones up to n: an item without features wants an answer too."""
    missing = n - len(places)
    if missing <= 0:
        return places[:n]
    left = standing.open.copy()
    left[places] = False
    return np.concatenate((places, rng.permutation(np.flatnonzero(left))[:missing]))


def looked_at(standing: Standing, rng: np.random.Generator) -> Places:
    """Open places with features, at most CLOSELY of them."""
    places = np.flatnonzero(standing.open)
    if len(places) > CLOSELY:
        places = np.sort(rng.choice(places, CLOSELY, replace=False))
    return places[np.isfinite(_rows(standing, places)).all(axis=1)]


def _rows(standing: Standing, places: Places) -> Floats:
    """Features of these places in the pool's coordinates, float32."""
    rows = standing.features[places]
    if standing.space is not None:
        return standing.space.strongest(DIRECTIONS).into(rows)
    return np.asarray(rows, np.float32)


def _one_each(rows: Floats, centre: Floats, weight: Floats) -> Places:
    """The row nearest to each centre, each row once."""
    label, distance = nearest(rows, centre)
    order = np.lexsort((distance, label))
    first = np.unique(label[order], return_index=True)[1]
    chosen = order[first]
    return np.asarray(chosen[np.argsort(-weight[chosen], kind="stable")], np.int64)
