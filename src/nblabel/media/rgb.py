"""Any picture as upright RGB of 8 bits a channel."""

import numpy as np
from PIL import Image

from nblabel.media.opening import orientation
from nblabel.media.windowing import least_and_most

# Greyscale modes whose values are measurements.
MEASURED = {"I", "F", "I;16", "I;16L", "I;16B", "I;16N"}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turned(image: Image.Image) -> Image.Image:
    """The picture as it stands upright, its pixels as they are."""
    return upright(image, orientation(image))


def upright(image: Image.Image, turn: int) -> Image.Image:
    """The picture turned from the way `turn` (EXIF, 1 to 8) that the camera was held."""
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def sees_through(image: Image.Image) -> bool:
    return "transparency" in image.info or image.mode in {"RGBA", "LA", "PA", "RGBa", "La"}


def as_rgb(image: Image.Image, stretch: tuple[float, float] | None = None) -> Image.Image:
    """The picture as RGB, transparent pixels on white.

    Measurements are stretched from their least to their greatest value, or from those of the whole of which
    this is a part, `stretch`.
    """
    if image.mode in MEASURED:
        return _stretched(image, stretch)
    if sees_through(image):
        above = image.convert("RGBA")
        ground = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(ground, above).convert("RGB")
    if image.mode == "RGB":
        return image
    plain = image.convert("RGB")
    plain.info.pop("icc_profile", None)  # it spoke of the former mode
    return plain


def _stretched(image: Image.Image, stretch: tuple[float, float] | None) -> Image.Image:
    values = np.asarray(image).astype(np.float64)
    low, high = stretch or least_and_most(values)
    if high == low:
        low, high = 0.0, 65535.0 if image.mode.startswith("I;16") else np.inf
    shares = np.nan_to_num((values - low) / (high - low), nan=0.0, posinf=1.0, neginf=0.0)
    return Image.fromarray(np.rint(shares.clip(0, 1) * 255).astype(np.uint8)).convert("RGB")
