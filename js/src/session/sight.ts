/** What is in sight and what of it is chosen: the page, or the wall. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Selection } from "./selection";
import type { LiveWall } from "./wall";

export class Sight {
  constructor(
    readonly onWall: ReadonlySignal<boolean>,
    private readonly pages: ReadonlySignal<readonly string[]>,
    private readonly selection: Selection,
    private readonly wall: LiveWall,
  ) {}

  /** Keys of the tiles in view. */
  readonly page = computed(() => (this.onWall.value ? this.wall.inView.value : this.pages.value));

  readonly places = computed(() => (this.onWall.value ? this.wall.count.value : this.pages.value.length));

  readonly focus = computed(() => (this.onWall.value ? this.wall.choosing : this.selection).focus.value);

  readonly large = computed(() => (this.onWall.value ? this.wall.choosing : this.selection).large.value);

  readonly selected = computed(
    () => (this.onWall.value ? this.wall.selected : this.selection.selected).value,
  );

  readonly chosen = computed(() =>
    this.onWall.value ? this.wall.chosen.value.size : this.selection.selected.value.size,
  );

  readonly current = computed(() =>
    this.onWall.value ? this.wall.current.value : (this.pages.value[this.selection.focus.value] ?? null),
  );

  readonly largeKey = computed(() => {
    const place = this.large.value;
    if (place === null) return null;
    return this.onWall.value ? this.wall.current.value : (this.pages.value[place] ?? null);
  });

  /** What a command acts on: the selected tiles, else the focused one. Null when they are too many to name. */
  targets(): readonly string[] | null {
    if (!this.onWall.peek()) return this.selection.targets();
    const current = this.wall.current.peek();
    if (this.wall.chosen.peek().size === 0) return current === null ? [] : [current];
    const selected = this.wall.selected.peek();
    return selected.size > 0 ? [...selected] : null;
  }

  select = (place: number, how: "only" | "toggle" | "extend"): void => this.#chooser.select(place, how);
  all = (): void => this.#chooser.all();
  none = (): void => this.#chooser.none();
  move = (rows: number, columns: number, extend: boolean): void => this.#chooser.move(rows, columns, extend);
  setFocus = (place: number): void => this.#chooser.setFocus(place);
  setLarge = (place: number | null): void => this.#chooser.setLarge(place);

  get #chooser() {
    return this.onWall.peek() ? this.wall.choosing : this.selection;
  }
}
