"""The library spaCy, which is loaded when it is needed and need not be installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nblabel.values.errors import NblabelError


def the_library() -> Any:
    """The module spacy. Raises NblabelError where it is not installed."""
    try:
        import spacy
        import spacy.tokens
    except ImportError as error:
        raise NblabelError('The format spacy needs spaCy. Run: pip install "nblabel[spacy]".') from error
    return spacy


@contextmanager
def quickly() -> Iterator[None]:
    """Spares spaCy looking through all installed packages several times for each document.

    It asks them for ways to pack their own things, of which there are none in what is written and read here;
    with a few hundred packages that makes it several times slower.
    """
    from srsly import msgpack

    registries = [msgpack.msgpack_encoders, msgpack.msgpack_decoders]
    before = [registry.entry_points for registry in registries]
    for registry in registries:
        registry.entry_points = False
    try:
        yield
    finally:
        for registry, asks in zip(registries, before, strict=True):
            registry.entry_points = asks
