/** Drawing along what is there: a point onto a neighbour's outline, and a stretch of that outline. Pure. */

import { edgeAt, type Shaped, type Spot, vertexAt } from "./hit";
import type { Point, Size } from "./point";
import type { Ring } from "./polygon";

/** The vertex within reach, else the nearest place on an edge within reach, of any of these regions; or null. */
export function snap(regions: readonly Shaped[], at: Point, reach: number, size: Size): Spot | null {
  return vertexAt(regions, at, reach, size) ?? edgeAt(regions, at, reach, size);
}

/** Whether two places lie on the same ring, so that the stretch between them can be traced. */
export const sameRing = (a: Spot, b: Spot): boolean => a.id === b.id && a.part === b.part;

/**
 * The points of a ring that lie strictly between two places on it, in order from the first to the second: the
 * shorter way round, or the longer one.
 */
export function trace(ring: Ring, from: Spot, to: Spot, longer = false): Point[] {
  const forward = passed(ring, from, to);
  const back = passed(ring, to, from).reverse();
  const shortest = lengthOf([from.at, ...forward, to.at]) <= lengthOf([from.at, ...back, to.at]);
  const way = shortest === longer ? back : forward;
  return way.filter((point) => !same(point, from.at) && !same(point, to.at));
}

/** The vertices that one passes going from one place to another in the direction of the ring. */
function passed(ring: Ring, from: Spot, to: Spot): Point[] {
  const count = ring.length;
  // On one edge, or from a vertex to itself: either nothing lies ahead, or the whole ring does.
  const ahead = from.index === to.index && along(ring, from) <= along(ring, to);
  const steps = ahead ? 0 : ((to.index - from.index + count - 1) % count) + 1;
  return Array.from({ length: steps }, (_, step): Point => {
    const [x, y] = ring[(from.index + 1 + step) % count] ?? [0, 0];
    return { x, y };
  });
}

/** How far a place is from the beginning of its edge, in pixels. */
function along(ring: Ring, { index, at }: Spot): number {
  const [x, y] = ring[index] ?? [0, 0];
  return Math.hypot(at.x - x, at.y - y);
}

const same = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;

function lengthOf(points: readonly Point[]): number {
  return points.reduce((sum, { x, y }, index) => {
    const before = points[index - 1];
    return before === undefined ? sum : sum + Math.hypot(x - before.x, y - before.y);
  }, 0);
}
