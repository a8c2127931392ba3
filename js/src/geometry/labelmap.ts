/**
 * The masks of a picture as a map: every pixel has one owner, a label, or none. Owners are label ids, 0 is nobody.
 */

import type { Annotation } from "../wire/protocol";
import { flood } from "./flood";
import { type Mask, readMasks, type Unread } from "./masks";
import type { Point, Size } from "./point";
import { LONGEST_SIDE, type Spans, spansOfRings, spansOfStroke } from "./raster";
import { columnsOf, type Runs, RunWriter, writeRuns } from "./rle";
import * as tiles from "./tile";
import { type Changed, TileGrid } from "./tilegrid";

/** Pixels that a tool covers. */
export type Area =
  | { readonly kind: "stroke"; readonly points: readonly Point[]; readonly width: number }
  | { readonly kind: "rings"; readonly parts: readonly (readonly Point[])[] }
  /** All connected pixels that have the owner that the pixel at `at` has. */
  | { readonly kind: "flood"; readonly at: Point };

/** Tiles as they were, by number: what `restore` takes. They are those that stood there, not copies. */
export type Patch = ReadonlyMap<number, tiles.Tile>;

/** What an act has changed: tiles by number, and owners that gained or lost pixels; both empty for nothing. */
export interface Painted {
  readonly tiles: readonly number[];
  readonly owners: readonly number[];
  readonly before: Patch;
}

export class LabelMap {
  /** Pixels of an answer that more than one of its masks claims: the later one has them. */
  claimedTwice = 0;
  /** Masks of an answer that are none of this picture. */
  unread: readonly Unread[] = [];
  readonly #grid: TileGrid;
  /** Tiles know owners by their place in this row. */
  readonly #owners = [0];
  readonly #indices = new Map([[0, 0]]);
  readonly #areas: number[];
  readonly #stamps = [0];
  readonly #rles = new Map<number, string>();
  /** The runs of each owner, by index, in each column of tiles; those that an act has changed are missing. */
  readonly #columns = new Map<number, (Runs | undefined)[]>();

  /** An empty map. Throws RangeError for a picture without extent or beyond 65,536 pixels a side. */
  constructor(readonly size: Size) {
    const { width, height } = size;
    if (!(Math.min(width, height) >= 1 && Math.max(width, height) <= LONGEST_SIDE)) {
      throw new RangeError(`Masks of ${width} x ${height} pixels cannot be drawn.`);
    }
    this.#grid = new TileGrid(size);
    this.#areas = [width * height];
  }

  /** The masks of an answer in this frame; `claimedTwice` and `unread` tell what of them cannot be shown. */
  static from(size: Size, annotations: readonly Annotation[], frame = 0): LabelMap {
    const map = new LabelMap(size);
    const { masks, unread } = readMasks(annotations, size, frame);
    map.claimedTwice = map.redraw(masks).claimedTwice;
    map.unread = unread;
    return map;
  }

  /** Another map with the same pixels. Tiles are shared until one of the two is painted on. */
  copy(): LabelMap {
    const twin = new LabelMap(this.size);
    for (const owner of this.#owners) twin.#indexOf(owner);
    this.#areas.forEach((area, index) => {
      twin.#areas[index] = area;
    });
    for (let n = 0; n < this.across * this.down; n++) twin.#grid.put(n, this.tile(n));
    for (const [owner, rle] of this.#rles) twin.#rles.set(owner, rle);
    twin.claimedTwice = this.claimedTwice;
    twin.unread = this.unread;
    return twin;
  }

  /** Tiles in a row. */
  get across(): number {
    return this.#grid.across;
  }

  /** Rows of tiles. */
  get down(): number {
    return this.#grid.down;
  }

  tile(number: number): tiles.Tile {
    return this.#grid.tile(number);
  }

  /** The part of a tile that is in the picture. */
  extentOf(number: number): Size {
    return this.#grid.extentOf(number);
  }

  /** The owner that tiles know by this index. */
  ownerOf(index: number): number {
    return this.#owners[index] ?? 0;
  }

  /** How many indices there are, nobody's among them. */
  get indices(): number {
    return this.#owners.length;
  }

  /** Owners that have pixels. */
  get owners(): number[] {
    return this.#owners.filter((_, index) => index > 0 && (this.#areas[index] as number) > 0);
  }

  /** The owner of the pixel at this point; 0 for none, and outside. */
  ownerAt({ x, y }: Point): number {
    return this.#holds(x, y) ? this.ownerOf(this.#grid.indexAt(Math.floor(x), Math.floor(y))) : 0;
  }

  /** How many pixels an owner has. */
  areaOf(owner: number): number {
    return this.#areas[this.#indices.get(owner) ?? -1] ?? 0;
  }

