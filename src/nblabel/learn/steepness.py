"""How sharply a picture changes where an outline lies: what tells a true outline from a likely one."""

import numpy as np

from nblabel.learn.proposer import Floats, Mask

# Colours are compared over so many pixels to either side, averaged along the border over a square of `ALONG`.
NEAR, ALONG = 2.2, 7
# Pixels that an average needs to count.
FEW = 2
# A stretch counts at most so many times the median: one bright spot is no outline.
MOST = 2.0


def steepness(pixels: Floats, mask: Mask) -> float:
    """Mean distance of the colours inside from those outside along the border of `mask`; 0 without one.

    `pixels` is (height, width, channels), the result in their unit.
    """
    import cv2

    within, without = _depth(mask, 0), _depth(~mask, 1)
    inner = ((within > 0) & (within <= NEAR)).astype(np.float32)
    outer = ((without > 0) & (without <= NEAR)).astype(np.float32)

    def near(field: Floats) -> Floats:
        size = (ALONG, ALONG)
        return np.asarray(cv2.boxFilter(field, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT))

    inside, outside = near(inner), near(outer)
    border = (inner > 0) & (within <= 1) & (inside > FEW) & (outside > FEW)
    if not border.any():
        return 0.0
    apart = np.zeros(int(border.sum()), np.float32)
    for channel in range(pixels.shape[2]):
        field = np.asarray(pixels[..., channel], np.float32)
        one = near(field * inner)[border] / inside[border] - near(field * outer)[border] / outside[border]
        apart += one**2
    far = np.sqrt(apart)
    return float(np.minimum(far, MOST * np.median(far)).mean())


def _depth(mask: Mask, beyond: int) -> Floats:
    """How deep each pixel lies in the mask; what is beyond the picture is in it when `beyond` is 1."""
    import cv2

    padded = np.pad(mask.astype(np.uint8), 1, constant_values=beyond)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3))[1:-1, 1:-1]
