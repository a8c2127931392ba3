"""Submit → scores of all items, kernel side, while a project is labeled: the head alone.

python -m benchmarks.head_speed [--quick]

A pool of random features in heaps, 1,000 answers, on one BLAS thread. Nine more answers come with each
Submit; the head is fitted anew, warm from the one before, and scores every item of the float16 pool. Beside
it scikit-learn's LogisticRegression on the same answers, cold and warm, and its scores of the pool in
float32 (up to 500,000 × 384, where that copy still fits).
"""

import sys
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import at_most, publish, summary
from nblabel.learn.blocks import one_thread
from nblabel.learn.head import fit
from nblabel.learn.space import Space

ANSWERS, PAGE = 1000, 9
ROUNDS, QUICK = 40, 2


class Case(NamedTuple):
    """A pool of n items with d features and k classes; `bar` in ms for the 95th percentile."""

    n: int
    d: int
    k: int
    bar: float | None = None


CASES = (
    Case(10_000, 384, 10, 60),
    Case(500_000, 384, 10, 300),
    Case(10_000, 1280, 77),
    Case(500_000, 384, 77),
    Case(100_000, 1280, 10),
)


def main(quick: bool) -> None:
    figures: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for case in CASES[:1] if quick else CASES:
        what = f"{case.n:,} × {case.d:,}, {case.k} classes"
        features, classes = pool(case)
        fits, whole = ours(case, features, classes, QUICK if quick else ROUNDS)
        told = {"what": what, "fit": summary(fits)["median"], "fit p95": summary(fits)["p95"]}
        told |= {"all": summary(whole)["median"], "all p95": summary(whole)["p95"]}
        figures.append(told | {"scikit-learn, all": round(peer(case, features, classes), 1)})
        if case.bar:
            bars.append(at_most(f"{what}: submit → scores, p95 ms", summary(whole)["p95"], case.bar))
    publish("head_speed", figures, bars, quick, answers=ANSWERS, threads=1)


def pool(case: Case) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Heaps that overlap, as far as classes of photos do."""
    rng = np.random.default_rng(0)
    middle = rng.standard_normal((case.k, case.d), np.float32) * np.float32(0.25)
    classes = rng.integers(0, case.k, case.n)
    features = np.empty((case.n, case.d), np.float16)
    for first in range(0, case.n, 20_000):
        part = classes[first : first + 20_000]
        features[first : first + 20_000] = middle[part] + rng.standard_normal((len(part), case.d), np.float32)
    return features, classes


def ours(
    case: Case, features: NDArray[np.float16], classes: NDArray[np.int64], rounds: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each fit, and of each fit with the scores of all items."""
    space = Space.of(features)
    known = np.arange(ANSWERS)
    head = fit(features[known], classes[known], case.k, "one", space=space)
    out = head.scores(features)
    fits, whole = [], []
    for count in range(ANSWERS + PAGE, ANSWERS + PAGE * (rounds + 1), PAGE):
        began = time.perf_counter()
        head = fit(features[:count], classes[:count], case.k, "one", head, space=space)
        fitted = time.perf_counter()
        head.scores(features, out)
        fits.append(1000 * (fitted - began))
        whole.append(1000 * (time.perf_counter() - began))
    return fits, whole


def peer(case: Case, features: NDArray[np.float16], classes: NDArray[np.int64]) -> float:
    """Milliseconds of scikit-learn, the second of two warm fits, with all scores."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=200, warm_start=True)
    rows = features[: ANSWERS + 2 * PAGE].astype(np.float32)
    wide = features.astype(np.float32)
    took = 0.0
    with one_thread():
        for count in (ANSWERS, ANSWERS + PAGE, ANSWERS + 2 * PAGE):
            began = time.perf_counter()
            model.fit(rows[:count], classes[:count])
            model.predict_proba(wide)
            took = 1000 * (time.perf_counter() - began)
    return took


if __name__ == "__main__":
    main("--quick" in sys.argv)
