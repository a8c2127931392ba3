/** Snapping to a neighbour's outline and tracing it. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Spot } from "../src/geometry/hit";
import type { Point } from "../src/geometry/point";
import type { Pair, Ring } from "../src/geometry/polygon";
import { sameRing, snap, trace } from "../src/geometry/snap";
import { polygonal, rectangle, region, square } from "./drawing";

const SIZE = { width: 200, height: 200 };
const NEIGHBOURS = [
  region("polygon", polygonal(square(10, 10, 100))),
  region("box", rectangle(150, 10, 40, 40)),
];
const snapped = (x: number, y: number) => snap(NEIGHBOURS, { x, y }, 8, SIZE);
const RING = square(10, 10, 100);
const spot = (index: number, x: number, y: number): Spot => ({
  id: "a",
  part: 0,
  index,
  at: { x, y },
  distance: 0,
});

describe("snapping", () => {
  test("goes to a vertex before an edge, and no further than it reaches", () => {
    expect(snapped(16, 11)).toMatchObject({ id: "polygon", at: { x: 10, y: 10 } });
    expect(snapped(60, 14)).toMatchObject({ id: "polygon", at: { x: 60, y: 10 } });
    expect(snapped(60, 60)).toBeNull();
  });

  test("goes to boxes too", () => {
    expect(snapped(151, 52)).toMatchObject({ id: "box", at: { x: 150, y: 50 } });
  });
});

describe("tracing", () => {
  test("goes the shorter way round, and the longer one when asked", () => {
    const [from, to] = [spot(0, 100, 10), spot(1, 110, 50)];
    expect(trace(RING, from, to)).toEqual([{ x: 110, y: 10 }]);
    expect(trace(RING, from, to, true)).toEqual([{ x: 10, y: 10 }, { x: 10, y: 110 }, { x: 110, y: 110 }]); // biome-ignore format: a way on a line
    expect(trace(RING, to, from)).toEqual([{ x: 110, y: 10 }]);
  });

  test("passes nothing on one edge, or all round it", () => {
    const [from, to] = [spot(0, 20, 10), spot(0, 40, 10)];
    expect(trace(RING, from, to)).toEqual([]);
    expect(trace(RING, from, to, true)).toHaveLength(4);
    expect(trace(RING, to, from, true)).toHaveLength(4);
  });

  test("begins and ends at vertices without doubling them", () => {
    expect(trace(RING, spot(0, 10, 10), spot(2, 110, 110))).toHaveLength(1);
    expect(trace(RING, spot(3, 10, 10), spot(0, 10, 10))).toEqual([]);
  });

  test("covers the ring once by both ways together", () => {
    const numbers = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 3,
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        numbers,
        fc.nat(),
        fc.nat(),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (ring, a, b, share) => {
          const [from, to] = [placeOn(ring, a, share), placeOn(ring, b, 1 - share / 2)];
          const round = [
            from.at,
            ...trace(ring, from, to),
            to.at,
            ...trace(ring, from, to, true).reverse(),
            from.at,
          ];
          expect(length(round)).toBeCloseTo(
            length([...ring, ring[0] as Pair].map(([x, y]) => ({ x, y }))),
            6,
          );
          expect(length([from.at, ...trace(ring, from, to), to.at])).toBeLessThanOrEqual(
            length(round) / 2 + 1e-6,
          );
        },
      ),
    );
    expect(sameRing(spot(0, 1, 1), spot(2, 1, 1))).toBe(true);
  });
});

function placeOn(ring: Ring, which: number, share: number): Spot {
  const index = which % ring.length;
  const [a, b] = [ring[index] as Pair, ring[(index + 1) % ring.length] as Pair];
  return spot(index, a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]));
}

function length(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, to, at) => {
    const from = points[at] ?? to;
    return sum + Math.hypot(to.x - from.x, to.y - from.y);
  }, 0);
}
