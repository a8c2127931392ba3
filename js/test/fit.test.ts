import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contain, overlaps, tileRects } from "../src/paint/fit";

describe("contain", () => {
  it("shows the whole picture, centred, touching two sides", () => {
    expect(contain(640, 480, { x: 0, y: 0, width: 100, height: 100 })).toEqual({
      x: 0,
      y: 13,
      width: 100,
      height: 75,
    });
    expect(contain(8, 8, { x: 10, y: 20, width: 50, height: 90 })).toEqual({
      x: 10,
      y: 40,
      width: 50,
      height: 50,
    });
  });

  it("draws nothing of a picture without size", () => {
    expect(contain(0, 0, { x: 1, y: 2, width: 3, height: 4 }).width).toBe(0);
  });
});

describe("tileRects", () => {
  it("fills the room on whole pixels, no tile touching another", () => {
    const size = fc.integer({ min: 100, max: 3000 });
    const many = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(size, size, many, many, (width, height, rows, columns) => {
        const rects = tileRects(width, height, rows, columns, 8);
        expect(rects).toHaveLength(rows * columns);
        const last = rects.at(-1);
        expect((last?.x ?? 0) + (last?.width ?? 0) + 8).toBe(width);
        expect((last?.y ?? 0) + (last?.height ?? 0) + 8).toBe(height);
        expect(rects.every((a) => Number.isInteger(a.x) && a.width > 0 && a.height > 0)).toBe(true);
        expect(rects.some((a, i) => rects.slice(i + 1).some((b) => overlaps(a, b)))).toBe(false);
      }),
    );
  });
});
