/** The texts of documents: what came with their items, and the rest of those that are looked at, piece by piece. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Document } from "../document/document";
import { type Link, Refused } from "../wire/link";
import type { Passage } from "../wire/protocol";
import type { PictureView } from "./types";

/** A document as far as it was read, which is always from its start. */
export interface TextView {
  readonly text: string;
  /** Code points in all; 0 while unknown. */
  readonly length: number;
  /** True when `text` is all of it. */
  readonly whole: boolean;
  /** Why it cannot be read, or "". */
  readonly reason: string;
  /** Annotations whose text is gone since the file was changed: what each marked, by id. */
  readonly lost: ReadonlyMap<string, string>;
}

/** The texts of a project of documents. */
export interface Texts {
  /** True when the medium is text: there are no pictures then. */
  readonly on: ReadonlySignal<boolean>;
  /** What is known of a document; nothing is asked for. */
  of(key: string): ReadonlySignal<TextView>;
  /**
   * The first of these is looked at, the others may be next: it is read to its end, of the others the first
   * piece. Takes the place of the wish before.
   */
  wish(keys: readonly string[]): void;
  /** The beginnings of these are in view: those that did not come with their items are asked for. */
  begin(keys: readonly string[]): void;
  /** Nobody looks at a document any more. */
  release(): void;
}

/** Code points in one piece, and in the beginning of a document. */
export const PIECE = 65_536;
export const BEGINNING = 1_200;
/** What texts may take together before the longest unused are let go, in characters. */
const BUDGET = 20_000_000;
/** More documents than this are not remembered. */
const MOST = 20_000;
/** Asks on their way at once: documents may lie far away, and one must not wait for another. */
const ASKS = 4;
const AGAIN_AFTER = 3_000;

const UNKNOWN: TextView = { text: "", length: 0, whole: false, reason: "", lost: new Map() };

interface Entry {
  readonly shown: Signal<TextView>;
  /** The same for those who ask for a picture: there is none, perhaps with a reason. */
  readonly pictured: ReadonlySignal<PictureView>;
  /** Code points of the text. */
  points: number;
  /** True when the kernel was asked: more is known than came with the item. */
  read: boolean;
  asking: boolean;
}

