/**
 * Masks as polygons: the twin of src/nblabel/values/outline.py, point for point (tests/wire/outlines.json binds
 * the two). There it is said what is done and why; the words corner, point, chord and choice are those used there.
 * The way back is `spansOfRings`.
 */

import type { Size } from "./point";
import type { Pair, Ring } from "./polygon";
import { maskOf, readRuns } from "./rle";

/** The most points that a chord goes on by. */
const REACH = 32;
/** What a squared half pixel of distance costs, where a vertex costs 1. */
const FAULT = 0.25;
/** After so many steps in a row that no point of a ring can take, longer ones are not tried. */
const FRUITLESS = 4;

/** The rings of a mask given as COCO's string, for a picture of this size. Throws MaskError. */
export function outlineOf(rle: string, size: Size): Ring[] {
  return outline(maskOf(readRuns(rle, size), size), size);
}

/**
 * The rings of a mask given pixel by pixel, row after row, 0 being outside: parts and holes, to be filled by the
 * even-odd rule. Every point is a whole or a half pixel; polygon and border are less than half a pixel apart.
 */
export function outline(mask: Uint8Array, size: Size): Ring[] {
  return bordersOf(mask, size).map((corners) => {
    if (corners.length === 4) return corners; // a rectangle
    const points = pointsOf(corners);
    return choiceOf(points).map((at): Pair => [(points.x[at] as number) / 2, (points.y[at] as number) / 2]);
  });
}

interface Corners {
  readonly x: number[];
  readonly y: number[];
  /** The pixels beside it touch at this point only: it is there twice. In its column the two are the other way round. */
  readonly crossed: boolean[];
}

/** All corners of the mask's border, row by row. */
function cornersOf(mask: Uint8Array, { width, height }: Size): Corners {
  const corners: Corners = { x: [], y: [], crossed: [] };
  const empty = new Uint8Array(width);
  let above: Uint8Array = empty;
  for (let y = 0; y <= height; y++) {
    const below = y < height ? mask.subarray(y * width, (y + 1) * width) : empty;
    let [a, c] = [false, false];
    for (let x = 0; x <= width; x++) {
      const b = x < width && above[x] !== 0;
      const d = x < width && below[x] !== 0;
      const touching = a === d && b === c && a !== b;
      if (touching || (a !== b) !== (c !== d)) {
        for (let copy = touching ? 2 : 1; copy > 0; copy--) {
          corners.x.push(x);
          corners.y.push(y);
          corners.crossed.push(touching && !a);
        }
      }
      a = b;
      c = d;
    }
    above = below;
  }
  return corners;
}

/** For each corner its neighbour in the column. Sorted by column, corners come in pairs. */
function neighboursOf({ x, y, crossed }: Corners, width: number): Int32Array {
  const starts = new Int32Array(width + 2);
  for (const column of x) starts[column + 1] = (starts[column + 1] as number) + 1;
  for (let column = 0; column <= width; column++) {
    starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
  }
  const order = new Int32Array(x.length);
  x.forEach((column, at) => {
    const place = starts[column] as number;
    starts[column] = place + 1;
    order[place] = at;
    const before = order[place - 1];
    const twin = before !== undefined && before === at - 1 && x[before] === column && y[before] === y[at];
    if (twin && crossed[at]) [order[place - 1], order[place]] = [at, before];
  });
  const neighbours = new Int32Array(x.length);
  for (let i = 0; i < order.length; i += 2) {
    const [one, other] = [order[i] as number, order[i + 1] as number];
    neighbours[one] = other;
    neighbours[other] = one;
  }
  return neighbours;
}

/** The rings of corners, going along a row and a column in turns. */
function bordersOf(mask: Uint8Array, size: Size): Pair[][] {
  const corners = cornersOf(mask, size);
  const neighbours = neighboursOf(corners, size.width);
  const seen = new Uint8Array(neighbours.length);
  const rings: Pair[][] = [];
  for (let start = 0; start < seen.length; start += 2) {
    const ring: Pair[] = [];
    for (let at = start; !seen[at]; ) {
      const other = at ^ 1; // its neighbour in the row
      for (const one of [at, other]) {
        ring.push([corners.x[one] as number, corners.y[one] as number]);
        seen[one] = 1;
      }
      at = neighbours[other] as number;
    }
    if (ring.length > 0) rings.push(ring);
  }
  return rings;
}

/** Points in half pixels. */
interface Points {
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Corners and the middles of the runs between them in turns. */
function pointsOf(corners: readonly Pair[]): Points {
  const x = new Int32Array(corners.length * 2);
  const y = new Int32Array(corners.length * 2);
  corners.forEach((corner, i) => {
    const next = corners[(i + 1) % corners.length] as Pair;
    x.set([2 * corner[0], corner[0] + next[0]], 2 * i);
    y.set([2 * corner[1], corner[1] + next[1]], 2 * i);
  });
  return { x, y };
}

/** Which points the polygon keeps, the first among them: the cheapest row of chords around. */
function choiceOf(points: Points): number[] {
  const costs = chordCosts(points);
  const count = points.x.length;
  const best = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(count + 1);
  best[0] = 0;
  for (let end = 1; end <= count; end++) {
    for (let step = 1; step <= Math.min(costs.length, end); step++) {
      const cost = (best[end - step] as number) + ((costs[step - 1] as Float64Array)[end - step] as number);
      if (cost >= (best[end] as number)) continue;
      best[end] = cost;
      before[end] = end - step;
    }
  }
  const kept: number[] = [];
  for (let at = count; at > 0; ) {
    at = before[at] as number;
    kept.push(at);
  }
  return kept.reverse();
}

/** For each step from 1 on, and each point, what the chord from it costs; infinite where there is none. */
function chordCosts(points: Points): Float64Array[] {
  const costs: Float64Array[] = [];
  const count = points.x.length;
  let fruitless = 0;
  for (let step = 1; step <= Math.min(REACH, count - 1) && fruitless < FRUITLESS; step++) {
    const found = new Float64Array(count);
    for (let start = 0; start < count; start++) found[start] = chordCost(points, start, step);
    fruitless = found.some((cost) => cost < Number.POSITIVE_INFINITY) ? 0 : fruitless + 1;
    costs.push(found);
  }
  return costs;
}

function chordCost({ x, y }: Points, start: number, step: number): number {
  const count = x.length;
  const [left, top] = [x[start] as number, y[start] as number];
  const end = (start + step) % count;
  const dx = (x[end] as number) - left;
  const dy = (y[end] as number) - top;
  const length2 = dx * dx + dy * dy;
  if (length2 === 0) return Number.POSITIVE_INFINITY;
  const length = Math.sqrt(length2);
  let squares = 0;
  for (let between = 1; between < step; between++) {
    const at = (start + between) % count;
    const rx = (x[at] as number) - left;
    const ry = (y[at] as number) - top;
    const cross = dx * ry - dy * rx;
    const on = dx * rx + dy * ry;
    if (Math.abs(cross) >= length || on < 0 || on > length2) return Number.POSITIVE_INFINITY;
    squares += cross * cross;
  }
  return 1 + FAULT * (squares / length2);
}
