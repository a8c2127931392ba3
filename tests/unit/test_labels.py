"""Label paths, and labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.values.errors import LabelError
from nblabel.values.labels import Label, as_labels, join_path, split_path

names = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)
    .map(str.strip)
    .filter(bool)
    .filter(lambda name: min(name) < "\x1c" or min(name) >= " ")
)


@given(
    st.lists(st.one_of(names, st.sampled_from(["a/b", "\\", "a\\", "\\/", "\\\\/"])), min_size=1, max_size=6)
)
def test_joined_names_are_split_into_the_same_names(parts: list[str]) -> None:
    assert split_path(join_path(tuple(parts))) == tuple(parts)


def test_a_slash_parts_and_an_escaped_one_does_not() -> None:
    assert split_path("Animal/Cat") == ("Animal", "Cat")
    assert split_path(r"km\/h") == ("km/h",)
    assert join_path(("km/h", "fast")) == r"km\/h/fast"


@pytest.mark.parametrize("name", ['O\'Brien "x"', "🐈", "شجرة", "<img src=x onerror=alert(1)>", "a\\b"])
def test_odd_names_are_data(name: str) -> None:
    assert Label(name).parts == (name,)
    assert Label(name).path == name


@pytest.mark.parametrize("path", ["", "/", "a//b", " ", "a\0", "a\nb", "\ud800", "x" * 201, "1/2/3/4/5/6/7"])
def test_what_cannot_be_a_label_is_refused(path: str) -> None:
    with pytest.raises(LabelError):
        Label(path)


def test_six_levels_are_enough_and_seven_too_many() -> None:
    assert len(Label("1/2/3/4/5/6").parts) == 6
    with pytest.raises(LabelError, match="7 levels"):
        Label("1/2/3/4/5/6/7")


def test_white_space_around_names_is_taken_off() -> None:
    assert Label(" Animal / Cat ").path == "Animal/Cat"


@pytest.mark.parametrize(
    ("field", "value"), [("color", "red"), ("color", "#12"), ("key", "ab"), ("key", " ")]
)
def test_a_colour_and_a_key_are_checked(field: str, value: str) -> None:
    with pytest.raises(LabelError):
        Label("cat", **{field: value})  # type: ignore[arg-type]


def test_a_colour_is_kept_in_lower_case() -> None:
    assert Label("cat", color="#AABBCC").color == "#aabbcc"


def test_a_list_of_labels_has_none_twice() -> None:
    assert [label.path for label in as_labels(["cat", Label("dog")])] == ["cat", "dog"]
    with pytest.raises(LabelError, match="'cat' is there twice"):
        as_labels(["cat", Label(" cat")])


def test_a_lone_text_is_not_a_list_of_labels() -> None:
    with pytest.raises(LabelError, match=r"\['cat'\]"):
        as_labels("cat")
