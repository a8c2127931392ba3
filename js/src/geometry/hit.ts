/** What is under a point: the smallest region first. A scan, quick enough to 10,000 regions. Pure. */

import { areaOf, borderOf, contains, reachOf } from "./bounds";
import type { Outline, Point, Size } from "./point";
import { type Bounds, nearestEdge, nearestVertex, type Place } from "./polygon";

/** Anything that has a shape. */
export interface Shaped {
  readonly id: string;
  readonly shape: Outline;
  /** Not "" where a person has moved it before or behind others. */
  readonly rank?: string;
}

/** A place on the border of a region. */
export interface Spot extends Place {
  readonly id: string;
}

/** Whether a shape may be within reach of a point: quick, since most are far away. */
function near(shape: Outline, { x, y }: Point, reach: number, size: Size): boolean {
  if (shape.kind === "box") {
    const { width, height, angle } = shape;
    // However a box is turned, its corners are no further from its middle than both halves together.
    const across = angle === 0 ? width : width + height;
    const down = angle === 0 ? height : width + height;
    const [dx, dy] = [x - shape.x - width / 2, y - shape.y - height / 2];
    return 2 * Math.abs(dx) <= across + 2 * reach && 2 * Math.abs(dy) <= down + 2 * reach;
  }
  const { left, top, right, bottom } = reachOf(shape, size);
  return x >= left - reach && x <= right + reach && y >= top - reach && y <= bottom + reach;
}

/** Whether a side is shorter than the reach: such a region counts as hit all around it, or nobody could. */
function slight({ left, top, right, bottom }: Bounds, reach: number): boolean {
  return right - left < reach || bottom - top < reach;
}

/**
 * The regions under a point, the smallest first, of two alike the upper one; but one that a person has moved comes
 * before all that lies under it, and after all that lies over it. Where there is none, the one whose border is the
 * nearest within `reach` pixels. `size`: of the picture.
 */
export function regionsAt<R extends Shaped>(
  regions: readonly R[],
  at: Point,
  reach: number,
  size: Size,
): R[] {
  const found: R[] = [];
  let nearest: R | null = null;
  let within = reach;
  for (const region of regions) {
    if (!near(region.shape, at, reach, size)) continue;
    if (contains(region.shape, at, size)) {
      found.push(region);
      continue;
    }
    const place = nearestEdge(borderOf(region.shape), at, reach);
    if (place === null) continue;
    if (slight(reachOf(region.shape, size), reach)) found.push(region);
    if (place.distance <= within) [nearest, within] = [region, place.distance];
  }
  if (found.length === 0) return nearest === null ? [] : [nearest];
  return pickable(found);
}

/** As they are picked, of regions in their order: what was moved divides them, between those the smallest is first. */
function pickable<R extends Shaped>(found: readonly R[]): R[] {
  const layers = new Map<R, number>();
  let layer = 0;
  for (const one of found) {
    if (one.rank) layer += 2;
    layers.set(one, one.rank ? layer - 1 : layer);
  }
  const over = (one: R, other: R): number => (layers.get(other) ?? 0) - (layers.get(one) ?? 0);
  // Sorting keeps the order of equals, so the upper ones are put first.
  return found.toReversed().sort((one, other) => over(one, other) || areaOf(one.shape) - areaOf(other.shape));
}

/** The region that a click at a point means, or null. */
export function regionAt<R extends Shaped>(
  regions: readonly R[],
  at: Point,
  reach: number,
  size: Size,
): R | null {
  return regionsAt(regions, at, reach, size)[0] ?? null;
}

/** Regions that lie wholly within an upright rectangle. */
export function regionsWithin<R extends Shaped>(regions: readonly R[], band: Bounds, size: Size): R[] {
  return regions.filter(({ shape }) => {
    const { left, top, right, bottom } = reachOf(shape, size);
    return left >= band.left && top >= band.top && right <= band.right && bottom <= band.bottom;
  });
}

/** The nearest vertex of any of the regions within reach. */
export const vertexAt = (regions: readonly Shaped[], at: Point, reach: number, size: Size): Spot | null =>
  spotAt(regions, at, reach, size, nearestVertex);

/** The nearest place on the border of any of the regions within reach. */
export const edgeAt = (regions: readonly Shaped[], at: Point, reach: number, size: Size): Spot | null =>
  spotAt(regions, at, reach, size, nearestEdge);

function spotAt(
  regions: readonly Shaped[],
  at: Point,
  reach: number,
  size: Size,
  nearest: typeof nearestEdge,
): Spot | null {
  let best: Spot | null = null;
  for (const { id, shape } of regions) {
    const within: number = best === null ? reach : best.distance;
    if (!near(shape, at, within, size)) continue;
    const place = nearest(borderOf(shape), at, within);
    if (place !== null) best = { ...place, id };
  }
  return best;
}
