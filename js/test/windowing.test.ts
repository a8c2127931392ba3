/** Windows over stored values, checked by hand against DICOM PS3.3 C.11.2.1. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { develop, greyOf, type Shades } from "../src/paint/windowing";
import type { Stored } from "../src/session/large";

const plain: Shades = { center: 50, width: 100, curve: "linear", slope: 1, intercept: 0, inverted: false };

function greys(stored: Stored, shades: Shades): number[] {
  const out = new Uint32Array(stored.length);
  develop(stored, shades, out);
  return [...new Uint8Array(out.buffer)].filter((_, i) => i % 4 === 0);
}

describe("a window", () => {
  test("is linear as DICOM has it: half a unit to the left, one unit narrower", () => {
    expect([0, 1, 25, 50, 98, 99].map((value) => greyOf(value, plain))).toEqual([0, 3, 64, 129, 252, 255]);
  });

  test("that is exact goes from edge to edge", () => {
    const exact = { ...plain, curve: "exact" as const };
    expect([-1, 0, 25, 50, 75, 100, 101].map((value) => greyOf(value, exact))).toEqual([
      0, 0, 64, 128, 191, 255, 255,
    ]);
  });

  test("that is a sigmoid is flat at both ends and grey in the middle", () => {
    const bent = { ...plain, curve: "sigmoid" as const };
    expect([-500, 0, 50, 100, 600].map((value) => greyOf(value, bent))).toEqual([0, 30, 128, 225, 255]);
  });

  test("without width is a threshold", () => {
    expect([49, 50].map((value) => greyOf(value, { ...plain, width: 1 }))).toEqual([0, 255]);
    expect([50, 51].map((value) => greyOf(value, { ...plain, width: 0, curve: "exact" }))).toEqual([0, 255]);
  });

  test("upside down shows the greatest black", () => {
    const inverted = { ...plain, inverted: true };
    expect([0, 50, 99].map((value) => greyOf(value, inverted))).toEqual([255, 126, 0]);
  });

  test("speaks of values, not of what is stored", () => {
    const scaled = { ...plain, center: 0, width: 2000, slope: 2, intercept: -1024 };
    expect(greys(new Uint16Array([0, 512, 1011]), scaled)).toEqual([0, 128, 255]);
  });

  test("makes what is not a number black", () => {
    expect(greys(new Float32Array([Number.NaN, Number.POSITIVE_INFINITY]), plain)).toEqual([0, 255]);
  });

  test("gives by table what it gives one by one, for every kind of number", () => {
    const shades = fc.record({
      center: fc.integer({ min: -40_000, max: 40_000 }),
      width: fc.integer({ min: 1, max: 80_000 }),
      curve: fc.constantFrom("linear" as const, "exact" as const, "sigmoid" as const),
      slope: fc.constantFrom(1, -1, 0.5, 3),
      intercept: fc.integer({ min: -2_000, max: 2_000 }),
      inverted: fc.boolean(),
    });
    const stored: fc.Arbitrary<Stored> = fc.oneof(
      ...[fc.uint8Array(), fc.int8Array(), fc.uint16Array(), fc.int16Array(), fc.float32Array()],
    );
    const rule = (values: Stored, how: Shades): void => {
      const wanted = [...values].map((value) => greyOf(value * how.slope + how.intercept, how));
      const given = greys(values, how);
      const off = given.map((grey, i) => Math.abs(grey - (wanted[i] ?? Number.NaN)));
      // Floats go through a fine table: at a tie they may fall to the other side.
      expect(Math.max(0, ...off)).toBeLessThanOrEqual(values instanceof Float32Array ? 1 : 0);
    };
    fc.assert(fc.property(stored, shades, rule), { numRuns: 60 });
  });

  test("leaves no pixel see-through", () => {
    const out = new Uint32Array(2);
    develop(new Uint8Array([0, 255]), plain, out);
    expect([...out].map((pixel) => pixel >>> 24)).toEqual([255, 255]);
  });
});