export class LiveTexts implements Texts {
  readonly on = signal(false);
  /** The longest unused first. */
  readonly #entries = new Map<string, Entry>();
  readonly #followers = new Set<(key: string) => void>();
  #wished: readonly string[] = [];
  #begun: readonly string[] = [];
  #asks = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly ending: AbortSignal,
    private readonly budget = BUDGET,
  ) {
    const unfollow = doc.follow((key) => this.#told(key));
    ending.addEventListener("abort", () => {
      unfollow();
      clearTimeout(this.#again);
      this.#entries.clear();
    });
  }

  of(key: string): ReadonlySignal<TextView> {
    return this.#entry(key).shown;
  }

  /** Why a document cannot be read, or "". */
  reason(key: string): string {
    return this.#entries.get(key)?.shown.peek().reason ?? "";
  }

  /** What is known of a document, without remembering it. */
  peek(key: string): Pick<TextView, "text" | "length" | "reason"> {
    const { text = "", length = 0, reason = "" } = this.doc.peek(key) ?? {};
    return this.#entries.get(key)?.shown.peek() ?? { text, length, reason };
  }

  /** Calls back for each document of which more was read. Gives what ends it. */
  follow(changed: (key: string) => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  /** What a document has in place of a picture. */
  picture(key: string): ReadonlySignal<PictureView> {
    return this.#entry(key).pictured;
  }

  wish(keys: readonly string[]): void {
    this.#wished = keys;
    for (const key of [...keys].reverse()) this.#touch(key);
    this.#pump();
  }

  begin(keys: readonly string[]): void {
    this.#begun = keys;
    this.#pump();
  }

  release(): void {
    this.#wished = [];
  }

  /** Files may be others than they were: what nobody looks at is read anew when somebody does. */
  doubt(): void {
    for (const [key, entry] of this.#entries) if (!this.#wished.includes(key)) this.#reset(key, entry);
  }

  // --- what the kernel told ---------------------------------------------------------------------------

  /** An item was told of again. What was read of it holds as long as it still begins like that. */
  #told(key: string): void {
    const [entry, info] = [this.#entries.get(key), this.doc.peek(key)];
    if (!entry || !info) return;
    const { text, length } = entry.shown.peek();
    if (info.length === 0 && !info.broken) return;
    if (info.length === length && text.startsWith(info.text)) return;
    this.#reset(key, entry);
    this.#pump();
  }

  /** Back to what came with the item. */
  #reset(key: string, entry: Entry): void {
    const info = this.doc.peek(key);
    entry.read = false;
    entry.points = info ? [...info.text].length : 0;
    const known = info && info.length > 0;
    entry.shown.value = known
      ? { ...UNKNOWN, text: info.text, length: info.length, whole: entry.points === info.length }
      : UNKNOWN;
  }

  // --- reading ----------------------------------------------------------------------------------------

  /** Asks for what is missing: the beginning of each in its turn, then the rest of the first. */
  #pump(): void {
    while (this.#asks < ASKS && this.#again === undefined && !this.ending.aborted) {
      const next = this.#next();
      if (next === undefined) return;
      void this.#read(...next);
    }
  }

  #next(): [key: string, count: number] | undefined {
    const first = this.#wished.find((key) => this.#lacks(key, PIECE));
    if (first !== undefined) return [first, PIECE];
    const owing = this.#wished.find((key) => this.#owesLost(key));
    if (owing !== undefined) return [owing, 1];
    const begun = this.#begun.find((key) => this.#isUnknown(key) && this.#lacks(key, 1));
    if (begun !== undefined) return [begun, BEGINNING];
    const [looked] = this.#wished;
    return looked !== undefined && this.#lacks(looked) ? [looked, PIECE] : undefined;
  }

  /** True when all of a document came with its item: whether its spans are still there was not told. */
  #owesLost(key: string): boolean {
    const { read, asking, shown } = this.#entry(key);
    const answer = this.doc.peek(key)?.answer;
    const marked = answer?.annotations.some(({ shape }) => shape.kind === "span") ?? false;
    return marked && !read && !asking && shown.peek().whole;
  }

  /** True when the kernel had not even its beginning at hand. */
  #isUnknown(key: string): boolean {
    const info = this.doc.peek(key);
    return info !== null && !info.broken && info.length === 0;
  }

  /** True when fewer than so many code points of it are here, there are more, and none is on its way. */
  #lacks(key: string, points = Number.POSITIVE_INFINITY): boolean {
    const entry = this.#entry(key);
    const { whole, reason } = entry.shown.peek();
    return !whole && reason === "" && !entry.asking && entry.points < points;
  }

  async #read(key: string, count: number): Promise<void> {
    const entry = this.#entry(key);
    entry.asking = true;
    this.#asks += 1;
    try {
      const start = entry.points;
      this.#take(key, entry, await this.link.ask("read", { item: key, start, count }));
    } catch (error) {
      if (error instanceof Refused) this.#show(key, entry, { ...UNKNOWN, reason: error.message });
      else this.#later();
    } finally {
      entry.asking = false;
      this.#asks -= 1;
      this.#pump();
    }
  }

  #take(key: string, entry: Entry, { start, text, length, lost }: Passage): void {
    if (this.#entries.get(key) !== entry) return;
    const before = entry.shown.peek();
    if (start > 0 && length !== before.length) {
      // The file was changed meanwhile: what is here is not its beginning any more.
      entry.points = 0;
      entry.shown.value = UNKNOWN;
      return;
    }
    // The item was told of again meanwhile, with another beginning: the piece does not go on from that.
    if (start > 0 && start !== entry.points) return;
    if (text === "" && start < length) throw new Error("A piece of the text did not arrive.");
    entry.points = Math.min(length, start + [...text].length);
    entry.read = true;
    const whole = entry.points >= length;
    this.#show(key, entry, {
      text: start > 0 ? before.text + text : text,
      length,
      whole,
      reason: "",
      lost: new Map(Object.entries(lost)),
    });
    this.#bound();
  }

  #show(key: string, entry: Entry, view: TextView): void {
    entry.shown.value = view;
    for (const changed of this.#followers) changed(key);
  }

  /** The kernel is busy or gone. */
  #later(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.#pump();
    }, AGAIN_AFTER);
  }

  // --- keeping ----------------------------------------------------------------------------------------

  #entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known) return known;
    const shown = signal(UNKNOWN);
    const pictured = computed(() => ({ bitmap: null, width: 0, height: 0, reason: shown.value.reason }));
    const entry = { shown, pictured, points: 0, read: false, asking: false };
    this.#entries.set(key, entry);
    this.#reset(key, entry);
    return entry;
  }

  #touch(key: string): void {
    const entry = this.#entry(key);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  /** Lets go of what was not looked at for longest. */
  #bound(): void {
    const wanted = new Set([...this.#wished, ...this.#begun]);
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= MOST) break;
      if (!wanted.has(key)) this.#entries.delete(key);
    }
    let taken = 0;
    for (const { read, shown } of this.#entries.values()) if (read) taken += shown.peek().text.length;
    for (const [key, entry] of this.#entries) {
      if (taken <= this.budget) return;
      if (!entry.read || wanted.has(key)) continue;
      taken -= entry.shown.peek().text.length;
      this.#reset(key, entry);
    }
  }
}
