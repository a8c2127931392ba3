/** Asks for the wall's pictures: those in view first, the newest wish in place of the one before. */

import type { Document } from "../document/document";
import type { Link } from "../wire/link";
import type { Shelf } from "../wire/shelf";

/** Milliseconds between two wishes: a long one is heavier, and outdated as soon by a fling. */
const EVERY = 40;
const EVERY_HUNDRED = 8;
/** A wish that is not met is made again after so long. */
const AGAIN_AFTER = 1_500;
/** The most pictures in one wish: it stays far below what cuts a socket. */
const MOST = 3_000;

type Keys = () => readonly string[];

export class Wanting {
  #inView: Keys = () => [];
  #ahead: Keys = () => [];
  #size = 0;
  #wanted: ReadonlySet<string> = new Set();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly shelf: Shelf,
    ending: AbortSignal,
  ) {
    ending.addEventListener("abort", () => {
      clearTimeout(this.#soon);
      clearTimeout(this.#again);
    });
  }

  /** What is wanted now, in the order of its places. */
  want(inView: Keys, ahead: Keys, size: number): void {
    if (size !== this.#size) this.#wanted = new Set();
    [this.#inView, this.#ahead, this.#size] = [inView, ahead, size];
    if (this.#soon !== undefined) return;
    const pause = EVERY + (EVERY_HUNDRED * this.#wanted.size) / 100;
    this.#soon = setTimeout(() => this.#ask(), Math.max(0, this.#last + pause - performance.now()));
  }

  /** What was wished for is not wanted any more, nor kept. */
  forget(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
    this.#wanted = new Set();
  }

  /** Pictures have come: the wish is being met. */
  arrived(): void {
    if (this.#again !== undefined) this.#watch();
  }

  #ask(): void {
    this.#soon = undefined;
    const missing = this.#missing(this.#inView());
    const all = [...missing, ...this.#missing(this.#ahead())].slice(0, MOST);
    const news = all.filter((key) => !this.#wanted.has(key));
    // A row more ahead is no reason to wish anew while much of what was wished for is still to come.
    if (news.length === 0 || (missing.every((key) => this.#wanted.has(key)) && news.length < all.length / 4))
      return;
    this.#last = performance.now();
    if (this.link.state.peek() !== "gone") this.link.tell("want", { items: all, size: this.#size, frame: 0 });
    this.#wanted = new Set(all);
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.#wanted = new Set();
      if (this.#missing(this.#inView()).length > 0) this.#ask();
    }, AGAIN_AFTER);
  }

  #missing(keys: readonly string[]): string[] {
    return keys.filter((key) => !this.shelf.has(key, this.#size) && !this.doc.peek(key)?.broken);
  }
}
