/** Masks as COCO's strings: what the kernel writes is what the page writes. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areaOf } from "../src/geometry/raster";
import {
  areaOfRle,
  columnsOf,
  lacking,
  MaskError,
  maskOf,
  readRuns,
  runsOf,
  writeRuns,
} from "../src/geometry/rle";

interface Fixture {
  readonly masks: readonly {
    readonly width: number;
    readonly height: number;
    readonly area: number;
    readonly runs: number[];
    readonly rle: string;
    readonly rows?: readonly string[];
  }[];
  readonly refused: readonly { readonly rle: string; readonly width: number; readonly height: number }[];
}

const fixture = JSON.parse(
  readFileSync(new URL("../../tests/wire/masks.json", import.meta.url), "utf8"),
) as Fixture;

const size = fc.record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) });
const mask = size.chain(({ width, height }) =>
  fc.record({
    size: fc.constant({ width, height }),
    pixels: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
  }),
);

describe("a mask", () => {
  test("is the string and the runs that the kernel makes of it", () => {
    for (const { rows, runs, rle, area, ...extent } of fixture.masks) {
      expect(readRuns(rle, extent)).toEqual(runs);
      expect(writeRuns(runs)).toBe(rle);
      expect(areaOfRle(rle)).toBe(area);
      if (!rows) continue;
      const pixels = [...rows.join("")].map((one) => Number(one === "#"));
      expect(runsOf(pixels, extent)).toEqual(runs);
      expect([...maskOf(runs, extent)]).toEqual(pixels);
    }
  });

  test.each(fixture.refused)("that is none of its size is refused: $rle", ({ rle, ...extent }) => {
    expect(() => readRuns(rle, extent)).toThrow(MaskError);
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(mask, ({ size, pixels }) => {
        const rle = writeRuns(runsOf(pixels, size));
        expect(maskOf(readRuns(rle, size), size)).toEqual(pixels);
      }),
    );
  });

  test("has as many pixels as its columns have", () => {
    fc.assert(
      fc.property(mask, ({ size, pixels }) => {
        const runs = runsOf(pixels, size);
        const area = pixels.reduce((sum, one) => sum + one, 0);
        expect(areaOf(columnsOf(runs, size))).toBe(area);
        expect(areaOfRle(writeRuns(runs))).toBe(area);
      }),
    );
  });

  test("without another one keeps what that has not", () => {
    const two = mask.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.uint8Array({ minLength: one.pixels.length, maxLength: one.pixels.length, max: 1 }),
      ),
    );
    fc.assert(
      fc.property(two, ([{ size, pixels }, other]) => {
        const left = pixels.map((one, at) => Number(one === 1 && other[at] === 0));
        expect(lacking(runsOf(pixels, size), runsOf(other, size))).toEqual(runsOf(left, size));
      }),
    );
  });

  test("of the largest picture keeps runs that 32 bits cannot hold", () => {
    const extent = { width: 65_536, height: 65_536 };
    const runs = [1, 2 ** 32 - 4, 1, 1, 1];
    expect(readRuns(writeRuns(runs), extent)).toEqual(runs);
  });

  test("with nonsense for a string never ends in another error", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readRuns(text, { width: 3, height: 3 });
        } catch (error) {
          expect(error).toBeInstanceOf(MaskError);
        }
      }),
    );
  });
});
