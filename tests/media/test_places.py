"""Names of files as text, and back."""

import os

from hypothesis import given
from hypothesis import strategies as st

from nblabel.media.places import as_name, as_path, locate


@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name and b"/" not in name))
def test_any_name_is_text_that_leads_back_to_it(name: bytes) -> None:
    path = as_path(os.fsdecode(name))
    assert path.encode().decode() == path
    assert os.fsencode(as_name(path)) == name


@given(st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"])))
def test_a_name_that_is_text_stays_as_it_is(name: str) -> None:
    assert as_path(name) == name


def test_a_path_is_put_where_a_chained_url_wants_it() -> None:
    assert locate("zip://::file.zip", "a.jpg") == "zip://a.jpg::file.zip"
    assert locate("zip://in::file.zip", "a.jpg") == "zip://in/a.jpg::file.zip"
    assert locate("memory://x", "b/a.jpg") == "memory://x/b/a.jpg"
    assert locate("", "https://host/a.jpg") == "https://host/a.jpg"
