"""Reading a document: its characters exactly as they are, or in plain words why not.

Nothing is normalised: line ends, tabs and combining marks stay; only a byte order mark is dropped. What a
page and a database cannot hold (NUL, half a character) is refused with its place.
"""

import re
from typing import Any

from nblabel.media.places import file_system, is_url
from nblabel.values.errors import DocumentError, SourceError

# A larger document is refused: nobody reads it as one.
MOST_BYTES = 5_000_000
MOST_TOLD = "5 MB"
# How much of a file is looked at to tell its encoding.
_SAMPLE = 64 * 1024
_REFUSED = re.compile("[\0\ud800-\udfff]")
# What Western texts have beyond ASCII: letters and typographic signs of Windows-1252.
_WESTERN = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ‘’“”‚„–—…«»°§€©®· ¿¡ºª´]")


def read_document(place: str, encoding: str | None = None) -> str:
    """The text of the file at a path or URL, as UTF-8 or what is given. Raises DocumentError."""
    return decode(_bytes(place), place, encoding)


def decode(data: bytes, place: str, encoding: str | None = None) -> str:
    """The text of these bytes; `place` names them. Raises DocumentError when they are none that is read."""
    name = _name(place)
    if len(data) > MOST_BYTES:
        raise DocumentError(too_large(name))
    try:
        text = data.decode(codec(encoding))
    except UnicodeDecodeError as error:
        raise DocumentError(_misread(data, name, encoding, error)) from None
    reason = objection(text, name)
    if reason is not None:
        raise DocumentError(reason)
    return text


def check_document(place: str, encoding: str | None = None) -> tuple[str | None, int]:
    """Why the document at a path or URL cannot be read, or None, and how many frames it has: one."""
    try:
        read_document(place, encoding)
    except DocumentError as error:
        return str(error), 1
    return None, 1


def objection(text: str, name: str) -> str | None:
    """Why this text of `name` cannot be a document, or None."""
    if not text:
        return f"{name} is empty"
    refused = _REFUSED.search(text)
    if refused is not None:
        what = "a NUL character" if refused[0] == "\0" else "half a character (a lone surrogate)"
        return f"{name} holds {what} at {refused.start():,}, which cannot be kept; take it out"
    if len(text) > MOST_BYTES // 4 and len(text.encode()) > MOST_BYTES:
        return too_large(name)
    return None


def too_large(name: str) -> str:
    """What is said of a document over the limit."""
    return f"{name} is over {MOST_TOLD}; split it into parts"


def codec(encoding: str | None) -> str:
    """The codec of an encoding: UTF-8, with or without a byte order mark, when none is given."""
    plain = (encoding or "utf-8").lower().replace("_", "-")
    return "utf-8-sig" if plain in ("utf-8", "utf8") else plain


def check_encoding(encoding: str | None) -> None:
    """Raises SourceError when there is no encoding of that name."""
    if encoding is None:
        return
    try:
        b"a".decode(codec(encoding))
    except UnicodeError:  # of several bytes each
        return
    except LookupError:
        raise SourceError(
            f"There is no encoding {encoding!r}; write it as Python does, like cp1252."
        ) from None


def likely_encoding(data: bytes) -> str | None:
    """What these bytes, which are not UTF-8, seem to be written in; None when nothing is likely.

    UTF-16 by its mark; Windows-1252 where few signs are not ASCII and all are those of Western texts, since
    short ones tell too little for statistics; else what charset-normalizer finds.
    """
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    high = [byte for byte in sample if byte > 127]
    if len(high) * 5 < len(sample) and b"\0" not in sample:
        western = bytes(high).decode("cp1252", "replace")
        if all(_WESTERN.match(letter) for letter in western):
            return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else None


def _misread(data: bytes, name: str, encoding: str | None, error: UnicodeDecodeError) -> str:
    told = f"{name} is not {(encoding or 'UTF-8')} (byte 0x{data[error.start]:02X} at {error.start:,})"
    likely = likely_encoding(data)
    if likely is None or (encoding and codec(encoding) == codec(likely)):
        return f'{told}; say what it is: project.add(…, encoding="…")'
    return f'{told}; it looks like {likely}: project.add(…, encoding="{likely}")'


def _name(place: str) -> str:
    return re.split(r"[/\\]", place.rstrip("/"))[-1] or place


def _bytes(place: str) -> bytes:
    """At most one byte more than is read. Raises DocumentError."""
    try:
        file: Any
        if is_url(place):
            fs, path = file_system(place)
            with fs.open(path, "rb") as file:
                return bytes(file.read(MOST_BYTES + 1))
        with open(place, "rb") as file:
            return bytes(file.read(MOST_BYTES + 1))
    except FileNotFoundError as error:
        raise DocumentError("The file is gone") from error
    except OSError as error:
        raise DocumentError(f"The file cannot be read: {error.strerror or error}") from error
    except Exception as error:  # each file system has errors of its own
        raise DocumentError(f"The file cannot be fetched: {error}") from error
