/** A picture in tiles: where each of them lies, and how spans are laid over them. */

import type { Size } from "./point";
import type { Spans } from "./raster";
import { type Runs, RunWriter } from "./rle";
import * as tiles from "./tile";
import { SIDE, type Tile } from "./tile";

/** Tiles that are to stand, by number; they count from the top left one, row by row. */
export type Changed = Map<number, Tile>;

/** Pixels that an owner gets. */
export interface Layer {
  readonly spans: Spans;
  /** The lines of the spans are columns, not rows. */
  readonly down: boolean;
  /** The owner's, one of `indices`. */
  readonly index: number;
  readonly indices: number;
  /** Only those that nobody has. */
  readonly free: boolean;
}

export class TileGrid {
  /** Tiles in a row, and rows of tiles. */
  readonly across: number;
  readonly down: number;
  #tiles: Tile[];

  constructor(
    readonly size: Size,
    filled?: readonly Tile[],
  ) {
    this.across = Math.ceil(size.width / SIDE);
    this.down = Math.ceil(size.height / SIDE);
    const count = this.across * this.down;
    this.#tiles = filled
      ? [...filled]
      : Array.from({ length: count }, (_, n) => tiles.whole(0, this.#pixels(n)));
  }

  /** Another with the same tiles. */
  copy(): TileGrid {
    return new TileGrid(this.size, this.#tiles);
  }

  tile(number: number): Tile {
    return this.#tiles[number] as Tile;
  }

  put(number: number, tile: Tile): void {
    this.#tiles[number] = tile;
  }

  /** Makes room for more than 255 owners. */
  widen(): void {
    this.#tiles = this.#tiles.map(tiles.widened);
  }

  /** The part of tile `number` that is in the picture. */
  extentOf(number: number): Size {
    const { width, height } = this.size;
    return {
      width: Math.min(SIDE, width - (number % this.across) * SIDE),
      height: Math.min(SIDE, height - Math.floor(number / this.across) * SIDE),
    };
  }

  #pixels(number: number): number {
    const { width, height } = this.extentOf(number);
    return width * height;
  }

  indexAt(x: number, y: number): number {
    return tiles.indexAt(this.tile(Math.floor(y / SIDE) * this.across + Math.floor(x / SIDE)), x, y);
  }

  /** Gives pixels to an owner, one row (or column) of tiles after the other; how many pixels others have lost. */
  lay(layer: Layer, changed: Changed): number {
    const { spans } = layer;
    let lost = 0;
    for (let start = 0; start < spans.length; ) {
      const band = Math.floor((spans[start] as number) / SIDE);
      let end = start;
      while (end < spans.length && Math.floor((spans[end] as number) / SIDE) === band) end += 3;
      lost += this.#layBand({ ...layer, spans: spans.subarray(start, end) }, band, changed);
      start = end;
    }
    return lost;
  }

  #layBand(layer: Layer, band: number, changed: Changed): number {
    const { spans, down } = layer;
    const numberOf = (place: number): number =>
      down ? place * this.across + band : band * this.across + place;
    const covered = tiles.coverage(spans, down ? this.down : this.across);
    const drafts = Array.from(covered, (count, place) =>
      count === 0 ? null : this.#draft(numberOf(place), count, layer, changed),
    );
    tiles.draw(drafts, spans, down);
    let lost = 0;
    drafts.forEach((draft, place) => {
      const tile = draft?.done();
      if (!draft || !tile || tile === draft.tile) return;
      changed.set(numberOf(place), tile);
      lost += tiles.lostBetween(draft.tile, tile, layer.index);
    });
    return lost;
  }

  #draft(number: number, count: number, layer: Layer, changed: Changed): tiles.Draft {
    const tile = changed.get(number) ?? this.tile(number);
    const empty = !tile.cells && tile.index === 0;
    const all = count === this.#pixels(number) && (!layer.free || empty);
    return new tiles.Draft(tile, { ...layer, all, fresh: changed.has(number) });
  }

  /** The stretches of a row that an owner has, as from, to, from, to, … */
  stretchesOf(y: number, index: number): number[] {
    const runs: number[] = [];
    const first = Math.floor(y / SIDE) * this.across;
    for (let column = 0; column < this.across; column++) {
      const { width } = this.extentOf(first + column);
      tiles.addStretches(this.tile(first + column), { y, left: column * SIDE, width, index }, runs);
    }
    return runs;
  }

  /** The runs of an owner in a column of tiles. */
  runsOf(index: number, column: number): Runs {
    const runs = new RunWriter();
    const { width } = this.extentOf(column);
    const stack = this.#stackOf(column, index);
    const [only] = stack;
    if (only && !only.tile && stack.length === 1) {
      runs.add(only.inside, width * this.size.height);
      return runs.runs;
    }
    for (let x = 0; x < width; x++) {
      for (const { tile, inside, height } of stack) {
        if (tile) tiles.addColumn(tile, x, height, index, runs);
        else runs.add(inside, height);
      }
    }
    return runs.runs;
  }

  /** A column of tiles from top to bottom, those joined that are wholly the owner's or wholly not. */
  #stackOf(column: number, index: number): Piece[] {
    const stack: Piece[] = [];
    for (let row = 0; row < this.down; row++) {
      const number = row * this.across + column;
      const tile = this.tile(number);
      const { height } = this.extentOf(number);
      const inside = tile.counts.has(index);
      const mixed = inside && tile.cells !== null;
      const above = stack.at(-1);
      if (above && !above.tile && !mixed && above.inside === inside) above.height += height;
      else stack.push({ tile: mixed ? tile : null, inside, height });
    }
    return stack;
  }
}

/** What an owner has of a column of tiles: some of a tile, or all or nothing of so many rows. */
interface Piece {
  readonly tile: Tile | null;
  readonly inside: boolean;
  height: number;
}
