/** What the large view shows and how: frame, zoom, window. It only shows; nothing here changes an answer. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Point, Size } from "../geometry/point";
import type { Bounds } from "../geometry/polygon";
import type { Shades } from "../paint/windowing";
import { type Choice, choose } from "../scene/tiles";
import { type Quarters, quarters } from "../scene/turning";
import { fit, moved, resized, revealed, settled, toImage, type Viewport, zoomAbout } from "../scene/viewport";
import type { Measurement } from "../session/large";
import { LARGE, type Tiling } from "../session/tiled";
import type { PictureView, Session } from "../session/types";
import type { Window } from "../wire/protocol";

/** How many frames on either side are fetched before they are asked for. */
const AHEAD = [1, -1, 2];
/** Longest side of the picture that is shown until there are tiles, in device pixels. */
const STAND_IN = 1024;
/** How much of the view one press of a key moves the picture. */
const NUDGE = 0.15;

export class LargeModel {
  readonly view = signal<Size>({ width: 0, height: 0 });
  readonly ratio = signal(globalThis.devicePixelRatio || 1);
  /** Counted from 0. */
  readonly frame = signal(0);
  /** -100 to 100; how the picture is shown, never what it is. */
  readonly brightness = signal(0);
  readonly contrast = signal(0);
  readonly gamma = signal(1);
  /** How the picture is turned on the screen, clockwise. `view` is the view as the turned picture has it. */
  readonly turned = signal<Quarters>(0);
  /** Where the pointer is over the view, in screen pixels. */
  readonly pointer = signal<Point | null>(null);
  /** Null: the whole picture, whatever the size of the view. */
  readonly #seen = signal<Viewport | null>(null);
  /** The window that the person has set; null: the first. */
  readonly #window = signal<Window | null>(null);

  constructor(readonly session: Session) {}

  get key(): ReadonlySignal<string | null> {
    return this.session.largeKey;
  }

  readonly frames = computed(() => {
    const key = this.key.value;
    return Math.max(1, (key !== null && this.session.item(key).value?.frames) || 1);
  });

