"""Colours of labels."""

import re

from nblabel.values.palette import color_at


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_first_hundred_are_colours_and_differ() -> None:
    colors = [color_at(position) for position in range(100)]
    assert len(set(colors)) == 100
    assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in colors)


def test_it_begins_with_okabe_and_ito() -> None:
    assert color_at(0) == "#e69f00"
    assert color_at(1) == "#56b4e9"


def test_generated_ones_of_a_kind_are_evenly_light() -> None:
    for kind in range(3):
        shades = [luminance(color_at(7 + kind + 3 * step)) for step in range(20)]
        assert max(shades) - min(shades) < 0.13
