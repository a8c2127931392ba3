"""How many answers it takes: the order `auto` against random ones, on five public sets.

python -m benchmarks.label_efficiency [--quick] [set …]

A person who is always right answers pages of nine. After each, a head learns along the pool's neighbour
graph, and is judged on items that are never asked: two fifths of the pool, at most 1,000, other ones for
each seed (their features are in the pool, as those of all items are; their classes are seen by the judge
alone). Both orders begin with the same seed; what differs is paired, and the interval of the mean difference
is from 10,000 bootstrap samples of the seeds. The area is the mean accuracy over all pages.
"""

import sys
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import pools
from benchmarks.figures import publish
from nblabel.learn.head import Head, fit
from nblabel.learn.neighbourhood import enriched
from nblabel.learn.order import STRATEGIES, Standing
from nblabel.learn.space import Space

PAGE = 9
SEEDS, QUICK = 50, 2
# Answers that a person gives on each set.
BUDGET = {"digits": 126, "trashnet": 126, "sign_digits": 207, "ag_news": 126, "banking77": 450}
SETS = {
    "digits": pools.digits,
    "trashnet": lambda: pools.photos("trashnet"),
    "sign_digits": lambda: pools.photos("sign_digits"),
    "ag_news": pools.ag_news,
    "banking77": pools.banking77,
}
TESTED, MOST_TESTED = 0.4, 1000


class Ground(NamedTuple):
    """A set, its features along the neighbour graph, and the space of them."""

    name: str
    features: NDArray[np.float16]
    truth: NDArray[np.int64]
    k: int
    space: Space


def main(quick: bool, names: list[str]) -> None:
    figures: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for name in names or list(SETS):
        began = time.perf_counter()
        here = ground(name)
        seeds = QUICK if quick else SEEDS
        ours = np.array([accuracies(here, "auto", seed) for seed in range(seeds)])
        theirs = np.array([accuracies(here, "random", seed) for seed in range(seeds)])
        figures.append(figure(name, ours, theirs) | {"seconds": round(time.perf_counter() - began)})
        bars += judged(name, ours, theirs)
    publish("label_efficiency", figures, bars, quick, page=PAGE, seeds=QUICK if quick else SEEDS)


def ground(name: str) -> Ground:
    pool = SETS[name]()
    features = enriched(pool.features)
    return Ground(name, features, pool.truth, len(pool.classes), Space.of(features))


def accuracies(here: Ground, order: str, seed: int) -> NDArray[np.float64]:
    """The accuracy on the judge's items after each page."""
    rng = np.random.default_rng(seed)
    mixed = rng.permutation(len(here.truth))
    tested = mixed[: min(int(TESTED * len(mixed)), MOST_TESTED)]
    features, truth = here.features, here.truth
    waiting = np.ones(len(truth), np.bool_)
    waiting[tested] = False
    answered, kappas = np.empty(0, np.int64), list[float]()
    head: Head | None = None
    found = []
    while len(answered) < BUDGET[here.name]:
        scores = None if head is None else head.scores(features)
        standing = Standing(features, waiting, scores, answered, None, kappas, seed, here.space)
        page = STRATEGIES[order](standing, PAGE, rng)
        if scores is not None:
            kappas.append(kappa(scores[page].argmax(axis=1), truth[page]))
        waiting[page] = False
        answered = np.concatenate((answered, page))
        head = fit(features[answered], truth[answered], here.k, "one", head, space=here.space)
        found.append((head.scores(features[tested]).argmax(axis=1) == truth[tested]).mean())
    return np.array(found)


def kappa(said: NDArray[np.int64], true: NDArray[np.int64]) -> float:
    """Cohen's kappa."""
    chance = sum(float((said == one).mean() * (true == one).mean()) for one in np.unique(true))
    agreed = float((said == true).mean())
    return (agreed - chance) / (1 - chance) if chance < 1 else agreed


def figure(name: str, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> dict[str, Any]:
    mean, low, high = bootstrapped(ours.mean(axis=1) - theirs.mean(axis=1))
    told: dict[str, Any] = {"set": name, "answers": BUDGET[name]}
    for what, accuracy in (("auto", ours.mean(axis=0)), ("random", theirs.mean(axis=0))):
        told |= {
            f"{what} at a third": round(float(accuracy[len(accuracy) // 3]), 3),
            f"{what} at the end": round(float(accuracy[-1]), 3),
        }
    return told | {"area, difference": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}


def judged(name: str, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> list[dict[str, Any]]:
    mean, low, _ = bootstrapped(ours.mean(axis=1) - theirs.mean(axis=1))
    bars = [
        at_least(f"{name}: area over random's, mean", mean, -0.005),
        at_least(f"{name}: area over random's, 95 % low", low, -0.01),
    ]
    auto, random = ours.mean(axis=0), theirs.mean(axis=0)
    if name == "digits":
        bars.append(at_least("digits: accuracy at 63 answers", auto[63 // PAGE - 1], 0.90))
    for of, answers, trial, share in (("trashnet", 120, 0.71, 0.50), ("sign_digits", 200, 0.81, 0.75)):
        if name == of:
            same = needed(auto, at(random, answers)) / answers
            bars.append(at_most(f"{name}: share of {answers} random answers for the same", same, share))
            bars.append(
                at_most(f"{name}: share of {answers} for {trial}", needed(auto, trial) / answers, share)
            )
    return bars


def at(accuracy: NDArray[np.float64], answers: float) -> float:
    """The accuracy after so many answers, between pages on the line."""
    return float(np.interp(answers, PAGE * np.arange(1, len(accuracy) + 1), accuracy))


def needed(accuracy: NDArray[np.float64], wanted: float) -> float:
    """The answers after which the mean accuracy is as wanted; infinity when it never is."""
    pages = np.flatnonzero(accuracy >= wanted)
    if not len(pages):
        return np.inf
    first = int(pages[0])
    if first == 0:
        return PAGE
    below, above = accuracy[first - 1], accuracy[first]
    return float(PAGE * (first + (wanted - below) / (above - below)))


def bootstrapped(differences: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean and 95 % interval of the mean over seeds."""
    rng = np.random.default_rng(0)
    means = rng.choice(differences, (10_000, len(differences))).mean(axis=1)
    return float(differences.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def at_least(what: str, value: float, bar: float) -> dict[str, Any]:
    return {"what": what, "value": round(float(value), 4), "bar": f"≥ {bar}", "met": bool(value >= bar)}


def at_most(what: str, value: float, bar: float) -> dict[str, Any]:
    return {"what": what, "value": round(float(value), 4), "bar": f"≤ {bar}", "met": bool(value <= bar)}


if __name__ == "__main__":
    main("--quick" in sys.argv, [word for word in sys.argv[1:] if not word.startswith("-")])
