/** Where the wall's tiles lie: pure arithmetic in CSS pixels, from the wall's top and not the window's. */

import { Ranges } from "../session/ranges";
import type { Rect } from "./fit";

/** Rows of square tiles that fill a width, and how many items they hold. */
export interface WallLayout {
  readonly columns: number;
  /** Side of a tile, and what lies between two. */
  readonly side: number;
  readonly gap: number;
  /** From one row, or column, to the next. */
  readonly stride: number;
  /** What is left over on the left. */
  readonly margin: number;
  readonly count: number;
  readonly rows: number;
  readonly height: number;
}

/** Tiles of about `tile` pixels, grown or shrunk a little until a row of them fills `width`. */
export function wallLayout(width: number, tile: number, count: number): WallLayout {
  const gap = Math.min(8, Math.max(2, Math.round(tile / 14)));
  const columns = Math.max(1, Math.round((width - gap) / (tile + gap)));
  const stride = Math.max(gap + 1, Math.floor((width - gap) / columns));
  const rows = Math.ceil(count / columns);
  const margin = gap + Math.floor((width - gap - columns * stride) / 2);
  const height = rows * stride + gap;
  return { columns, side: stride - gap, gap, stride, margin, count, rows, height };
}

/** First row, and the row after the last, of which anything is seen between `top` and `top + height`. */
export function rowsIn(layout: WallLayout, top: number, height: number): { from: number; to: number } {
  const from = Math.floor((top - layout.gap) / layout.stride);
  const to = Math.ceil((top + height - layout.gap) / layout.stride);
  return { from: Math.max(0, from), to: Math.min(layout.rows, Math.max(0, to)) };
}

export function rectOf({ columns, stride, margin, gap, side }: WallLayout, place: number): Rect {
  const [row, column] = [Math.floor(place / columns), place % columns];
  return { x: margin + column * stride, y: gap + row * stride, width: side, height: side };
}

/** The place of the tile at a point of the wall, or -1 between tiles. */
export function placeAt(layout: WallLayout, x: number, y: number): number {
  const [column, row] = [
    Math.floor((x - layout.margin) / layout.stride),
    Math.floor((y - layout.gap) / layout.stride),
  ];
  const place = row * layout.columns + column;
  if (column < 0 || column >= layout.columns || row < 0 || place >= layout.count) return -1;
  const rect = rectOf(layout, place);
  return x < rect.x + rect.width && y < rect.y + rect.height ? place : -1;
}

/** The places of all tiles that a rectangle touches. */
export function placesIn(layout: WallLayout, band: Rect): Ranges {
  const { columns, stride, margin, gap, side, rows, count } = layout;
  const span = (from: number, size: number, start: number, most: number) => [
    Math.max(0, Math.ceil((from - start - side) / stride)),
    Math.min(most - 1, Math.floor((from + size - start) / stride)),
  ];
  const [left = 0, right = 0] = span(band.x, band.width, margin, columns);
  const [first = 0, last = 0] = span(band.y, band.height, gap, rows);
  if (right < left) return Ranges.NONE;
  const all = [];
  for (let row = first; row <= last; row++)
    all.push({ from: row * columns + left, to: Math.min(count, row * columns + right + 1) });
  return Ranges.from(all);
}

/** Browsers lose precision, or stop, beyond some millions of pixels: a taller wall is scrolled by a shorter bar. */
export const TALLEST = 8_000_000;

/** Height of what the browser scrolls, for a wall of this height. */
export function barHeight(height: number): number {
  return Math.min(height, TALLEST);
}

/** Where the wall's top is when the browser's bar is there, for a window of `view` pixels. */
export function topAt(bar: number, height: number, view: number): number {
  const room = barHeight(height) - view;
  return room <= 0 ? 0 : (Math.min(bar, room) / room) * (height - view);
}

/** The reverse. */
export function barAt(top: number, height: number, view: number): number {
  const room = height - view;
  return room <= 0 ? 0 : (top / room) * (barHeight(height) - view);
}
