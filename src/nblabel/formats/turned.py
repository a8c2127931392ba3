"""Boxes that are turned about their centre, as the corners that formats without angles keep."""

import math

from nblabel.values.annotation import Point, Rectangle
from nblabel.values.geometry import round_once

_SQUARE = 0.02  # pixels by which the corners of a box may miss a right angle


def corners(box: Rectangle) -> list[Point]:
    """The four corners, from the top left of the box before it was turned, clockwise; not rounded."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    cosine, sine = math.cos(math.radians(box.angle)), math.sin(math.radians(box.angle))
    found = []
    for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        dx, dy = across * box.width / 2, down * box.height / 2
        found.append((x + dx * cosine - dy * sine, y + dx * sine + dy * cosine))
    return found


def bounds(points: list[Point]) -> Rectangle:
    """The upright box around points, rounded to 0.01."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = round_once(min(xs)), round_once(min(ys))
    return Rectangle(left, top, round_once(max(xs) - left), round_once(max(ys) - top))


def box_of(points: list[Point]) -> Rectangle | None:
    """The box with these corners in the order of `corners`, or None when they are no rectangle's.

    Rounded to 0.01. The angle is taken from the longer side, where it is told best.
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    width, height = math.hypot(bx - ax, by - ay), math.hypot(dx - ax, dy - ay)
    if math.hypot(ax - bx + cx - dx, ay - by + cy - dy) > _SQUARE or not width or not height:
        return None
    if abs((bx - ax) * (dx - ax) + (by - ay) * (dy - ay)) > _SQUARE * max(width, height):
        return None
    clockwise = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax) > 0
    if not clockwise:  # the same box, told the other way round
        return box_of([points[1], points[0], points[3], points[2]])
    if width >= height:
        angle = math.degrees(math.atan2(by - ay, bx - ax))
    else:
        angle = math.degrees(math.atan2(ax - dx, dy - ay))
    x, y = (ax + bx + cx + dx) / 4 - width / 2, (ay + by + cy + dy) / 4 - height / 2
    turn = round_once(angle % 360) % 360
    return Rectangle(round_once(x), round_once(y), round_once(width), round_once(height), turn)
