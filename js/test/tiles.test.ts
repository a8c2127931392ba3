/** Which tiles a view needs, and what stands in for those that are missing: for any picture and any view. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Size } from "../src/geometry/point";
import {
  areaOf,
  choose,
  gridOf,
  levelFor,
  MOST,
  MOST_AHEAD,
  nameOf,
  type Pyramid,
  paintedFor,
  type Tile,
  tilesIn,
} from "../src/scene/tiles";
import { fit, moved, settled, type Viewport, zoomAbout } from "../src/scene/viewport";

const integer = (min: number, max: number) => fc.integer({ min, max });
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** As many levels as it takes to come down to one tile. */
const pyramid: fc.Arbitrary<Pyramid> = fc
  .record({ width: integer(1, 50_000), height: integer(1, 50_000), tile: fc.constantFrom(256, 512) })
  .map((one) => ({ ...one, levels: levelsOf(one) }));

function levelsOf({ width, height, tile }: Omit<Pyramid, "levels">): number {
  let [levels, side] = [1, Math.max(width, height)];
  while (side > tile) {
    side = Math.ceil(side / 2);
    levels += 1;
  }
  return levels;
}

const view: fc.Arbitrary<Size> = fc.record({ width: integer(50, 3_000), height: integer(50, 2_000) });

/** Wherever hands can bring a picture. */
const sight = fc
  .record({ pyramid, view, ratio: fc.constantFrom(1, 1.5, 2), by: number(1, 1e5), dx: number(-1e6, 1e6) })
  .chain((given) => number(-1e6, 1e6).map((dy) => ({ ...given, dy })))
  .map(({ by, dx, dy, ...given }) => {
    const whole = fit(given.view, given.pyramid) as Viewport;
    const near = zoomAbout(whole, { x: 0, y: 0 }, by, given.view, given.pyramid);
    return { ...given, seen: settled(moved(near, dx, dy), given.view, given.pyramid) };
  });
type Sight = typeof sight extends fc.Arbitrary<infer T> ? T : never;

const always = (rule: (given: Sight) => void): void =>
  fc.assert(fc.property(sight, rule), { numRuns: 1_000 });
const names = (tiles: readonly Tile[]): string[] => tiles.map(nameOf);

/** Image pixels that the view shows, from and to. */
function shown({ seen, view: { width, height }, pyramid: image }: Sight) {
  const [x, y] = [Math.max(0, seen.x), Math.max(0, seen.y)];
  const right = Math.min(image.width, seen.x + width / seen.zoom);
  return { x, y, right, bottom: Math.min(image.height, seen.y + height / seen.zoom) };
}

