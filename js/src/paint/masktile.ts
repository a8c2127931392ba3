/**
 * A label map in colours, square by square: pure arithmetic on pixels. A square has 256 x 256 pixels; of level 0
 * each shows one pixel of the map, of level 1 a block of 2 x 2, of level 2 one of 4 x 4, and so on.
 */

import type { LabelMap } from "../geometry/labelmap";
import { SIDE, type Tile } from "../geometry/tile";

/** Where a square is: its level, and how many squares of that level are left of it and above. */
export interface Place {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** Pixels of a square, or squares of a level, the ends not included. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const WHOLE: Part = { left: 0, top: 0, right: SIDE, bottom: SIDE };

/** The level at which one square shows the whole map. */
export function topLevel({ across, down }: LabelMap): number {
  return Math.ceil(Math.log2(Math.max(across, down)));
}

/** The coarsest level that is still as fine as the screen, for so many screen pixels per pixel of the map. */
export function levelFor(scale: number, top: number): number {
  return Math.min(top, Math.max(0, Math.floor(-Math.log2(scale) + 1e-9)));
}

/** The pixels of a square that show tile `number` of the map. */
export function partOf(place: Place, number: number, across: number): Part {
  const block = SIDE >> place.level;
  const left = ((number % across) - (place.x << place.level)) * block;
  const top = (Math.floor(number / across) - (place.y << place.level)) * block;
  return { left, top, right: left + block, bottom: top + block };
}

/** The smallest part with both in it. */
export function joined(a: Part | null, b: Part): Part {
  if (!a) return b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** A colour `#rrggbb` as a canvas keeps it, opaque; grey for what is no such colour. */
export function pixelOf(color: string): number {
  const hex = /^#[0-9a-f]{6}$/i.test(color) ? Number.parseInt(color.slice(1), 16) : 0x888888;
  return (0xff000000 | ((hex & 0xff) << 16) | (hex & 0xff00) | (hex >> 16)) >>> 0;
}

/** The index of the one owner of all that a square shows; null when there are several. */
export function onlyIndex(map: LabelMap, place: Place): number | null {
  let index: number | null = null;
  for (const { tile } of tilesOf(map, place, WHOLE)) {
    if (tile.cells || (index !== null && index !== tile.index)) return null;
    index = tile.index;
  }
  return index;
}

interface Placed {
  readonly tile: Tile;
  /** The last column and row of the tile that are in the picture. */
  readonly right: number;
  readonly bottom: number;
  readonly part: Part;
}

/** The tiles of the map that a part of a square shows. */
function* tilesOf(map: LabelMap, place: Place, within: Part): Generator<Placed> {
  const block = SIDE >> place.level;
  const column = (place.x << place.level) + Math.floor(within.left / block);
  const row = (place.y << place.level) + Math.floor(within.top / block);
  const lastColumn = Math.min(map.across, (place.x << place.level) + Math.ceil(within.right / block));
  const lastRow = Math.min(map.down, (place.y << place.level) + Math.ceil(within.bottom / block));
  for (let y = row; y < lastRow; y++) {
    for (let x = column; x < lastColumn; x++) {
      const number = y * map.across + x;
      const { width, height } = map.extentOf(number);
      const part = partOf(place, number, map.across);
      yield { tile: map.tile(number), right: width - 1, bottom: height - 1, part };
    }
  }
}

/** Colours, by index, the tiles that `within` touches; `out` is the whole square, row after row. */
export function develop(
  map: LabelMap,
  place: Place,
  within: Part,
  palette: Uint32Array,
  out: Uint32Array,
): void {
  for (const placed of tilesOf(map, place, within)) {
    const { tile, part } = placed;
    if (!tile.cells) fill(part, palette[tile.index] as number, out);
    else if (place.level === 0)
      for (let i = 0; i < out.length; i++) out[i] = palette[tile.cells[i] as number] as number;
    else shrink(placed, SIDE / (part.right - part.left), palette, out);
  }
}

function fill({ left, top, right, bottom }: Part, pixel: number, out: Uint32Array): void {
  for (let y = top; y < bottom; y++) out.fill(pixel, y * SIDE + left, y * SIDE + right);
}

/** Each pixel is the mean of four that are spread over its block of `step` x `step`. */
function shrink(
  { tile, right, bottom, part }: Placed,
  step: number,
  palette: Uint32Array,
  out: Uint32Array,
): void {
  const { cells } = tile;
  if (!cells) return;
  const [near, far] = [Math.floor(step / 4), Math.floor((3 * step) / 4)];
  for (let y = part.top; y < part.bottom; y++) {
    const start = (y - part.top) * step;
    const above = Math.min(start + near, bottom) * SIDE;
    const below = Math.min(start + far, bottom) * SIDE;
    for (let x = part.left; x < part.right; x++) {
      const from = (x - part.left) * step;
      const before = Math.min(from + near, right);
      const after = Math.min(from + far, right);
      const a = cells[above + before] as number;
      const b = cells[above + after] as number;
      const c = cells[below + before] as number;
      const d = cells[below + after] as number;
      const at = y * SIDE + x;
      if (a === b && b === c && c === d) out[at] = palette[a] as number;
      else
        out[at] = mean(
          palette[a] as number,
          palette[b] as number,
          palette[c] as number,
          palette[d] as number,
        );
    }
  }
}

/** The mean of four pixels, each opaque or not there at all. */
function mean(a: number, b: number, c: number, d: number): number {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (const one of [a, b, c, d]) {
    if (one === 0) continue;
    red += one & 255;
    green += (one >> 8) & 255;
    blue += (one >> 16) & 255;
    count++;
  }
  if (count === 0) return 0;
  const alpha = Math.round((255 * count) / 4);
  const channel = (sum: number): number => Math.round(sum / count);
  return ((alpha << 24) | (channel(blue) << 16) | (channel(green) << 8) | channel(red)) >>> 0;
}
