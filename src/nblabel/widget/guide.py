"""Instructions as the page shows them: Markdown as a tree of a few plain elements, never as HTML.

What a person did not write as Markdown (tags, scripts, pictures from elsewhere) is left out: a picture from
elsewhere would tell its server who labels when, so its description stands for it.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nblabel.widget.protocol import Prose

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# Elements by the names that markdown-it has for them; what is named otherwise only hands on what it holds.
TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "strong": "strong",
    "em": "em",
    "s": "del",
    "hr": "hr",
    "hardbreak": "br",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
}
WORDS = {"text", "softbreak", "code_inline", "fence", "code_block"}
LINKS = ("http://", "https://", "mailto:")
PICTURES = "data:image/"
# Deeper nesting than anybody reads is cut off.
DEEPEST = 40


def tree_of(markdown: str) -> list[Prose]:
    """The instructions as elements (`tag`) with what they hold, and texts."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return list(_all(SyntaxTreeNode(parser.parse(markdown)).children, 0))


def _all(found: "Iterable[SyntaxTreeNode]", depth: int) -> Iterator[Prose]:
    for one in found if depth < DEEPEST else ():
        inside = list(_all(one.children, depth + 1))
        yield from _shown(one, inside)


def _shown(one: "SyntaxTreeNode", inside: list[Prose]) -> Iterator[Prose]:
    kind = one.type
    if kind in WORDS:
        yield from _words(one)
    elif kind == "heading":
        yield Prose(one.tag, inside=inside)
    elif kind == "link":
        yield Prose("a", link=_allowed(one.attrs.get("href"), LINKS), inside=inside)
    elif kind == "image":
        yield _picture(one)
    elif kind in TAGS and not one.hidden:
        yield Prose(TAGS[kind], inside=inside)
    elif not kind.startswith("html"):
        yield from inside


def _words(one: "SyntaxTreeNode") -> Iterator[Prose]:
    code = Prose("code", text=one.content)
    if one.type == "text":
        yield from [Prose(text=one.content)] if one.content else []
    elif one.type == "softbreak":
        yield Prose(text="\n")
    else:
        yield code if one.type == "code_inline" else Prose("pre", inside=[code])


def _picture(one: "SyntaxTreeNode") -> Prose:
    source = _allowed(one.attrs.get("src"), (PICTURES,))
    return Prose("img", text=one.content, link=source) if source else Prose(text=one.content)


def _allowed(address: object, beginnings: tuple[str, ...]) -> str:
    text = str(address or "")
    return text if text.lower().startswith(beginnings) else ""
