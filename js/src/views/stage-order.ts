/** Which region lies over which: those selected are brought forward, or sent back, in one step of undo. */

import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import { newId } from "../document/ids";
import { reordered, type Way } from "../document/order";
import type { Possible } from "../session/types";
import type { Annotation } from "../wire/protocol";

export class RegionOrder {
  constructor(
    /** The person's own of the frame shown, in their order. */
    private readonly regions: ReadonlySignal<readonly Annotation[]>,
    private readonly selected: ReadonlySignal<ReadonlySet<string>>,
    private readonly redraw: (put: readonly Annotation[]) => void,
    private readonly said: Signal<string>,
  ) {}

  /** True where there are several that can lie over each other. Of masks each pixel has one owner. */
  readonly matters: ReadonlySignal<boolean> = computed(() => {
    const [first, second] = this.regions.value;
    return second !== undefined && first?.shape.kind !== "mask";
  });

  readonly possible: ReadonlySignal<Possible> = computed(() => {
    const selected = this.selected.value;
    const now = this.matters.value && this.regions.value.some(({ id }) => selected.has(id));
    return { now, why: now ? "" : "Select a region that is to lie over or under others." };
  });

  move(way: Way): void {
    const { now, why } = this.possible.peek();
    const put = now ? reordered(this.regions.peek(), this.selected.peek(), way, newId) : [];
    if (put.length > 0) this.redraw(put);
    else this.said.value = why || "It lies there already.";
  }
}
