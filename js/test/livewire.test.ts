/** The wire along edges: it is the cheapest way there is, and it stays on the edge. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { greyOf, LiveWire } from "../src/geometry/livewire";
import type { Point, Size } from "../src/geometry/point";

const middle = (x: number, y: number): Point => ({ x: x + 0.5, y: y + 0.5 });

/** A bright disc on a dark ground. */
function discOf({ width, height }: Size, at: Point, radius: number): Uint8Array {
  const grey = new Uint8Array(width * height);
  return grey.map((_, i) =>
    Math.hypot((i % width) + 0.5 - at.x, Math.floor(i / width) + 0.5 - at.y) < radius ? 200 : 40,
  );
}

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 14 }) })
  .chain(({ width, height }) =>
    fc.record({
      size: fc.constant({ width, height }),
      grey: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
      from: fc.record({
        x: fc.integer({ min: 0, max: width - 1 }),
        y: fc.integer({ min: 0, max: height - 1 }),
      }),
      to: fc.record({
        x: fc.integer({ min: 0, max: width - 1 }),
        y: fc.integer({ min: 0, max: height - 1 }),
      }),
    }),
  );

/** Costs of all pixels from one on, by going over all of them until none gets cheaper. */
function costs(wire: LiveWire, { width, height }: Size, from: Point): number[] {
  const all = new Array<number>(width * height).fill(Number.POSITIVE_INFINITY);
  all[from.y * width + from.x] = 0;
  for (let better = true; better; ) {
    better = false;
    for (let at = 0; at < all.length; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
        [1, 1],
        [1, -1],
        [-1, 0],
        [0, -1],
        [-1, -1],
        [-1, 1],
      ] as const) {
        const [px, py] = [x + dx, y + dy];
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const cost = (all[py * width + px] as number) + wire.step(middle(x, y), dx !== 0 && dy !== 0);
        if (cost >= (all[at] as number)) continue;
        all[at] = cost;
        better = true;
      }
    }
  }
  return all;
}

describe("a live wire", () => {
  test("is the cheapest of all ways", () => {
    fc.assert(
      fc.property(picture, ({ size, grey, from, to }) => {
        const wire = new LiveWire(grey, size);
        wire.pin(from);
        const path = wire.to(to);
        expect([path[0], path.at(-1)]).toEqual([middle(from.x, from.y), middle(to.x, to.y)]);
        let spent = 0;
        path.slice(1).forEach(({ x, y }, i) => {
          const before = path[i] as Point;
          const [dx, dy] = [Math.abs(x - before.x), Math.abs(y - before.y)];
          expect(Math.max(dx, dy)).toBe(1);
          spent += wire.step({ x, y }, dx === dy);
        });
        expect(spent).toBe(costs(wire, size, from)[to.y * size.width + to.x]);
      }),
    );
  });

  test("goes around a disc on its edge, not through it", () => {
    const size = { width: 120, height: 120 };
    const centre = { x: 60, y: 60 };
    const wire = new LiveWire(discOf(size, centre, 40), size);
    wire.pin({ x: 20, y: 60 });
    const path = wire.to({ x: 99, y: 60 });
    for (const { x, y } of path)
      expect(Math.abs(Math.hypot(x - centre.x, y - centre.y) - 40)).toBeLessThan(1.5);
  });

  test("is straight where there are no edges", () => {
    const size = { width: 30, height: 9 };
    const wire = new LiveWire(new Uint8Array(270).fill(90), size);
    wire.pin({ x: 2, y: 4 });
    expect(wire.to({ x: 27, y: 4 })).toEqual(Array.from({ length: 26 }, (_, i) => middle(i + 2, 4)));
  });

  test("begins and ends at the nearest pixels for points outside", () => {
    const wire = new LiveWire(new Uint8Array(12), { width: 4, height: 3 });
    expect(wire.to({ x: 1, y: 1 })).toEqual([]);
    wire.pin({ x: -5, y: 99 });
    expect([wire.to({ x: 99, y: -9 })[0], wire.to({ x: 99, y: -9 }).at(-1)]).toEqual([
      middle(0, 2),
      middle(3, 0),
    ]);
  });

  test("needs a value for each pixel", () => {
    expect(() => new LiveWire(new Uint8Array(11), { width: 4, height: 3 })).toThrow(
      "11 pixels are not a picture of 4 x 3",
    );
  });

  test("sees colours by their lightness", () => {
    expect([...greyOf(new Uint8ClampedArray([255, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0, 255]))]).toEqual([
      255, 76, 0,
    ]);
  });
});
