"""What an endpoint can do with a model, as far as it is known."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nblabel.gpt.endpoint import Gpt


class Capabilities(NamedTuple):
    """What a request to this endpoint and model may ask for."""

    schema: bool = True  # an answer that follows a JSON schema
    logprobs: bool = True  # log-probabilities of its tokens
    several: bool = True  # several answers at once
    temperature: bool = True
    limit: str = "max_tokens"  # how the most tokens of an answer are told

    def asked(self, gpt: "Gpt") -> tuple[int, int]:
        """How many answers, in how many requests, one content takes."""
        if self.logprobs:
            return 1, 1
        return gpt.most_votes, 1 if self.several else gpt.most_votes


_known: dict[tuple[str, str], Capabilities] = {}


def known(gpt: "Gpt") -> Capabilities | None:
    """What was found out about this endpoint and model since the program started; None: nothing yet."""
    return _known.get((gpt.endpoint, gpt.model))


def remember(gpt: "Gpt", able: Capabilities) -> Capabilities:
    """Keeps what was found out, in memory alone: an endpoint may learn."""
    _known[(gpt.endpoint, gpt.model)] = able
    return able


def forget() -> None:
    """Every endpoint is as if never asked."""
    _known.clear()
