"""Where quoted words stand in a text. A model's word for it is never taken: the text is."""


def place(text: str, quote: str, occurrence: int) -> tuple[int, int] | None:
    """The place (start, end in code points) of the quote, white space around it left out.

    `occurrence` counts from 1, overlapping ones too; one that is not there is looked past where the words
    stand in the text only once. None when the words are not in the text, or cannot be told apart.
    """
    words = quote.strip()
    if not words:
        return None
    at = places(text, words, max(occurrence, 2))
    if not at:
        return None
    if 1 <= occurrence <= len(at):
        start = at[occurrence - 1]
    elif len(at) == 1:
        start = at[0]
    else:
        return None
    return start, start + len(words)


def places(text: str, words: str, most: int | None = None) -> list[int]:
    """Where the words begin in the text, the first `most` of them."""
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and (most is None or len(found) < most):
        found.append(at)
        at = text.find(words, at + 1)
    return found


def in_original(original: str, shown: str, start: int, end: int) -> tuple[int, int] | None:
    """The place in the original of what stands at start to end in the text shown (the redacted one).

    None when those words are not in the original, or stand there another number of times.
    """
    words = shown[start:end]
    if original[start:end] == words and len(original) == len(shown):
        return start, end
    here, there = places(shown, words), places(original, words)
    if len(here) != len(there) or start not in here:
        return None
    begin = there[here.index(start)]
    return begin, begin + len(words)
