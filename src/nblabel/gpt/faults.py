"""What can go wrong with an endpoint, in words for the person, and never with a key in them."""

import os
from collections.abc import Iterable
from urllib.parse import quote

from nblabel.values.errors import NblabelError

# What the openai client reads secrets from.
SECRETS = ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "OPENAI_ADMIN_KEY")
HIDDEN = "[key]"
# The most of an endpoint's own words that is passed on.
_LONGEST = 300


class GptError(NblabelError):
    """A language model that cannot be asked so, or whose answer is of no use. Its text holds no key."""

    def __init__(self, text: str) -> None:
        super().__init__(scrub(text))


class KeyMissingError(GptError):
    """There is no key in the environment for an endpoint that needs one."""


class ConsentError(GptError):
    """Nobody agreed yet that contents go to this endpoint. Nothing was sent."""


class EndpointError(GptError):
    """The endpoint refuses or fails whatever is asked: wrong key, unknown model, nobody there."""


def scrub(text: str, also: Iterable[str] = ()) -> str:
    """The text without the keys of the environment and without `also`, however they are written in it."""
    for key in (*(os.environ.get(name, "") for name in SECRETS), *also):
        for written in {key, key.strip(), quote(key), quote(key, safe="")}:
            if len(written) >= 4:  # what is shorter is no secret, and is part of words
                text = text.replace(written, HIDDEN)
    return text


def shortened(text: str) -> str:
    """An endpoint's own words in one line, without keys, cut where they get long."""
    line = " ".join(scrub(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
