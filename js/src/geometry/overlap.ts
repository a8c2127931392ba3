/** How much regions share, as values/overlap.py has it (tests/wire/overlaps.json binds both). Pure. */

import type { Pixels, Rings } from "../wire/protocol";
import { iou as iouOfBoxes } from "./box";
import type { Outline } from "./point";
import { boundsIn, ringsOf } from "./polygon";
import { areaOf, spansOfRings } from "./raster";
import { areaOfRle, lacking, type Runs, readAll, writeRuns } from "./rle";

/** From this on two regions are of one thing. */
export const SAME = 0.5;
/** Polygons are compared at so many places across, and down, of what they cover together. */
const PLACES = 128;

/** What two regions share of what they cover together, 0 to 1; 0 for other kinds and other frames. */
export function iouOf(one: Outline, other: Outline): number {
  if (one.frame !== other.frame) return 0;
  if (one.kind === "box" && other.kind === "box") return iouOfBoxes(one, other);
  if (one.kind === "polygon" && other.kind === "polygon") return iouOfPolygons(one, other);
  if (one.kind === "mask" && other.kind === "mask") return iouOfMasks(one, other);
  return 0;
}

/** What of a mask is in none of the others, which are of its size; null when that is nothing. */
export function freeOf(mask: Pixels, others: readonly Pixels[]): Pixels | null {
  const runs = others
    .filter(({ frame }) => frame === mask.frame)
    .reduce<Runs>((left, { rle }) => lacking(left, readAll(rle)), readAll(mask.rle));
  return areaOfRuns(runs) > 0 ? { ...mask, rle: writeRuns(runs) } : null;
}

function iouOfPolygons(one: Rings, other: Rings): number {
  const [a, b] = [boundsIn(ringsOf(one)), boundsIn(ringsOf(other))];
  if (a.left > b.right || b.left > a.right || a.top > b.bottom || b.top > a.bottom) return 0;
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  const [width, height] = [Math.max(a.right, b.right) - left, Math.max(a.bottom, b.bottom) - top];
  const sampled = (shape: Rings) =>
    ringsOf(shape).map((ring) =>
      ring.map(([x, y]) => ({ x: ((x - left) * PLACES) / width, y: ((y - top) * PLACES) / height })),
    );
  const size = { width: PLACES, height: PLACES };
  const [first, second] = [sampled(one), sampled(other)];
  // By the even-odd rule the rings of both together fill what only one of them has.
  const [mine, its, apart] = [first, second, [...first, ...second]].map((rings) =>
    areaOf(spansOfRings(rings, size)),
  ) as [number, number, number];
  const both = (mine + its - apart) / 2;
  return both > 0 ? both / (both + apart) : 0;
}

function iouOfMasks(one: Pixels, other: Pixels): number {
  const [a, b] = [areaOfRle(one.rle), areaOfRle(other.rle)];
  const shared = a - areaOfRuns(lacking(readAll(one.rle), readAll(other.rle)));
  return shared > 0 ? shared / (a + b - shared) : 0;
}

const areaOfRuns = (runs: Runs): number => runs.reduce((area, run, i) => (i % 2 ? area + run : area), 0);
