/** What is under a point. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areaOf, boundsOf, contains, reachOf } from "../src/geometry/bounds";
import { edgeAt, regionAt, regionsAt, regionsWithin, vertexAt } from "../src/geometry/hit";
import { runsOf, writeRuns } from "../src/geometry/rle";
import type { Region } from "../src/tools/tool";
import { polygonal, rectangle, region, square } from "./drawing";

const SIZE = { width: 200, height: 100 };
const REGIONS = [
  region("large", rectangle(0, 0, 100, 100)),
  region("small", rectangle(40, 40, 10, 10)),
  region("same", rectangle(40, 40, 10, 10)),
  region("ring", polygonal(square(110, 10, 60), square(130, 30, 20))),
];
const idsAt = (x: number, y: number, reach = 4) =>
  regionsAt(REGIONS, { x, y }, reach, SIZE).map(({ id }) => id);

describe("under a point", () => {
  test("the smallest region comes first, of two alike the upper one", () => {
    expect(idsAt(45, 45)).toEqual(["same", "small", "large"]);
  });

  test("what a person has moved comes before what lies under it, and after what lies over it", () => {
    const [large, small, same] = REGIONS as [Region, Region, Region];
    const ids = (...regions: Region[]) => regionsAt(regions, { x: 45, y: 45 }, 4, SIZE).map(({ id }) => id);
    expect(ids(small, same, { ...large, rank: "z" })).toEqual(["large", "same", "small"]);
    expect(ids(small, { ...large, rank: "z" }, same)).toEqual(["same", "large", "small"]);
    expect(ids({ ...small, rank: "0" }, large, same)).toEqual(["same", "large", "small"]);
  });

  test("a hole is no part of a region", () => {
    expect(idsAt(140, 40)).toEqual([]);
    expect(idsAt(120, 40)).toEqual(["ring"]);
  });

  test("a region is found by its border where nothing is inside", () => {
    expect(idsAt(108, 40)).toEqual(["ring"]);
    expect(idsAt(105, 40, 3)).toEqual([]);
  });

  test("a region too slight to be hit is hit beside", () => {
    const thin = region("thin", rectangle(20, 20, 1, 50));
    expect(regionAt([...REGIONS, thin], { x: 23, y: 40 }, 4, SIZE)?.id).toBe("thin");
  });

  test("vertices and edges tell the region, the ring and the place", () => {
    expect(vertexAt(REGIONS, { x: 131, y: 31 }, 4, SIZE)).toMatchObject({ id: "ring", part: 1, index: 0 });
    expect(edgeAt(REGIONS, { x: 152, y: 40 }, 4, SIZE)).toMatchObject({
      id: "ring",
      part: 1,
      at: { x: 150, y: 40 },
    });
    expect(vertexAt(REGIONS, { x: 180, y: 90 }, 4, SIZE)).toBeNull();
  });

  test("a rectangle takes what lies wholly in it", () => {
    const found = regionsWithin(REGIONS, { left: 30, top: 0, right: 200, bottom: 100 }, SIZE);
    expect(found.map(({ id }) => id)).toEqual(["small", "same", "ring"]);
  });

  test("ten thousand boxes are looked through", () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      region(`${at}`, rectangle((at % 100) * 20, Math.floor(at / 100) * 20, 15, 15)),
    );
    const size = { width: 2000, height: 2000 };
    expect(regionAt(many, { x: 1007, y: 1007 }, 4, size)?.id).toBe("5050");
  });
});

describe("a mask", () => {
  test("holds its pixels, reaches as far as they do, and has as many", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 35, maxLength: 35 }), (inside) => {
        fc.pre(inside.includes(true));
        const size = { width: 7, height: 5 };
        const rle = writeRuns(runsOf(Uint8Array.from(inside, Number), size));
        const mask = { kind: "mask", rle, frame: 0 } as const;
        const pixels = inside.flatMap((is, at) => (is ? [{ x: at % 7, y: Math.floor(at / 7) }] : []));
        inside.forEach((is, at) => {
          expect(contains(mask, { x: (at % 7) + 0.5, y: Math.floor(at / 7) + 0.5 }, size)).toBe(is);
        });
        const { left, top, right, bottom } = reachOf(mask, size);
        expect([left, right]).toEqual([
          Math.min(...pixels.map(({ x }) => x)),
          Math.max(...pixels.map(({ x }) => x)) + 1,
        ]);
        expect([top, bottom]).toEqual([
          Math.min(...pixels.map(({ y }) => y)),
          Math.max(...pixels.map(({ y }) => y)) + 1,
        ]);
        expect(areaOf(mask)).toBe(pixels.length);
      }),
    );
    expect(boundsOf({ kind: "mask", rle: "PPYo0", frame: 0 }).width).toBe(Number.POSITIVE_INFINITY);
  });
});
