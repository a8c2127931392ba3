/** The large view: which pictures it asks for and keeps, and what of them it shows. */

import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeItem } from "../dev/fake-items";
import type { FakeKernel } from "../dev/fake-kernel";
import type { FakeOptions } from "../dev/fake-options";
import { LargePictures } from "../src/session/large";
import type { PictureView, Session } from "../src/session/types";
import { LargeModel } from "../src/views/large-model";
import { Link } from "../src/wire/link";
import type { Measured } from "../src/wire/protocol";
import { bitmaps } from "./browser-stand-in";
import { kernelOf, until } from "./living";

const ITEM = fakeItem(0).item;
const OTHER = fakeItem(1).item;
let ending = new AbortController();
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

/** 4000 x 3000 pixels, whatever is asked for. */
const huge = async () => ({ bytes: new ArrayBuffer(4), width: 4000, height: 3000, type: "image/jpeg" });

interface Stage {
  readonly kernel: FakeKernel;
  readonly pictures: LargePictures;
  /** Pictures that were not for the large view. */
  readonly others: string[];
}

function stage(options: FakeOptions = {}): Stage {
  const kernel = kernelOf({ picture: huge, ...options });
  const link = new Link(kernel.model(), ending.signal);
  link.client = "page";
  const pictures = new LargePictures(link, ending.signal);
  const others: string[] = [];
  link.on("pictures", (message, buffers) => {
    for (const one of message.pictures)
      if (!pictures.take(one, buffers[one.buffer])) others.push(`${one.item} ${one.frame}`);
  });
  return { kernel, pictures, others };
}

const wish = (item: string, frame: number, pixels: number) => ({ item, frame, pixels });
const shown = (view: PictureView): boolean => view.bitmap !== null;
const asked = ({ kernel }: Stage) => kernel.wants.map(({ frame, size }) => [frame, size]);

describe("large pictures", () => {
  test("are asked for anew when one zooms in, and not when one zooms out", async () => {
    const here = stage();
    for (const pixels of [700, 1500, 900]) {
      here.pictures.wish([wish(ITEM, 0, pixels)]);
      await until(here.pictures.picture(ITEM, 0), shown);
      await vi.waitFor(() => expect(here.kernel.wants.length).toBeGreaterThan(0));
    }
    await vi.waitFor(() =>
      expect(asked(here)).toEqual([
        [0, 768],
        [0, 1536],
      ]),
    );
  });

  test("of the frames beside come after the frame that is seen, one by one", async () => {
    const here = stage();
    here.pictures.wish([wish(ITEM, 5, 500), wish(ITEM, 6, 500), wish(ITEM, 4, 500)]);
    expect(asked(here)).toEqual([]);
    await until(here.pictures.picture(ITEM, 4), shown);
    expect(asked(here)).toEqual([
      [5, 512],
      [6, 512],
      [4, 512],
    ]);
  });

  test("of a frame that was passed by are not asked for any more", async () => {
    const here = stage();
    here.pictures.wish([wish(ITEM, 1, 500), wish(ITEM, 2, 500), wish(ITEM, 3, 500)]);
    here.pictures.wish([wish(ITEM, 9, 500)]);
    await until(here.pictures.picture(ITEM, 9), shown);
    expect(asked(here)).toEqual([
      [1, 512],
      [9, 512],
    ]);
  });

  test("leave the tiles' pictures to the tiles", async () => {
    const here = stage();
    here.pictures.wish([wish(ITEM, 0, 500)]);
    await until(here.pictures.picture(ITEM, 0), shown);
    const one = { item: ITEM, size: 256, frame: 0, buffer: 0, width: 4, height: 3, type: "", reason: "" };
    here.kernel.push("pictures", { pictures: [one] }, "page");
    expect(here.others).toEqual([`${ITEM} 0`]);
  });

  test("are closed with the large view, also those that come late", async () => {
    const here = stage({ delay: 20 });
    here.pictures.wish([wish(ITEM, 0, 500)]);
    await until(here.pictures.picture(ITEM, 0), shown);
    here.pictures.wish([wish(ITEM, 1, 500)]);
    here.pictures.release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(bitmaps.open).toBe(0);
    expect(here.others).toEqual([]);
  });

  test("that cannot be made say why, and are asked for once", async () => {
    const here = stage({ picture: null });
    here.pictures.wish([wish(ITEM, 0, 500)]);
    await vi.waitFor(() => expect(here.kernel.wants).toHaveLength(1));
    const one = {
      item: ITEM,
      size: 512,
      frame: 0,
      buffer: -1,
      width: 0,
      height: 0,
      type: "",
      reason: "Cut.",
    };
    here.kernel.push("pictures", { pictures: [one] }, "page");
    await until(here.pictures.picture(ITEM, 0), (view) => view.reason === "Cut.");
    here.pictures.wish([wish(ITEM, 0, 900)]);
    expect(here.kernel.wants).toHaveLength(1);
  });
});

const WINDOW = { name: "Bone", center: 500, width: 1000, curve: "linear" as const };

function measured(parts: Partial<Measured> = {}): Measured {
  const size = { width: 2, height: 2, full_width: 4, full_height: 4 };
  const scale = { slope: 2, intercept: -10, inverted: false, tabled: false, low: -10, high: 60 };
  return { ...size, ...scale, type: "i16", windows: [WINDOW], ...parts };
}

