"""Colours of labels, by position: the same position always has the same colour.

First the seven bright ones of Okabe and Ito, which colour-blind people can tell apart
(https://jfly.uni-koeln.de/color/); then hues a golden angle apart at three even lightnesses in OKLCH
(https://bottosson.github.io/posts/oklab/). No two of the first hundred are alike, but beyond about a dozen no
palette can be told apart by colour alone: the name always stands beside it.
"""

import math

_OKABE_ITO = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#0072b2", "#f0e442")
_GOLDEN_ANGLE = 137.50776405003785
_LIGHTNESS = (0.66, 0.78, 0.54)
_CHROMA = 0.12


def color_at(position: int) -> str:
    """The colour of the label at this position of the palette (0 is the first), as `#rrggbb`."""
    if position < len(_OKABE_ITO):
        return _OKABE_ITO[position]
    step = position - len(_OKABE_ITO)
    return _from_oklch(_LIGHTNESS[step % 3], _CHROMA, 20 + step * _GOLDEN_ANGLE)


def _from_oklch(lightness: float, chroma: float, degrees: float) -> str:
    """sRGB of an OKLCH colour, its chroma lowered until it can be shown."""
    while True:
        channels = _linear(lightness, chroma, math.radians(degrees))
        if chroma <= 0 or all(-1e-9 <= c <= 1 + 1e-9 for c in channels):
            return "#" + "".join(f"{round(255 * _gamma(c)):02x}" for c in channels)
        chroma -= 0.005


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
