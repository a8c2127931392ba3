/** Which tiles of the page are selected, focused and shown large. Places count from 0, row by row. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Shape } from "./types";

export class Selection {
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly focus = signal(0);
  readonly large = signal<number | null>(null);
  /** Regions are drawn: the next page, too, is shown one picture at a time once one is open. */
  staysLarge = false;
  /** Where an extension starts: the place last selected or focused. */
  #anchor = 0;

  constructor(
    private readonly page: ReadonlySignal<readonly string[]>,
    private readonly shape: ReadonlySignal<Shape>,
  ) {}

  /** What a command acts on: the selected tiles in page order, else the focused one. */
  targets(): string[] {
    const selected = this.selected.peek();
    const page = this.page.peek();
    if (selected.size > 0) return page.filter((key) => selected.has(key));
    const focused = page[this.focus.peek()];
    return focused === undefined ? [] : [focused];
  }

  select(place: number, how: "only" | "toggle" | "extend"): void {
    const key = this.page.peek()[place];
    if (key === undefined) return;
    this.focus.value = place;
    if (how === "extend") {
      this.#extend(place);
      return;
    }
    const selected = new Set(how === "toggle" ? this.selected.peek() : []);
    if (how === "toggle" && selected.has(key)) selected.delete(key);
    else selected.add(key);
    this.selected.value = selected;
    this.#anchor = place;
  }

  all(): void {
    this.selected.value = new Set(this.page.peek());
  }

  none(): void {
    if (this.selected.peek().size > 0) this.selected.value = new Set();
  }

  /** Moves the focus, stopping at the edges; `extend` selects from where it began. */
  move(rows: number, columns: number, extend: boolean): void {
    const count = this.page.peek().length;
    if (count === 0) return;
    const wide = this.shape.peek().columns;
    const from = this.focus.peek();
    const column = clamp((from % wide) + columns, 0, wide - 1);
    const row = clamp(Math.floor(from / wide) + rows, 0, Math.floor((count - 1) / wide));
    const place = clamp(row * wide + column, 0, count - 1);
    this.focus.value = place;
    if (extend) this.#extend(place);
    else this.#anchor = place;
    if (this.large.peek() !== null) this.large.value = place;
  }

  setFocus(place: number): void {
    if (place < 0 || place >= this.page.peek().length) return;
    this.focus.value = place;
    this.#anchor = place;
    if (this.staysLarge && this.large.peek() !== null) this.large.value = place;
  }

  setLarge(place: number | null): void {
    if (place !== null) this.setFocus(place);
    this.large.value = place !== null && place < this.page.peek().length ? place : null;
  }

  /** A new page: nothing is selected, the first tile or this one is focused. */
  reset(focus = 0): void {
    this.none();
    this.large.value = this.staysLarge && this.large.peek() !== null ? focus : null;
    this.focus.value = focus;
    this.#anchor = focus;
  }

  /** The same items cut anew: what is still on the page stays selected, and the focused item focused. */
  follow(before: readonly string[]): void {
    const page = this.page.peek();
    const focused = page.indexOf(before[this.focus.peek()] ?? "");
    const kept = page.filter((key) => this.selected.peek().has(key));
    this.reset(Math.max(focused, 0));
    this.selected.value = new Set(kept);
  }

  #extend(place: number): void {
    const [first, last] = [Math.min(this.#anchor, place), Math.max(this.#anchor, place)];
    this.selected.value = new Set(this.page.peek().slice(first, last + 1));
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
