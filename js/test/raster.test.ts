/** Shapes made pixels, against the plainest way to say which pixels they have. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point, Size } from "../src/geometry/point";
import { areaOf, type Spans, spansOfRings, spansOfStroke } from "../src/geometry/raster";

const size: Size = { width: 24, height: 17 };
// Quarters, so that centres are hit exactly and often.
const coordinate = fc.integer({ min: -24, max: 120 }).map((quarter) => quarter / 4);
const point: fc.Arbitrary<Point> = fc.record({ x: coordinate, y: coordinate });
const ring = fc.array(point, { minLength: 1, maxLength: 9 });
const rings = fc.array(ring, { maxLength: 4 });
const width = fc.integer({ min: 0, max: 60 }).map((quarter) => quarter / 4);

/** The pixels of spans as text, one row after the other; a pixel in two spans is refused. */
function drawn(spans: Spans): string[] {
  const rows = Array.from({ length: size.height }, () => new Uint8Array(size.width));
  for (let i = 0; i < spans.length; i += 3) {
    const [y, from, to] = [...spans.subarray(i, i + 3)] as [number, number, number];
    expect(rows[y]?.subarray(from, to)).toEqual(new Uint8Array(to - from));
    rows[y]?.fill(1, from, to);
  }
  return rows.map((row) => row.join(""));
}

function pixels(inside: (centre: Point) => boolean): string[] {
  return Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (_, x) => Number(inside({ x: x + 0.5, y: y + 0.5 }))).join(""),
  );
}

/** Whether a ray to the left crosses an odd number of edges; one that ends on the ray counts if it comes from above. */
function contains(parts: readonly (readonly Point[])[], at: Point): boolean {
  let inside = false;
  for (const part of parts) {
    part.forEach((a, i) => {
      const b = part[(i + 1) % part.length] as Point;
      if (a.y <= at.y === b.y <= at.y) return;
      const side = (b.x - a.x) * (at.y - a.y) - (at.x - a.x) * (b.y - a.y);
      if (b.y > a.y ? side <= 0 : side >= 0) inside = !inside;
    });
  }
  return inside;
}

function distance(points: readonly Point[], { x, y }: Point): number {
  const lengths = points.map((b, i) => {
    const a = points[Math.max(0, i - 1)] as Point;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const share = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const along = Math.min(1, Math.max(0, share));
    return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
  });
  return Math.min(...lengths);
}

describe("rings", () => {
  test("have the pixels whose centres a point-in-polygon test finds in them", () => {
    fc.assert(
      fc.property(rings, (parts) => {
        expect(drawn(spansOfRings(parts, size))).toEqual(pixels((at) => contains(parts, at)));
      }),
      { numRuns: 500 },
    );
  });

  test("of a square through centres own the left and the top side", () => {
    const [low, high] = [1.5, 3.5];
    const square = [low, high].flatMap((x) =>
      x === low
        ? [
            { x, y: low },
            { x, y: high },
          ]
        : [
            { x, y: high },
            { x, y: low },
          ],
    );
    expect([...spansOfRings([square], size)]).toEqual([1, 1, 3, 2, 1, 3]);
  });

  test("that share a border share no pixel and leave none between them", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 6 }), (border) => {
        const west = [
          { x: -9, y: 99 },
          { x: -9, y: -9 },
        ];
        const east = [
          { x: 99, y: 99 },
          { x: 99, y: -9 },
        ];
        const one = areaOf(spansOfRings([[{ x: 12, y: -9 }, ...border, { x: 12, y: 99 }, ...west]], size));
        const other = areaOf(spansOfRings([[{ x: 12, y: -9 }, ...border, { x: 12, y: 99 }, ...east]], size));
        expect(one + other).toBe(size.width * size.height);
      }),
    );
  });

  test("are cut at the picture, however far they reach", () => {
    const far = 1e9;
    const all = [
      { x: -far, y: -far },
      { x: far, y: -far },
      { x: far, y: far },
      { x: -far, y: far },
    ];
    expect(areaOf(spansOfRings([all], size))).toBe(size.width * size.height);
  });

  test("with a hole in them leave it out", () => {
    const box = (a: number, b: number): Point[] => [
      { x: a, y: a },
      { x: b, y: a },
      { x: b, y: b },
      { x: a, y: b },
    ];
    expect(areaOf(spansOfRings([box(2, 12), box(4, 7)], size))).toBe(100 - 9);
  });
});

describe("a stroke", () => {
  test("has the pixels whose centres are under the brush, and those that its line goes through", () => {
    fc.assert(
      fc.property(ring, width, (points, wide) => {
        const found = drawn(spansOfStroke(points, wide, size)).join("");
        const most = wide / 2 < Math.SQRT1_2 ? Math.SQRT1_2 : wide / 2;
        const surely = pixels((at) => distance(points, at) <= wide / 2 - 1e-9).join("");
        const perhaps = pixels((at) => distance(points, at) <= most + 1e-9).join("");
        const missing = [...found].filter((is, i) => is < (surely[i] as string));
        const extra = [...found].filter((is, i) => is > (perhaps[i] as string));
        expect([missing, extra]).toEqual([[], []]);
      }),
      { numRuns: 500 },
    );
  });

  test("has the pixel under each of its points, however thin", () => {
    fc.assert(
      fc.property(ring, width, (points, wide) => {
        const found = drawn(spansOfStroke(points, wide, size));
        for (const { x, y } of points) {
          const row = found[Math.floor(y)];
          if (row && x >= 0 && x < size.width) expect(row[Math.floor(x)]).toBe("1");
        }
      }),
    );
  });

  test("of one pixel hangs together", () => {
    const line = [
      { x: 1.2, y: 1.7 },
      { x: 20.4, y: 9.1 },
    ];
    const columns = drawn(spansOfStroke(line, 1, size)).flatMap((row) =>
      [...row].flatMap((is, x) => (is === "1" ? [x] : [])),
    );
    expect(new Set(columns)).toEqual(new Set(Array.from({ length: 20 }, (_, i) => i + 1)));
  });

  test("comes row by row and joins what touches", () => {
    fc.assert(
      fc.property(ring, width, (points, wide) => {
        const spans = spansOfStroke(points, wide, size);
        for (let i = 3; i < spans.length; i += 3) {
          const [line, , end, nextLine, nextFrom] = [...spans.subarray(i - 3, i + 2)] as [
            number,
            number,
            number,
            number,
            number,
          ];
          expect(nextLine > line || (nextLine === line && nextFrom > end)).toBe(true);
        }
      }),
    );
  });

  test("with a point that is no number is refused", () => {
    expect(() => spansOfStroke([{ x: Number.NaN, y: 1 }], 3, size)).toThrow(RangeError);
    expect(() => spansOfRings([[{ x: 1, y: Number.POSITIVE_INFINITY }]], size)).toThrow(RangeError);
  });
});
