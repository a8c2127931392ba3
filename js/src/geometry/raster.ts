/**
 * Shapes made pixels. A pixel is inside when its centre is; where a border goes exactly through centres, those on
 * its left or top side are inside and those on its right or bottom side are not, so that neighbours which share
 * a border share no pixel.
 */

import type { Point, Size } from "./point";

/**
 * Stretches of pixels as triples: line, from, to (not included), by line and then by place; none overlap or
 * touch. A line is a row, or a column where it is said so.
 */
export type Spans = Int32Array;

/** The longest side of an image that can have masks, in pixels. */
export const LONGEST_SIDE = 2 ** 16;
/** What places are counted in when two or three of them are kept in one number. */
const UNIT = 2 ** 17;

/** How many pixels are in them. */
export function areaOf(spans: Spans): number {
  let area = 0;
  for (let i = 0; i < spans.length; i += 3) area += (spans[i + 2] as number) - (spans[i + 1] as number);
  return area;
}

/** The pixels inside rings, which are filled by the even-odd rule. Points may lie outside the image. */
export function spansOfRings(parts: readonly (readonly Point[])[], size: Size): Spans {
  const crossings = new Marks();
  for (const ring of parts) {
    ring.forEach((point, i) => {
      cross(finite(point), ring[(i + 1) % ring.length] as Point, size, crossings);
    });
  }
  const found = crossings.sorted();
  const pieces = new Marks();
  // Each row has an even number of crossings: from the first to the second is inside, and so on.
  for (let i = 0; i + 1 < found.length; i += 2) {
    const from = found[i] as number;
    pieces.add(from * UNIT + ((found[i + 1] as number) % UNIT));
  }
  return joined(pieces.sorted());
}

/** Notes, for each row between two points, the first pixel right of the line through them. */
function cross(a: Point, b: Point, { width, height }: Size, crossings: Marks): void {
  // Downwards always, so that two neighbours get the same numbers from the border that they share.
  const [top, low] = a.y <= b.y ? [a, b] : [b, a];
  const last = Math.min(height, Math.ceil(low.y - 0.5));
  for (let y = Math.max(0, Math.ceil(top.y - 0.5)); y < last; y++) {
    const x = top.x + ((y + 0.5 - top.y) * (low.x - top.x)) / (low.y - top.y);
    crossings.add(y * UNIT + Math.min(width, Math.max(0, Math.ceil(x - 0.5))));
  }
}

/**
 * The pixels under a round brush of this diameter that is drawn along `points`; one point is a dab. However
 * thin the brush, the pixels that the line goes through are under it.
 */
export function spansOfStroke(points: readonly Point[], width: number, size: Size): Spans {
  const pieces = new Marks();
  const radius = finiteNumber(width) / 2;
  points.forEach((point, i) => {
    const before = points[Math.max(0, i - 1)] as Point;
    drag(before, finite(point), radius, size, pieces);
    if (radius < Math.SQRT1_2) draw(before, point, size, pieces);
  });
  return joined(pieces.sorted());
}

/** The pixels within `radius` of the line from `a` to `b`: in every row they are one stretch. */
function drag(a: Point, b: Point, radius: number, { width, height }: Size, pieces: Marks): void {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const across = length > 0 ? (radius * (b.y - a.y)) / length : 0;
  const along = length > 0 ? (radius * (b.x - a.x)) / length : 0;
  const last = Math.min(height - 1, Math.floor(Math.max(a.y, b.y) + radius - 0.5));
  for (let y = Math.max(0, Math.ceil(Math.min(a.y, b.y) - radius - 0.5)); y <= last; y++) {
    const ends: Ends = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
    const line = y + 0.5;
    disc(a, radius, line, ends);
    disc(b, radius, line, ends);
    // The two straight sides of what the brush has gone over.
    side({ x: a.x - across, y: a.y + along }, { x: b.x - across, y: b.y + along }, line, ends);
    side({ x: a.x + across, y: a.y - along }, { x: b.x + across, y: b.y - along }, line, ends);
    piece(y, Math.ceil(ends.from - 0.5), Math.floor(ends.to - 0.5) + 1, width, pieces);
  }
}

interface Ends {
  from: number;
  to: number;
}

function disc(centre: Point, radius: number, y: number, ends: Ends): void {
  const rest = radius * radius - (y - centre.y) * (y - centre.y);
  if (rest < 0) return;
  const half = Math.sqrt(rest);
  ends.from = Math.min(ends.from, centre.x - half);
  ends.to = Math.max(ends.to, centre.x + half);
}

function side(a: Point, b: Point, y: number, ends: Ends): void {
  if (a.y === b.y || y < Math.min(a.y, b.y) || y > Math.max(a.y, b.y)) return;
  const x = a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y);
  ends.from = Math.min(ends.from, x);
  ends.to = Math.max(ends.to, x);
}

/** A line one pixel wide: the pixel under each point of it, taken once for every column or row it passes. */
function draw(a: Point, b: Point, { width, height }: Size, pieces: Marks): void {
  const steps = Math.ceil(Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y)));
  for (let i = 0; i <= steps; i++) {
    const share = steps > 0 ? i / steps : 0;
    const x = Math.floor(a.x + (b.x - a.x) * share);
    const y = Math.floor(a.y + (b.y - a.y) * share);
    if (y >= 0 && y < height) piece(y, x, x + 1, width, pieces);
  }
}

function piece(line: number, from: number, to: number, room: number, pieces: Marks): void {
  const start = Math.max(0, from);
  const end = Math.min(room, to);
  if (start < end) pieces.add((line * UNIT + start) * UNIT + end);
}

/** Pieces, sorted, each (line * UNIT + from) * UNIT + to, with those joined that overlap or touch. */
function joined(pieces: Float64Array): Spans {
  const spans = new Int32Array(pieces.length * 3);
  let end = 0;
  for (const one of pieces) {
    const to = one % UNIT;
    const start = Math.floor(one / UNIT);
    const from = start % UNIT;
    const line = Math.floor(start / UNIT);
    if (from >= to) continue;
    if (end > 0 && spans[end - 3] === line && from <= (spans[end - 1] as number)) {
      spans[end - 1] = Math.max(to, spans[end - 1] as number);
      continue;
    }
    spans[end++] = line;
    spans[end++] = from;
    spans[end++] = to;
  }
  return spans.slice(0, end);
}

/** Numbers that are gathered and then sorted: as one array of doubles, many times quicker than as objects. */
class Marks {
  #numbers = new Float64Array(256);
  #count = 0;

  add(number: number): void {
    if (this.#count === this.#numbers.length) {
      const more = new Float64Array(this.#count * 2);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.#count++] = number;
  }

  sorted(): Float64Array {
    return this.#numbers.subarray(0, this.#count).sort();
  }
}

function finite(point: Point): Point {
  finiteNumber(point.x);
  finiteNumber(point.y);
  return point;
}

function finiteNumber(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError("A point or a width of the area is not a number.");
  return value;
}
