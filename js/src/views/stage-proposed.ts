/** The suggestions of the picture shown: regions of a machine, until the person makes them their own. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Session } from "../session/types";
import type { Annotation, ItemInfo, Suggested } from "../wire/protocol";
import type { LargeModel } from "./large-model";

const NONE: readonly Suggested[] = [];

export class ProposedRegions {
  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
    /** What is open of an item. */
    private readonly openOf: (info: ItemInfo | null) => readonly Suggested[],
  ) {}

  /** All that are open, best first. */
  readonly all: ReadonlySignal<readonly Suggested[]> = computed(() => {
    const key = this.large.key.value;
    return key === null ? NONE : this.openOf(this.session.item(key).value);
  });

  /** Those of the frame shown. */
  readonly here: ReadonlySignal<readonly Suggested[]> = computed(() => {
    const frame = this.large.frame.value;
    const here = this.all.value.filter(
      ({ annotation: { shape } }) => "frame" in shape && shape.frame === frame,
    );
    return here.length > 0 ? here : NONE;
  });

  readonly regions: ReadonlySignal<readonly Annotation[]> = computed(() =>
    this.here.value.map(({ annotation }) => annotation),
  );

  readonly byId: ReadonlySignal<ReadonlyMap<string, Suggested>> = computed(
    () => new Map(this.all.value.map((one) => [one.annotation.id, one])),
  );

  /** Closes those of these ids as wrong; false when none of them is a suggestion. */
  reject(ids: Iterable<string>): boolean {
    const key = this.large.key.peek();
    const wrong = [...ids].filter((id) => this.byId.peek().has(id));
    if (key !== null && wrong.length > 0) this.session.reject(key, wrong);
    return wrong.length > 0;
  }
}
