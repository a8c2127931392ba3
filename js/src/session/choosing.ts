/** Which places of the wall are selected, focused and shown large, be they loaded or not. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { Ranges } from "./ranges";

export class Choosing {
  readonly chosen = signal<Ranges>(Ranges.NONE);
  readonly focus = signal(0);
  readonly large = signal<number | null>(null);
  /** Where an extension starts: the place last selected or focused. */
  #anchor = 0;

  constructor(
    private readonly count: ReadonlySignal<number>,
    private readonly columns: () => number,
  ) {}

  select(place: number, how: "only" | "toggle" | "extend"): void {
    if (!this.#exists(place)) return;
    this.focus.value = place;
    if (how === "extend") {
      this.#extend(place);
      return;
    }
    this.chosen.value = how === "toggle" ? this.chosen.peek().toggle(place) : Ranges.of(place, place + 1);
    this.#anchor = place;
  }

  all(): void {
    this.chosen.value = Ranges.of(0, this.count.peek());
  }

  none(): void {
    this.chosen.value = Ranges.NONE;
  }

  /** Moves the focus, stopping at the edges; `extend` selects from where it began. */
  move(rows: number, columns: number, extend: boolean): void {
    const count = this.count.peek();
    if (count === 0) return;
    const wide = this.columns();
    const from = this.focus.peek();
    const last = Math.floor((count - 1) / wide);
    const row = clamp(Math.floor(from / wide) + rows, 0, last);
    // Sideways the wall is one long row: the edge of the screen is no edge of it.
    const place = clamp(row * wide + (from % wide) + columns, 0, count - 1);
    this.focus.value = place;
    if (extend) this.#extend(place);
    else this.#anchor = place;
  }

  setFocus(place: number): void {
    if (!this.#exists(place)) return;
    this.focus.value = place;
    this.#anchor = place;
  }

  setLarge(place: number | null): void {
    if (place !== null) this.setFocus(place);
    this.large.value = place !== null && this.#exists(place) ? place : null;
  }

  reset(focus = 0): void {
    this.none();
    this.large.value = null;
    this.focus.value = focus;
    this.#anchor = focus;
  }

  #exists(place: number): boolean {
    return place >= 0 && place < this.count.peek();
  }

  #extend(place: number): void {
    const [first, last] = [Math.min(this.#anchor, place), Math.max(this.#anchor, place)];
    this.chosen.value = Ranges.of(first, last + 1);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