  /** Another number whenever the pixels of an owner may have changed. */
  stampOf(owner: number): number {
    return this.#stamps[this.#indices.get(owner) ?? -1] ?? 0;
  }

  /** The mask of an owner as COCO's compressed string. */
  rleOf(owner: number): string {
    let rle = this.#rles.get(owner);
    if (rle === undefined) {
      rle = writeRuns(this.runsOf(owner));
      this.#rles.set(owner, rle);
    }
    return rle;
  }

  /** The mask of an owner as runs. */
  runsOf(owner: number): Runs {
    const index = this.#indices.get(owner) ?? -1;
    const columns = this.#columns.get(index) ?? [];
    if (index > 0) this.#columns.set(index, columns);
    const writer = new RunWriter();
    for (let column = 0; column < this.across; column++) {
      const runs = columns[column] ?? this.#grid.runsOf(index, column);
      columns[column] = runs;
      runs.forEach((run, i) => {
        writer.add(i % 2 === 1, run);
      });
    }
    return writer.runs;
  }

  /** The pixels of an area, row by row; none where a flood starts outside. */
  spansOf(area: Area): Spans {
    if (area.kind === "rings") return spansOfRings(area.parts, this.size);
    if (area.kind === "stroke") return spansOfStroke(area.points, area.width, this.size);
    const [x, y] = [Math.floor(area.at.x), Math.floor(area.at.y)];
    if (!this.#holds(x, y)) return new Int32Array(0);
    const index = this.#grid.indexAt(x, y);
    return flood(x, y, this.size.height, (row) => this.#grid.stretchesOf(row, index));
  }

  /** Gives the pixels of `area` to `owner`; with `free` only those that nobody has. */
  paint(area: Area, owner: number, free = false): Painted {
    const spans = this.spansOf(area);
    const index = this.#indexOf(owner);
    const layer = { spans, down: false, index, indices: this.#owners.length, free };
    return this.#act(false, (changed) => this.#grid.lay(layer, changed));
  }

  /** Gives the pixels of `area` to nobody. */
  erase(area: Area): Painted {
    return this.paint(area, 0);
  }

  /** Puts tiles back as they were; its own `before` takes that back. */
  restore(patch: Patch): Painted {
    const wide = this.#owners.length > 256;
    return this.#act(true, (changed) => {
      for (const [number, tile] of patch) changed.set(number, wide ? tiles.widened(tile) : tile);
    });
  }

  /** Draws masks in their order, the later over the earlier; the owner 0 gives pixels to nobody. */
  redraw(masks: readonly Mask[]): Painted & { readonly claimedTwice: number } {
    const indices = masks.map(({ owner }) => this.#indexOf(owner));
    let claimedTwice = 0;
    const painted = this.#act(true, (changed) => {
      masks.forEach(({ owner, runs }, i) => {
        const spans = columnsOf(runs, this.size);
        const layer = { spans, down: true, index: indices[i] as number, free: false };
        const lost = this.#grid.lay({ ...layer, indices: this.#owners.length }, changed);
        if (owner !== 0) claimedTwice += lost;
      });
    });
    return { ...painted, claimedTwice };
  }

  #holds(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.size.width && y < this.size.height;
  }

  #indexOf(owner: number): number {
    const known = this.#indices.get(owner);
    if (known !== undefined) return known;
    const index = this.#owners.push(owner) - 1;
    if (index > 65_535) throw new RangeError("A picture can have masks of 65,535 labels at most.");
    this.#indices.set(owner, index);
    this.#areas.push(0);
    this.#stamps.push(0);
    if (index === 256) this.#grid.widen();
    return index;
  }

  /** Draws into `changed`, then makes that what stands. `anew`: pixels may differ where counts do not. */
  #act(anew: boolean, draw: (changed: Changed) => void): Painted {
    const changed: Changed = new Map();
    draw(changed);
    const before = new Map<number, tiles.Tile>();
    const touched = new Set<number>();
    for (const [number, tile] of changed) {
      const old = this.tile(number);
      before.set(number, old);
      for (const index of tiles.differing(old, tile, anew)) {
        touched.add(index);
        const columns = this.#columns.get(index);
        if (columns) columns[number % this.across] = undefined;
      }
      for (const [index, count] of old.counts) this.#count(index, -count);
      for (const [index, count] of tile.counts) this.#count(index, count);
      this.#grid.put(number, tile);
    }
    touched.delete(0);
    return { tiles: [...before.keys()], owners: [...touched].map((index) => this.#touch(index)), before };
  }

  #count(index: number, count: number): void {
    this.#areas[index] = (this.#areas[index] as number) + count;
  }

  #touch(index: number): number {
    const owner = this.ownerOf(index);
    this.#stamps[index] = (this.#stamps[index] as number) + 1;
    this.#rles.delete(owner);
    return owner;
  }
}
