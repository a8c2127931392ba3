"""What a head is fitted by: penalised log loss of a linear model, and its minimum."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from nblabel.learn.blocks import Floats, asked

Kind = Literal["one", "many"]
# The largest slope at which the minimum counts as found, per answer.
SLOPE = 1e-4
ROUNDS = 200


def minimum(
    rows: Floats,
    wanted: Floats,
    kind: Kind,
    penalty: float,
    start: Floats | None = None,
    stop: Callable[[], bool] | None = None,
) -> Floats:
    """Weights (r + 1, k), the last row the biases, of the least mean log loss + penalty / 2 · |weights|².

    `rows` (m, r); `wanted` (m, k) is what the scores should be. Found by L-BFGS (Liu and Nocedal 1989), which
    is strictly convex here but for a shift of all biases, so what it starts from changes the time alone.
    """
    m, k = wanted.shape
    shape = (rows.shape[1] + 1, k)
    loss = _one if kind == "one" else _many

    def told(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        asked(stop)
        weights = flat.astype(np.float32).reshape(shape)
        value, error = loss(rows @ weights[:-1] + weights[-1], wanted)
        slope = np.empty(shape)
        slope[:-1] = rows.T @ error
        slope[-1] = error.sum(axis=0)
        slope /= m
        inner = flat.reshape(shape)[:-1]
        slope[:-1] += penalty * inner
        return value / m + penalty / 2 * float(np.vdot(inner, inner)), slope.ravel()

    first = np.zeros(shape) if start is None else start.astype(np.float64)
    options = {"maxiter": ROUNDS, "gtol": SLOPE, "ftol": 0.0, "maxcor": 10}
    found = minimize(told, first.ravel(), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(shape), np.float32)


def softmax(logits: Floats) -> Floats:
    """Softmax of each row, in place."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def sigmoid(logits: Floats) -> Floats:
    """Logistic function of each number, in place, without overflow."""
    np.clip(logits, -80, 80, out=logits)
    np.negative(logits, out=logits)
    np.exp(logits, out=logits)
    logits += 1
    return np.asarray(np.reciprocal(logits, out=logits))


def _one(logits: Floats, wanted: Floats) -> tuple[float, Floats]:
    """The sum of the cross-entropies, and its slope by the logits."""
    logits -= logits.max(axis=1, keepdims=True)
    right = np.einsum("mk,mk->m", logits, wanted)
    np.exp(logits, out=logits)
    total = logits.sum(axis=1)
    logits /= total[:, None]
    logits -= wanted
    return float((np.log(total) - right).sum(dtype=np.float64)), logits


def _many(logits: Floats, wanted: Floats) -> tuple[float, Floats]:
    value = np.logaddexp(0, logits) - wanted * logits
    return float(value.sum(dtype=np.float64)), sigmoid(logits) - wanted
