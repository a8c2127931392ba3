"""Coordinates of the pool's neighbour graph."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nblabel.learn import neighbourhood
from nblabel.learn.blocks import Stopped
from nblabel.learn.head import fit
from nblabel.learn.neighbourhood import COORDINATES, enriched
from nblabel.learn.space import Space


def chains(n: int = 400, d: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Two winding lines of items: the ends of one are farther apart than the lines are."""
    rng = np.random.default_rng(0)
    classes, along = np.arange(n) % 2, rng.random(n)
    waves = np.stack([f(np.pi * step * along) for step in (1, 2, 3) for f in (np.sin, np.cos)], axis=1)
    bends = rng.standard_normal((2, 6, d))
    rows = np.einsum("nw,nwd->nd", waves, bends[classes]) + rng.normal(0, 0.05, (n, d))
    return rows.astype(np.float16), classes


def test_few_answers_reach_as_far_as_items_hang_together() -> None:
    ink, digits = load_digits(return_X_y=True)
    rows, digits = ink[:800].astype(np.float16), digits[:800]
    right = [
        (fit(x[:50], digits[:50], 10, "one", space=Space.of(x)).scores(x).argmax(axis=1) == digits).mean()
        for x in (rows, enriched(rows))
    ]
    assert right[1] > right[0] + 0.03


def test_the_features_stay_as_they_are() -> None:
    rows, _ = chains()
    found = enriched(rows)
    assert found.shape == (len(rows), 12 + COORDINATES)
    assert found.dtype == np.float16
    assert np.array_equal(found[:, :12], rows)
    assert np.isfinite(found).all()


def test_it_is_the_same_for_a_seed() -> None:
    rows, _ = chains()
    assert np.array_equal(enriched(rows, 3), enriched(rows, 3))


def test_rows_with_nan_stay_nan() -> None:
    rows, _ = chains()
    rows[5] = np.nan
    found = enriched(rows)
    assert np.isnan(found[5]).all()
    assert np.isfinite(np.delete(found, 5, axis=0)).all()


@pytest.mark.parametrize(
    "rows", [np.ones((200, 4)), np.ones((3, 4)), np.full((60, 4), np.nan), np.zeros((0, 4))]
)
def test_equal_few_and_missing_items_are_no_error(rows: np.ndarray) -> None:
    found = enriched(rows.astype(np.float16))
    assert found.shape == (len(rows), 4 + COORDINATES)
    assert np.isfinite(found[np.isfinite(rows).all(axis=1)]).all()


def test_items_beside_the_landmarks_lie_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhood, "LANDMARKS", 150)
    rows, classes = chains()
    found = enriched(rows)[:, 12:].astype(np.float32)
    unit = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    alike = unit @ unit.T - 2 * np.eye(len(rows))
    assert (classes[alike.argmax(axis=1)] == classes).mean() > 0.85


def test_it_ends_when_it_is_told_to() -> None:
    with pytest.raises(Stopped):
        enriched(chains()[0], stop=lambda: True)
