/** Rings joined and cut out: the result covers what it should, wherever one looks. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joined, without } from "../src/geometry/combine";
import {
  areaIn,
  containsIn,
  nearestEdge,
  type Pair,
  polygonOf,
  type Ring,
  selfCrossing,
} from "../src/geometry/polygon";
import { square } from "./drawing";

const whole = fc.integer({ min: 0, max: 100 });
const hundredth = fc.integer({ min: 0, max: 10_000 }).map((value) => value / 100);
const ringOf = (number: fc.Arbitrary<number>): fc.Arbitrary<Ring> =>
  fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 12 });
/** Whole numbers make shared points and edges that run along each other. */
const ring = fc.oneof(
  ringOf(whole),
  ringOf(hundredth),
  ringOf(fc.integer({ min: 0, max: 4 }).map((one) => 20 * one)),
);
const point = fc.record({
  x: fc.double({ min: -5, max: 105, noNaN: true }),
  y: fc.double({ min: -5, max: 105, noNaN: true }),
});

const near = (parts: readonly Ring[], at: { x: number; y: number }): boolean =>
  nearestEdge(parts, at, 0.1) !== null;

describe("a ring", () => {
  test("joined and cut out covers exactly what it should", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(ring, { minLength: 1, maxLength: 3 }),
        ring,
        fc.array(point, { minLength: 20 }),
        (parts, one, places) => {
          const polygon = polygonOf(parts, 0);
          const [more, less] = [joined(polygon, one), without(polygon, one)];
          const clear = places.filter((at) => !near(parts, at) && !near([one], at));
          const [own, other] = [
            clear.map((at) => containsIn(parts, at)),
            clear.map((at) => containsIn([one], at)),
          ];
          expect(clear.map((at) => containsIn(more, at))).toEqual(own.map((is, at) => is || other[at]));
          expect(clear.map((at) => containsIn(less, at))).toEqual(own.map((is, at) => is && !other[at]));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("leaves no border that crosses itself or has doubled points", () => {
    fc.assert(
      fc.property(ring, ring, (own, other) => {
        for (const parts of [joined(polygonOf([own], 0), other), without(polygonOf([own], 0), other)]) {
          expect(selfCrossing(parts)).toBe(false);
          for (const one of parts) {
            expect(one.length).toBeGreaterThan(2);
            expect(new Set(one.map(String)).size).toBe(one.length);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test("apart becomes another part, inside another hole", () => {
    const polygon = polygonOf([square(0, 0, 20)], 0);
    expect(joined(polygon, square(50, 50, 10))).toHaveLength(2);
    expect(areaIn(without(polygon, square(5, 5, 10)))).toBe(300);
    expect(without(polygon, square(5, 5, 10))).toHaveLength(2);
  });

  test("that overlaps becomes one border with it, without points in between", () => {
    const both = joined(polygonOf([square(0, 0, 20)], 0), square(10, 0, 20));
    expect(both).toHaveLength(1);
    expect(new Set(both[0]?.map(String))).toEqual(new Set(["0,0", "30,0", "30,20", "0,20"]));
  });

  test("that covers all leaves nothing", () => {
    expect(without(polygonOf([square(5, 5, 10)], 0), square(0, 0, 50))).toEqual([]);
  });

  test("cuts one into two, and two squares that touch stay two", () => {
    expect(without(polygonOf([square(0, 0, 30)], 0), [[10, -5], [20, -5], [20, 35], [10, 35]])).toHaveLength(2); // biome-ignore format: a ring on a line
    expect(joined(polygonOf([square(0, 0, 10)], 0), square(10, 10, 10))).toHaveLength(2);
  });

  test("of hundreds of points is joined too", () => {
    const round = (x: number): Ring =>
      Array.from(
        { length: 500 },
        (_, at): Pair => [x + 90 * Math.cos(at / 79.577), 100 + 90 * Math.sin(at / 79.577)],
      );
    const both = joined(polygonOf([round(100)], 0), round(150));
    expect(areaIn(both)).toBeGreaterThan(25_400);
  });
});
