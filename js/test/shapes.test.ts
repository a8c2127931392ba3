/** Shapes are fitted to the picture exactly as the kernel does it. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitShape, roundOnce } from "../src/geometry/fit";
import type { Outline } from "../src/geometry/point";
import { polygonOf } from "../src/geometry/polygon";
import { geometryOf } from "../src/geometry/text";

interface Case {
  readonly shape: Outline;
  readonly size: [number, number] | null;
  readonly frames: number;
  readonly fitted: Outline | null;
  readonly reason: string | null;
}

const file = new URL("../../tests/wire/shapes.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as { rounded: [number, number][]; shapes: Case[] };

const SIZE = { width: 100, height: 60 };
const box = (x: number, y: number, width: number, height: number, angle = 0): Outline => {
  return { kind: "box", x, y, width, height, angle, frame: 0 };
};

describe("a shape", () => {
  test("is rounded as in the kernel", () => {
    for (const [number, rounded] of cases.rounded)
      expect([number, roundOnce(number)]).toEqual([number, rounded]);
  });

  test("is rounded to the nearest hundredth, and once only", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (number) => {
        const rounded = roundOnce(number);
        expect(Math.abs(rounded - number)).toBeLessThan(0.005 + 1e-9);
        expect(Object.is(roundOnce(rounded), rounded)).toBe(true);
      }),
    );
  });

  test("is stored, or refused with the same words, as in the kernel", () => {
    expect(cases.shapes.length).toBeGreaterThan(400);
    for (const { shape, size, frames, fitted, reason } of cases.shapes) {
      const picture = size && { width: size[0], height: size[1] };
      expect([shape, fitShape(shape, picture, frames)]).toEqual([shape, fitted ?? reason]);
    }
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e308])("with a coordinate of %d is refused", (wrong) => {
    const ring = [[0, 0] as const, [wrong, 5] as const, [5, 5] as const];
    expect(fitShape(polygonOf([ring], 0), SIZE)).toBeTypeOf("string");
    expect(fitShape(box(wrong, 0, 5, 5), SIZE)).toBeTypeOf("string");
    expect(fitShape(box(0, 0, 5, 5, Number.NaN), SIZE)).toMatch(/finite/);
  });

  test("has its fields as text, rounded", () => {
    expect(geometryOf(box(1.005, 2, 3.1449, 4, 12.345))).toBe(
      '{"x":1,"y":2,"width":3.14,"height":4,"angle":12.35,"frame":0}',
    );
    const ring = [[0, 0] as const, [10.001, 0] as const, [0, 10] as const];
    expect(JSON.parse(geometryOf(polygonOf([ring], 3)))).toEqual({
      parts: [[[0, 0], [10, 0], [0, 10]]], // biome-ignore format: a ring on a line
      frame: 3,
    });
    expect(geometryOf({ kind: "mask", rle: "PPYo0", frame: 0 })).toBe('{"rle":"PPYo0","frame":0}');
  });
});
