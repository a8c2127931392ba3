"""Shapes on an item: rounded once to 0.01 pixel, checked, and clipped to the picture.

Whole numbers are pixel edges; the origin is top left, y down. A turned box is never clipped (what is left
would be no box): its centre must lie in the picture.
"""

import math
from collections.abc import Sequence

from nblabel.values.annotation import Pixels, Point, Range, Rectangle, Ring, Rings, Shape, Whole
from nblabel.values.errors import AnnotationError
from nblabel.values.mask import mask_area, mask_length

Size = tuple[int, int]


def round_once(value: float) -> float:
    """To 0.01, never -0.0."""
    return round(value, 2) + 0.0


def fit_shape(
    shape: Shape, item: str, size: Size | None = None, frames: int = 1, length: int | None = None
) -> Shape:
    """The shape as it is stored: rounded, and clipped to a picture of `size` (width, height) in pixels.

    `length` is that of a text in code points. Without a size or a length what depends on it goes unchecked.
    Raises AnnotationError, naming the item, for what is outside it, of no area, not finite, or on no frame.
    """
    if isinstance(shape, Whole):
        return shape
    if isinstance(shape, Range):
        return _fit_range(shape, item, length)
    if not 0 <= shape.frame < frames:
        raise AnnotationError(f"{item!r}: there is no frame {shape.frame}; it has {frames}.")
    if isinstance(shape, Rectangle):
        return _fit_box(shape, item, size)
    if isinstance(shape, Rings):
        return _fit_rings(shape, item, size)
    return _fit_mask(shape, item, size)


def _fit_range(span: Range, item: str, length: int | None) -> Range:
    if not (_is_whole(span.start) and _is_whole(span.end)):
        raise AnnotationError(f"{item!r}: {span.start!r} to {span.end!r} are no whole numbers of characters.")
    span = Range(int(span.start), int(span.end))
    if not 0 <= span.start < span.end or (length is not None and span.end > length):
        of = "" if length is None else f" of {length} characters"
        raise AnnotationError(f"{item!r}: {span.start} to {span.end} is no part of its text{of}.")
    return span


def _is_whole(place: object) -> bool:
    return hasattr(place, "__index__") and not isinstance(place, bool)


def _fit_box(box: Rectangle, item: str, size: Size | None) -> Rectangle:
    _finite((box.x, box.y, box.width, box.height, box.angle), item)
    x, y = round_once(box.x), round_once(box.y)
    width, height = round_once(box.width), round_once(box.height)
    angle = round_once(box.angle % 360) % 360
    if width <= 0 or height <= 0:
        raise AnnotationError(f"{item!r}: a box of {width:g} x {height:g} pixels has no area.")
    if size is not None and angle:
        if not (0 <= x + width / 2 <= size[0] and 0 <= y + height / 2 <= size[1]):
            raise AnnotationError(f"{item!r}: the centre of the turned box lies outside the picture.")
    elif size is not None:
        x, width = _clip_side(x, width, size[0], item)
        y, height = _clip_side(y, height, size[1], item)
    return Rectangle(x, y, width, height, angle, box.frame)


def _clip_side(start: float, extent: float, limit: int, item: str) -> tuple[float, float]:
    end = round_once(start + extent)
    if start >= 0 and end <= limit:
        return start, extent
    start, end = max(start, 0.0), min(end, float(limit))
    if end <= start:
        raise AnnotationError(f"{item!r}: the box lies outside the picture.")
    return start, round_once(end - start)


def _fit_rings(polygon: Rings, item: str, size: Size | None) -> Rings:
    for ring in polygon.parts:
        if any(len(point) != 2 for point in ring):
            raise AnnotationError(f"{item!r}: a polygon's points are pairs [x, y].")
        _finite([value for point in ring for value in point], item)
    rounded = [_tidy(ring) for ring in polygon.parts]
    rings = [ring for ring in rounded if ring]
    if not rings:
        raise AnnotationError(f"{item!r}: the polygon has no area.")
    if size is not None:
        rings = [ring for ring in (_tidy(clip_ring(ring, size)) for ring in rings) if ring]
    if not rings:
        raise AnnotationError(f"{item!r}: the polygon lies outside the picture.")
    return Rings(rings, polygon.frame)


def _tidy(ring: Sequence[Point]) -> Ring:
    """Rounded, doubled points in a row taken out; [] when all points lie on one line."""
    points: Ring = []
    for x, y in ring:
        point = (round_once(x), round_once(y))
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points if _has_area(points) else []


def _has_area(points: Ring) -> bool:
    """Whether three points are off one line, decided exactly, in hundredths of a pixel."""
    grid = [(round(100 * x), round(100 * y)) for x, y in points]
    if len(grid) < 3:
        return False
    (ax, ay), (bx, by) = grid[0], grid[1]
    return any((bx - ax) * (y - ay) != (by - ay) * (x - ax) for x, y in grid[2:])


def clip_ring(ring: Sequence[Point], size: Size) -> Ring:
    """The ring cut to the picture, one border after the other (Sutherland and Hodgman, 1974).

    Where a part is cut off in the middle, the ring runs to and fro along the border; such stretches have no
    area, so what the even-odd rule fills is exactly what was filled inside the picture.
    """
    points = list(ring)
    for axis, limit, sign in ((0, 0, 1), (0, size[0], -1), (1, 0, 1), (1, size[1], -1)):
        if all(sign * (point[axis] - limit) >= 0 for point in points):
            continue
        points = _clip_edge(points, axis, limit, sign)
    return points


def _clip_edge(points: Ring, axis: int, limit: float, sign: int) -> Ring:
    kept: Ring = []
    for before, point in zip(points[-1:] + points[:-1], points, strict=True):
        was_in, is_in = sign * (before[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
        if was_in != is_in:
            kept.append(_crossing(before, point, axis, limit))
        if is_in:
            kept.append(point)
    return kept


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def _fit_mask(mask: Pixels, item: str, size: Size | None) -> Pixels:
    try:
        total, area = mask_length(mask.rle), mask_area(mask.rle)
    except AnnotationError as error:
        raise AnnotationError(f"{item!r}: {error}") from None
    if size is not None and total != size[0] * size[1]:
        raise AnnotationError(
            f"{item!r}: the mask is not of the picture's size, {size[0]} x {size[1]} pixels."
        )
    if area <= 0:
        raise AnnotationError(f"{item!r}: the mask has no area.")
    return mask


def _finite(values: Sequence[float], item: str) -> None:
    # A hundred times as much must be finite too: shapes are compared in hundredths of a pixel.
    if not all(math.isfinite(100 * value) for value in values):
        raise AnnotationError(f"{item!r}: a coordinate is not a finite number.")
