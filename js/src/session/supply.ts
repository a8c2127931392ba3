/** Keeps the next pages and their pictures coming, so that no page is waited for. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { isFinal } from "../document/annotation";
import type { Document } from "../document/document";
import { afterFrame } from "../wire/after-frame";
import type { Link } from "../wire/link";
import type { Media } from "../wire/media";
import type { ItemInfo } from "../wire/protocol";
import type { Arrangement } from "./arrangement";
import type { Pages } from "./pages";
import type { LiveTexts } from "./texts";
import type { Mode, PageKind } from "./types";

/** Picture sizes that are asked for: few, so that the kernel's cache is hit whatever the window's size. */
const SIZES = [96, 160, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096];
const AGAIN_AFTER = 3_000;
/** How long the next pages wait for the pictures of the page that is shown. */
const SHOWN_FIRST = 1_500;

/** What comes next; `kind` is null where it is not of the work queue. */
interface More {
  readonly keys: readonly string[];
  readonly kind: PageKind | null;
}

/** The size to ask for when a tile's longer side has so many device pixels. */
export function pictureSize(pixels: number): number {
  return SIZES.find((size) => size >= pixels) ?? Math.max(...SIZES);
}

export class Supply {
  /** What the next pages of the queue shall be. */
  readonly mode = signal<Mode>("automatic");
  /** Their order is better with every answer. */
  readonly learning = signal(false);
  readonly #exhausted = signal(false);
  #fetching = false;
  #freshening = false;
  /** Where pages come from when it is not the work queue, and the place of the next item there. */
  #arrangement: Arrangement | null = null;
  #next = 0;
  /** Counts where pages came from, so that late answers are told from wanted ones. */
  #turn = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly pages: Pages,
    private readonly media: Media,
    private readonly texts: LiveTexts,
    private readonly wanted: () => { count: number; size: number },
    /** Called when new pages are there, or it is known that there are none. */
    private readonly arrived: () => void,
    private readonly ending: AbortSignal,
  ) {
    ending.addEventListener("abort", () => {
      clearTimeout(this.#again);
      clearTimeout(this.#watchdog);
      clearTimeout(this.#patience);
    });
  }

  /** True when the kernel has no open item that is not on a page of this session. */
  get exhausted(): ReadonlySignal<boolean> {
    return this.#exhausted;
  }

  /** Pages come from here from now on: the items of an arrangement after the first `next`, or the queue. */
  follow(arrangement: Arrangement | null, next = 0): void {
    this.#turn += 1;
    this.#arrangement = arrangement;
    this.#next = next;
    this.#fetching = false;
    this.#exhausted.value = false;
  }

  /** True when pages come from the queue of open items. */
  get queued(): boolean {
    return this.#arrangement === null;
  }

  /** Another kind of page is wanted: what nobody has seen yet is asked for anew. */
  setMode(mode: Mode): void {
    if (mode === this.mode.peek()) return;
    this.mode.value = mode;
    if (!this.queued) return;
    this.pages.withdraw(() => true);
    this.follow(null);
    this.fetchAhead(false);
  }

  /** Learning has come further: a page in its newest order comes before those that are waiting. */
  async freshen(): Promise<void> {
    const { count } = this.wanted();
    if (!this.queued || count === 0 || this.#freshening || this.ending.aborted) return;
    this.#freshening = true;
    const turn = this.#turn;
    // Without an answer the pages that are ready stay.
    const more = await this.#work(count, this.#open()).catch(() => null);
    this.#freshening = false;
    if (more === null || turn !== this.#turn || this.wanted().count !== count) return;
    this.pages.precede(
      more.keys.filter((key) => this.#isOpen(key)),
      more.kind ?? "manual",
    );
    this.#begin();
    this.arrived();
    this.fetchAhead();
  }

  /** There may be open items again. */
  reopen(): void {
    if (!this.queued) return;
    this.#exhausted.value = false;
    this.fetchAhead();
  }

  /** Fetches until enough unseen pages are ready, once the page that is shown has its pictures. */
  fetchAhead(patient = true): void {
    const lacking = this.pages.lacking(this.wanted().count, this.queued && this.learning.peek());
    if (lacking === 0 || this.#fetching || this.#exhausted.peek() || this.ending.aborted) return;
    clearTimeout(this.#patience);
    if (patient && this.media.missing(this.pages.page.peek(), this.wanted().size).length > 0) {
      this.#patience = setTimeout(() => this.fetchAhead(false), SHOWN_FIRST);
      return;
    }
    this.#fetching = true;
    const turn = this.#turn;
    new Promise<void>(afterFrame)
      .then(() => (turn === this.#turn ? this.#more(lacking) : null))
      .then((more) => {
        if (more === null || turn !== this.#turn) return;
        this.#fetching = false;
        // On the wall there are no pages to cut: they are asked for again when there are.
        if (this.wanted().count === 0) return;
        const keys = more.keys.filter((key) => !this.queued || this.#isOpen(key));
        // The layout may have changed since: the pages are cut as they are wanted now.
        const fresh = this.pages.append(keys, this.wanted().count, more.kind);
        if (fresh === 0) this.#exhausted.value = true;
        this.#begin();
        this.arrived();
        this.fetchAhead();
      })
      .catch(() => {
        if (turn !== this.#turn) return;
        this.#fetching = false;
        this.#again = setTimeout(() => this.fetchAhead(), AGAIN_AFTER);
      });
  }

  /** Open items that earlier pages left behind: pages that were passed without an answer. */
  async leftovers(): Promise<More> {
    const done = this.pages.keys().filter((key) => !this.#isOpen(key));
    if (!this.queued) return { keys: [], kind: null };
    const { keys, kind } = await this.#work(this.wanted().count, [...new Set(done)]);
    return { keys: keys.filter((key) => this.#isOpen(key)), kind };
  }

  /** Asks how these items stand now. */
  async look(items: readonly string[], size = 0): Promise<void> {
    if (items.length === 0) return;
    const page = await this.link.ask("look", { items: [...items], size });
    for (const info of page.items) this.doc.receive(info);
  }

  /** The page shown has changed: its pictures, and then the next pages. */
  serve(patience = 0): void {
    this.turn(patience);
    this.fetchAhead();
  }

  /** The page shown has changed: far pictures go, missing ones are asked for, again until they are there. */
  turn(patience = 0): void {
    this.#begin();
    this.media.keepOnly(this.pages.near());
    clearTimeout(this.#watchdog);
    const ask = () => {
      const { size } = this.wanted();
      const missing = this.media.missing(this.pages.page.peek(), size);
      if (missing.length === 0) return;
      if (this.link.state.peek() === "open") this.link.tell("want", { items: missing, size, frame: 0 });
      this.#watchdog = setTimeout(ask, AGAIN_AFTER);
    };
    if (patience > 0) this.#watchdog = setTimeout(ask, patience);
    else ask();
  }

  /** The texts of the page, and of the one after it. */
  #begin(): void {
    const { count } = this.wanted();
    if (this.texts.on.peek()) this.texts.begin([...this.pages.page.peek(), ...this.pages.upcoming(count)]);
  }

  /** Why a picture cannot be shown, or "". */
  reason(key: string): string {
    return this.media.picture(key).peek().reason;
  }

  /** Asks for one picture at another size than the tiles'. */
  want(key: string, pixels: number): void {
    const size = pictureSize(pixels);
    if (this.media.missing([key], size).length > 0) this.link.tell("want", { items: [key], size, frame: 0 });
  }

  async #work(count: number, exclude: string[]): Promise<More> {
    const { size } = this.wanted();
    const page = await this.link.ask("work", { count, size, exclude, ahead: true, mode: this.mode.peek() });
    for (const info of page.items) this.doc.receive(info);
    return { keys: keysOf(page.items), kind: page.kind };
  }

  #more(count: number): Promise<More> {
    return this.queued ? this.#work(count, this.#open()) : this.#rows(count);
  }

  async #rows(count: number): Promise<More> {
    const items = (await this.#arrangement?.rows(this.#next, count, this.wanted().size)) ?? [];
    this.#next += items.length;
    return { keys: keysOf(items), kind: null };
  }

  /** What the kernel may still count as open, though it is on a page here. */
  #open(): string[] {
    const unsettled = (key: string) => this.doc.waits(key) || this.#isOpen(key);
    return [...new Set(this.pages.keys().filter(unsettled))];
  }

  #isOpen(key: string): boolean {
    const info = this.doc.peek(key);
    return info === null || !(info.broken || isFinal(info.answer));
  }
}

const keysOf = (items: readonly ItemInfo[]): string[] => items.map((info) => info.item);
