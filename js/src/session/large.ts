/** Pictures for the large view: any frame, as large as one zooms, and stored values where there are some. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Gone, type Link, Unanswered } from "../wire/link";
import { bitmapOf } from "../wire/media";
import type { Measured, Picture } from "../wire/protocol";
import { pictureSize } from "./supply";
import { TiledPictures } from "./tiled";
import type { PictureView } from "./types";

/** Stored values of one frame, row by row, with what the kernel says about them. */
export interface Measurement extends Measured {
  /** Null for an ordinary picture. */
  readonly stored: Stored | null;
}
export type Stored = Uint8Array | Int8Array | Uint16Array | Int16Array | Float32Array;

/** A frame of an item, and the device pixels that its longer side has on the screen; 0: only its stored values. */
export interface Wish {
  readonly item: string;
  readonly frame: number;
  readonly pixels: number;
}

interface Entry {
  readonly picture: Signal<PictureView>;
  readonly measured: Signal<Measurement | null>;
  /** Longest side that the picture was asked for with, 0 for none. */
  size: number;
  asking: boolean;
}

const NOTHING: PictureView = { bitmap: null, width: 0, height: 0, reason: "" };
/** What pictures and values may take together before the longest unused are let go, in bytes. */
const BUDGET = 192 << 20;
/** Longest side of the stored values that are asked for; the kernel sends fewer when they weigh too much. */
const MEASURED = 2048;
const AGAIN_AFTER = 4_000;

