/**
 * The items that a query found, by place: loaded in stretches where the person looks, and forgotten when too
 * many are. Only what is in view, and a little ahead, is ever asked for; nothing piles up while it moves.
 */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Document } from "../document/document";
import { type Link, Refused } from "../wire/link";
import type { ItemInfo, Query } from "../wire/protocol";
import { EVERYTHING } from "./query";
import type { Arrangement as Found } from "./types";

/** Keys are loaded by so many, at places that are multiples of it. */
export const CHUNK = 128;
/** So many chunks are kept: 65,536 keys; of documents, which begin with their items, an eighth of that. */
const CHUNKS = { pictures: 512, documents: 64 };
/** Chunks in one message, and messages on their way at once. */
const RUN = 2;
const ASKS = 2;
const AGAIN_AFTER = 2_000;

/** The places in view, `to` not included. */
interface Window {
  readonly from: number;
  readonly to: number;
}

export class Arrangement {
  readonly #found = signal<Found | null>(null);
  readonly #chunks = new Map<number, readonly string[]>();
  readonly #places = new Map<string, number>();
  readonly #asked = new Set<number>();
  #query: Query = EVERYTHING;
  #window: Window = { from: 0, to: 0 };
  #heading = 1;
  #asks = 0;
  /** Counts arrangements, so that answers to an earlier one are told from this one's. */
  #turn = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    /** Called when keys have come; null when all are other ones. */
    private readonly arrived: (keys: readonly string[] | null) => void,
    /** Items that must not be forgotten. */
    private readonly needed: () => ReadonlySet<string>,
    /** True where items are documents. */
    private readonly texts: ReadonlySignal<boolean>,
    private readonly ending: AbortSignal,
  ) {
    ending.addEventListener("abort", () => clearTimeout(this.#again));
  }

  get found() {
    return this.#found;
  }

  get count(): number {
    return this.#found.peek()?.count ?? 0;
  }

  /** The key at a place; null while it is not loaded. */
  key(place: number): string | null {
    const chunk = Math.floor(place / CHUNK);
    return this.#chunks.get(chunk)?.[place - chunk * CHUNK] ?? null;
  }

  /** Where a loaded item is, or -1. */
  placeOf(key: string): number {
    return this.#places.get(key) ?? -1;
  }

  /** The loaded keys from a place on, up to another. */
  keys({ from, to }: Window): string[] {
    const found: string[] = [];
    for (let place = Math.max(0, from); place < Math.min(to, this.count); place++) {
      const key = this.key(place);
      if (key !== null) found.push(key);
    }
    return found;
  }

  /**
   * Asks for the arrangement of a query and gives its first `count` items; their pictures of `size` follow. The
   * one before stays until then. Null when another was asked for meanwhile. Throws `Refused`.
   */
  async arrange(query: Query, count: number, size: number): Promise<readonly ItemInfo[] | null> {
    const turn = ++this.#turn;
    const { view, count: all, items } = await this.link.ask("arrange", { query, count, size });
    if (turn !== this.#turn || this.ending.aborted) return null;
    batch(() => {
      this.#query = query;
      this.#clear();
      this.#found.value = { view, count: all };
      this.#receive(0, items);
      this.arrived(null);
    });
    this.#pump();
    return items;
  }

  /** Nothing is arranged any more. */
  leave(): void {
    this.#turn += 1;
    this.#window = { from: 0, to: 0 };
    this.#clear();
    this.#found.value = null;
  }

  /** These places are in view now. What is missing of them is asked for first. */
  look(from: number, to: number): void {
    if (from !== this.#window.from) this.#heading = from > this.#window.from ? 1 : -1;
    this.#window = { from, to };
    this.#pump();
  }

  /** The window and as much again on the side that it moves to. */
  ahead(): Window {
    const { from, to } = this.#window;
    const more = to - from;
    return this.#heading > 0 ? { from: to, to: to + more } : { from: Math.max(0, from - more), to: from };
  }

  /** Items by place, asked for by themselves: for pages, and for the ends of selections. */
  async rows(start: number, count: number, size: number): Promise<ItemInfo[]> {
    const { items } = await this.#ask(start, count, size);
    for (const info of items) this.doc.receive(info);
    return items;
  }

  /** The keys at these places, loaded or not. */
  async keysAt(places: readonly number[]): Promise<string[]> {
    const found: string[] = [];
    for (const place of places) {
      const key = this.key(place) ?? (await this.rows(place, 1, 0))[0]?.item;
      if (key !== undefined) found.push(key);
    }
    return found;
  }

  /** Where an item is, or -1. */
  async locate(item: string): Promise<number> {
    const known = this.placeOf(item);
    const view = this.#found.peek()?.view;
    if (known >= 0 || view === undefined) return known;
    return (await this.link.ask("locate", { view, item })).place;
  }

  /** Everything out of view may be otherwise by now: it is loaded anew when it is looked at. */
  doubt(): void {
    const { from, to } = this.#window;
    const near = (chunk: number) => (chunk + 1) * CHUNK > from && chunk * CHUNK < to;
    this.#forget([...this.#chunks.keys()].filter((chunk) => !near(chunk)));
  }

  /** Asks for what is missing: in view, then ahead. */
  #pump(): void {
    const found = this.#found.peek();
    if (found === null || this.ending.aborted) return;
    while (this.#asks < ASKS) {
      const chunk = this.#missing(this.#window) ?? this.#missing(this.ahead());
      if (chunk === undefined) return;
      const more = this.#lacks(chunk + 1) && this.#near(chunk + 1) ? RUN : 1;
      this.#load(chunk, more, found.view);
    }
  }

  #load(chunk: number, run: number, view: number): void {
    const chunks = Array.from({ length: run }, (_, i) => chunk + i);
    for (const one of chunks) this.#asked.add(one);
    this.#asks += 1;
    const turn = this.#turn;
    this.#ask(chunk * CHUNK, run * CHUNK, 0)
      .then(({ start, items }) => {
        if (this.#found.peek()?.view !== view) return;
        this.#receive(start, items);
        this.arrived(items.map((one) => one.item));
      })
      .catch((error: Error) => {
        if (turn === this.#turn) this.#failed(error);
      })
      .finally(() => {
        this.#asks -= 1;
        for (const one of chunks) this.#asked.delete(one);
        if (this.#again === undefined) this.#pump();
      });
  }

  /** The kernel has forgotten the arrangement (it began anew): the same is asked for again. */
  #failed(error: Error): void {
    clearTimeout(this.#again);
    const again = async () => {
      this.#again = undefined;
      if (!(error instanceof Refused)) this.#pump();
      else await this.arrange(this.#query, CHUNK, 0).catch((next: Error) => this.#failed(next));
    };
    this.#again = setTimeout(again, error instanceof Refused ? 0 : AGAIN_AFTER);
  }

  #ask(start: number, count: number, size: number) {
    const { view } = this.#found.peek() ?? { view: 0 };
    return this.link.ask("rows", { view, start, count, size });
  }

  #receive(start: number, items: readonly ItemInfo[]): void {
    for (const info of items) this.doc.receive(info);
    for (let at = 0; at < items.length; at += CHUNK) {
      const keys = items.slice(at, at + CHUNK).map((one) => one.item);
      const chunk = (start + at) / CHUNK;
      // A part of a chunk is not kept: the rest of it could not be told from what is loaded.
      if (keys.length < CHUNK && start + at + keys.length < this.count) return;
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, keys);
      keys.forEach((key, i) => {
        this.#places.set(key, start + at + i);
      });
    }
    this.#bound();
  }

  /** Forgets what is farthest from what is in view. */
  #bound(): void {
    const most = CHUNKS[this.texts.peek() ? "documents" : "pictures"];
    if (this.#chunks.size <= most) return;
    const middle = (this.#window.from + this.#window.to) / 2 / CHUNK;
    const far = [...this.#chunks.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    this.#forget(far.slice(0, most / 8));
  }

  #forget(chunks: readonly number[]): void {
    const needed = this.needed();
    for (const chunk of chunks) {
      const keys = this.#chunks.get(chunk) ?? [];
      this.#chunks.delete(chunk);
      for (const key of keys) this.#places.delete(key);
      this.doc.release(keys.filter((key) => !needed.has(key)));
    }
  }

  #clear(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
    this.#forget([...this.#chunks.keys()]);
    this.#asked.clear();
  }

  #missing({ from, to }: Window): number | undefined {
    const last = Math.min(to, this.count);
    for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK < last; chunk++)
      if (this.#lacks(chunk)) return chunk;
    return undefined;
  }

  #lacks(chunk: number): boolean {
    return !this.#chunks.has(chunk) && !this.#asked.has(chunk) && chunk * CHUNK < this.count;
  }

  #near(chunk: number): boolean {
    const { from, to } = this.#window;
    return chunk * CHUNK < to + (to - from);
  }
}
