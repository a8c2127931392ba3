"""Pictures go as small upright JPEGs, without anything that a camera or a hospital wrote into them."""

from io import BytesIO

import pytest
from PIL import Image

from nblabel.gpt.contents import content_of, picture
from nblabel.gpt.faults import GptError
from nblabel.gpt.prompt import Prompt, Question
from nblabel.practice.server import Server
from tests.gpt.asked import LABELS, best, gpt, outcomes, said

PROMPT = Prompt("multiclass", "image", LABELS)


def photograph(size: tuple[int, int] = (1600, 1000)) -> Image.Image:
    """A red picture, turned by its EXIF, with a place, a comment and a colour profile in it."""
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Camera of Alice", "comment of Alice"
    exif.get_ifd(0x8825)[1] = "N"
    written = BytesIO()
    image.save(written, "JPEG", exif=exif, comment=b"Alice", icc_profile=b"Alice" * 40, dpi=(300, 300))
    return Image.open(BytesIO(written.getvalue()))


def test_a_picture_is_upright_small_and_bare() -> None:
    sent = picture(photograph(), 768)
    found = Image.open(BytesIO(sent))
    assert (found.size, found.mode, found.format) == ((480, 768), "RGB", "JPEG")
    assert not found.getexif()
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Alice" not in sent


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixels_can_be_sent(mode: str) -> None:
    assert Image.open(BytesIO(picture(Image.new(mode, (30, 20)), 768))).size == (30, 20)


def test_what_is_seen_through_is_white() -> None:
    found = Image.open(BytesIO(picture(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), 768)))
    assert found.getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_is_asked_about_and_within_its_bound() -> None:
    truth = {(30, 20): "Money", (20, 30): "Weather"}
    with Server(lambda image: truth[image.size]) as server:
        contents = [content_of(gpt(server), Image.new("RGB", size, "red")) for size in truth]
        _, found = outcomes(gpt(server), PROMPT, contents)
        told = [one.said for one in found if one is not None and one.said is not None]
        assert [best(one) for one in told] == [12, 13]
        assert found[0] is not None
        most = PROMPT.most_tokens(gpt(server), Question("k", contents[0]))
        few, many, _, _ = PROMPT.likely_tokens(gpt(server), Question("k", contents[0]))
    assert few <= found[0].usage.tokens_in <= min(many, most[0])


def test_a_picture_is_redacted_before_it_is_sent(server: Server) -> None:
    model = gpt(server, redact=lambda image: image.crop((0, 0, 10, 10)))
    content = content_of(model, Image.new("RGB", (30, 20)))
    assert isinstance(content, bytes)
    assert Image.open(BytesIO(content)).size == (10, 10)
    said(model, PROMPT, [content])


def test_a_redaction_that_fails_sends_nothing(server: Server) -> None:
    model = gpt(server, redact=lambda content: content.nothing)
    with pytest.raises(GptError, match="nothing was sent"):
        content_of(model, Image.new("RGB", (30, 20)))
    _, found = outcomes(model, Prompt("multiclass", "text", LABELS), ["The bank"])
    assert found[0] is not None
    assert "redact failed" in found[0].reason
    assert not server.asked


def test_a_text_is_redacted_once_whoever_looks_at_it(server: Server) -> None:
    seen: list[str] = []

    def redact(text: str) -> str:
        seen.append(text)
        return text.replace("Alice", "[name]") + "." * len(seen)  # another each time it is asked

    model = gpt(server, redact=redact)
    asked = Prompt("multiclass", "text", LABELS)
    key = asked.cache_key(model, Question("k", "Alice at the bank"))
    said(model, asked, ["Alice at the bank"])
    assert key == asked.cache_key(model, Question("k", "Alice at the bank"))
    assert seen == ["Alice at the bank"]
