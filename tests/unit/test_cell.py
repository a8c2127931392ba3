"""What an earlier run of a cell showed is told apart from what is still wanted."""

from nblabel.widget.cell import Cell, Shown


class Thing:
    """Something that is shown."""


def test_a_second_run_replaces_what_the_first_one_showed() -> None:
    shown, first, second = Shown[Thing](), Thing(), Thing()
    assert shown.add(first, Cell("a", "1")) == []
    assert shown.add(second, Cell("a", "2")) == [first]
    assert shown.add(second, Cell("a", "3")) == []


def test_several_in_one_run_stand_beside_each_other() -> None:
    shown, things = Shown[Thing](), [Thing() for _ in range(3)]
    assert [shown.add(one, Cell("a", "1")) for one in things] == [[], [], []]
    assert set(shown.add(Thing(), Cell("a", "2"))) == set(things)


def test_what_another_cell_shows_too_stays() -> None:
    shown, one = Shown[Thing](), Thing()
    shown.add(one, Cell("a", "1"))
    shown.add(one, Cell("b", "2"))
    assert shown.add(Thing(), Cell("a", "3")) == []


def test_it_keeps_nothing_alive() -> None:
    shown = Shown[Thing]()
    shown.add(Thing(), Cell("a", "1"))
    assert shown.add(Thing(), Cell("a", "2")) == []
