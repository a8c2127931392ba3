/** Masks as polygons: the same points as in the kernel, and the same mask when they are filled again. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outline, outlineOf } from "../src/geometry/outline";
import type { Point, Size } from "../src/geometry/point";
import type { Ring } from "../src/geometry/polygon";
import { spansOfRings } from "../src/geometry/raster";
import { runsOf, writeRuns } from "../src/geometry/rle";

/** The outline of a mask; or rings that no mask gave, and the mask that they fill. */
type Row = { readonly size: readonly [height: number, width: number]; readonly rle: string } & (
  | { readonly rings: Ring[] }
  | { readonly fill: Ring[] }
);

const rows = JSON.parse(
  readFileSync(new URL("../../tests/wire/outlines.json", import.meta.url), "utf8"),
) as Row[];

const pointsOf = (rings: readonly Ring[]): Point[][] => rings.map((ring) => ring.map(([x, y]) => ({ x, y })));

/** The pixels in rings, row after row. */
function filled(rings: readonly Ring[], size: Size): Uint8Array {
  const mask = new Uint8Array(size.width * size.height);
  const spans = spansOfRings(pointsOf(rings), size);
  for (let i = 0; i < spans.length; i += 3) {
    const [y, from, to] = [...spans.subarray(i, i + 3)] as [number, number, number];
    mask.fill(1, y * size.width + from, y * size.width + to);
  }
  return mask;
}

/** A mask of a few discs, some of them taken out again: as smooth as what people draw. */
const disc = fc.record({
  x: fc.integer({ min: 0, max: 60 }),
  y: fc.integer({ min: 0, max: 45 }),
  radius: fc.integer({ min: 1, max: 20 }),
});
const smooth: Size = { width: 60, height: 45 };
const discs = fc.array(disc, { minLength: 1, maxLength: 5 }).map((all) => {
  const mask = new Uint8Array(smooth.width * smooth.height);
  return mask.map((_, at) => {
    const [x, y] = [(at % smooth.width) + 0.5, Math.floor(at / smooth.width) + 0.5];
    return all.filter((one) => Math.hypot(x - one.x, y - one.y) < one.radius).length % 2;
  });
});

/** Sides of pixels between inside and outside, as [x, y] of both ends. */
function sidesOf(mask: Uint8Array, { width, height }: Size): [Point, Point][] {
  const is = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  const sides: [Point, Point][] = [];
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) {
      if (is(x, y) !== is(x - 1, y))
        sides.push([
          { x, y },
          { x, y: y + 1 },
        ]);
      if (is(x, y) !== is(x, y - 1))
        sides.push([
          { x, y },
          { x: x + 1, y },
        ]);
    }
  }
  return sides;
}

function distance({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - a.x - share * dx, y - a.y - share * dy);
}

/** How far a point is from the nearest side of any ring. */
const away = (at: Point, rings: readonly (readonly Point[])[]): number =>
  Math.min(...rings.flatMap((ring) => ring.map((b, i) => distance(at, ring.at(i - 1) ?? b, b))));

describe("the outline of a mask", () => {
  test("is the kernel's, and rings fill what they fill there", () => {
    for (const row of rows) {
      const extent = { height: row.size[0], width: row.size[1] };
      const rings = "rings" in row ? row.rings : row.fill;
      if ("rings" in row) expect(outlineOf(row.rle, extent)).toEqual(rings);
      expect(writeRuns(runsOf(filled(rings, extent), extent))).toBe(row.rle);
    }
  });

  test("is the mask again when it is filled", () => {
    const size = fc.record({
      width: fc.integer({ min: 1, max: 25 }),
      height: fc.integer({ min: 1, max: 25 }),
    });
    const noise = size.chain(({ width, height }) =>
      fc.tuple(
        fc.constant({ width, height }),
        fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
      ),
    );
    fc.assert(
      fc.property(noise, ([extent, mask]) => {
        expect(filled(outline(mask, extent), extent)).toEqual(mask);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(discs, (mask) => {
        expect(filled(outline(mask, smooth), smooth)).toEqual(mask);
      }),
      { numRuns: 50 },
    );
  });

  test("is nowhere half a pixel from the border of the mask", () => {
    fc.assert(
      fc.property(discs, (mask) => {
        const rings = pointsOf(outline(mask, smooth));
        const middles = sidesOf(mask, smooth).flatMap(([a, b]) => [
          a,
          { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
          b,
        ]);
        for (const at of middles) expect(away(at, rings)).toBeLessThan(0.5);
        const border = sidesOf(mask, smooth);
        for (const { x, y } of rings.flat()) {
          expect(Math.min(...border.map(([a, b]) => distance({ x, y }, a, b)))).toBeLessThan(0.5);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("of smooth things needs at most .35 points for each pixel of the border", () => {
    const mask = new Uint8Array(200 * 200).map((_, at) =>
      Number(Math.hypot((at % 200) - 100, Math.floor(at / 200) - 90) < 70),
    );
    const extent = { width: 200, height: 200 };
    const points = outline(mask, extent).flat().length;
    expect(points / sidesOf(mask, extent).length).toBeLessThan(0.35);
  });

  test("of nothing has no rings", () => {
    expect(outline(new Uint8Array(12), { width: 4, height: 3 })).toEqual([]);
  });
});
