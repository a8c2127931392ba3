"""Which files a source is asked for: pictures, texts, or tables of texts."""

import os
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from nblabel.media.check import check
from nblabel.media.found import ENDINGS, is_unnamed_dicom
from nblabel.media.places import is_url
from nblabel.media.texts import check_document

_MARKUP = ["md", "markdown", "mdown", "rst", "adoc", "asciidoc", "org", "tex", "html", "htm", "xhtml", "xml"]
TEXT_ENDINGS = frozenset(["txt", "text", "log", "srt", "vtt", "eml", *_MARKUP])
TABLE_ENDINGS = frozenset(["csv", "tsv", "jsonl", "ndjson", "parquet"])
_ENDINGS = {"image": ENDINGS, "text": TEXT_ENDINGS, "table": TABLE_ENDINGS}
_TOLD = {
    "image": "pictures (jpg, png, bmp, tiff, webp, gif, dcm)",
    "text": "texts (txt, md, rst, log, html, xml, …)",
    "table": "tables (csv, tsv, jsonl, ndjson, parquet)",
}


def file_name(place: str) -> str:
    """What names the file of a path or a URL, also of one in an archive (`zip://a/b.csv::c.zip`)."""
    if not is_url(place):
        return os.path.basename(place)
    return place.partition("::")[0].partition("?")[0].rpartition("/")[2]


class Medium(Struct, frozen=True):
    """What kind of files is looked for; `encoding` is that of texts, None for UTF-8."""

    name: Literal["image", "text", "table"] = "image"
    encoding: str | None = None

    @property
    def told(self) -> str:
        """What there is none of, when nothing is found."""
        return _TOLD[self.name]

    def is_name(self, name: str) -> bool:
        """True for a visible name with an ending that is read, in upper or lower case."""
        _, dot, ending = name.rpartition(".")
        return bool(dot) and not name.startswith(".") and ending.lower() in _ENDINGS[self.name]

    def is_entry(self, entry: os.DirEntry[str]) -> bool:
        """The same of a file in a folder; a DICOM file needs no ending."""
        return self.is_name(entry.name) or (self.name == "image" and is_unnamed_dicom(entry.name, entry.path))

    def look(self, place: str) -> tuple[str | None, int]:
        """Why the file at a path or URL cannot be read, or None, and how many frames it has."""
        return check(place) if self.name == "image" else check_document(place, self.encoding)

    def to_spec(self) -> dict[str, Any]:
        """What a source's spec says of it: nothing for pictures."""
        if self.name == "image":
            return {}
        return {"media": self.name} | ({"encoding": self.encoding} if self.encoding else {})


PICTURES = Medium()
TABLES = Medium("table")


def medium_of(spec: Mapping[str, Any]) -> Medium:
    """What `to_spec` said."""
    return Medium(spec.get("media", "image"), spec.get("encoding"))
