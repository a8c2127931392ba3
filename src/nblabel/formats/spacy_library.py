"""The library spaCy, which is loaded when it is needed and need not be installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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
    """Lets spaCy look through all installed packages once, and not several times for each document.

    It asks them for ways to pack their own things; with a few hundred packages that takes most of the time.
    """
    from srsly import msgpack

    registries = (msgpack.msgpack_encoders, msgpack.msgpack_decoders)
    for registry in registries:
        registry.get_all = partial(dict, registry.get_all())
    try:
        yield
    finally:
        for registry in registries:
            vars(registry).pop("get_all", None)
