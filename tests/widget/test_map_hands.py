"""A hand on the map: lasso, move, wheel and keys; and the part of the map that is seen."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.widget.map.hands import Hand
from nblabel.widget.map.sight import Point, Sight, nearest, within

coordinates = st.floats(-500, 1500)


class Told:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.sight = Sight(800, 500)
        self.said: list[tuple[object, ...]] = []

    def look(self, sight: Sight) -> None:
        self.sight = sight

    def point(self, at: Point | None) -> None:
        self.said.append(("point", at))

    def draw(self, lasso: Sequence[Point]) -> None:
        self.said.append(("draw", len(lasso)))

    def choose(self, ring: Sequence[Point], more: bool) -> None:
        self.said.append(("choose", tuple(ring), more))

    def pick(self, at: Point, more: bool) -> None:
        self.said.append(("pick", at, more))

    def drop(self) -> None:
        self.said.append(("drop",))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def hand(told: Told) -> Hand:
    return Hand(told)


def drag(hand: Hand, *points: Point) -> None:
    hand.down(*points[0])
    for point in points[1:]:
        hand.move(*point)
    hand.up(*points[-1])


def test_a_drag_draws_a_lasso_and_chooses(hand: Hand, told: Told) -> None:
    drag(hand, (10, 10), (100, 10), (100, 90))
    assert told.said == [
        ("draw", 2),
        ("draw", 3),
        ("choose", ((10, 10), (100, 10), (100, 90), (100, 90)), False),
        ("draw", 0),
    ]


def test_a_press_that_hardly_moves_picks(hand: Hand, told: Told) -> None:
    hand.more = True
    drag(hand, (10, 10), (12, 11))
    assert told.said == [("pick", (12, 11), True)]


def test_the_lasso_ends_where_the_pointer_leaves(hand: Hand, told: Told) -> None:
    hand.down(10, 10)
    hand.move(60, 10)
    hand.out(80, 30)
    assert told.said[-3][0] == "choose"
    hand.move(90, 30)
    assert told.said[-1] == ("point", (90, 30))


def test_moving_takes_the_map_along(hand: Hand, told: Told) -> None:
    hand.tool = "Move"
    before = told.sight.place((100, 100))
    drag(hand, (100, 100), (130, 100), (130, 160))
    assert told.sight.place((130, 160)) == pytest.approx(before)
    assert told.said == []


def test_escape_gives_a_lasso_up(hand: Hand, told: Told) -> None:
    hand.down(10, 10)
    hand.move(60, 10)
    hand.key("Escape")
    hand.up(60, 60)
    assert told.said == [("draw", 2), ("draw", 0), ("drop",)]


def test_the_keys_move_zoom_and_fit(hand: Hand, told: Told) -> None:
    hand.key("+")
    hand.key("ArrowLeft")
    assert told.sight.zoom > 1
    assert told.sight.x < 0
    hand.key("0")
    assert told.sight == Sight(800, 500)


@given(coordinates, coordinates, st.integers(-12, 12))
def test_the_wheel_leaves_the_place_under_the_pointer_where_it_is(x: float, y: float, turns: int) -> None:
    told = Told()
    hand = Hand(told)
    hand.move(x, y)
    before = told.sight.place((x, y))
    for _ in range(abs(turns)):
        hand.wheel(0, turns)
    assert told.sight.place((x, y)) == pytest.approx(before, abs=1e-6)


@given(coordinates, coordinates, st.floats(0.6, 50))
def test_a_place_is_on_the_screen_where_it_was_seen(x: float, y: float, zoom: float) -> None:
    sight = Sight(800, 500, 0.3, -0.2, zoom)
    there = sight.on_screen(np.array([sight.place((x, y))], np.float32))[0]
    assert there == pytest.approx((x, y), abs=0.1)


def test_a_lasso_that_crosses_itself_holds_what_it_goes_round_once() -> None:
    bow = [(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]
    points = np.array([[1, 5], [9, 5], [5, 1], [5, 9], [20, 5]], np.float32)
    assert within(points, bow).tolist() == [True, True, False, False, False]
    assert not within(points, bow[:2]).any()


def test_points_without_a_place_are_never_meant() -> None:
    points = np.array([[np.nan, np.nan], [3, 4]], np.float32)
    assert nearest(points, (0, 0), reach=5) == 1
    assert nearest(points, (0, 0), reach=4.9) is None
    assert nearest(points[:1], (0, 0), reach=100) is None
    assert within(points, [(-9, -9), (9, -9), (9, 9), (-9, 9)]).tolist() == [False, True]
