import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  barAt,
  barHeight,
  placeAt,
  placesIn,
  rectOf,
  rowsIn,
  TALLEST,
  topAt,
  wallLayout,
} from "../src/paint/layout";
import { Ranges } from "../src/session/ranges";

const layout = wallLayout(800, 96, 1_000_000);

describe("the wall's layout", () => {
  test("fills the width with tiles of about the size wanted, and never runs over it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 4000 }), fc.integer({ min: 24, max: 320 }), (width, tile) => {
        const { columns, stride, margin, side } = wallLayout(width, tile, 10);
        expect(margin + columns * stride).toBeLessThanOrEqual(Math.max(width, side + 16));
        if (width > 4 * tile) expect(Math.abs(side - tile)).toBeLessThanOrEqual(tile / 6 + 1);
      }),
    );
  });

  test("finds the tile at a point, and none between tiles", () => {
    const { x, y, width } = rectOf(layout, 777_777);
    expect(placeAt(layout, x, y)).toBe(777_777);
    expect(placeAt(layout, x + width - 0.5, y)).toBe(777_777);
    expect(placeAt(layout, x + width + 1, y)).toBe(-1);
    expect(placeAt(wallLayout(800, 96, 3), x, y)).toBe(-1);
  });

  test("knows which rows are seen, the first and the last too", () => {
    expect(rowsIn(layout, 0, 10)).toEqual({ from: 0, to: 1 });
    const end = rowsIn(layout, layout.height - 300, 300);
    expect(end.to).toBe(layout.rows);
    expect(rowsIn(wallLayout(800, 96, 0), 0, 600)).toEqual({ from: 0, to: 0 });
  });

  test("gives a drawn rectangle as one stretch per row, or one in all when it spans all columns", () => {
    const [a, b] = [rectOf(layout, layout.columns + 1), rectOf(layout, 3 * layout.columns + 2)];
    const band = { x: a.x + 5, y: a.y + 5, width: b.x - a.x, height: b.y - a.y };
    const { columns: n } = layout;
    expect(placesIn(layout, band).places()).toEqual([1, 2, 3].flatMap((row) => [row * n + 1, row * n + 2]));
    expect(placesIn(layout, { x: 0, y: 0, width: 800, height: 500 }).all).toHaveLength(1);
    expect(placesIn(layout, { x: 0, y: a.y - 3, width: 800, height: 1 })).toEqual(Ranges.NONE);
  });
});

describe("the bar", () => {
  test("is as tall as the wall while browsers can, then leads to every part of it", () => {
    expect(barHeight(5000)).toBe(5000);
    const tall = wallLayout(800, 320, 1_000_000).height;
    expect(tall).toBeGreaterThan(TALLEST);
    expect(topAt(0, tall, 600)).toBe(0);
    expect(topAt(TALLEST - 600, tall, 600)).toBe(tall - 600);
    expect(topAt(barAt(123_456_789 % tall, tall, 600), tall, 600)).toBeCloseTo(123_456_789 % tall, 3);
  });
});
