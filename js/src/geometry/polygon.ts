/** Polygons: rings of points in image pixels, filled by the even-odd rule, parts and holes alike. Pure. */

import type { Rings } from "../wire/protocol";
import type { Point } from "./point";

export type Pair = readonly [x: number, y: number];
export type Ring = readonly Pair[];

/** The smallest upright rectangle around something. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place on a border: on the edge that begins at point `index` of ring `part`, or, of a vertex, that point. */
export interface Place {
  readonly part: number;
  readonly index: number;
  readonly at: Point;
  /** Pixels from the point that was asked about. */
  readonly distance: number;
}

const NOWHERE: Pair = [Number.NaN, Number.NaN];

/** The rings of a polygon, as what nobody changes. */
export const ringsOf = (polygon: Rings): readonly Ring[] => polygon.parts;

/** The wire knows no `readonly`: the cast is here and nowhere else. */
export const polygonOf = (parts: readonly Ring[], frame: number): Rings => ({
  kind: "polygon",
  parts: parts as [number, number][][],
  frame,
});

/** The point of the segment from a to b that is nearest to `at`. */
export function nearestOn([ax, ay]: Pair, [bx, by]: Pair, at: Point): Point {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  if (length === 0) return { x: ax, y: ay };
  const share = Math.min(1, Math.max(0, ((at.x - ax) * dx + (at.y - ay) * dy) / length));
  // The ends themselves, not something a rounding away from them.
  return share === 1 ? { x: bx, y: by } : { x: ax + share * dx, y: ay + share * dy };
}

/** Whether a point lies inside by the even-odd rule; on the border either answer may come. */
export function containsIn(parts: readonly Ring[], { x, y }: Point): boolean {
  let inside = false;
  for (const ring of parts) {
    let [ax, ay] = ring.at(-1) ?? NOWHERE;
    for (const [bx, by] of ring) {
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
      ax = bx;
      ay = by;
    }
  }
  return inside;
}

/** Area within a ring, positive when it runs clockwise as seen on the screen. */
export function signedArea(ring: Ring): number {
  // Counted from the first point, so that far from the origin nothing is lost to rounding.
  const [ox, oy] = ring[0] ?? NOWHERE;
  let [ax, ay] = ring.at(-1) ?? NOWHERE;
  let sum = 0;
  for (const [bx, by] of ring) {
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    ax = bx;
    ay = by;
  }
  return ring.length < 3 ? 0 : sum / 2;
}

/** The area in square pixels: rings in an odd number of others are holes. Exact where no rings cross. */
export function areaIn(parts: readonly Ring[]): number {
  const sizes = parts.map((ring) => Math.abs(signedArea(ring)));
  return parts.reduce((sum, ring, at) => {
    const size = sizes[at] ?? 0;
    const around = parts.filter((outer, other) => (sizes[other] ?? 0) > size && holds(outer, ring));
    return sum + (around.length % 2 === 0 ? size : -size);
  }, 0);
}

/**
 * The part of a polygon that a point lies in: the ring around it that is no hole, with all that is within that
 * ring; none outside.
 */
export function partAt(parts: readonly Ring[], at: Point): number[] {
  if (!containsIn(parts, at)) return [];
  const around = parts.flatMap((ring, index) => (containsIn([ring], at) ? [index] : []));
  const size = (index: number): number => Math.abs(signedArea(parts[index] ?? []));
  const [ring] = around.sort((one, other) => size(one) - size(other));
  const outer = ring === undefined ? undefined : parts[ring];
  return parts.flatMap((one, index) => (outer && (one === outer || holds(outer, one)) ? [index] : []));
}

/** By most of the points: single ones may lie on the other ring. */
function holds(outer: Ring, inner: Ring): boolean {
  return inner.filter(([x, y]) => containsIn([outer], { x, y })).length * 2 > inner.length;
}