describe("stored values", () => {
  const bytes = new Int16Array([-5, 0, 20, 35]).buffer;

  test("arrive as the numbers they are, of each frame once", async () => {
    const here = stage({ measure: (_, frame) => ({ body: measured({ low: frame }), bytes }) });
    here.pictures.wish([wish(ITEM, 0, 100), wish(ITEM, 1, 100)]);
    const found = await until(here.pictures.measured(ITEM, 1), (one) => one !== null);
    here.pictures.wish([wish(ITEM, 1, 100)]);
    expect([...(found?.stored ?? [])]).toEqual([-5, 0, 20, 35]);
    expect(found?.low).toBe(1);
    expect(here.kernel.heard.filter((kind) => kind === "measure")).toHaveLength(2);
  });

  test("are not asked for again of an ordinary picture", async () => {
    const here = stage();
    here.pictures.wish([wish(ITEM, 0, 100), wish(ITEM, 1, 100)]);
    await until(here.pictures.measured(ITEM, 0), (one) => one !== null);
    here.pictures.wish([wish(ITEM, 2, 100)]);
    expect(here.pictures.measured(ITEM, 0).value?.stored).toBeNull();
    expect(here.kernel.heard.filter((kind) => kind === "measure")).toHaveLength(1);
  });

  test("that are fewer than announced are not shown", async () => {
    const here = stage({ measure: () => ({ body: measured({ height: 3 }), bytes }) });
    here.pictures.wish([wish(ITEM, 0, 100)]);
    const found = await until(here.pictures.measured(ITEM, 0), (one) => one !== null);
    expect(found?.stored).toBeNull();
  });
});

/** A model over a session of which only the pictures live. */
async function modelOf(options: FakeOptions = {}, frames = 40) {
  const here = stage(options);
  const large = signal<number | null>(0);
  const current = signal<string | null>(ITEM);
  const none: PictureView = { bitmap: null, width: 400, height: 200, reason: "" };
  const session = {
    large,
    largeKey: current,
    largePictures: here.pictures,
    item: (key: string) => signal(fakeItem(key === ITEM ? 0 : 1, { frames })),
    picture: () => signal(none),
  };
  const model = new LargeModel(session as unknown as Session);
  model.resize({ width: 800, height: 400 }, 1);
  return { ...here, model, current, large };
}

describe("what is seen", () => {
  test("is the whole picture, also when the view changes its size", async () => {
    const { model } = await modelOf();
    expect(model.seen.value).toEqual({ zoom: 2, x: 0, y: 0 });
    model.resize({ width: 400, height: 400 }, 1);
    expect(model.seen.value).toEqual({ zoom: 1, x: 0, y: -100 });
  });

  test("can be zoomed to its pixels and back, and then fits again", async () => {
    const { model } = await modelOf();
    model.zoom(4, { x: 0, y: 0 });
    expect(model.seen.value).toEqual({ zoom: 8, x: 0, y: 0 });
    expect(model.fits.value).toBe(false);
    model.zoom(0.25, { x: 0, y: 0 });
    expect(model.fits.value).toBe(true);
  });

  test("never leaves the picture", async () => {
    const { model } = await modelOf();
    model.zoom(2);
    model.pan(-9999, 9999);
    expect(model.seen.value).toEqual({ zoom: 4, x: 200, y: 0 });
  });

  test("asks for as many pixels as it shows, never for more than there are", async () => {
    const here = await modelOf();
    here.model.zoom(1 / 8);
    here.model.wish();
    await vi.waitFor(() => expect(asked(here)[0]).toEqual([0, 512]));
  });

  test("stops at the first and the last frame", async () => {
    const { model } = await modelOf();
    model.turn(-1);
    expect(model.frame.value).toBe(0);
    model.turn(99);
    expect(model.frame.value).toBe(39);
  });

  test("begins anew with another item, and stays with another frame", async () => {
    const { model, current } = await modelOf();
    model.zoom(2);
    model.turn(3);
    expect(model.fits.value).toBe(false);
    current.value = OTHER;
    model.begin();
    expect([model.fits.value, model.frame.value]).toEqual([true, 0]);
  });
});

describe("the window", () => {
  const bytes = new Int16Array([-5, 0, 20, 35]).buffer;
  const measure =
    (parts: Partial<Measured> = {}) =>
    () => ({ body: measured(parts), bytes });

  async function scan(parts: Partial<Measured> = {}) {
    const here = await modelOf({ measure: measure(parts) });
    here.model.wish();
    await until(here.pictures.measured(ITEM, 0), (one) => one !== null);
    return here.model;
  }

  test("is the file's first, until a hand changes it", async () => {
    const model = await scan();
    expect(model.window.value).toEqual(WINDOW);
    model.adjust(40, 80);
    expect(model.window.value).toEqual({ name: "", center: 40, width: 80, curve: "linear" });
    model.setWindow(WINDOW);
    expect(model.window.value).toEqual(WINDOW);
  });

  test("never gets narrower than one value", async () => {
    const model = await scan();
    model.adjust(40, -3);
    expect(model.window.value?.width).toBe(1);
  });

  test("leaves a picture that a table of the file makes to the kernel, until it is asked for", async () => {
    const model = await scan({ tabled: true });
    expect(model.shades.value).toBeNull();
    model.setWindow(WINDOW);
    expect(model.shades.value).toMatchObject({ center: 500, slope: 2, intercept: -10 });
  });

  test("does not hide that the value under the pointer is the picture's", async () => {
    const model = await scan();
    model.pointer.value = { x: 799, y: 399 };
    expect(model.image.value).toEqual({ width: 4, height: 4 });
    expect(model.under.value).toBeNull();
    model.pointer.value = { x: 400, y: 399 };
    expect(model.under.value).toEqual({ x: 2, y: 3, value: 60 });
  });
});
