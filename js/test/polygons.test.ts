/** The arithmetic of polygons: inside, area, vertices, crossings, and fewer points. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitShape } from "../src/geometry/fit";
import {
  areaIn,
  containsIn,
  insertVertex,
  moveParts,
  nearestEdge,
  nearestOn,
  nearestVertex,
  type Pair,
  partAt,
  polygonOf,
  type Ring,
  removeVertex,
  ringsOf,
  selfCrossing,
  stretchPolygon,
} from "../src/geometry/polygon";
import { simplifyLine, simplifyRing } from "../src/geometry/simplify";
import { square } from "./drawing";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const pair: fc.Arbitrary<Pair> = fc.tuple(number(0, 100), number(0, 100));
const ring = fc.array(pair, { minLength: 3, maxLength: 40 });
const FRAME = polygonOf([square(0, 0, 40), square(10, 10, 10)], 0);

/** How far a point is from a border. */
const off = (parts: readonly Ring[], [x, y]: Pair): number =>
  nearestEdge(parts, { x, y }, Number.POSITIVE_INFINITY)?.distance ?? Number.NaN;

describe("a polygon", () => {
  test("has holes, in its area too, and parts in the holes", () => {
    const parts = [...ringsOf(FRAME), square(12, 12, 2), square(50, 0, 10)];
    expect(areaIn(parts)).toBe(1600 - 100 + 4 + 100);
    expect(containsIn(parts, { x: 5, y: 5 })).toBe(true);
    expect(containsIn(parts, { x: 11, y: 11 })).toBe(false);
    expect(containsIn(parts, { x: 13, y: 13 })).toBe(true);
  });

  test("has the area that counting points gives, when it does not cross itself", () => {
    fc.assert(
      fc.property(fc.array(number(10, 50), { minLength: 3, maxLength: 12 }), (lengths) => {
        const star = lengths.map((length, at): Pair => {
          const turn = (2 * Math.PI * at) / lengths.length;
          return [50 + length * Math.cos(turn), 50 + length * Math.sin(turn)];
        });
        let count = 0;
        for (let x = 0.5; x < 100; x++)
          for (let y = 0.5; y < 100; y++) count += Number(containsIn([star], { x, y }));
        expect(Math.abs(areaIn([star]) - count)).toBeLessThan(60);
      }),
      { numRuns: 50 },
    );
  });

  test("gets a vertex on its border, and is as it was without it", () => {
    fc.assert(
      fc.property(ring, number(0, 1), fc.nat(), (points, share, which) => {
        const polygon = polygonOf([square(200, 200, 5), points], 0);
        const index = which % points.length;
        const [a, b] = [points[index] as Pair, points[(index + 1) % points.length] as Pair];
        const at = { x: a[0] + share * (b[0] - a[0]), y: a[1] + share * (b[1] - a[1]) };
        const more = insertVertex(polygon, 1, index, at);
        expect(ringsOf(more)[1]?.[index + 1]).toEqual([at.x, at.y]);
        expect(removeVertex(more, 1, index + 1)).toEqual(polygon);
      }),
    );
  });

  test("loses a ring that would have two points, and all with the last ring", () => {
    const triangle: Ring = [[0, 0], [5, 0], [0, 5]]; // biome-ignore format: a ring on a line
    const polygon = polygonOf([triangle, square(50, 50, 5)], 2);
    expect(removeVertex(polygon, 0, 1)).toEqual(polygonOf([square(50, 50, 5)], 2));
    expect(removeVertex(polygonOf([triangle], 0), 0, 1)).toBeNull();
  });

  test("moves by parts and stretches as a whole", () => {
    expect(moveParts(FRAME, [1], 5, -5)).toEqual(polygonOf([square(0, 0, 40), square(15, 5, 10)], 0));
    const from = { left: 0, top: 0, right: 40, bottom: 40 };
    expect(stretchPolygon(FRAME, from, { left: 10, top: 0, right: 90, bottom: 80 })).toEqual(
      polygonOf([square(10, 0, 80), square(30, 20, 20)], 0),
    );
  });

  test("has parts, each with its holes and what lies in them", () => {
    const parts = [...ringsOf(FRAME), square(12, 12, 4), square(50, 0, 10)];
    expect(partAt(parts, { x: 5, y: 5 })).toEqual([0, 1, 2]);
    expect(partAt(parts, { x: 13, y: 13 })).toEqual([2]);
    expect(partAt(parts, { x: 55, y: 5 })).toEqual([3]);
    expect(partAt(parts, { x: 11, y: 11 })).toEqual([]);
  });

  test("is found by its nearest vertex and edge within reach only", () => {
    const parts = ringsOf(FRAME);
    expect(nearestVertex(parts, { x: 11, y: 9 }, 3)).toMatchObject({
      part: 1,
      index: 0,
      at: { x: 10, y: 10 },
    });
    expect(nearestVertex(parts, { x: 15, y: 15 }, 3)).toBeNull();
    expect(nearestEdge(parts, { x: 39, y: 20 }, 3)).toMatchObject({
      part: 0,
      index: 1,
      at: { x: 40, y: 20 },
    });
    expect(nearestEdge(parts, { x: 1, y: 20 }, 3)).toMatchObject({ part: 0, index: 3, at: { x: 0, y: 20 } });
  });

  test("crosses itself in a bow, not where it only touches itself", () => {
    const bow: Ring = [[0, 0], [10, 10], [10, 0], [0, 10]]; // biome-ignore format: a ring on a line
    const there: Ring = [[0, 0], [10, 0], [5, 0], [5, 5]]; // biome-ignore format: a ring on a line
    expect(selfCrossing([bow])).toBe(true);
    expect(selfCrossing([there])).toBe(false);
    expect(selfCrossing(ringsOf(FRAME))).toBe(false);
    expect(selfCrossing([square(0, 0, 10), square(5, 5, 10)])).toBe(true);
  });
});

describe("a simplified line", () => {
  test("keeps its ends and goes within the tolerance of every point it had", () => {
    fc.assert(
      fc.property(ring, number(0.1, 20), (points, tolerance) => {
        const fewer = simplifyLine(points, tolerance);
        expect(fewer[0]).toEqual(points[0]);
        expect(fewer.at(-1)).toEqual(points.at(-1));
        for (const [x, y] of points) {
          const near = fewer.slice(1).map((b, at) => nearestOn(fewer[at] as Pair, b, { x, y }));
          expect(Math.min(...near.map((one) => Math.hypot(one.x - x, one.y - y)))).toBeLessThanOrEqual(
            tolerance + 1e-9,
          );
        }
      }),
    );
  });

  test("goes within the tolerance when it is a ring too", () => {
    fc.assert(
      fc.property(ring, number(0.1, 20), (points, tolerance) => {
        const fewer = simplifyRing(points, tolerance);
        expect(fewer.length).toBeGreaterThan(0);
        for (const point of points) expect(off([fewer], point)).toBeLessThanOrEqual(tolerance + 1e-9);
      }),
    );
  });

  test("of a circle of 500 points has few left for the screen, and its area", () => {
    const circle = Array.from({ length: 500 }, (_, at): Pair => {
      return [100 + 90 * Math.cos((at * Math.PI) / 250), 100 + 90 * Math.sin((at * Math.PI) / 250)];
    });
    const fewer = simplifyRing(circle, 0.5);
    expect(fewer.length).toBeLessThan(80);
    expect(areaIn([fewer]) / areaIn([circle])).toBeGreaterThan(0.99);
    expect(typeof fitShape(polygonOf([fewer], 0), null)).not.toBe("string");
  });
});