describe("the tiles that are needed", () => {
  test("cover all that is seen, and none of them is out of sight", () => {
    always((given) => {
      const { needed } = choose(given.pyramid, given.seen, given.view, given.ratio);
      const areas = needed.map((tile) => areaOf(given.pyramid, tile));
      const { x, y, right, bottom } = shown(given);
      expect(Math.min(...areas.map((one) => one.x))).toBeLessThanOrEqual(x);
      expect(Math.min(...areas.map((one) => one.y))).toBeLessThanOrEqual(y);
      expect(Math.max(...areas.map((one) => one.x + one.width))).toBeGreaterThanOrEqual(right);
      expect(Math.max(...areas.map((one) => one.y + one.height))).toBeGreaterThanOrEqual(bottom);
      const columns = new Set(needed.map((one) => one.x)).size;
      expect(needed).toHaveLength(columns * new Set(needed.map((one) => one.y)).size);
      const slack = 1.001 / given.seen.zoom;
      for (const one of areas) {
        expect(one.x).toBeLessThan(right + slack);
        expect(one.y).toBeLessThan(bottom + slack);
        expect(one.x + one.width).toBeGreaterThan(x - slack);
        expect(one.y + one.height).toBeGreaterThan(y - slack);
      }
    });
  });

  test("are never many, of one level, and there are such", () => {
    always(({ pyramid: image, seen, view: size, ratio }) => {
      const { needed, ahead } = choose(image, seen, size, ratio);
      expect(needed.length).toBeLessThanOrEqual(MOST);
      expect(ahead.length).toBeLessThanOrEqual(MOST_AHEAD);
      expect(new Set(needed.map((one) => one.level)).size).toBe(1);
      for (const { level, x, y } of [...needed, ...ahead]) {
        const { columns, rows } = gridOf(image, level);
        expect(level).toBeLessThan(image.levels);
        expect([x, y, columns - 1 - x, rows - 1 - y].every((one) => one >= 0)).toBe(true);
      }
      expect(new Set(names([...needed, ...ahead])).size).toBe(needed.length + ahead.length);
    });
  });

  test("are as fine as the screen, unless there are too many", () => {
    always(({ pyramid: image, seen, view: size, ratio }) => {
      const [first] = choose(image, seen, size, ratio).needed;
      const level = first?.level ?? 0;
      const wanted = levelFor(image, seen.zoom * ratio);
      const enlarged = seen.zoom * ratio * 2 ** wanted;
      expect(wanted === 0 || enlarged <= 1 + 1e-6).toBe(true);
      expect(wanted === image.levels - 1 || enlarged > 0.5 - 1e-6).toBe(true);
      if (level > wanted) expect(tilesIn(image, level - 1, seen, size).length).toBeGreaterThan(MOST);
    });
  });

  test("begin in the middle of the view", () => {
    const image = { width: 20_000, height: 20_000, tile: 512, levels: 7 };
    const seen = { zoom: 1, x: 512 * 4, y: 512 * 8 };
    const { needed } = choose(image, seen, { width: 512 * 3, height: 512 * 3 }, 1);
    expect(needed[0]).toEqual({ level: 0, x: 5, y: 9 });
    expect(nameOf(needed.at(-1) as Tile)).toMatch(/^0\/[37]\/(7|11)$/);
  });
});

test("tiles at the right and lower edge stand for as many pixels as their level has left", () => {
  const image = { width: 1300, height: 700, tile: 512, levels: 3 };
  expect(areaOf(image, { level: 0, x: 2, y: 1 })).toEqual({ x: 1024, y: 512, width: 276, height: 188 });
  expect(areaOf(image, { level: 2, x: 0, y: 0 })).toEqual({ x: 0, y: 0, width: 1300, height: 700 });
  const odd = { width: 1301, height: 701, tile: 512, levels: 3 };
  expect(areaOf(odd, { level: 2, x: 0, y: 0 })).toEqual({ x: 0, y: 0, width: 1304, height: 704 });
});

describe("what is painted", () => {
  const image = { width: 4_096, height: 4_096, tile: 512, levels: 4 };
  const paint = (needed: Tile[], ...here: string[]) =>
    names(paintedFor(image, needed, (tile) => here.includes(nameOf(tile))));

  test("is what is needed, when it is here, and nothing else", () => {
    always(({ pyramid: any, seen, view: size, ratio }) => {
      const { needed } = choose(any, seen, size, ratio);
      expect(new Set(names(paintedFor(any, needed, () => true)))).toEqual(new Set(names(needed)));
    });
  });

  test("is the nearest coarser tile where one is missing, under those that are here", () => {
    const needed = [
      { level: 0, x: 2, y: 3 },
      { level: 0, x: 3, y: 3 },
    ];
    expect(paint(needed, "0/2/3", "2/0/0", "3/0/0")).toEqual(["2/0/0", "0/2/3"]);
    expect(paint(needed, "3/0/0", "1/1/1", "2/0/0")).toEqual(["1/1/1"]);
  });

  test("is finer tiles too, over the coarser one", () => {
    expect(paint([{ level: 2, x: 0, y: 0 }], "0/1/1", "1/0/0", "3/0/0", "1/3/3")).toEqual([
      "3/0/0",
      "1/0/0",
      "0/1/1",
    ]);
  });

  test("covers whatever is needed as soon as the coarsest tile is here", () => {
    always(({ pyramid: any, seen, view: size, ratio }) => {
      const { needed } = choose(any, seen, size, ratio);
      const top = `${any.levels - 1}/0/0`;
      expect(names(paintedFor(any, needed, (tile) => nameOf(tile) === top))).toEqual([top]);
    });
  });
});
