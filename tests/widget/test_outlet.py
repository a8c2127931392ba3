"""What waits to be sent to one page."""

from nblabel.widget.outlet import MESSAGES_IN_FLIGHT, Outlet
from nblabel.widget.protocol import Picture, Pictures, Sheet, Tile


def sheet(*items: str, size: int = 48) -> Sheet:
    return Sheet(size, [Tile(item, 0, 0, 48, 48) for item in items])


def reasons(*items: str) -> Sheet:
    return Sheet(48, [Tile(item, 0, 0, 0, 0, reason="Not a picture") for item in items])


def taken(outlet: Outlet) -> list[list[str]]:
    """The items of every message that may be sent now."""
    told = []
    while (parcel := outlet.take()) is not None:
        body = parcel.body
        assert isinstance(body, Sheet | Pictures)
        told.append([one.item for one in (body.tiles if isinstance(body, Sheet) else body.pictures)])
    return told


def test_sheets_and_pictures_go_out_in_their_order() -> None:
    outlet = Outlet()
    outlet.ready.extend([(sheet("a", "b"), b"1"), (Picture("c", 300, 0), b"2"), (sheet("d"), b"3")])
    assert taken(outlet) == [["a", "b"], ["c"], ["d"]]


def test_a_sheet_has_its_picture_as_the_only_buffer() -> None:
    outlet = Outlet()
    outlet.ready.extend([(sheet("a"), b"pixels"), (reasons("b"), b"")])
    first, second = outlet.take(), outlet.take()
    assert first is not None
    assert second is not None
    assert (first.buffers, second.buffers) == ([b"pixels"], [])


def test_a_storm_of_reasons_is_one_message() -> None:
    outlet = Outlet()
    outlet.ready.extend((reasons(str(n)), b"") for n in range(1000))
    assert [len(items) for items in taken(outlet)] == [1000]


def test_a_page_that_is_behind_gets_no_more() -> None:
    outlet = Outlet()
    outlet.ready.extend((sheet(str(n)), b"1") for n in range(20))
    assert len(taken(outlet)) == MESSAGES_IN_FLIGHT


def test_sheets_that_nobody_looks_at_any_more_are_not_sent() -> None:
    outlet = Outlet()
    outlet.ready.extend([(sheet("a", "b"), b"1"), (sheet("c"), b"2"), (sheet("a", size=24), b"3")])
    assert outlet.recall({"b", "d"}, 48) == {"b"}
    assert taken(outlet) == [["a", "b"]]


def test_single_pictures_and_reasons_are_not_taken_back() -> None:
    outlet = Outlet()
    outlet.ready.extend([(Picture("a", 300, 0), b"1"), (reasons("b"), b"")])
    assert outlet.recall({"b"}, 48) == set()
    assert taken(outlet) == [["a"], ["b"]]
