/**
 * Where the wall is scrolled to. The browser scrolls, so that wheel, touch and bar are as everywhere; where the
 * wall is taller than it can scroll, small steps are taken as they are and long ones by proportion.
 */

import { barAt, barHeight, topAt } from "../paint/layout";

/** A step of more windows than this is a drag of the bar. */
const LONG = 2;
/** After so many milliseconds without a step the bar is put where it belongs. */
const REST = 200;

export class WallScroll {
  top = 0;
  #height = 0;
  #view = 0;
  /** The bar as it was last seen or put. */
  #bar = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly spacer: HTMLElement,
    private readonly moved: () => void,
    abort: AbortSignal,
  ) {
    scroller.addEventListener("scroll", () => this.#step(), { signal: abort, passive: true });
    abort.addEventListener("abort", () => clearTimeout(this.#rest));
  }

  /** The wall is so tall, and so much of it is seen; `top` is wanted at the upper edge. */
  fit(height: number, view: number, top: number): void {
    if (height !== this.#height) this.spacer.style.height = `${barHeight(height)}px`;
    [this.#height, this.#view] = [height, view];
    this.to(top);
  }

  /** Scrolls there, within the wall. */
  to(top: number): void {
    this.top = Math.min(Math.max(0, top), Math.max(0, this.#height - this.#view));
    this.#place();
    this.moved();
  }

  #step(): void {
    const bar = this.scroller.scrollTop;
    const step = bar - this.#bar;
    if (step === 0) return;
    this.#bar = bar;
    const exact = barHeight(this.#height) === this.#height;
    if (exact) this.top = bar;
    else if (Math.abs(step) > LONG * this.#view) this.top = topAt(bar, this.#height, this.#view);
    else this.top = Math.min(Math.max(0, this.top + step), this.#height - this.#view);
    clearTimeout(this.#rest);
    if (!exact) this.#rest = setTimeout(() => this.#settle(), REST);
    this.moved();
  }

  /** Puts the bar where it belongs, unless it was moved and the browser has not said so yet. */
  #settle(): void {
    if (this.scroller.scrollTop === this.#bar) this.#place();
  }

  #place(): void {
    const bar = barAt(this.top, this.#height, this.#view);
    if (Math.abs(bar - this.scroller.scrollTop) < 1) return;
    this.scroller.scrollTop = bar;
    this.#bar = this.scroller.scrollTop;
  }
}
