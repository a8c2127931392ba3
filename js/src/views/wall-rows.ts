/**
 * The wall's cells: rows of them over the canvas, only those in view, each taken for another row when it leaves.
 * While the wall moves fast they may lag behind the pixels; they are worked off a little in every frame.
 */

import type { Rect } from "../paint/fit";
import { rectOf, type WallLayout } from "../paint/layout";
import { focused, make, set } from "./element";
import { Tile, type TileActs, type TileView } from "./tile";

/** Milliseconds of a frame that cells may take. */
const BUDGET = 4;
/** Rows lie at most so far from where the layer begins: larger numbers lose their precision. */
const FAR = 1_000_000;

interface Row {
  readonly element: HTMLElement;
  tiles: Tile[];
  index: number;
  /** Which of the changes of all cells it shows. */
  stamp: number;
}

/** What a cell shows. */
export type Look = Omit<TileView, "rect">;

export class WallRows {
  readonly layer = make("div", "layer");
  readonly #free: Row[] = [];
  /** Rows in view, from the uppermost. */
  #rows: Row[] = [];
  #layout: WallLayout | null = null;
  #rects: readonly Rect[] = [];
  #base = 0;
  #stamp = 0;

  constructor(
    private readonly grid: HTMLElement,
    private readonly acts: TileActs,
    private readonly look: (place: number) => Look,
  ) {
    grid.append(this.layer);
  }

  /** Lies in another way: all cells are drawn anew. */
  relayout(layout: WallLayout): void {
    this.#layout = layout;
    this.#rects = Array.from({ length: layout.columns }, (_, i) => ({ ...rectOf(layout, i), y: 0 }));
    this.#free.push(...this.#rows);
    for (const row of this.#rows) this.#drop(row);
    this.#rows = [];
    set(this.grid, "aria-rowcount", String(layout.rows));
    set(this.grid, "aria-colcount", String(layout.columns));
  }

  /** The layer follows the pixels at once. */
  moveTo(top: number): void {
    if (Math.abs(top - this.#base) > FAR) {
      this.#base = Math.round(top);
      for (const row of this.#rows) this.#position(row);
    }
    this.layer.style.transform = `translateY(${this.#base - top}px)`;
  }

  /**
   * Draws rows `from` to `to` (not included), `first` before the others; false when some are left for later.
   * A row that left is taken as it lies, in whatever order: `tidy` puts them right when all stands still.
   */
  fill(from: number, to: number, first: number): boolean {
    const start = performance.now();
    const late = () => performance.now() - start > BUDGET;
    const out = (row: Row) => row.index < from || row.index >= to;
    for (const row of this.#rows) if (out(row)) this.#let(row);
    this.#rows = this.#rows.filter((row) => !out(row));
    const there = new Set(this.#rows.map((row) => row.index));
    const missing = Array.from({ length: to - from }, (_, i) => from + i).filter((i) => !there.has(i));
    const soonest = (a: number, b: number) => Number(b === first) - Number(a === first);
    for (const [done, index] of missing.sort(soonest).entries()) {
      if (done > 0 && late()) return false;
      this.#add(index);
    }
    const old = this.#rows.filter((row) => row.stamp !== this.#stamp);
    for (const row of old.sort((a, b) => soonest(a.index, b.index))) {
      if (late()) return false;
      this.#draw(row);
    }
    return true;
  }

  /** Nothing moves: only rows in view remain, in their order. The row with the focus is not touched. */
  tidy(): void {
    for (const row of this.#free) row.element.remove();
    this.#rows.sort((a, b) => a.index - b.index);
    const held = this.#rows.findIndex((row) => row.element.contains(focused(this.grid)));
    const fixed = this.#rows[held]?.element ?? null;
    let before = fixed;
    for (const row of this.#rows.slice(held + 1)) {
      const place = before === null ? this.layer.firstChild : before.nextSibling;
      if (place !== row.element) this.layer.insertBefore(row.element, place);
      before = row.element;
    }
    for (const row of this.#rows.slice(0, Math.max(held, 0)))
      if (row.element.nextSibling !== fixed) this.layer.insertBefore(row.element, fixed);
  }

  /** Any cell may show something else by now: all are drawn anew, in time. */
  stale(): void {
    this.#stamp += 1;
  }

  /** Draws the cell of a place anew, where there is one. */
  draw(place: number): void {
    const { columns = 1 } = this.#layout ?? {};
    const row = this.#rows.find((one) => one.index === Math.floor(place / columns));
    if (row) this.#tile(row, place % columns);
  }

  /** The cell of a place; null when it has none now. */
  cell(place: number): HTMLElement | null {
    const { columns = 1 } = this.#layout ?? {};
    const row = this.#rows.find((one) => one.index === Math.floor(place / columns));
    const cell = row?.tiles[place % columns]?.cell;
    return cell?.parentNode ? cell : null;
  }

  /** The row goes out of view. The focus stays in the grid, or the next key would be the notebook's. */
  #let(row: Row): void {
    if (row.element.contains(focused(this.grid))) this.grid.focus({ preventScroll: true });
    this.#free.push(row);
  }

  #drop(row: Row): void {
    if (row.element.contains(focused(this.grid))) this.grid.focus({ preventScroll: true });
    row.element.remove();
    row.tiles = [];
    row.element.replaceChildren();
  }

  #add(index: number): void {
    const row = this.#free.shift() ?? { element: make("div", "wallrow"), tiles: [], index, stamp: 0 };
    row.index = index;
    set(row.element, "role", "row");
    set(row.element, "aria-rowindex", String(index + 1));
    this.#position(row);
    this.#rows.push(row);
    if (row.element.parentNode === null) this.layer.append(row.element);
    this.#draw(row);
  }

  #position(row: Row): void {
    const { stride = 0, gap = 0 } = this.#layout ?? {};
    row.element.style.top = `${gap + row.index * stride - this.#base}px`;
  }

  #draw(row: Row): void {
    row.stamp = this.#stamp;
    for (let column = 0; column < this.#rects.length; column++) this.#tile(row, column);
  }

  #tile(row: Row, column: number): void {
    const { columns = 1, count = 0 } = this.#layout ?? {};
    const place = row.index * columns + column;
    let tile = row.tiles[column];
    if (place >= count) {
      tile?.cell.remove();
      return;
    }
    if (tile === undefined) {
      tile = new Tile(this.acts);
      set(tile.cell, "aria-colindex", String(column + 1));
      row.tiles[column] = tile;
    }
    if (tile.cell.parentNode === null) row.element.append(tile.cell);
    tile.draw({ ...this.look(place), rect: this.#rects[column] as Rect });
  }
}
