/**
 * Paints a label map through a viewport, from bitmaps that are kept. What is missing is made in small slices, so
 * that no frame waits for it; until then a coarser bitmap stands in. The coarsest, of all the map, is always there.
 */

import type { LabelMap } from "../geometry/labelmap";
import { SIDE } from "../geometry/tile";
import type { Viewport } from "../scene/viewport";
import { Screen } from "./maskscreen";
import {
  develop,
  joined,
  levelFor,
  onlyIndex,
  type Part,
  type Place,
  partOf,
  pixelOf,
  topLevel,
  WHOLE,
} from "./masktile";

/** Milliseconds of a frame, and of a task between two of them, that may go into new bitmaps. */
const IN_FRAME = 4;
const IN_SLICE = 6;
/** Milliseconds that a frame may take to show what the hand has just painted. */
const FOR_HAND = 8;
/** Bitmaps kept, 256 kB each; more only when more are seen at once. */
const MOST = 256;
/** More squares than a row of them can have. */
const ROW = 2 ** 9;

/** A square in colours. */
interface Bitmap {
  /** Null where all of it has one owner. */
  readonly context: CanvasRenderingContext2D | null;
  /** That owner's. */
  readonly index: number;
  /** What was painted on since. */
  stale: Part | null;
}

export class MaskPainter {
  #map: LabelMap | null = null;
  #colorOf: (owner: number) => string = () => "";
  /** The colour of each index. */
  #palette = new Uint32Array(0);
  /** The least recently seen first. */
  readonly #bitmaps = new Map<number, Bitmap>();
  readonly #spare: CanvasRenderingContext2D[] = [];
  #waiting: Place[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #scratch: ImageData | null = null;

  /** `onReady` is called when there is more to be seen than at the last `paint`. */
  constructor(private readonly onReady: () => void) {}

  /** Whether the last `paint` had to show something coarse or old. */
  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  /** Shows this map in these colours, `#rrggbb` by label id. Of a copy, only the tiles that differ are made anew. */
  setMap(map: LabelMap, colorOf: (owner: number) => string): void {
    const old = this.#map;
    const palette = this.#palette;
    this.#map = map;
    this.#colorOf = colorOf;
    this.#palette = new Uint32Array(0);
    this.#learn(map);
    const alike = old?.size.width === map.size.width && old.size.height === map.size.height;
    const others = alike && old !== map ? differing(old, map) : [];
    const recolored = palette.some((pixel, index) => pixel !== this.#palette[index]);
    // Of another picture not even a stale tile may be seen.
    if (!alike || recolored || 2 * others.length > map.across * map.down) this.#forget();
    else this.changed(others);
  }

  /** These tiles of the map were painted on. */
  changed(tiles: readonly number[]): void {
    const map = this.#map;
    if (!map) return;
    this.#learn(map);
    for (const number of tiles) {
      const [column, row] = [number % map.across, Math.floor(number / map.across)];
      for (let level = topLevel(map); level >= 0; level--) {
        const place = { level, x: column >> level, y: row >> level };
        const bitmap = this.#bitmaps.get(keyOf(place));
        if (bitmap) bitmap.stale = joined(bitmap.stale, partOf(place, number, map.across));
      }
    }
  }

  /** Paints what the viewport shows. The context's unit is the device pixel, `ratio` of them to a screen pixel. */
  paint(context: CanvasRenderingContext2D, seen: Viewport, ratio: number, opacity: number): void {
    const map = this.#map;
    if (!map) return;
    const began = performance.now();
    const screen = new Screen(context, seen, ratio);
    const top = topLevel(map);
    const level = levelFor(screen.scale, top);
    const { left, right, ...rows } = screen.squares(level, map.across / 2 ** level, map.down / 2 ** level);
    this.#waiting = [];
    context.save();
    screen.clip(map.size.width, map.size.height);
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = screen.scale * 2 ** level < 1;
    if (!this.#bitmaps.has(keyOf({ level: top, x: 0, y: 0 }))) this.#make(map, { level: top, x: 0, y: 0 });
    for (let y = rows.top; y < rows.bottom; y++) {
      for (let x = left; x < right; x++) this.#show(map, screen, { level, x, y }, performance.now() - began);
    }
    context.restore();
    this.#trim(Math.max(MOST, (right - left) * (rows.bottom - rows.top) + 1), top);
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#slice(), 0);
  }

  /** Ends all that waits and gives up the bitmaps. */
  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#forget();
    this.#spare.length = 0;
    this.#map = null;
    this.#scratch = null;
  }

  /** Paints a square, made or mended before if the frame has the time. */
  #show(map: LabelMap, screen: Screen, place: Place, spent: number): void {
    let bitmap = this.#bitmaps.get(keyOf(place)) ?? null;
    if (!bitmap || bitmap.stale) {
      if (spent < (bitmap ? FOR_HAND : IN_FRAME)) bitmap = this.#make(map, place);
      else this.#waiting.push(place);
    }
    if (!bitmap) {
      this.#standIn(map, screen, place);
      return;
    }
    this.#keep(place, bitmap);
    this.#draw(map, screen, place, bitmap, WHOLE);
  }

