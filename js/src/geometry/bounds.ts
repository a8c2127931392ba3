/** How far a region of any kind reaches: bounds, area, border, and what lies in it. Pure. */

import type { Pixels } from "../wire/protocol";
import { boundsOfBox, containsInBox, ringOfBox } from "./box";
import type { Outline, Point, Size } from "./point";
import { areaIn, type Bounds, boundsIn, containsIn, type Ring, ringsOf } from "./polygon";
import { areaOfRle, readRuns } from "./rle";

// Shapes never change, so what was worked out of one holds as long as it lives.
const reaches = new WeakMap<Outline, Bounds>();
const areas = new WeakMap<Outline, number>();
const masks = new WeakMap<Pixels, Float64Array>();

function kept<K extends WeakKey, V>(cache: WeakMap<K, V>, key: K, work: () => V): V {
  let value = cache.get(key);
  if (value === undefined) {
    value = work();
    cache.set(key, value);
  }
  return value;
}

/** The smallest upright rectangle around it; of a mask, whose size is the picture's, one without end. */
export function boundsOf(shape: Outline): Point & Size {
  if (shape.kind === "mask") return { x: 0, y: 0, width: Infinity, height: Infinity };
  const { left, top, right, bottom } = reachOf(shape, { width: 0, height: 0 });
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The same by its sides, of masks too. `size`: of the picture. */
export const reachOf = (shape: Outline, size: Size): Bounds =>
  kept(reaches, shape, () => {
    if (shape.kind === "box") return boundsOfBox(shape);
    return shape.kind === "polygon" ? boundsIn(ringsOf(shape)) : reachOfMask(shape, size);
  });

/** In square pixels. */
export const areaOf = (shape: Outline): number =>
  kept(areas, shape, () => {
    if (shape.kind === "box") return shape.width * shape.height;
    return shape.kind === "polygon" ? areaIn(ringsOf(shape)) : areaOfRle(shape.rle);
  });

/** The rings of its border; a mask has none here. */
export function borderOf(shape: Outline): readonly Ring[] {
  if (shape.kind === "box") return [ringOfBox(shape)];
  return shape.kind === "polygon" ? ringsOf(shape) : [];
}

export function contains(shape: Outline, at: Point, size: Size): boolean {
  if (shape.kind === "box") return containsInBox(shape, at);
  return shape.kind === "polygon" ? containsIn(ringsOf(shape), at) : containsInMask(shape, at, size);
}

/** Where each run of a mask ends, in pixels column by column. */
const endsOf = (mask: Pixels, size: Size): Float64Array =>
  kept(masks, mask, () => {
    let end = 0;
    return Float64Array.from(readRuns(mask.rle, size), (run) => {
      end += run;
      return end;
    });
  });

function containsInMask(mask: Pixels, { x, y }: Point, size: Size): boolean {
  if (!(x >= 0 && y >= 0 && x < size.width && y < size.height)) return false;
  const [place, ends] = [Math.floor(x) * size.height + Math.floor(y), endsOf(mask, size)];
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low % 2 === 1;
}

function reachOfMask(mask: Pixels, size: Size): Bounds {
  let start = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  endsOf(mask, size).forEach((end, run) => {
    if (run % 2 === 1 && end > start) {
      const [first, last] = [Math.floor(start / size.height), Math.floor((end - 1) / size.height)];
      left = Math.min(left, first);
      right = Math.max(right, last + 1);
      // A run that goes over to the next column touches both ends of a column.
      top = Math.min(top, last > first ? 0 : start % size.height);
      bottom = Math.max(bottom, last > first ? size.height : ((end - 1) % size.height) + 1);
    }
    start = end;
  });
  return { left, top, right, bottom };
}
