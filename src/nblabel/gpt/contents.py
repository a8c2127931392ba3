"""What leaves of an item: a text through the person's redaction, a picture small and without metadata."""

from base64 import b64encode
from collections.abc import Callable, Hashable
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from nblabel.gpt.endpoint import Gpt
from nblabel.gpt.faults import GptError
from nblabel.gpt.wording import PICTURE

if TYPE_CHECKING:
    from PIL import Image

Redaction = Callable[[Any], Any]


def picture(image: "Image.Image", side: int) -> bytes:
    """An upright RGB JPEG, its longest side at most `side` pixels, without EXIF or any other metadata."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        shown = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    pixels = upright.convert("RGB")
    pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", pixels.size, pixels.tobytes())  # of pixels alone: nothing hangs on it
    written = BytesIO()
    bare.save(written, "JPEG", quality=85)
    return written.getvalue()


def content_of(gpt: Gpt, content: "str | Image.Image") -> str | bytes:
    """The content of a Question: a picture redacted and made small, a text as it is.

    A text is redacted when it is sent, since the places of spans are those of the whole. Raises GptError when
    `redact` raises.
    """
    if isinstance(content, str):
        return content
    return picture(content if gpt.redact is None else _redacted(gpt.redact, content), gpt.side)


def sent(gpt: Gpt, content: str | bytes) -> str | bytes:
    """What leaves of a question's content: a text through the person's `redact`, asked once of each text."""
    if isinstance(content, bytes) or gpt.redact is None:
        return content
    return _once(gpt.redact, content) if isinstance(gpt.redact, Hashable) else _text(gpt.redact, content)


def _text(redact: Redaction, text: str) -> str:
    redacted = _redacted(redact, text)
    if not isinstance(redacted, str):
        raise GptError(f"redact made {type(redacted).__name__} of a text; it is to give a text.")
    return redacted


# Also so that what is counted, what is kept under a key and what is sent are the same.
_once = lru_cache(maxsize=256)(_text)


def _redacted(redact: Redaction, content: Any) -> Any:
    fault = ""
    try:
        return redact(content)
    except Exception as error:  # a person's own function: whatever it raises, nothing is sent
        fault = f"redact failed, so nothing was sent: {type(error).__name__}: {error}"
    raise GptError(fault)


def pictured(jpeg: bytes) -> list[dict[str, Any]]:
    """The content of a message that shows this picture."""
    url = "data:image/jpeg;base64," + b64encode(jpeg).decode()
    return [{"type": "text", "text": PICTURE}, {"type": "image_url", "image_url": {"url": url}}]
