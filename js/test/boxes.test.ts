/** The arithmetic of boxes, upright and turned. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boundsOfBox,
  boxBetween,
  containsInBox,
  cornersOf,
  handleAt,
  handleOf,
  iou,
  resizeBox,
  SIDES,
  type Side,
  turnBox,
} from "../src/geometry/box";
import { fitShape } from "../src/geometry/fit";
import type { Point } from "../src/geometry/point";
import type { Rectangle } from "../src/wire/protocol";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.record({ x: number(-200, 600), y: number(-200, 600) });
const size = number(1, 300);
const box: fc.Arbitrary<Rectangle> = fc.record({
  kind: fc.constant("box" as const),
  x: number(0, 400),
  y: number(0, 400),
  width: size,
  height: size,
  angle: fc.oneof(fc.constant(0), number(0, 359)),
  frame: fc.constant(0),
});
const far = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const OPPOSITE: Record<Side, Side> = {
  nw: "se",
  n: "s",
  ne: "sw",
  e: "w",
  se: "nw",
  s: "n",
  sw: "ne",
  w: "e",
};
const check = <T extends [unknown, ...unknown[]]>(
  parts: { [K in keyof T]: fc.Arbitrary<T[K]> },
  rule: (...given: T) => void,
): void => fc.assert(fc.property(...parts, rule), { numRuns: 500 });

describe("a box", () => {
  test("drawn between two points has them as its corners, exactly, also when it is stored", () => {
    check<[Point, Point]>([point, point], (a, b) => {
      const drawn = boxBetween(a, b, 0);
      fc.pre(drawn.width > 0 && drawn.height > 0);
      expect(fitShape(drawn, null)).toEqual(drawn);
      const { left, top, right, bottom } = boundsOfBox(drawn);
      for (const [edge, at] of [
        [left, Math.min(a.x, b.x)],
        [top, Math.min(a.y, b.y)],
        [right, Math.max(a.x, b.x)],
        [bottom, Math.max(a.y, b.y)],
      ] as const) {
        expect(Math.abs(edge - at)).toBeLessThanOrEqual(0.005 + 1e-9);
      }
    });
  });

  test("resized by a side keeps the opposite one, and has the hand on the side", () => {
    check<[Rectangle, Side, Point]>([box, fc.constantFrom(...SIDES), point], (before, side, to) => {
      const after = resizeBox(before, side, to);
      fc.pre(after.width > 0.5 && after.height > 0.5);
      const kept = handleOf(before, OPPOSITE[side], 0);
      // Pulled over to the other side, the kept place has another name.
      const places = SIDES.map((name) => handleOf(after, name, 0));
      expect(Math.min(...places.map((place) => far(place, kept)))).toBeLessThan(0.02);
      if (side.length === 2) expect(Math.min(...places.map((place) => far(place, to)))).toBeLessThan(0.02);
    });
  });

  test("holds what lies between its corners, and nothing outside its bounds", () => {
    check<[Rectangle, Point, number, number]>(
      [box, point, number(0.01, 0.99), number(0.01, 0.99)],
      (one, at, s, t) => {
        const [a, b, , d] = cornersOf(one) as [Point, Point, Point, Point];
        const inside = {
          x: a.x + s * (b.x - a.x) + t * (d.x - a.x),
          y: a.y + s * (b.y - a.y) + t * (d.y - a.y),
        };
        expect(containsInBox(one, inside)).toBe(true);
        const { left, top, right, bottom } = boundsOfBox(one);
        const out = Math.max(left - at.x, at.x - right, top - at.y, at.y - bottom);
        if (out > 1e-9) expect(containsInBox(one, at)).toBe(false);
      },
    );
  });

  test("turned to a point has its handle on the way there", () => {
    check<[Rectangle, Point]>([box, point], (one, at) => {
      const middle = { x: one.x + one.width / 2, y: one.y + one.height / 2 };
      fc.pre(far(middle, at) > 10);
      const handle = handleOf(turnBox(one, at), "turn", 30);
      const angle =
        Math.atan2(handle.y - middle.y, handle.x - middle.x) - Math.atan2(at.y - middle.y, at.x - middle.x);
      expect(Math.cos(angle)).toBeGreaterThan(0.99999);
    });
  });

  test("has corners that are taken before its edges, and a middle however small it is", () => {
    const small: Rectangle = { kind: "box", x: 0, y: 0, width: 10, height: 10, angle: 0, frame: 0 };
    expect(handleAt(small, { x: 11, y: 11 }, 8, 24)).toBe("se");
    expect(handleAt(small, { x: 5, y: -24 }, 8, 24)).toBe("turn");
    expect(handleAt(small, { x: 5, y: 5 }, 8, 24)).toBeNull();
    expect(handleAt(small, { x: 40, y: 5 }, 8, 24)).toBeNull();
  });
});

describe("IoU", () => {
  test("is 1 with itself, 0 apart, and the same both ways", () => {
    check<[Rectangle, Rectangle]>([box, box], (a, b) => {
      expect(iou(a, a)).toBeCloseTo(1, 6);
      expect(iou(a, b)).toBeCloseTo(iou(b, a), 6);
      expect(iou(a, { ...b, x: b.x + 5_000 })).toBe(0);
    });
  });

  test("of turned boxes is what counting points gives", () => {
    const [a, b] = [
      { kind: "box", x: 0, y: 0, width: 40, height: 20, angle: 30, frame: 0 },
      { kind: "box", x: 5, y: 5, width: 30, height: 30, angle: 70, frame: 0 },
    ] as const;
    let [both, either] = [0, 0];
    for (let x = -20; x < 60; x += 0.25) {
      for (let y = -30; y < 60; y += 0.25) {
        const [inA, inB] = [containsInBox(a, { x, y }), containsInBox(b, { x, y })];
        if (inA && inB) both += 1;
        if (inA || inB) either += 1;
      }
    }
    expect(iou(a, b)).toBeCloseTo(both / either, 2);
  });

  test("of an upright box is the same by either way", () => {
    const a: Rectangle = { kind: "box", x: 0, y: 0, width: 40, height: 20, angle: 0, frame: 0 };
    const b: Rectangle = { kind: "box", x: 10, y: 10, width: 40, height: 20, angle: 0, frame: 0 };
    expect(iou(a, b)).toBeCloseTo(300 / 1300, 9);
    expect(iou({ ...a, angle: 180 }, b)).toBeCloseTo(300 / 1300, 9);
  });
});
