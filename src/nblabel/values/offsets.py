"""Places in a text: Python counts code points, a browser counts UTF-16 units."""

from bisect import bisect_left
from itertools import accumulate

from nblabel.values.errors import AnnotationError


def to_utf16(text: str, offset: int) -> int:
    """The UTF-16 offset of a code point offset, 0 to len(text)."""
    if not 0 <= offset <= len(text):
        raise AnnotationError(f"Offset {offset} is outside a text of {len(text)} characters.")
    return offset + sum(c > "\uffff" for c in text[:offset])


def from_utf16(text: str, offset: int) -> int:
    """The code point offset of a UTF-16 offset. Raises AnnotationError outside, or within a character."""
    starts = list(accumulate((1 + (c > "\uffff") for c in text), initial=0))
    place = bisect_left(starts, offset)
    if place == len(starts) or starts[place] != offset:
        raise AnnotationError(f"UTF-16 offset {offset} is outside the text or within a character.")
    return place
