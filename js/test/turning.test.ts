import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Quarters, quarters, turnedSize, unturned } from "../src/scene/turning";

const VIEW = { width: 300, height: 200 };
const by = fc.constantFrom<Quarters>(0, 1, 2, 3);

describe("a turned view", () => {
  test("has its corners where they are seen", () => {
    // Turned clockwise by a quarter, what is seen at the top left is the picture's lower left corner.
    expect(unturned({ x: 0, y: 0 }, VIEW, 1)).toEqual({ x: 0, y: 300 });
    expect(unturned({ x: 300, y: 0 }, VIEW, 1)).toEqual({ x: 0, y: 0 });
    expect(unturned({ x: 0, y: 0 }, VIEW, 2)).toEqual({ x: 300, y: 200 });
    expect(unturned({ x: 0, y: 200 }, VIEW, 3)).toEqual({ x: 0, y: 0 });
  });

  test("keeps distances, and every point of the view is in the picture's", () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 200 }) });
    fc.assert(
      fc.property(point, point, by, (one, other, turn) => {
        const [a, b] = [unturned(one, VIEW, turn), unturned(other, VIEW, turn)];
        const { width, height } = turnedSize(VIEW, turn);
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(Math.hypot(one.x - other.x, one.y - other.y));
        expect(a.x >= 0 && a.y >= 0 && a.x <= width && a.y <= height).toBe(true);
      }),
    );
  });

  test("is as it was after four quarters", () => {
    expect([0, 1, 2, 3, 4, -1].map(quarters)).toEqual([0, 1, 2, 3, 0, 3]);
  });
});
