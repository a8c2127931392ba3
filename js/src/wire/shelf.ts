/**
 * The small pictures of the wall, as they come: one by one or many on a sheet. Decoded off the main thread and
 * kept within so many bytes; what was looked at last stays longest.
 */

import type { WallPicture } from "../session/types";
import { bitmapOf } from "./media";
import type { Pictures, Sheet } from "./protocol";

/** Bytes of decoded pictures that are kept beyond those in view. */
const MOST = 96 * 2 ** 20;

/** One decoded image with the tiles that are on it. */
interface Board {
  readonly image: ImageBitmap | null;
  readonly bytes: number;
  readonly keys: Set<string>;
  used: number;
}

interface Slot {
  readonly board: Board;
  readonly size: number;
  readonly picture: WallPicture;
}

type Place = Omit<WallPicture, "image"> & { readonly item: string };

export class Shelf {
  readonly #slots = new Map<string, Slot>();
  readonly #boards = new Set<Board>();
  #bytes = 0;
  #turn = 0;
  #ended = false;

  constructor(
    private readonly arrived: (keys: readonly string[]) => void,
    ending: AbortSignal,
    private readonly most = MOST,
  ) {
    ending.addEventListener("abort", () => {
      this.#ended = true;
      this.clear();
    });
  }

  /** Bytes of decoded pictures now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The picture of an item, which counts as looked at. */
  picture(key: string): WallPicture | null {
    const slot = this.#slots.get(key);
    if (slot === undefined) return null;
    slot.board.used = this.#turn;
    return slot.picture;
  }

  /** True when there is a picture of at least this size, or a reason why there is none. */
  has(key: string, size: number): boolean {
    const slot = this.#slots.get(key);
    return slot !== undefined && (slot.size >= size || slot.picture.reason !== "");
  }

  /** Why there is no picture, or "". */
  reason(key: string): string {
    return this.#slots.get(key)?.picture.reason ?? "";
  }

  /** Another part of the wall is looked at: what is drawn from now on was used last. */
  turn(): void {
    this.#turn += 1;
  }

  takeSheet({ size, tiles, type }: Sheet, buffers: readonly DataView[]): void {
    const places = tiles.map(({ w, h, width, height, ...tile }) => {
      return { ...tile, width: w, height: h, original: { width, height } };
    });
    void this.#take(places, buffers[0], type, size);
  }

  /** Takes those of a message that are no larger than `size`. */
  takePictures({ pictures }: Pictures, buffers: readonly DataView[], size: number): void {
    for (const one of pictures) {
      const { item, reason, width, height } = one;
      const whole = { item, x: 0, y: 0, width: 0, height: 0, original: { width, height }, reason };
      if (one.size <= size) void this.#take([whole], buffers[one.buffer], one.type, one.size);
    }
  }

  /** Forgets these, such as the pictures of files that have changed. */
  drop(keys: Iterable<string>): void {
    for (const key of keys) this.#leave(key);
  }

  clear(): void {
    this.drop([...this.#slots.keys()]);
  }

  async #take(all: readonly Place[], bytes: DataView | undefined, type: string, size: number): Promise<void> {
    const better = (one: Place) => !this.#shows(one.item, size);
    const places = all.filter(better);
    if (places.length === 0) return;
    const image = bytes && (await bitmapOf(bytes as DataView<ArrayBuffer>, type).catch(() => null));
    if (this.#ended) {
      image?.close();
      return;
    }
    const none = image === null ? "The browser cannot show this picture." : "The picture did not arrive.";
    const area = image ? 4 * image.width * image.height : 0;
    const board: Board = { image: image ?? null, bytes: area, keys: new Set(), used: this.#turn };
    this.#boards.add(board);
    this.#bytes += area;
    for (const place of places) if (better(place)) this.#put(board, place, size, none);
    if (board.keys.size === 0) this.#close(board);
    this.#shrink();
    this.arrived(places.map((place) => place.item));
  }

  #put(board: Board, { item, ...place }: Place, size: number, none: string): void {
    this.#leave(item);
    const { image } = board;
    const shown = image !== null && place.reason === "";
    // A picture that came alone fills its image.
    const whole = shown && place.width === 0 ? { width: image.width, height: image.height } : {};
    const reason = shown ? "" : place.reason || none;
    board.keys.add(item);
    this.#slots.set(item, {
      board,
      size,
      picture: { ...place, ...whole, image: shown ? image : null, reason },
    });
  }

  #shows(key: string, size: number): boolean {
    const slot = this.#slots.get(key);
    return slot !== undefined && slot.size >= size && slot.picture.reason === "";
  }

  #leave(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    slot.board.keys.delete(key);
    if (slot.board.keys.size === 0) this.#close(slot.board);
  }

  #close(board: Board): void {
    if (!this.#boards.delete(board)) return;
    this.#bytes -= board.bytes;
    board.image?.close();
  }

  /** Closes what was looked at longest ago, never what is in view. */
  #shrink(): void {
    if (this.#bytes <= this.most) return;
    const old = [...this.#boards].filter((board) => board.used < this.#turn).sort((a, b) => a.used - b.used);
    for (const board of old) {
      if (this.#bytes <= this.most * 0.9) return;
      for (const key of [...board.keys]) this.#leave(key);
    }
  }
}