  /** Paints a square from the finest coarser bitmap there is. */
  #standIn(map: LabelMap, screen: Screen, place: Place): void {
    for (let up = 1; place.level + up <= topLevel(map); up++) {
      const [x, y] = [place.x >> up, place.y >> up];
      const bitmap = this.#bitmaps.get(keyOf({ level: place.level + up, x, y }));
      if (!bitmap) continue;
      const side = SIDE >> up;
      const left = (place.x - (x << up)) * side;
      const top = (place.y - (y << up)) * side;
      this.#draw(map, screen, place, bitmap, { left, top, right: left + side, bottom: top + side });
      return;
    }
  }

  #draw(map: LabelMap, screen: Screen, place: Place, { context, index }: Bitmap, part: Part): void {
    if (context) screen.draw(place, context.canvas, part);
    else if (index !== 0) screen.fill(place, this.#colorOf(map.ownerOf(index)));
  }

  /** The bitmap of a square as the map is now. */
  #make(map: LabelMap, place: Place): Bitmap {
    const known = this.#bitmaps.get(keyOf(place));
    if (known?.context) {
      this.#color(map, known.context, place, known.stale ?? WHOLE);
      known.stale = null;
      return known;
    }
    const index = onlyIndex(map, place);
    const context = index === null ? (this.#spare.pop() ?? blank()) : null;
    if (context) this.#color(map, context, place, WHOLE);
    const bitmap: Bitmap = { context, index: index ?? 0, stale: null };
    this.#keep(place, bitmap);
    return bitmap;
  }

  #color(map: LabelMap, context: CanvasRenderingContext2D, place: Place, part: Part): void {
    this.#scratch ??= new ImageData(SIDE, SIDE);
    const pixels = new Uint32Array(this.#scratch.data.buffer);
    if (part === WHOLE) pixels.fill(0);
    develop(map, place, part, this.#palette, pixels);
    const { left, top, right, bottom } = part;
    context.putImageData(this.#scratch, 0, 0, left, top, right - left, bottom - top);
  }

  /** Makes bitmaps that the last frame missed, for a few milliseconds. */
  #slice(): void {
    this.#timer = null;
    const map = this.#map;
    if (!map) return;
    const began = performance.now();
    for (const place of this.#waiting) {
      if (performance.now() - began > IN_SLICE) break;
      this.#make(map, place);
    }
    this.onReady();
  }

  /** Colours of owners that are new. */
  #learn(map: LabelMap): void {
    if (map.indices === this.#palette.length) return;
    this.#palette = Uint32Array.from({ length: map.indices }, (_, index) =>
      index === 0 ? 0 : pixelOf(this.#colorOf(map.ownerOf(index))),
    );
  }

  #keep(place: Place, bitmap: Bitmap): void {
    const key = keyOf(place);
    this.#bitmaps.delete(key);
    this.#bitmaps.set(key, bitmap);
  }

  /** Gives up what was not seen for longest, but not the coarsest, until `most` are left. */
  #trim(most: number, top: number): void {
    const coarsest = keyOf({ level: top, x: 0, y: 0 });
    for (const [key, { context }] of this.#bitmaps) {
      if (this.#bitmaps.size <= most) return;
      if (key === coarsest) continue;
      this.#bitmaps.delete(key);
      if (context) this.#spare.push(context);
    }
  }

  #forget(): void {
    for (const { context } of this.#bitmaps.values()) if (context) this.#spare.push(context);
    this.#bitmaps.clear();
    this.#waiting = [];
  }
}

const keyOf = ({ level, x, y }: Place): number => (level * ROW + y) * ROW + x;

function blank(): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  return canvas.getContext("2d");
}

/** Tiles that two maps of the same size do not share. */
function differing(one: LabelMap, other: LabelMap): number[] {
  const count = one.across * one.down;
  return Array.from({ length: count }, (_, number) => number).filter((n) => one.tile(n) !== other.tile(n));
}
