/** Pictures that are too large to be shown whole: how far their tiles are made, and the tiles that are seen. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Choice, nameOf, type Pyramid, type Tile } from "../scene/tiles";
import { Gone, type Link, Refused, Unanswered } from "../wire/link";

/** Pictures of more pixels are shown by tiles; the kernel says the same. */
export const LARGE = 16_000_000;

/** What is known of the tiles of one frame. */
export interface Tiling {
  /** Null for a picture that is shown whole, and until the kernel has answered. */
  readonly pyramid: Pyramid | null;
  /** The share of the tiles that is made; before it is 1 there are none. */
  readonly ready: number;
  /** Why there are none, in the kernel's words; else "". */
  readonly reason: string;
}

interface Frame {
  readonly item: string;
  readonly frame: number;
}

const UNKNOWN: Tiling = { pyramid: null, ready: 0, reason: "" };
/** What decoded tiles may take together before the longest unused are closed, in bytes. */
const BUDGET = 48 << 20;
const AT_ONCE = 4;
/** How often is asked how far the tiles are made, in milliseconds. */
const ASK_EVERY = 400;
/** How long nothing is asked of a kernel that has not answered, or has refused. */
const REST = 2_000;
/** How often the same tile may fail before it is left out. */
const TRIES = 3;
/** How many pictures' tilings are remembered. */
const KNOWN = 16;

export class TiledPictures {
  readonly #known = new Map<string, Signal<Tiling>>();
  /** By frame and tile, the longest unused first. */
  readonly #tiles = new Map<string, ImageBitmap>();
  readonly #flying = new Set<string>();
  readonly #failed = new Map<string, number>();
  readonly #arrived = signal(0);
  #shown: Frame | null = null;
  #wanted: ReadonlyMap<string, Tile> = new Map();
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    ending: AbortSignal,
  ) {
    ending.addEventListener("abort", () => this.release());
  }

  of(item: string, frame: number): ReadonlySignal<Tiling> {
    return this.#of(keyOf({ item, frame }));
  }

  /** Counts the tiles that came. */
  get arrived(): ReadonlySignal<number> {
    return this.#arrived;
  }

  /** A tile of the picture that is shown, if it is here. It is closed when others need its place: never keep it. */
  tile(tile: Tile): ImageBitmap | null {
    return (this.#shown && this.#tiles.get(this.#keyOf(tile))) ?? null;
  }

  /** This frame is shown: its tiles are made now, when they are not yet. Null: none is. */
  look(shown: Frame | null): void {
    if (shown && this.#shown && keyOf(shown) === keyOf(this.#shown)) return;
    this.#shown = shown;
    this.#wanted = new Map();
    this.#failed.clear();
    this.#wake();
    if (shown) void this.#follow(shown);
  }

  /** What is seen of the frame shown, and what may be next; what was wanted before is not any more. */
  want({ needed, ahead }: Choice): void {
    if (!this.#shown) return;
    this.#wanted = new Map([...needed, ...ahead].map((tile) => [this.#keyOf(tile), tile]));
    for (const key of [...this.#wanted.keys()].reverse()) this.#touch(key);
    this.#pump();
  }

  /** Nothing is shown large any more. */
  release(): void {
    this.look(null);
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
  }

  /** Asks how far the tiles are, until they are made or another picture is shown. */
  async #follow(shown: Frame): Promise<void> {
    const known = this.#of(keyOf(shown));
    while (this.#shown === shown) {
      try {
        const { width, height, tile, levels, ready } = await this.link.ask("levels", { ...shown });
        known.value = { pyramid: tile > 0 ? { width, height, tile, levels } : null, ready, reason: "" };
        if (ready === 1) return this.#pump();
        await pause(ASK_EVERY);
      } catch (error) {
        if (error instanceof Refused) {
          known.value = { pyramid: null, ready: 0, reason: error.message };
          return;
        }
        await pause(REST); // The kernel is busy or gone; it may come back.
      }
    }
  }

  #pump(): void {
    const shown = this.#shown;
    if (!shown || this.#rest !== undefined || this.#of(keyOf(shown)).peek().ready < 1) return;
    for (const [key, tile] of this.#wanted) {
      if (this.#flying.size >= AT_ONCE) return;
      const left = this.#tiles.has(key) || this.#flying.has(key) || (this.#failed.get(key) ?? 0) >= TRIES;
      if (!left) void this.#fetch(shown, key, tile);
    }
  }

  async #fetch(shown: Frame, key: string, tile: Tile): Promise<void> {
    this.#flying.add(key);
    try {
      const { body, buffers } = await this.link.askWhole("piece", { ...shown, ...tile });
      // The hand may have gone on meanwhile, before or while it is decoded.
      const bitmap = this.#wanted.has(key) && (await decoded(buffers[0] as DataView<ArrayBuffer>, body.type));
      if (bitmap) this.#keep(key, bitmap);
    } catch (error) {
      this.#fail(shown, key, error);
    }
    this.#flying.delete(key);
    this.#pump();
  }

  #keep(key: string, bitmap: ImageBitmap): void {
    if (!this.#wanted.has(key)) {
      bitmap.close();
      return;
    }
    this.#failed.delete(key);
    this.#tiles.set(key, bitmap);
    this.#trim();
    this.#arrived.value += 1;
  }

  /** A kernel that is gone or busy is let alone for a while; one that refuses is asked again how far it is. */
  #fail(shown: Frame, key: string, error: unknown): void {
    if (shown !== this.#shown) return;
    const silent = error instanceof Gone || error instanceof Unanswered;
    if (!silent) this.#failed.set(key, (this.#failed.get(key) ?? 0) + 1);
    if (this.#rest !== undefined) return;
    this.#rest = setTimeout(() => {
      this.#wake();
      if (error instanceof Refused) void this.#follow(shown);
      this.#pump();
    }, REST);
  }

  #wake(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  /** Now the last to be closed. */
  #touch(key: string): void {
    const tile = this.#tiles.get(key);
    if (!tile) return;
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
  }

  #trim(): void {
    let sum = [...this.#tiles.values()].reduce((bytes, tile) => bytes + bytesOf(tile), 0);
    for (const [key, tile] of this.#tiles) {
      if (sum <= BUDGET) return;
      if (this.#wanted.has(key)) continue;
      sum -= bytesOf(tile);
      this.#tiles.delete(key);
      tile.close();
    }
  }

  #of(key: string): Signal<Tiling> {
    let known = this.#known.get(key);
    if (!known) {
      known = signal(UNKNOWN);
      this.#known.set(key, known);
      const [oldest] = this.#known.keys();
      if (this.#known.size > KNOWN && oldest !== undefined) this.#known.delete(oldest);
    }
    return known;
  }

  #keyOf(tile: Tile): string {
    return this.#shown ? `${nameOf(tile)} ${keyOf(this.#shown)}` : "";
  }
}

function keyOf({ item, frame }: Frame): string {
  return `${frame} ${item}`;
}

function bytesOf({ width, height }: ImageBitmap): number {
  return width * height * 4;
}

/** Not by an ImageDecoder: Chromium keeps a megabyte of each tile that went through one, however it is closed. */
function decoded(bytes: DataView<ArrayBuffer>, type: string): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([bytes], { type }));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
