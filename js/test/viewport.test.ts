/** The viewport's arithmetic, for any picture, any view, any point. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Size } from "../src/geometry/point";
import {
  fit,
  fitZoom,
  moved,
  resized,
  settled,
  toImage,
  toScreen,
  type Viewport,
  zoomAbout,
} from "../src/scene/viewport";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const whole = (max: number): fc.Arbitrary<Size> =>
  fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) });
const image = whole(50_000);
const view = whole(4_000);
const point = fc.record({ x: number(0, 4_000), y: number(0, 4_000) });
const viewport: fc.Arbitrary<Viewport> = fc.record({
  zoom: number(0.01, 64),
  x: number(-50_000, 50_000),
  y: number(-50_000, 50_000),
});

const always = <T extends [unknown, ...unknown[]]>(
  parts: { [K in keyof T]: fc.Arbitrary<T[K]> },
  rule: (...given: T) => void,
): void => fc.assert(fc.property(...parts, rule), { numRuns: 1_000 });

describe("a viewport", () => {
  test("leads from screen to image and back within a hundredth of a pixel", () => {
    always<[Viewport, { x: number; y: number }]>([viewport, point], (seen, at) => {
      const back = toScreen(seen, toImage(seen, at));
      expect(Math.hypot(back.x - at.x, back.y - at.y)).toBeLessThan(0.01);
    });
  });

  test("zooms about a point that stays where it is", () => {
    always<[Viewport, { x: number; y: number }, number, Size, Size]>(
      [viewport, point, number(0.1, 10), view, image],
      (seen, at, factor, frame, picture) => {
        const under = toScreen(zoomAbout(seen, at, factor, frame, picture), toImage(seen, at));
        expect(Math.hypot(under.x - at.x, under.y - at.y)).toBeLessThan(0.01);
      },
    );
  });

  test("never zooms beyond what makes sense", () => {
    always<[Viewport, number, Size, Size]>([viewport, number(1e-6, 1e6), view, image], (...given) => {
      const [seen, factor, frame, picture] = given;
      const { zoom } = zoomAbout(seen, { x: 0, y: 0 }, factor, frame, picture);
      expect(zoom).toBeGreaterThanOrEqual(Math.min(1, fitZoom(frame, picture)));
      expect(zoom).toBeLessThanOrEqual(Math.max(64, fitZoom(frame, picture)));
    });
  });

  test("that fits shows every corner of the picture, and touches two sides of the view", () => {
    always<[Size, Size]>([view, image], (frame, picture) => {
      const seen = fit(frame, picture);
      if (!seen) throw new Error("no viewport");
      const first = toScreen(seen, { x: 0, y: 0 });
      const last = toScreen(seen, { x: picture.width, y: picture.height });
      expect(Math.min(first.x, first.y)).toBeCloseTo(0, 6);
      expect(frame.width - last.x).toBeCloseTo(first.x, 6);
      expect(frame.height - last.y).toBeCloseTo(first.y, 6);
    });
  });

  test("moves with the hand", () => {
    expect(moved({ zoom: 2, x: 10, y: 10 }, 6, -4)).toEqual({ zoom: 2, x: 7, y: 12 });
  });

  test("shows no empty strip where there is picture, and centres what is small", () => {
    const wide = { width: 100, height: 10 };
    expect(settled({ zoom: 1, x: 90, y: 3 }, { width: 50, height: 50 }, wide)).toEqual({
      zoom: 1,
      x: 50,
      y: -20,
    });
    expect(settled({ zoom: 1, x: -7, y: 0 }, { width: 50, height: 50 }, wide).x).toBe(0);
  });

  test("that is settled stays as it is", () => {
    always<[Viewport, Size, Size]>([viewport, view, image], (seen, frame, picture) => {
      const once = settled(seen, frame, picture);
      expect(settled(once, frame, picture)).toEqual(once);
    });
  });

  test("keeps its middle when the view changes its size", () => {
    const seen = resized({ zoom: 2, x: 0, y: 0 }, { width: 100, height: 100 }, { width: 200, height: 60 });
    expect(toImage(seen, { x: 100, y: 30 })).toEqual({ x: 25, y: 25 });
  });

  test("does not exist before there is a picture or a view", () => {
    expect(fit({ width: 0, height: 10 }, { width: 1, height: 1 })).toBeNull();
    expect(fit({ width: 10, height: 10 }, { width: 0, height: 0 })).toBeNull();
  });
});
