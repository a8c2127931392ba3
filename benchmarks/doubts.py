"""Finding slips: one answer in ten is flipped, and doubts have to rank those first.

python -m benchmarks.doubts [--quick]

On trashnet and AG News, 1,000 answers, 100 of them another class drawn by chance. The ranking is judged by
its average precision, against cleanlab's (by self-confidence, its default)
on the very same out-of-fold scores. cleanlab is used as it is where it can be imported; without it, its
ranking by self-confidence is computed here: 1 − the score of what was answered (that is all that it is), and
the run says so. The model alone and the model with the nearest answers are told apart.
"""

import importlib.util
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import pools
from benchmarks.figures import publish
from nblabel.learn.doubts import doubts
from nblabel.learn.head import out_of_fold
from nblabel.learn.neighbourhood import enriched
from nblabel.learn.space import Space

SEEDS, QUICK = 20, 2
ANSWERS, FLIPPED = 1000, 0.10
SETS = {"trashnet": lambda: pools.photos("trashnet"), "ag_news": pools.ag_news}


def main(quick: bool) -> None:
    figures: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for name, made in SETS.items():
        pool = made()
        features = enriched(pool.features)
        space = Space.of(features)
        k = len(pool.classes)
        runs = [one(features, pool.truth, k, space, seed) for seed in range(QUICK if quick else SEEDS)]
        means = {what: float(np.mean([run[what] for run in runs])) for what in runs[0]}
        figures.append({"set": name} | {what: round(value, 4) for what, value in means.items()})
        apart = means["nblabel"] - means["cleanlab"]
        bars.append({
            "what": f"{name}: average precision over cleanlab's",
            "value": round(apart, 4),
            "at_least": -0.005,
            "met": apart >= -0.005,
        })  # fmt: skip
    cleanlab = "installed" if importlib.util.find_spec("cleanlab") else "its ranking computed here"
    publish("doubts", figures, bars, quick, answers=ANSWERS, flipped=FLIPPED, cleanlab=cleanlab)


def one(
    features: NDArray[np.float16], truth: NDArray[np.int64], k: int, space: Space, seed: int
) -> dict[str, float]:
    """Average precision of each ranking."""
    rng = np.random.default_rng(seed)
    places = rng.permutation(len(truth))[:ANSWERS]
    answers = truth[places].copy()
    wrong = rng.random(len(answers)) < FLIPPED
    answers[wrong] = (answers[wrong] + rng.integers(1, k, int(wrong.sum()))) % k
    rows = features[places]
    scores = out_of_fold(rows, answers, k, "one", seed=seed, space=space)
    ours = doubts(scores, answers, rows=space.into(rows)).doubt
    alone = doubts(scores, answers).doubt
    return {
        "nblabel": precision(ours, wrong),
        "the model alone": precision(alone, wrong),
        "cleanlab": precision(peer(answers, scores), wrong),
    }


def peer(answers: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """cleanlab's label quality by self-confidence, turned round."""
    if importlib.util.find_spec("cleanlab") is None:
        return 1.0 - scores[np.arange(len(answers)), answers].astype(np.float64)
    from cleanlab.rank import get_label_quality_scores

    return 1.0 - np.asarray(get_label_quality_scores(answers, scores, method="self_confidence"), np.float64)


def precision(doubt: NDArray[Any], wrong: NDArray[np.bool_]) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(wrong, doubt))


if __name__ == "__main__":
    main("--quick" in sys.argv)
