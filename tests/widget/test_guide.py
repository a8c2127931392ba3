"""Instructions reach the page as a tree of plain elements; nothing of it is HTML."""

import msgspec
import pytest

from nblabel.widget.guide import tree_of


def told(markdown: str) -> str:
    return msgspec.json.encode(tree_of(markdown)).decode()


def test_structure_is_kept() -> None:
    assert msgspec.to_builtins(tree_of("# Which *bird*?\n\n1. one\n2. `two`")) == [
        {"tag": "h1", "inside": [
            {"text": "Which "}, {"tag": "em", "inside": [{"text": "bird"}]}, {"text": "?"},
        ]},
        {"tag": "ol", "inside": [
            {"tag": "li", "inside": [{"text": "one"}]},
            {"tag": "li", "inside": [{"tag": "code", "text": "two"}]},
        ]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "harm",
    [
        "<script>harmed = 1</script>",
        "<img src=x onerror=harmed=1>",
        "a <b onclick=harmed()>b</b>",
        "[x](javascript:harmed)",
        "[x](data:text/html,harmed)",
        "![x](https://spy.example/harmed.png)",
    ],
)
def test_what_could_harm_is_left_out_or_mere_text(harm: str) -> None:
    found = told(harm)
    assert '"link"' not in found
    assert '"img"' not in found
    assert '"script"' not in found
    assert "spy.example" not in found


def test_a_picture_within_the_text_is_shown() -> None:
    assert '"link":"data:image/png;base64,AA"' in told("![a bird](data:image/png;base64,AA)")


def test_deep_nesting_ends() -> None:
    assert tree_of(">" * 400 + " deep") != []


def test_tables_have_rows_and_cells() -> None:
    assert '{"tag":"td","inside":[{"text":"1"}]}' in told("| a |\n|---|\n| 1 |\n")