export class LargePictures {
  /** By item and frame, the longest unused first. */
  readonly #entries = new Map<string, Entry>();
  /** Items that are known to have no stored values. */
  readonly #ordinary = new Set<string>();
  /** What is too large to be shown whole. */
  readonly tiles: TiledPictures;
  #wishes: readonly Wish[] = [];
  /** What was asked for and has not come: it may also come late, when nobody looks any more. */
  readonly #asked = new Set<string>();
  #waits = "";
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly ending: AbortSignal,
  ) {
    this.tiles = new TiledPictures(link, ending);
    ending.addEventListener("abort", () => this.release());
  }

  picture(item: string, frame: number): ReadonlySignal<PictureView> {
    return this.#entry(item, frame).picture;
  }

  /** Null until the kernel has answered. */
  measured(item: string, frame: number): ReadonlySignal<Measurement | null> {
    return this.#entry(item, frame).measured;
  }

  /** What is seen now, then what may be seen next: asked for one after the other, newer wishes first. */
  wish(wishes: readonly Wish[]): void {
    this.#wishes = wishes;
    for (const { item, frame } of [...wishes].reverse()) this.#touch(item, frame);
    void this.#measureAll(wishes);
    this.#pump();
  }

  /** Takes a picture that was asked for here; false when it was not, so that it belongs to a tile. */
  take(picture: Picture, bytes: DataView | undefined): boolean {
    const asked = askedOf(picture);
    if (!this.#asked.delete(asked)) return false;
    if (asked === this.#waits) this.#answered();
    if (this.#entries.has(keyOf(picture.item, picture.frame))) {
      void this.#show(picture, bytes).then(() => this.#pump());
    }
    return true;
  }

  /** The large view is closed: its pictures go, what the tiles show stays. */
  release(): void {
    this.#wishes = [];
    this.#answered();
    this.tiles.release();
    for (const key of [...this.#entries.keys()]) this.#drop(key);
  }

  #answered(): void {
    this.#waits = "";
    clearTimeout(this.#patience);
  }

  #pump(): void {
    if (this.#waits || this.ending.aborted) return;
    const wish = this.#wishes.find((one) => this.#lacks(one));
    if (!wish) return;
    const size = pictureSize(wish.pixels);
    this.#waits = askedOf({ ...wish, size });
    this.#asked.add(this.#waits);
    this.#patience = setTimeout(() => {
      this.#answered();
      this.#pump();
    }, AGAIN_AFTER);
    if (this.link.state.peek() !== "gone") {
      this.link.tell("want", { items: [wish.item], size, frame: wish.frame });
    }
  }

  #lacks({ item, frame, pixels }: Wish): boolean {
    if (pixels === 0) return false;
    const { size, picture } = this.#entry(item, frame);
    if (size >= pictureSize(pixels) || picture.peek().reason !== "") return false;
    const { width, height } = picture.peek();
    return size === 0 || size < Math.max(width, height);
  }

  async #show(picture: Picture, bytes: DataView | undefined): Promise<void> {
    const { item, frame, size, width, height, type } = picture;
    const entry = this.#entry(item, frame);
    if (size <= entry.size) return;
    entry.size = size;
    let view: PictureView = { bitmap: null, width, height, reason: picture.reason || "It did not arrive." };
    try {
      if (bytes)
        view = { bitmap: await bitmapOf(bytes as DataView<ArrayBuffer>, type), width, height, reason: "" };
    } catch {
      view = { bitmap: null, width, height, reason: "The browser cannot show this picture." };
    }
    if (entry !== this.#entries.get(keyOf(item, frame)) || entry.size !== size) {
      view.bitmap?.close();
      return;
    }
    const before = entry.picture.peek().bitmap;
    entry.picture.value = view;
    before?.close();
    this.#trim();
  }

  /** The stored values of what is seen, then of the frames beside it, until something else is wished for. */
  async #measureAll(wishes: readonly Wish[]): Promise<void> {
    for (const wish of wishes) {
      if (wishes !== this.#wishes || this.ending.aborted) return;
      await this.#measure(wish);
    }
  }

  async #measure({ item, frame }: Wish): Promise<void> {
    const entry = this.#entry(item, frame);
    if (entry.asking || this.#ordinary.has(item) || entry.measured.peek() !== null) return;
    entry.asking = true;
    try {
      const { body, buffers } = await this.link.askWhole("measure", { item, frame, size: MEASURED });
      const stored = storedOf(body, buffers[0]);
      if (!stored) this.#ordinary.add(item);
      entry.measured.value = { ...body, stored };
      this.#trim();
    } catch (error) {
      // A kernel that cannot answer now may later; one that refuses leaves the plain picture.
      if (!(error instanceof Gone || error instanceof Unanswered)) this.#ordinary.add(item);
    } finally {
      entry.asking = false;
    }
  }

  #entry(item: string, frame: number): Entry {
    const key = keyOf(item, frame);
    let entry = this.#entries.get(key);
    if (!entry) {
      const none = { size: 0, asking: false };
      entry = { picture: signal(NOTHING), measured: signal<Measurement | null>(null), ...none };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** Now the last to be let go. */
  #touch(item: string, frame: number): void {
    const entry = this.#entry(item, frame);
    this.#entries.delete(keyOf(item, frame));
    this.#entries.set(keyOf(item, frame), entry);
  }

  #trim(): void {
    let sum = [...this.#entries.values()].reduce((bytes, entry) => bytes + bytesOf(entry), 0);
    const wished = new Set(this.#wishes.map(({ item, frame }) => keyOf(item, frame)));
    for (const [key, entry] of this.#entries) {
      if (sum <= BUDGET) return;
      if (wished.has(key)) continue;
      sum -= bytesOf(entry);
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    const bitmap = entry?.picture.peek().bitmap;
    this.#entries.delete(key);
    if (entry) {
      entry.picture.value = NOTHING;
      entry.measured.value = null;
    }
    bitmap?.close();
  }
}

function keyOf(item: string, frame: number): string {
  return `${frame} ${item}`;
}

function askedOf({ item, frame, size }: Pick<Picture, "item" | "frame" | "size">): string {
  return `${size} ${keyOf(item, frame)}`;
}

function bytesOf({ picture, measured }: Entry): number {
  const { bitmap } = picture.peek();
  return (bitmap ? bitmap.width * bitmap.height * 4 : 0) + (measured.peek()?.stored?.byteLength ?? 0);
}

const ARRAYS = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array, f32: Float32Array };

/** The values as numbers; null for an ordinary picture, or when their count is not as announced. */
function storedOf({ type, width, height }: Measured, bytes: DataView | undefined): Stored | null {
  if (type === "" || !bytes) return null;
  const kind = ARRAYS[type];
  if (bytes.byteLength !== width * height * kind.BYTES_PER_ELEMENT) return null;
  // A copy: where a message puts its buffers need not suit the numbers' alignment.
  return new kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}
