/** The pictures of the pages near the one shown, decoded off the main thread and closed when far away. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { PictureView } from "../session/types";
import type { Picture, Pictures } from "./protocol";

const NOTHING: PictureView = { bitmap: null, width: 0, height: 0, reason: "" };

interface Entry {
  readonly shown: Signal<PictureView>;
  /** Longest side asked for, in device pixels; 0 while there is no picture. */
  size: number;
}

export class Media {
  readonly #entries = new Map<string, Entry>();
  #ended = false;

  constructor(ending: AbortSignal) {
    ending.addEventListener("abort", () => {
      this.#ended = true;
      this.keepOnly(new Set());
    });
  }

  picture(key: string): ReadonlySignal<PictureView> {
    return this.#entry(key).shown;
  }

  /** Those of the keys that have no picture of at least this size, nor a reason why not. Of size 0 is none. */
  missing(keys: readonly string[], size: number): string[] {
    if (size === 0) return [];
    return keys.filter((key) => {
      const entry = this.#entries.get(key);
      return entry === undefined || (entry.size < size && entry.shown.peek().reason === "");
    });
  }

  /** Takes a data message; the pictures appear when they are decoded. */
  take(message: Pictures, buffers: readonly DataView[]): void {
    for (const picture of message.pictures) void this.#decode(picture, buffers[picture.buffer]);
  }

  /** Closes every picture but these. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const [key, entry] of this.#entries) {
      if (keys.has(key) || entry.size === 0) continue;
      entry.size = 0;
      this.#put(entry, NOTHING);
    }
  }

  async #decode(picture: Picture, bytes: DataView | undefined): Promise<void> {
    const entry = this.#entry(picture.item);
    const { width, height, size } = picture;
    if (size < entry.size || this.#ended) return;
    const before = entry.size;
    entry.size = size;
    if (bytes === undefined) {
      this.#put(entry, {
        bitmap: null,
        width,
        height,
        reason: picture.reason || "The picture did not arrive.",
      });
      return;
    }
    try {
      const bitmap = await bitmapOf(bytes as DataView<ArrayBuffer>, picture.type);
      if (this.#ended || entry.size !== size) bitmap.close();
      else this.#put(entry, { bitmap, width, height, reason: "" });
    } catch {
      entry.size = before;
      this.#put(entry, { bitmap: null, width, height, reason: "The browser cannot show this picture." });
    }
  }

  #put(entry: Entry, view: PictureView): void {
    const before = entry.shown.peek().bitmap;
    entry.shown.value = view;
    before?.close();
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { shown: signal(NOTHING), size: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

/** The first pictures are decoded the quick way, so that the first page is there soon. */
const QUICK = 48;
let decodes = 0;

/** Decodes off the main thread. The bytes go in as a DataView: its offset and length are honoured. */
export async function bitmapOf(bytes: DataView<ArrayBuffer>, type: string): Promise<ImageBitmap> {
  // A blob costs the main thread about 0.8 ms each, a decoder a fifth of that; not every browser has one. But
  // Chromium keeps up to a megabyte of each picture that went through a decoder, however it is closed.
  decodes += 1;
  if (decodes <= QUICK && typeof ImageDecoder !== "undefined") {
    try {
      return await decoded(bytes, type);
    } catch {
      // The other way may know this kind.
    }
  }
  return createImageBitmap(new Blob([bytes], { type }));
}

async function decoded(data: DataView<ArrayBuffer>, type: string): Promise<ImageBitmap> {
  const decoder = new ImageDecoder({ data, type });
  try {
    const { image } = await decoder.decode();
    const bitmap = await createImageBitmap(image);
    image.close();
    return bitmap;
  } finally {
    decoder.close();
  }
}