  /** The best picture there is of this frame; the tile's own while a larger one is on its way. */
  readonly picture: ReadonlySignal<PictureView | null> = computed(() => {
    const key = this.key.value;
    if (key === null) return null;
    const frame = this.frame.value;
    const large = this.session.largePictures.picture(key, frame).value;
    if (large.reason && this.#tiled.value) return { ...large, reason: "" };
    if (large.bitmap || large.reason || frame > 0) return large;
    return this.session.picture(key).value;
  });

  /** How far the tiles of this frame are; null while nothing is shown. */
  readonly tiling: ReadonlySignal<Tiling | null> = computed(() => {
    const key = this.key.value;
    return key === null ? null : this.session.largePictures.tiles.of(key, this.frame.value).value;
  });

  /** The tiles that are seen, once they are made; null where the picture is shown whole. */
  readonly tiles: ReadonlySignal<Choice | null> = computed(() => {
    const pyramid = this.#tiled.value;
    const seen = this.seen.value;
    return pyramid && seen && choose(pyramid, seen, this.view.value, this.ratio.value);
  });

  /** Stored values of this frame, where there are some. */
  readonly measured: ReadonlySignal<Measurement | null> = computed(() => {
    const key = this.key.value;
    if (key === null) return null;
    const measured = this.session.largePictures.measured(key, this.frame.value).value;
    return measured?.stored ? measured : null;
  });

  /** Size of the upright original; null while it is not known. */
  readonly image: ReadonlySignal<Size | null> = computed(() => {
    const measured = this.measured.value;
    if (measured) return { width: measured.full_width, height: measured.full_height };
    const picture = this.picture.value;
    if (picture && picture.width > 0) return { width: picture.width, height: picture.height };
    const pyramid = this.tiling.value?.pyramid;
    return pyramid ? { width: pyramid.width, height: pyramid.height } : null;
  });

  /** How many image pixels, across and down, each stored value stands for: large pictures are thinned out. */
  readonly block: ReadonlySignal<number> = computed(() => {
    const measured = this.measured.value;
    return measured ? Math.max(1, Math.ceil(measured.full_width / measured.width - 1e-9)) : 1;
  });

  readonly seen: ReadonlySignal<Viewport | null> = computed(() => {
    const image = this.image.value;
    return image && (this.#seen.value ?? fit(this.view.value, image));
  });

  readonly fits: ReadonlySignal<boolean> = computed(() => this.#seen.value === null);

  /** The window in use; null for an ordinary picture, and while a table of the file does its work. */
  readonly window: ReadonlySignal<Window | null> = computed(() => {
    const measured = this.measured.value;
    if (!measured) return null;
    return this.#window.value ?? (measured.tabled ? null : (measured.windows[0] ?? null));
  });

  /** Null when the kernel's own picture is to be seen. */
  readonly shades: ReadonlySignal<Shades | null> = computed(() => {
    const measured = this.measured.value;
    const window = this.window.value;
    if (!measured || !window || (this.#window.value === null && this.#sharper(measured))) return null;
    const { slope, intercept, inverted } = measured;
    return { ...window, slope, intercept, inverted };
  });

  /** The window as the person has not set it yet: what a table of the file comes nearest to. */
  get #start(): Window | null {
    return this.window.peek() ?? this.measured.peek()?.windows[0] ?? null;
  }

  /** True when the values were thinned out and the kernel's picture is finer: the same greys, more pixels. */
  #sharper({ width, full_width }: Measurement): boolean {
    if (this.#tiled.value) return true;
    const bitmap = this.picture.value?.bitmap;
    return !!bitmap && width < full_width && bitmap.width > width;
  }

  /** The image pixel under the pointer, and its value where it was measured; null outside the picture. */
  readonly under: ReadonlySignal<{
    readonly x: number;
    readonly y: number;
    readonly value: number | null;
  } | null> = computed(() => {
    const [pointer, seen, image] = [this.pointer.value, this.seen.value, this.image.value];
    if (!pointer || !seen || !image) return null;
    const at = toImage(seen, pointer);
    const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return null;
    return { x, y, value: this.#valueAt(x, y) };
  });

  #valueAt(x: number, y: number): number | null {
    const measured = this.measured.value;
    if (!measured?.stored) return null;
    const block = this.block.value;
    const stored = measured.stored[Math.floor(y / block) * measured.width + Math.floor(x / block)];
    return stored === undefined ? null : stored * measured.slope + measured.intercept;
  }

  /** Another item is shown: from its first frame, whole. */
  begin(): void {
    batch(() => {
      this.frame.value = 0;
      this.turned.value = 0;
      this.#seen.value = null;
      this.#window.value = null;
    });
  }

  resize(view: Size, ratio: number): void {
    const seen = this.#seen.peek();
    const before = this.view.peek();
    batch(() => {
      this.view.value = view;
      this.ratio.value = ratio;
      if (seen) this.#look(resized(seen, before, view));
    });
  }

  /** Zooms about a point of the view, its middle when left out. */
  zoom(factor: number, at?: Point): void {
    const seen = this.seen.peek();
    const image = this.image.peek();
    if (!seen || !image) return;
    const view = this.view.peek();
    this.#look(zoomAbout(seen, at ?? { x: view.width / 2, y: view.height / 2 }, factor, view, image));
  }

  /** Moves the picture with the hand, by screen pixels. */
  pan(dx: number, dy: number): void {
    const seen = this.seen.peek();
    if (seen) this.#look(moved(seen, dx, dy));
  }

  /** Looks further to one side, by keys. */
  nudge(rows: number, columns: number): void {
    const { width, height } = this.view.peek();
    this.pan(-columns * width * NUDGE, -rows * height * NUDGE);
  }

  /** Brings a part of the picture into view; what does not fit in is shown smaller. */
  reveal(part: Bounds): void {
    const [seen, view, image] = [this.seen.peek(), this.view.peek(), this.image.peek()];
    if (seen && image) this.#look(revealed(seen, part, view));
  }

  fit(): void {
    this.#seen.value = null;
  }

  #look(seen: Viewport): void {
    const image = this.image.peek();
    const view = this.view.peek();
    if (!image) return;
    const whole = fit(view, image);
    const calm = settled(seen, view, image);
    // As it was at first: then it follows the size of the view again.
    this.#seen.value = whole && Math.abs(calm.zoom / whole.zoom - 1) < 1e-6 ? null : calm;
  }

  /** Turns the picture on the screen by a quarter, clockwise. */
  rotate(): void {
    this.turned.value = quarters(this.turned.peek() + 1);
  }

  turn(frame: number): void {
    this.frame.value = Math.min(Math.max(Math.round(frame), 0), this.frames.peek() - 1);
  }

  /** Null: as it was at first. */
  setWindow(window: Window | null): void {
    this.#window.value = window;
  }

  /** Sets center and width by hand. */
  adjust(center: number, width: number): void {
    const start = this.#start;
    if (!start || !(Number.isFinite(center) && Number.isFinite(width))) return;
    this.#window.value = { ...start, name: "", center, width: Math.max(width, leastWidth(start)) };
  }

  /** The window that a drag starts from. */
  grip(): Window | null {
    return this.#start;
  }

  /** Asks for what is seen, for the frames beside it, and for other items that may come next. */
  wish(next: readonly string[] = []): void {
    const key = this.key.value;
    const pixels = this.#pixels();
    if (key === null || pixels === 0) return;
    const frame = this.frame.value;
    const whole = Math.ceil(Math.max(this.view.value.width, this.view.value.height) * this.ratio.value);
    const others = next.map((item) => ({ item, frame: 0, pixels: whole }));
    const { tiles } = this.session.largePictures;
    tiles.look(this.#isLarge ? { item: key, frame } : null);
    if (this.tiles.value) tiles.want(this.tiles.value);
    if (this.tiling.value?.pyramid) {
      const pixels = this.tiles.value ? 0 : Math.min(whole, STAND_IN);
      this.session.largePictures.wish([{ item: key, frame, pixels }, ...others]);
      return;
    }
    const near = AHEAD.map((by) => frame + by).filter((one) => one >= 0 && one < this.frames.value);
    this.session.largePictures.wish([
      ...[frame, ...near].map((one) => ({ item: key, frame: one, pixels })),
      ...others,
    ]);
  }

  /** What has tiles and is painted from them. */
  readonly #tiled = computed(() => {
    const tiling = this.tiling.value;
    return tiling?.ready === 1 ? tiling.pyramid : null;
  });

  /** Whether this frame has, or may have, too many pixels to be sent whole. */
  get #isLarge(): boolean {
    const image = this.image.value;
    return image === null || image.width * image.height > LARGE;
  }

  /** Device pixels that the whole picture's longer side has on the screen, seen or not. */
  #pixels(): number {
    const { width, height } = this.view.value;
    const ratio = this.ratio.value;
    const image = this.image.value;
    const zoom = this.seen.value?.zoom;
    if (!image || !zoom) return Math.ceil(Math.max(width, height) * ratio);
    const longest = Math.max(image.width, image.height);
    return Math.ceil(Math.min(longest * zoom * ratio, longest));
  }
}

function leastWidth({ curve }: Window): number {
  return curve === "linear" ? 1 : 1e-9;
}
