/**
 * Shapes as they are stored: rounded once to 0.01 pixel, checked, and clipped to the picture, exactly as
 * values/geometry.py does it (tests/wire/shapes.json binds both).
 */

import type { Pixels, Rectangle, Rings } from "../wire/protocol";
import type { Outline, Point, Size } from "./point";
import { type Pair, polygonOf, type Ring, ringsOf } from "./polygon";
import { areaOfRle, MaskError, readRuns } from "./rle";

const INFINITE = "a coordinate is not a finite number.";

/**
 * To 0.01 as Python rounds: by the exact value, halves to even, never -0. `toFixed` is exact too, but rounds
 * halves up; only eighths of a pixel are halves of a hundredth in binary.
 */
export function roundOnce(value: number): number {
  const size = Math.abs(value);
  const whole = Math.floor(size);
  const rest = size - whole;
  const even = rest === 0.125 ? ".12" : rest === 0.625 ? ".62" : null;
  const rounded = Number(even === null ? size.toFixed(2) : whole + even);
  return (value < 0 ? -rounded : rounded) + 0;
}

export const roundedPoint = ({ x, y }: Point): Point => ({ x: roundOnce(x), y: roundOnce(y) });

/**
 * The shape as it is stored on a picture of `size` pixels, or why it cannot be, in words for the person. Without a
 * size, and without the number of frames, what depends on them goes unchecked.
 */
export function fitShape(
  shape: Outline,
  size: Size | null,
  frames = Number.POSITIVE_INFINITY,
): Outline | string {
  if (!(shape.frame >= 0 && shape.frame < frames)) {
    return `there is no frame ${shape.frame}; it has ${frames}.`;
  }
  if (shape.kind === "box") return fitBox(shape, size);
  return shape.kind === "polygon" ? fitRings(shape, size) : fitMask(shape, size);
}

/** Six digits are enough to say how small a box is. */
const short = (value: number): string => String(Number(value.toPrecision(6)));

function fitBox(box: Rectangle, size: Size | null): Rectangle | string {
  if (![box.x, box.y, box.width, box.height, box.angle].every(Number.isFinite)) return INFINITE;
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(roundOnce) as Four;
  const angle = roundOnce(box.angle % 360 < 0 ? (box.angle % 360) + 360 : box.angle % 360) % 360;
  if (width <= 0 || height <= 0) {
    return `a box of ${short(width)} x ${short(height)} pixels has no area.`;
  }
  const fitted = { kind: "box", x, y, width, height, angle, frame: box.frame } as const;
  if (size === null) return fitted;
  return angle === 0 ? clipBox(fitted, size) : centred(fitted, size);
}

type Four = [number, number, number, number];

/** A turned box is never clipped, since what is left would be no box. */
function centred(box: Rectangle, size: Size): Rectangle | string {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const inside = x >= 0 && x <= size.width && y >= 0 && y <= size.height;
  return inside ? box : "the centre of the turned box lies outside the picture.";
}

function clipBox(box: Rectangle, size: Size): Rectangle | string {
  const across = clipSide(box.x, box.width, size.width);
  const down = clipSide(box.y, box.height, size.height);
  if (across === null || down === null) return "the box lies outside the picture.";
  return { ...box, x: across[0], width: across[1], y: down[0], height: down[1] };
}

function clipSide(start: number, extent: number, limit: number): Pair | null {
  const end = roundOnce(start + extent);
  if (start >= 0 && end <= limit) return [start, extent];
  const [first, last] = [Math.max(start, 0), Math.min(end, limit)];
  return last <= first ? null : [first, roundOnce(last - first)];
}

function fitRings(polygon: Rings, size: Size | null): Rings | string {
  for (const ring of ringsOf(polygon)) {
    if (ring.some((point) => point.length !== 2)) return "a polygon's points are pairs [x, y].";
    if (!ring.flat().every((value) => Number.isFinite(100 * value))) return INFINITE;
  }
  const rings = ringsOf(polygon).map(tidy).filter(filled);
  if (rings.length === 0) return "the polygon has no area.";
  const inside = size === null ? rings : rings.map((ring) => tidy(clipRing(ring, size))).filter(filled);
  if (inside.length === 0) return "the polygon lies outside the picture.";
  return polygonOf(inside, polygon.frame);
}

const filled = (ring: Ring): boolean => ring.length > 0;

/** Rounded, doubled points in a row taken out; [] when all points lie on one line. */
export function tidy(ring: Ring): Ring {
  const points: Pair[] = [];
  for (const [x, y] of ring) {
    const point: Pair = [roundOnce(x), roundOnce(y)];
    if (!same(points.at(-1), point)) points.push(point);
  }
  while (points.length > 1 && same(points[0], points.at(-1))) points.pop();
  return hasArea(points) ? points : [];
}

const same = (a: Pair | undefined, b: Pair | undefined): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** Whether three points are off one line, decided exactly, in hundredths of a pixel. */
function hasArea(points: Ring): boolean {
  const [first, second, ...others] = points;
  if (first === undefined || second === undefined) return false;
  const from = grid(first);
  const [dx, dy] = minus(grid(second), from);
  return others.some((other) => {
    const [x, y] = minus(grid(other), from);
    return dx * y !== dy * x;
  });
}

/** Whole hundredths without a limit: their products outgrow what a number holds exactly. */
const grid = ([x, y]: Pair): [bigint, bigint] => [BigInt(Math.round(100 * x)), BigInt(Math.round(100 * y))];

const minus = (a: [bigint, bigint], b: [bigint, bigint]): [bigint, bigint] => [a[0] - b[0], a[1] - b[1]];

/**
 * The ring cut to the picture, one border after the other (Sutherland and Hodgman, 1974). Where a part is cut
 * off in the middle, the ring runs to and fro along the border; such stretches have no area.
 */
export function clipRing(ring: Ring, size: Size): Ring {
  let points = ring;
  points = clipEdge(points, 0, 0, 1);
  points = clipEdge(points, 0, size.width, -1);
  points = clipEdge(points, 1, 0, 1);
  return clipEdge(points, 1, size.height, -1);
}

function clipEdge(points: Ring, axis: 0 | 1, limit: number, sign: 1 | -1): Ring {
  const isIn = (point: Pair): boolean => sign * (point[axis] - limit) >= 0;
  if (points.every(isIn)) return points;
  const kept: Pair[] = [];
  let before = points.at(-1);
  for (const point of points) {
    if (before !== undefined && isIn(before) !== isIn(point)) kept.push(crossing(before, point, axis, limit));
    if (isIn(point)) kept.push(point);
    before = point;
  }
  return kept;
}

function crossing(a: Pair, b: Pair, axis: 0 | 1, limit: number): Pair {
  const across = axis === 0 ? 1 : 0;
  const share = (limit - a[axis]) / (b[axis] - a[axis]);
  const other = a[across] + share * (b[across] - a[across]);
  return axis === 0 ? [limit, other] : [other, limit];
}

function fitMask(mask: Pixels, size: Size | null): Pixels | string {
  try {
    const area = areaOfRle(mask.rle);
    if (size !== null && !isMaskOf(mask.rle, size)) {
      return `the mask is not of the picture's size, ${size.width} x ${size.height} pixels.`;
    }
    return area > 0 ? mask : "the mask has no area.";
  } catch (error) {
    if (error instanceof MaskError) return error.message;
    throw error;
  }
}

function isMaskOf(rle: string, size: Size): boolean {
  try {
    readRuns(rle, size);
    return true;
  } catch (error) {
    if (error instanceof MaskError) return false;
    throw error;
  }
}