export function boundsIn(parts: readonly Ring[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of parts) {
    for (const [x, y] of ring) {
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return { left, top, right, bottom };
}

/** The nearest place of the border, no further than `within` pixels away. */
export function nearestEdge(parts: readonly Ring[], at: Point, within: number): Place | null {
  let best: Place | null = null;
  parts.forEach((ring, part) => {
    let before = ring.at(-1) ?? NOWHERE;
    ring.forEach((point, next) => {
      const near = nearestOn(before, point, at);
      const distance = Math.hypot(near.x - at.x, near.y - at.y);
      if (distance <= (best?.distance ?? within)) {
        best = { part, index: (next + ring.length - 1) % ring.length, at: near, distance };
      }
      before = point;
    });
  });
  return best;
}

/** The nearest vertex, no further than `within` pixels away. */
export function nearestVertex(parts: readonly Ring[], at: Point, within: number): Place | null {
  let best: Place | null = null;
  parts.forEach((ring, part) => {
    ring.forEach(([x, y], index) => {
      const distance = Math.hypot(x - at.x, y - at.y);
      if (distance <= (best?.distance ?? within)) best = { part, index, at: { x, y }, distance };
    });
  });
  return best;
}

/** The polygon with one ring changed; without it when nothing is left of it; null when none is left at all. */
function withRing(polygon: Rings, part: number, change: (ring: Ring) => Ring): Rings | null {
  const parts = ringsOf(polygon).map((ring, at) => (at === part ? change(ring) : ring));
  const left = parts.filter((ring) => ring.length > 0);
  return left.length === 0 ? null : polygonOf(left, polygon.frame);
}

/** A new vertex on the edge that begins at `index`; it gets the index after that one. */
export function insertVertex(polygon: Rings, part: number, index: number, at: Point): Rings {
  return withRing(polygon, part, (ring) => ring.toSpliced(index + 1, 0, [at.x, at.y])) ?? polygon;
}

export function moveVertex(polygon: Rings, part: number, index: number, to: Point): Rings {
  return withRing(polygon, part, (ring) => ring.toSpliced(index, 1, [to.x, to.y])) ?? polygon;
}

/** Without that vertex; a ring that would have fewer than three goes. Null when it was the last ring. */
export function removeVertex(polygon: Rings, part: number, index: number): Rings | null {
  return withRing(polygon, part, (ring) => (ring.length > 3 ? ring.toSpliced(index, 1) : []));
}

const shifted = (ring: Ring, dx: number, dy: number): Ring => ring.map(([x, y]) => [x + dx, y + dy]);

/** Only these rings moved. */
export function moveParts(polygon: Rings, parts: readonly number[], dx: number, dy: number): Rings {
  return polygonOf(
    ringsOf(polygon).map((ring, at) => (parts.includes(at) ? shifted(ring, dx, dy) : ring)),
    polygon.frame,
  );
}

export function movePolygon(polygon: Rings, dx: number, dy: number): Rings {
  return polygonOf(
    ringsOf(polygon).map((ring) => shifted(ring, dx, dy)),
    polygon.frame,
  );
}

/** Stretched so that what filled `from` fills `to`. */
export function stretchPolygon(polygon: Rings, from: Bounds, to: Bounds): Rings {
  const across = (to.right - to.left) / (from.right - from.left);
  const down = (to.bottom - to.top) / (from.bottom - from.top);
  const parts = ringsOf(polygon).map((ring) =>
    ring.map(([x, y]): Pair => [to.left + (x - from.left) * across, to.top + (y - from.top) * down]),
  );
  return polygonOf(parts, polygon.frame);
}

interface Edge {
  readonly a: Pair;
  readonly b: Pair;
  readonly left: number;
  readonly right: number;
}

/**
 * Whether two edges cross, of the same ring or of two. Touching and running along each other do not count: a
 * ring cut at the picture's border does both, and has no less area for it.
 */
export function selfCrossing(parts: readonly Ring[]): boolean {
  const edges: Edge[] = parts.flatMap((ring) =>
    ring.map((b, at): Edge => {
      const a = ring.at(at - 1) ?? b;
      return { a, b, left: Math.min(a[0], b[0]), right: Math.max(a[0], b[0]) };
    }),
  );
  edges.sort((one, other) => one.left - other.left);
  let open: Edge[] = [];
  for (const edge of edges) {
    open = open.filter((other) => other.right >= edge.left);
    if (open.some((other) => cross(edge, other))) return true;
    open.push(edge);
  }
  return false;
}

function cross(one: Edge, other: Edge): boolean {
  return side(one, other.a) * side(one, other.b) < 0 && side(other, one.a) * side(other, one.b) < 0;
}

/** On which side of an edge a point lies, in whole hundredths of a pixel: exact for rounded points. */
function side({ a, b }: Edge, [x, y]: Pair): number {
  const [dx, dy] = [Math.round(100 * (b[0] - a[0])), Math.round(100 * (b[1] - a[1]))];
  return Math.sign(dx * Math.round(100 * (y - a[1])) - dy * Math.round(100 * (x - a[0])));
}
