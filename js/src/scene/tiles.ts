/**
 * Tiles of a picture that is too large to be shown whole: which of them a view needs, and which may stand in for
 * those that are not here yet. Pure arithmetic, in the words of `viewport.ts`.
 */

import type { Point, Size } from "../geometry/point";
import type { Viewport } from "./viewport";

/** The upright original's size, a tile's longest side, and how many levels there are: each half of the one before. */
export interface Pyramid extends Size {
  readonly tile: number;
  readonly levels: number;
}

/** Level 0 is the full size; column and row count from 0. */
export interface Tile {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** What a view is made of, the middle first, and what the hand may reach next. */
export interface Choice {
  readonly needed: readonly Tile[];
  readonly ahead: readonly Tile[];
}

/** Most tiles of one view; of a larger one, a coarser level is shown. */
export const MOST = 64;
/** Most tiles beside them. */
export const MOST_AHEAD = 24;
/** How far over the view is looked ahead, as a share of it. */
const BEYOND = 0.4;
/** How many levels finer than what is needed still stands in for it. */
const FINER = 2;

/** Columns and rows of a level. */
export function gridOf({ width, height, tile }: Pyramid, level: number): { columns: number; rows: number } {
  const side = tile * 2 ** level;
  return { columns: Math.ceil(width / side), rows: Math.ceil(height / side) };
}

/** The image pixels that a tile's own pixels stand for; at the right and lower edge some may be outside. */
export function areaOf(pyramid: Pyramid, { level, x, y }: Tile): Point & Size {
  const block = 2 ** level;
  const side = pyramid.tile * block;
  const pixels = (whole: number, before: number) =>
    Math.min(pyramid.tile, Math.ceil(whole / block) - before * pyramid.tile) * block;
  const size = { width: pixels(pyramid.width, x), height: pixels(pyramid.height, y) };
  return { x: x * side, y: y * side, ...size };
}

/** The coarsest level that need not be enlarged at `scale` device pixels per image pixel. */
export function levelFor({ levels }: Pyramid, scale: number): number {
  return Math.min(Math.max(Math.floor(-Math.log2(scale) + 1e-9), 0), levels - 1);
}

/** The tiles of a level that are seen of it, or would be with `margin` more on every side; the middle first. */
export function tilesIn(pyramid: Pyramid, level: number, seen: Viewport, view: Size, margin = 0): Tile[] {
  const side = pyramid.tile * 2 ** level;
  const { columns, rows } = gridOf(pyramid, level);
  const [width, height] = [view.width / seen.zoom, view.height / seen.zoom];
  const across = along(seen.x, width, margin * width + 1 / seen.zoom, side, columns);
  const down = along(seen.y, height, margin * height + 1 / seen.zoom, side, rows);
  const middle = { x: (seen.x + width / 2) / side - 0.5, y: (seen.y + height / 2) / side - 0.5 };
  const far = (one: Tile) => Math.hypot(one.x - middle.x, one.y - middle.y);
  return down.flatMap((y) => across.map((x) => ({ level, x, y }))).sort((a, b) => far(a) - far(b));
}

/** Columns, or rows, between two image pixels. Painting on whole pixels of the screen may shift by one: `more`. */
function along(start: number, length: number, more: number, side: number, count: number): number[] {
  const first = Math.max(0, Math.floor((start - more) / side));
  const last = Math.min(count, Math.ceil((start + length + more) / side));
  return Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step);
}

/** What a view of `ratio` device pixels per screen pixel is made of. */
export function choose(pyramid: Pyramid, seen: Viewport, view: Size, ratio: number): Choice {
  let level = levelFor(pyramid, seen.zoom * ratio);
  let needed = tilesIn(pyramid, level, seen, view);
  while (needed.length > MOST && level + 1 < pyramid.levels) {
    level += 1;
    needed = tilesIn(pyramid, level, seen, view);
  }
  return { needed, ahead: aheadOf(pyramid, level, seen, view, needed) };
}

/** The whole picture at its coarsest, the level to zoom out to, then what lies around the view. */
function aheadOf(
  pyramid: Pyramid,
  level: number,
  seen: Viewport,
  view: Size,
  needed: readonly Tile[],
): Tile[] {
  const coarser = Math.min(level + 1, pyramid.levels - 1);
  const found = new Map<string, Tile>();
  const top = { level: pyramid.levels - 1, x: 0, y: 0 };
  const around = tilesIn(pyramid, level, seen, view, BEYOND);
  for (const one of [top, ...tilesIn(pyramid, coarser, seen, view), ...around]) found.set(nameOf(one), one);
  for (const one of needed) found.delete(nameOf(one));
  return [...found.values()].slice(0, MOST_AHEAD);
}

export function nameOf({ level, x, y }: Tile): string {
  return `${level}/${x}/${y}`;
}

/**
 * What to paint for the tiles that are needed, of those that are `here`, in this order: where one is missing, the
 * nearest coarser one, and over it finer ones.
 */
export function paintedFor(pyramid: Pyramid, needed: readonly Tile[], here: (tile: Tile) => boolean): Tile[] {
  const found = new Map<string, Tile>();
  const add = (tile: Tile) => found.set(nameOf(tile), tile);
  for (const tile of needed) {
    if (here(tile)) {
      add(tile);
      continue;
    }
    const coarser = above(pyramid, tile).find(here);
    if (coarser) add(coarser);
    for (const finer of below(pyramid, tile, FINER)) if (here(finer)) add(finer);
  }
  return [...found.values()].sort((a, b) => b.level - a.level);
}

/** The tiles that a tile is a part of, the nearest level first. */
function above({ levels }: Pyramid, { level, x, y }: Tile): Tile[] {
  return Array.from({ length: levels - 1 - level }, (_, step) => {
    const by = 2 ** (step + 1);
    return { level: level + step + 1, x: Math.floor(x / by), y: Math.floor(y / by) };
  });
}

/** The tiles that a tile is made of, so many levels down. */
function below(pyramid: Pyramid, { level, x, y }: Tile, steps: number): Tile[] {
  if (level === 0 || steps === 0) return [];
  const { columns, rows } = gridOf(pyramid, level - 1);
  const parts = [0, 1, 2, 3].map((n) => ({ level: level - 1, x: 2 * x + (n & 1), y: 2 * y + (n >> 1) }));
  return parts
    .filter((one) => one.x < columns && one.y < rows)
    .flatMap((one) => [one, ...below(pyramid, one, steps - 1)]);
}
