/** The map of masks, against a plain array of owners that the same acts are done to. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Area, LabelMap, type Painted } from "../src/geometry/labelmap";
import type { Size } from "../src/geometry/point";
import { areaOf } from "../src/geometry/raster";
import { maskOf, readRuns, runsOf, writeRuns } from "../src/geometry/rle";

/** A little more than a tile, so that all acts also go over borders of tiles. */
const size: Size = { width: 300, height: 262 };
const coordinate = fc.integer({ min: -40, max: 340 });
const point = fc.record({ x: coordinate, y: coordinate });
const area: fc.Arbitrary<Area> = fc.oneof(
  fc.record({
    kind: fc.constant("stroke" as const),
    points: fc.array(point, { minLength: 1, maxLength: 4 }),
    width: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({
    kind: fc.constant("rings" as const),
    parts: fc.array(fc.array(point, { minLength: 3, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("flood" as const), at: point }),
);
const act = fc.record({ area, owner: fc.constantFrom(0, 3, 7, 70_000), free: fc.boolean() });
const acts = fc.array(act, { maxLength: 8 });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const paint = (map: LabelMap, { area: where, owner, free }: Act): Painted => map.paint(where, owner, free);

/** The owner of every pixel, read one by one. */
function ownersOf(map: LabelMap): Int32Array {
  const { width, height } = map.size;
  const owners = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) owners[y * width + x] = map.ownerAt({ x: x + 0.5, y: y + 0.5 });
  }
  return owners;
}

/** The same act on plain owners. */
function model(owners: Int32Array, map: LabelMap, { area: where, owner, free }: Act): void {
  const spans = where.kind === "flood" ? null : map.spansOf(where);
  const inside = spans
    ? pixelsOf(spans)
    : connected(
        owners,
        Math.floor(where.kind === "flood" ? where.at.x : 0),
        where.kind === "flood" ? where.at.y : 0,
      );
  for (const at of inside) if (!free || owners[at] === 0) owners[at] = owner;
}

function pixelsOf(spans: Int32Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < spans.length; i += 3) {
    const [y, from, to] = [...spans.subarray(i, i + 3)] as [number, number, number];
    for (let x = from; x < to; x++) found.push(y * size.width + x);
  }
  return found;
}

function connected(owners: Int32Array, x: number, y: number): number[] {
  const { width, height } = size;
  if (x < 0 || y < 0 || x >= width || y >= height) return [];
  const found = [y * width + x];
  const seen = new Uint8Array(owners.length);
  seen[y * width + x] = 1;
  for (const at of found) {
    const column = at % width;
    for (const next of [at - width, at + width, column > 0 ? at - 1 : -1, column < width - 1 ? at + 1 : -1]) {
      if (seen[next] !== 0 || owners[next] !== owners[at]) continue;
      seen[next] = 1;
      found.push(next);
    }
  }
  return found;
}

/** Compared as bytes: element by element takes too long for so many. */
const alike = (one: Int32Array, other: Int32Array | undefined): boolean =>
  other !== undefined && Buffer.from(one.buffer).equals(Buffer.from(other.buffer));

describe("a label map", () => {
  test("gives every pixel the owner that painted it last, and counts and writes what each has", () => {
    fc.assert(
      fc.property(acts, (row) => {
        const map = new LabelMap(size);
        const owners = new Int32Array(size.width * size.height);
        for (const one of row) {
          model(owners, map, one);
          paint(map, one);
        }
        expect(alike(ownersOf(map), owners)).toBe(true);
        for (const owner of [3, 7, 70_000]) {
          const mask = owners.map((one) => Number(one === owner));
          expect(map.areaOf(owner)).toBe(mask.reduce((sum, one) => sum + one, 0));
          expect(map.rleOf(owner)).toBe(writeRuns(runsOf(mask, size)));
        }
        expect(map.owners.sort()).toEqual([...new Set(owners)].filter((one) => one !== 0).sort());
      }),
      { numRuns: 20 },
    );
  });

  test("is the same after painting and undo, and again after redo", () => {
    fc.assert(
      fc.property(acts, (row) => {
        const map = new LabelMap(size);
        const seen = [ownersOf(map)];
        const undo = row.map((one) => {
          const { before } = paint(map, one);
          seen.push(ownersOf(map));
          return before;
        });
        const redo = [...undo].reverse().map((patch, back) => {
          const { before } = map.restore(patch);
          expect(alike(ownersOf(map), seen[row.length - 1 - back])).toBe(true);
          return before;
        });
        redo.reverse().forEach((patch, on) => {
          map.restore(patch);
          expect(alike(ownersOf(map), seen[on + 1])).toBe(true);
        });
      }),
      { numRuns: 20 },
    );
  });

  test("names the tiles and the owners that an act has changed, and no others", () => {
    fc.assert(
      fc.property(acts, act, (row, last) => {
        const map = new LabelMap(size);
        for (const one of row) paint(map, one);
        const before = ownersOf(map);
        const { tiles, owners } = paint(map, last);
        const after = ownersOf(map);
        const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
        const tileOf = (at: number) =>
          2 * Math.floor(at / size.width / 256) + Math.floor((at % size.width) / 256);
        expect([...tiles].sort()).toEqual([...new Set(changed.map(tileOf))].sort());
        const touched = new Set(changed.flatMap((at) => [before[at], after[at]]));
        touched.delete(0);
        expect([...owners].sort()).toEqual([...touched].sort());
      }),
      { numRuns: 20 },
    );
  });

  test("has as many pixels in all as the picture", () => {
    fc.assert(
      fc.property(acts, (row) => {
        const map = new LabelMap(size);
        for (const one of row) paint(map, one);
        const areas = [0, ...map.owners].map((owner) => map.areaOf(owner));
        expect(areas.reduce((sum, one) => sum + one, 0)).toBe(size.width * size.height);
      }),
    );
  });

  test("is not changed by what becomes of its copy", () => {
    fc.assert(
      fc.property(acts, acts, (before, after) => {
        const map = new LabelMap(size);
        for (const one of before) paint(map, one);
        const stood = ownersOf(map);
        const copy = map.copy();
        expect(alike(ownersOf(copy), stood)).toBe(true);
        for (const one of after) paint(copy, one);
        expect(alike(ownersOf(map), stood)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("keeps more owners than a byte can tell apart", () => {
    const map = new LabelMap(size);
    const dab = (n: number): Area => ({
      kind: "stroke",
      points: [{ x: (n % 299) + 0.5, y: Math.floor(n / 299) + 0.5 }],
      width: 1,
    });
    const undo = map.paint(dab(0), 1).before;
    for (let n = 1; n < 600; n++) map.paint(dab(n), n + 1);
    for (let n = 0; n < 300; n += 50)
      expect(map.ownerAt({ x: (n % 299) + 0.5, y: Math.floor(n / 299) + 0.5 })).toBe(n + 1);
    expect(map.areaOf(600)).toBe(1);
    map.restore(undo);
    expect(map.ownerAt({ x: 0.5, y: 0 })).toBe(0);
  });

  test("takes no memory for what one owner has all of", () => {
    const map = new LabelMap({ width: 20_000, height: 20_000 });
    map.paint({ kind: "flood", at: { x: 1, y: 1 } }, 5);
    expect(map.areaOf(5)).toBe(400_000_000);
    expect(map.tile(1234).cells).toBeNull();
    expect(readRuns(map.rleOf(5), map.size)).toEqual([0, 400_000_000]);
  });

  test("of an impossible size is refused", () => {
    expect(() => new LabelMap({ width: 0, height: 5 })).toThrow(RangeError);
    expect(() => new LabelMap({ width: 70_000, height: 5 })).toThrow("70000 x 5");
  });

  test("tells how many pixels an area has", () => {
    const map = new LabelMap(size);
    const rings: Area = {
      kind: "rings",
      parts: [
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
          { x: 10, y: 4 },
          { x: 0, y: 4 },
        ],
      ],
    };
    expect(areaOf(map.spansOf(rings))).toBe(40);
    map.paint(rings, 2);
    expect(areaOf(map.spansOf({ kind: "flood", at: { x: 9.9, y: 3.9 } }))).toBe(40);
    expect(areaOf(map.spansOf({ kind: "flood", at: { x: -1, y: 3 } }))).toBe(0);
    expect(maskOf(readRuns(map.rleOf(2), size), size).reduce((sum, one) => sum + one, 0)).toBe(40);
  });
});
