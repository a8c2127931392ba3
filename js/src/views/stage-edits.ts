/** What gestures on the stage make of the answer: one edit each. Regions are fitted once, here. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { MADE } from "../document/annotation";
import { fitShape } from "../geometry/fit";
import type { Session } from "../session/types";
import type { Region, Scene } from "../tools/tool";
import type { Annotation } from "../wire/protocol";
import type { LargeModel } from "./large-model";
import type { ProposedRegions } from "./stage-proposed";

export class StageEdits {
  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
    /** All regions of the item, of whichever frame. */
    private readonly all: ReadonlySignal<readonly Annotation[]>,
    private readonly proposed: ProposedRegions,
    private readonly locked: ReadonlySignal<boolean>,
    /** The newest thing to say to the person. */
    private readonly said: Signal<string>,
  ) {}

  /** Locked regions stay as they are: says so, and is true. */
  refuses(): boolean {
    if (this.locked.peek()) this.said.value = "Regions are locked. Press L to unlock them.";
    return this.locked.peek();
  }

  /** Takes regions away; of suggestions, when they are nothing else, says that they are wrong. What is gone. */
  drop(ids: Iterable<string>): ReadonlySet<string> {
    const key = this.large.key.peek();
    const own = new Set(this.all.peek().map((one) => one.id));
    const given = new Set(ids);
    const gone = new Set([...given].filter((id) => own.has(id)));
    if (gone.size === 0) return this.proposed.reject(given) ? given : gone;
    if (key === null || this.refuses()) return new Set();
    this.session.drawing.redraw(key, [], [...gone]);
    return gone;
  }

  /** Rounds and clips; what cannot be is left out, and said. A suggestion that is changed is the person's. */
  put(regions: readonly Region[], scene: Scene): void {
    const known = new Map(this.#known().map((one) => [one.id, one]));
    const put = regions.flatMap(({ id, label, shape }): Annotation[] => {
      const fitted = fitShape(shape, scene.size, this.large.frames.peek());
      if (typeof fitted !== "string")
        return [{ ...(known.get(id) ?? MADE), id, label, shape: fitted, source: "human", certificate: null }];
      this.said.value = `Not possible: ${fitted}`;
      return [];
    });
    this.redraw(put);
  }

  redraw(put: readonly Annotation[]): void {
    const key = this.large.key.peek();
    const known = new Set(this.#known().map((one) => one.id));
    if (key === null || put.length === 0) return;
    // New ones can be drawn over locked ones.
    if (put.some((one) => known.has(one.id)) && this.refuses()) return;
    this.session.drawing.redraw(key, put, []);
  }

  #known(): readonly Annotation[] {
    return [...this.proposed.regions.peek(), ...this.all.peek()];
  }
}
