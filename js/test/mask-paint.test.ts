/** A label map in colours: the right pixels at every level, and no more of them than were painted on. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Area, LabelMap } from "../src/geometry/labelmap";
import type { Point } from "../src/geometry/point";
import { MaskPainter } from "../src/paint/mask";
import { develop, levelFor, onlyIndex, partOf, pixelOf, topLevel, WHOLE } from "../src/paint/masktile";

const size = { width: 700, height: 530 };
const point = fc.record({ x: fc.integer({ min: -20, max: 720 }), y: fc.integer({ min: -20, max: 550 }) });
const strokes = fc.array(fc.tuple(point, point, fc.integer({ min: 1, max: 200 })), { maxLength: 6 });
const stroke = (points: readonly Point[], width: number): Area => ({ kind: "stroke", points, width });
const palette = Uint32Array.of(0, 0xff0000aa, 0xff00bb00, 0xffcc0000);

function mapOf(all: readonly (readonly [Point, Point, number])[]): LabelMap {
  const map = new LabelMap(size);
  for (let owner = 1; owner <= 3; owner++) map.paint(stroke([{ x: -9, y: -9 }], 1), owner);
  all.forEach(([a, b, width], n) => {
    map.paint(stroke([a, b], width), 1 + (n % 3));
  });
  return map;
}

const colorAt = (map: LabelMap, x: number, y: number): number => palette[map.ownerAt({ x, y })] as number;

describe("a square of a label map", () => {
  test("has the colour of each pixel's owner, at the finest level", () => {
    fc.assert(
      fc.property(strokes, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), (all, x, y) => {
        const map = mapOf(all);
        const out = new Uint32Array(256 * 256);
        develop(map, { level: 0, x, y }, WHOLE, palette, out);
        const bad = [...out.keys()].filter((at) => {
          const [px, py] = [x * 256 + (at % 256), y * 256 + Math.floor(at / 256)];
          return px < size.width && py < size.height && out[at] !== colorAt(map, px, py);
        });
        expect(bad).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("has the colour of the block where that has one owner", () => {
    fc.assert(
      fc.property(strokes, fc.integer({ min: 1, max: 2 }), (all, level) => {
        const map = mapOf(all);
        const out = new Uint32Array(256 * 256);
        develop(map, { level, x: 0, y: 0 }, WHOLE, palette, out);
        const step = 2 ** level;
        const bad = [...out.keys()].filter((at) => {
          const [left, top] = [(at % 256) * step, Math.floor(at / 256) * step];
          if (at % 7 > 0 || left + step > size.width || top + step > size.height) return false;
          const block = Array.from({ length: step * step }, (_, i) =>
            colorAt(map, left + (i % step), top + Math.floor(i / step)),
          );
          return new Set(block).size === 1 && out[at] !== block[0];
        });
        expect(bad).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("is the mean of what it shows: half as opaque where half has no owner", () => {
    const map = new LabelMap({ width: 512, height: 2 });
    map.paint(stroke([{ x: 0.5, y: 0.5 }], 1), 1);
    map.paint(stroke([{ x: 0.5, y: 1.5 }], 1), 2);
    const out = new Uint32Array(256 * 256);
    develop(map, { level: 1, x: 0, y: 0 }, WHOLE, palette, out);
    const mean = out[0] as number;
    expect([mean >>> 24, (mean >> 16) & 255, (mean >> 8) & 255, mean & 255]).toEqual([
      128,
      0,
      0xbb / 2 + 0.5,
      0xaa / 2,
    ]);
  });

  test("knows when it is all of one owner", () => {
    const map = new LabelMap(size);
    expect(onlyIndex(map, { level: 2, x: 0, y: 0 })).toBe(0);
    map.paint({ kind: "flood", at: { x: 1, y: 1 } }, 9);
    expect(onlyIndex(map, { level: 2, x: 0, y: 0 })).toBe(1);
    map.paint(stroke([{ x: 5, y: 5 }], 3), 0);
    expect(onlyIndex(map, { level: 2, x: 0, y: 0 })).toBeNull();
    expect(onlyIndex(map, { level: 0, x: 1, y: 0 })).toBe(1);
  });

  test("shows a tile in a part of it", () => {
    expect(partOf({ level: 1, x: 1, y: 0 }, 2, 3)).toEqual({ left: 0, top: 0, right: 128, bottom: 128 });
    expect(partOf({ level: 1, x: 0, y: 0 }, 4, 3)).toEqual({ left: 128, top: 128, right: 256, bottom: 256 });
  });

  test("is of the coarsest level that is as fine as the screen", () => {
    expect([4, 1, 0.9, 0.5, 0.49, 0.25, 0.001].map((scale) => levelFor(scale, 4))).toEqual([
      0, 0, 0, 1, 1, 2, 4,
    ]);
    expect([1, 256, 257, 4096, 60_000].map((width) => topLevel(new LabelMap({ width, height: 1 })))).toEqual([
      0, 0, 1, 4, 8,
    ]);
  });

  test("takes colours as they are written", () => {
    expect(pixelOf("#102030")).toBe(0xff302010);
    expect(pixelOf("nonsense")).toBe(0xff888888);
  });
});

/** A context that only notes what is asked of it. */
class Noted {
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  fillStyle = "";
  readonly puts: number[][] = [];
  readonly draws: number[][] = [];
  readonly fills: string[] = [];
  readonly canvas = { width: 300, height: 200 };
  save(): void {}
  restore(): void {}
  beginPath(): void {}
  rect(): void {}
  clip(): void {}
  getTransform = () => ({ a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 });
  putImageData = (_: unknown, ...at: number[]): void => void this.puts.push(at.slice(2));
  drawImage = (_: unknown, ...at: number[]): void => void this.draws.push(at);
  fillRect = (...at: number[]): void => void this.fills.push(`${this.fillStyle} ${at.join(" ")}`);
}

