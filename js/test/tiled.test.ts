/** Tiles of very large pictures: when they are asked for, how many at once, and which are kept. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeItem } from "../dev/fake-items";
import type { FakeKernel } from "../dev/fake-kernel";
import type { FakeTiles } from "../dev/fake-tiles";
import type { Choice, Tile } from "../src/scene/tiles";
import { TiledPictures } from "../src/session/tiled";
import { Link } from "../src/wire/link";
import type { Leveled, Piece } from "../src/wire/protocol";
import { bitmaps, define } from "./browser-stand-in";
import { kernelOf, until } from "./living";

const ITEM = fakeItem(0).item;
const OTHER = fakeItem(1).item;
const HUGE: Leveled = { width: 20_000, height: 20_000, tile: 512, levels: 7, ready: 1 };
let ending = new AbortController();
const standIn = globalThis.createImageBitmap;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  define("createImageBitmap", standIn);
  vi.useRealTimers();
});

interface Here {
  readonly kernel: FakeKernel;
  readonly tiles: TiledPictures;
  readonly asked: Piece[];
}

function here(parts: Partial<FakeTiles> = {}, delay = 0): Here {
  const asked: Piece[] = [];
  const piece = (ask: Piece) => {
    asked.push(ask);
    return parts.piece ? parts.piece(ask) : new ArrayBuffer(4);
  };
  const kernel = kernelOf({ tiles: { levels: () => HUGE, ...parts, piece }, delay });
  const link = new Link(kernel.model(), ending.signal);
  link.client = "page";
  return { kernel, tiles: new TiledPictures(link, ending.signal), asked };
}

const at = (x: number, y = 0, level = 0): Tile => ({ level, x, y });
const row = (count: number, y = 0): Tile[] => Array.from({ length: count }, (_, x) => at(x, y));
const choice = (needed: Tile[], ahead: Tile[] = []): Choice => ({ needed, ahead });
const shown = { item: ITEM, frame: 0 };
const places = (asked: readonly Piece[]) => asked.map(({ x, y }) => [x, y]);

async function ready(tiles: TiledPictures, item = ITEM): Promise<void> {
  tiles.look({ item, frame: 0 });
  await until(tiles.of(item, 0), (tiling) => tiling.ready === 1);
}

describe("tiles of a very large picture", () => {
  test("are waited for until they are made, and told how far they are", async () => {
    const shares = [0, 0.4, 1];
    const told: number[] = [];
    const { tiles } = here({ levels: () => ({ ...HUGE, ready: shares.shift() ?? 1 }) });
    const known = tiles.of(ITEM, 0);
    known.subscribe(({ pyramid, ready: share }) => pyramid && told.push(share));
    await ready(tiles);
    expect(told).toEqual([0, 0.4, 1]);
    expect(known.value.pyramid).toEqual({ width: 20_000, height: 20_000, tile: 512, levels: 7 });
  });

  test("are not asked about any more when the picture is left", async () => {
    let asks = 0;
    const half = () => {
      asks += 1;
      return { ...HUGE, ready: 0.5 };
    };
    const { tiles } = here({ levels: half });
    tiles.look(shown);
    await until(tiles.of(ITEM, 0), (tiling) => tiling.ready === 0.5);
    tiles.look(null);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(asks).toBe(1);
  });

  test("that cannot be made say why", async () => {
    const { tiles } = here({ levels: () => null });
    tiles.look(shown);
    const { reason } = await until(tiles.of(ITEM, 0), (tiling) => tiling.reason !== "");
    expect(reason).toBe("This file is gone.");
  });

  test("do not exist of a picture that is sent whole", async () => {
    const { tiles } = here({ levels: () => ({ width: 600, height: 400 }) });
    await ready(tiles);
    expect(tiles.of(ITEM, 0).value.pyramid).toBeNull();
  });

  test("come in the order in which they are wanted, four at once", async () => {
    const { kernel, tiles, asked } = here({}, 10);
    await ready(tiles);
    tiles.want(choice(row(6), [at(0, 9, 1)]));
    expect(kernel.heard.filter((kind) => kind === "piece")).toHaveLength(4);
    await until(tiles.arrived, (count) => count === 7);
    expect(places(asked)).toEqual([...row(6).map(({ x, y }) => [x, y]), [0, 9]]);
    expect(tiles.tile(at(5))).not.toBeNull();
    expect(tiles.tile(at(6))).toBeNull();
  });

  test("that the hand has passed by are neither asked for nor kept", async () => {
    const { tiles, asked } = here({}, 10);
    await ready(tiles);
    tiles.want(choice(row(20)));
    tiles.want(choice([at(50, 50)]));
    await until(tiles.arrived, (count) => count === 1);
    expect(places(asked)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [50, 50],
    ]);
    expect(bitmaps.open).toBe(1);
  });

  test("are each asked for once", async () => {
    const { tiles, asked } = here({}, 5);
    await ready(tiles);
    for (let turn = 0; turn < 5; turn++) tiles.want(choice(row(3)));
    await until(tiles.arrived, (count) => count === 3);
    tiles.want(choice(row(3)));
    expect(asked).toHaveLength(3);
  });

  test("of former views are closed when they take too much, what is seen never", async () => {
    define("createImageBitmap", async () => {
      bitmaps.open += 1;
      return {
        width: 512,
        height: 512,
        close: () => {
          bitmaps.open -= 1;
        },
      };
    });
    const { tiles } = here();
    await ready(tiles);
    for (let y = 0; y < 5; y++) {
      tiles.want(choice(row(30, y)));
      await until(tiles.arrived, (count) => count === 30 * (y + 1));
    }
    expect(bitmaps.open).toBe(48);
    expect([...row(30, 4), ...row(30, 3).slice(12)].every((tile) => tiles.tile(tile) !== null)).toBe(true);
    expect(tiles.tile(at(0, 0))).toBeNull();
  });

  test("of one picture are never shown for another", async () => {
    const { tiles } = here();
    await ready(tiles);
    tiles.want(choice(row(1)));
    await until(tiles.arrived, (count) => count === 1);
    await ready(tiles, OTHER);
    expect(tiles.tile(at(0))).toBeNull();
    await ready(tiles);
    expect(tiles.tile(at(0))).not.toBeNull();
  });

  test("are closed with the large view, also those that come late", async () => {
    const { tiles } = here({}, 20);
    await ready(tiles);
    tiles.want(choice(row(2)));
    await until(tiles.arrived, (count) => count === 2);
    tiles.want(choice(row(4)));
    tiles.release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(bitmaps.open).toBe(0);
  });

  test("that were cleared away at the kernel are made again", async () => {
    let kept = true;
    const levels = () => ({ ...HUGE, ready: kept ? 1 : 0.5 });
    const { tiles } = here({ levels, piece: () => (kept ? new ArrayBuffer(4) : null) });
    await ready(tiles);
    kept = false;
    vi.useFakeTimers();
    tiles.want(choice(row(1)));
    await vi.advanceTimersByTimeAsync(2_100);
    expect(tiles.of(ITEM, 0).value.ready).toBe(0.5);
    kept = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(tiles.tile(at(0))).not.toBeNull();
  });

  test("that never come are given up, and the others come", async () => {
    const { tiles, asked } = here({ piece: ({ x }) => (x === 0 ? null : new ArrayBuffer(4)) });
    await ready(tiles);
    vi.useFakeTimers();
    tiles.want(choice(row(3)));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked.filter(({ x }) => x === 0)).toHaveLength(3);
    expect([tiles.tile(at(0)), tiles.tile(at(1)), tiles.tile(at(2))].filter(Boolean)).toHaveLength(2);
  });

  test("are fetched when a kernel that was gone is there again", async () => {
    const { kernel, tiles } = here();
    await ready(tiles);
    vi.useFakeTimers();
    kernel.busy = true;
    tiles.want(choice(row(2)));
    await vi.advanceTimersByTimeAsync(40_000);
    expect(tiles.tile(at(0))).toBeNull();
    kernel.free();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([tiles.tile(at(0)), tiles.tile(at(1))].filter(Boolean)).toHaveLength(2);
  });
});
