"""An outline found in a small picture, made as sharp as the large one is."""

import numpy as np

from nblabel.learn.proposer import Floats
from nblabel.learn.rays import Rays, at, cheapest

RAYS = 160
# The border is looked for so many pixels of the small picture to either side, at so many places.
REACH, PLACES = 2.0, 21
# Rays to either side that share what is inside and what is outside.
SHARED = 4
STIFFNESS = 0.01
# What it costs to leave the outline that was found, at the farthest place.
LEAVING = 0.15


def refined(pixels: Floats, rays: Rays, path: Floats, scale: float) -> tuple[Rays, Floats]:
    """The path on more rays, where the colours of `pixels` (height, width, channels) change most near it.

    Rays are in pixels of the large picture, of which the small one had `scale`.
    """
    ring = np.arange(RAYS) * (rays.number / RAYS)
    coarse = np.interp(ring, np.arange(rays.number + 1), np.append(path, path[0]))
    finer = rays._replace(number=RAYS)
    reach = REACH / scale / ((rays.across + rays.down) / 2)
    steps = np.linspace(-reach, reach, PLACES)
    seen = at(pixels, *finer.points(coarse[:, None] + steps))
    third = PLACES // 3
    inner, outer = _shared(seen[:, :third].mean(axis=1)), _shared(seen[:, -third:].mean(axis=1))
    apart = inner - outer
    length = np.maximum((apart**2).sum(axis=1), 25.0)
    within = np.einsum("rpc,rc->rp", seen - outer[:, None], apart) / length[:, None]
    falls = np.zeros_like(within)
    falls[:, 1:-1] = within[:, :-2] - within[:, 2:]
    cost = LEAVING * (steps / reach) ** 2 - falls
    return finer, np.maximum(coarse + steps[cheapest(cost, STIFFNESS)], 0.0)


def _shared(colours: Floats) -> Floats:
    """Means over neighbouring rays."""
    whole = np.concatenate((colours[-SHARED:], colours, colours[:SHARED]))
    sums = np.cumsum(np.concatenate((np.zeros_like(whole[:1]), whole)), axis=0)
    width = 2 * SHARED + 1
    return np.asarray((sums[width:] - sums[:-width]) / width)