describe("the painter of masks", () => {
  let made: Noted[] = [];
  beforeEach(() => {
    made = [];
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    vi.stubGlobal(
      "ImageData",
      class {
        readonly data = new Uint8ClampedArray(256 * 256 * 4);
      },
    );
    vi.stubGlobal("document", {
      createElement: () => {
        const one = new Noted();
        made.push(one);
        return { getContext: () => one };
      },
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const context = new Noted() as Noted & CanvasRenderingContext2D;
  const seen = { zoom: 0.25, x: 0, y: 0 };
  const paint = (painter: MaskPainter): Noted => {
    const screen = new Noted();
    painter.paint(screen as typeof context, seen, 1, 0.5);
    return screen;
  };

  test("draws what one owner has all of without a bitmap, and nobody's not at all", () => {
    const map = new LabelMap(size);
    const painter = new MaskPainter(() => {});
    painter.setMap(map, () => "#123456");
    expect([paint(painter).fills, made]).toEqual([[], []]);
    painter.changed(map.paint({ kind: "flood", at: { x: 1, y: 1 } }, 5).tiles);
    expect(paint(painter).fills).toEqual(["#123456 0 0 256 256"]);
    painter.dispose();
  });

  test("colours again only the part of a bitmap that was painted on", () => {
    const map = mapOf([[{ x: 100, y: 100 }, { x: 600, y: 400 }, 50]]);
    const painter = new MaskPainter(() => {});
    painter.setMap(map, () => "#123456");
    paint(painter);
    expect(made.map(({ puts }) => puts)).toEqual([[[0, 0, 256, 256]]]);
    painter.changed(map.paint(stroke([{ x: 300, y: 20 }], 10), 2).tiles);
    paint(painter);
    expect(made[0]?.puts[1]).toEqual([64, 0, 64, 64]);
    paint(painter);
    expect(made[0]?.puts).toHaveLength(2);
    painter.dispose();
  });

  test("makes of a copy only what differs, and of another picture all", () => {
    const map = mapOf([[{ x: 100, y: 100 }, { x: 600, y: 400 }, 50]]);
    const painter = new MaskPainter(() => {});
    painter.setMap(map, () => "#123456");
    paint(painter);
    const copy = map.copy();
    copy.paint(stroke([{ x: 300, y: 20 }], 10), 2);
    painter.setMap(copy, () => "#123456");
    paint(painter);
    expect(made[0]?.puts[1]).toEqual([64, 0, 64, 64]);
    painter.setMap(mapOf([[{ x: 0, y: 0 }, { x: 60, y: 40 }, 50]]), () => "#123456");
    paint(painter);
    expect(made[0]?.puts[2]).toEqual([0, 0, 256, 256]);
    painter.setMap(copy, () => "#654321");
    paint(painter);
    expect(made[0]?.puts[3]).toEqual([0, 0, 256, 256]);
    painter.dispose();
  });

  test("shows a coarse bitmap when the time is up, and the fine one in the next frames", () => {
    let clock = 0;
    const now = vi.spyOn(performance, "now").mockImplementation(() => clock++ * 3);
    const map = mapOf([[{ x: 100, y: 100 }, { x: 600, y: 400 }, 50]]);
    let ready = 0;
    const painter = new MaskPainter(() => ready++);
    painter.setMap(map, () => "#123456");
    const near = { zoom: 1, x: 200, y: 150 };
    const screen = new Noted();
    painter.paint(screen as typeof context, near, 1, 0.5);
    expect(painter.waits).toBe(true);
    expect(screen.draws.length).toBeGreaterThan(2);
    for (let turn = 0; turn < 9 && painter.waits; turn++) {
      vi.runOnlyPendingTimers();
      painter.paint(screen as typeof context, near, 1, 0.5);
    }
    expect([painter.waits, ready > 0]).toEqual([false, true]);
    now.mockRestore();
    painter.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does nothing more once it is disposed of", () => {
    let ready = 0;
    const painter = new MaskPainter(() => ready++);
    painter.setMap(mapOf([]), () => "#123456");
    painter.dispose();
    expect(paint(painter).draws).toEqual([]);
    vi.runAllTimers();
    expect(ready).toBe(0);
  });
});
