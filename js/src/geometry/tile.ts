/**
 * A square of a label map. Its pixels know their owners by an index, counted from 1; 0 is nobody. A tile never
 * changes: painting makes another, so whoever keeps the old one can go back to it.
 */

import type { Spans } from "./raster";
import type { RunWriter } from "./rle";

/** Pixels along a side. */
export const SIDE = 256;
const BITS = 8;
const PIXELS = SIDE * SIDE;

export type Cells = Uint8Array | Uint16Array;

export interface Tile {
  /** The index of each pixel, row after row; null: all have one owner. What lies beyond the image is not read. */
  readonly cells: Cells | null;
  /** The index of that one owner; with `cells` it means nothing. */
  readonly index: number;
  /** How many pixels of the image each owner has here, by index. */
  readonly counts: ReadonlyMap<number, number>;
}

/** A tile of `pixels` pixels of one owner. */
export function whole(index: number, pixels: number): Tile {
  return { cells: null, index, counts: new Map([[index, pixels]]) };
}

export function indexAt({ cells, index }: Tile, x: number, y: number): number {
  return cells ? (cells[placeOf(x, y)] as number) : index;
}

/** The tile with room for more than 255 owners. */
export function widened(tile: Tile): Tile {
  return tile.cells instanceof Uint8Array ? { ...tile, cells: new Uint16Array(tile.cells) } : tile;
}

function blank(wide: boolean): Cells {
  return wide ? new Uint16Array(PIXELS) : new Uint8Array(PIXELS);
}

/** A tile being painted. */
export class Draft {
  /** The copy that is painted; null where it takes no painting to know what comes out. */
  readonly #cells: Cells | null;
  readonly #lost: Int32Array;

  constructor(
    readonly tile: Tile,
    private readonly how: Painting,
  ) {
    const { index, free, all, indices } = how;
    const done = all || (!tile.cells && tile.index === index) || (free && !tile.counts.has(0));
    this.#cells = done ? null : copied(tile, how);
    this.#lost = new Int32Array(done ? 0 : indices);
  }

  /** Paints `count` pixels from this place on, in a row or with `down` in a column. */
  paint(x: number, y: number, count: number, down: boolean): void {
    const cells = this.#cells;
    if (!cells) return;
    const lost = this.#lost;
    const { index, free } = this.how;
    const step = down ? SIDE : 1;
    const start = placeOf(x, y);
    const end = start + count * step;
    for (let i = start; i < end; i += step) {
      const old = cells[i] as number;
      if (old === index || (free && old !== 0)) continue;
      cells[i] = index;
      lost[old] = (lost[old] as number) + 1;
    }
  }

  /** The painted tile; the one that was there when no pixel changed. */
  done(): Tile {
    const { index, all } = this.how;
    const { counts } = this.tile;
    if (all) return counts.size === 1 && counts.has(index) ? this.tile : whole(index, sum(counts));
    const left = new Map(counts);
    this.#lost.forEach((lost, old) => {
      if (lost > 0) give(left, old, index, lost);
    });
    if (this.#lost.every((lost) => lost === 0)) return this.tile;
    return { cells: left.size === 1 ? null : this.#cells, index, counts: left };
  }
}

/** How a tile is painted. */
export interface Painting {
  /** Who gets the pixels, one of `indices`. */
  readonly index: number;
  readonly indices: number;
  /** Only those that nobody has. */
  readonly free: boolean;
  /** The whole tile, known beforehand: it is not painted pixel by pixel. */
  readonly all: boolean;
  /** Nobody else has the tile yet: it may be painted on as it is. */
  readonly fresh: boolean;
}

function copied({ cells, index }: Tile, { fresh, indices }: Painting): Cells {
  if (!cells) return blank(indices > 256).fill(index);
  return fresh ? cells : cells.slice();
}

/** Paints spans over a row of tiles, or over a column of them. */
export function draw(drafts: readonly (Draft | null)[], spans: Spans, down: boolean): void {
  for (let i = 0; i < spans.length; i += 3) {
    const line = spans[i] as number;
    const to = spans[i + 2] as number;
    for (let start = spans[i + 1] as number; start < to; ) {
      const end = Math.min(to, (start | (SIDE - 1)) + 1);
      const draft = drafts[start >> BITS];
      if (down) draft?.paint(line, start, end - start, true);
      else draft?.paint(start, line, end - start, false);
      start = end;
    }
  }
}

/** How many pixels of each tile of a row (or column) of tiles the spans have. */
export function coverage(spans: Spans, length: number): Int32Array {
  const covered = new Int32Array(length);
  for (let i = 0; i < spans.length; i += 3) {
    const to = spans[i + 2] as number;
    for (let start = spans[i + 1] as number; start < to; ) {
      const end = Math.min(to, (start | (SIDE - 1)) + 1);
      covered[start >> BITS] = (covered[start >> BITS] as number) + end - start;
      start = end;
    }
  }
  return covered;
}

/** How many pixels others than `index` and nobody have lost between two tiles. */
export function lostBetween(old: Tile, tile: Tile, index: number): number {
  let lost = 0;
  for (const [one, count] of old.counts) {
    if (one !== 0 && one !== index) lost += count - (tile.counts.get(one) ?? 0);
  }
  return lost;
}

/** Indices that have more or fewer pixels in one of two tiles; with `all` whoever has any. */
export function differing(a: Tile, b: Tile, all: boolean): number[] {
  const indices = new Set([...a.counts.keys(), ...b.counts.keys()]);
  return [...indices].filter((index) => all || a.counts.get(index) !== b.counts.get(index));
}

/** What of a row of a tile is asked for: pixels of one owner; `left` is the place of the tile itself. */
export interface Stretch {
  readonly y: number;
  readonly left: number;
  readonly width: number;
  readonly index: number;
}

/** Adds the stretches of a row that an owner has to `runs`, as from, to, …; those that touch become one. */
export function addStretches(tile: Tile, { y, left, width, index }: Stretch, runs: number[]): void {
  if (!tile.counts.has(index)) return;
  const { cells } = tile;
  const row = placeOf(0, y);
  for (let x = 0; x < width; ) {
    const start = x;
    const inside = !cells || cells[row + x] === index;
    if (cells) while (x < width && (cells[row + x] === index) === inside) x++;
    else x = width;
    if (!inside) continue;
    if (runs[runs.length - 1] === left + start) runs[runs.length - 1] = left + x;
    else runs.push(left + start, left + x);
  }
}

/** Adds a column of a tile of several owners to the runs of one. */
export function addColumn(tile: Tile, x: number, height: number, index: number, runs: RunWriter): void {
  const { cells } = tile;
  if (!cells) return;
  const end = height * SIDE;
  for (let i = x; i < end; ) {
    const start = i;
    const inside = cells[i] === index;
    while (i < end && (cells[i] === index) === inside) i += SIDE;
    runs.add(inside, (i - start) / SIDE);
  }
}

function placeOf(x: number, y: number): number {
  return ((y & (SIDE - 1)) << BITS) | (x & (SIDE - 1));
}

function sum(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}

function give(counts: Map<number, number>, from: number, to: number, pixels: number): void {
  const left = (counts.get(from) ?? 0) - pixels;
  if (left > 0) counts.set(from, left);
  else counts.delete(from);
  counts.set(to, (counts.get(to) ?? 0) + pixels);
}
