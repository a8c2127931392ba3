/** Whether the picture is still the one that its regions were drawn on. */

import { computed, signal } from "@preact/signals";
import type { Size } from "../geometry/point";
import type { Session } from "../session/types";
import type { LargeModel } from "./large-model";

export class StageOrigin {
  readonly #drawnOn = signal<{ readonly item: string; readonly size: Size } | null>(null);

  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
  ) {}

  /** Asks the kernel about the item shown, when it has regions. */
  look(): void {
    const item = this.large.key.peek();
    if (item === null || !this.session.item(item).peek()?.answer.annotations.length) return;
    this.session.drawing.drawnOn(item).then(
      (size) => {
        this.#drawnOn.value = { item, size };
      },
      () => undefined, // The kernel cannot be reached now: it is asked again with the next look.
    );
  }

  /** What is to be said of a picture that has become another, or "". */
  readonly remark = computed(() => {
    const [drawn, image] = [this.#drawnOn.value, this.large.image.value];
    if (!drawn || !image || drawn.item !== this.large.key.value || drawn.size.width === 0) return "";
    const { width, height } = drawn.size;
    if (width === image.width && height === image.height) return "";
    return `This picture was ${width}×${height} pixels when regions were drawn on it and is ${image.width}×${image.height} now. They are where they were: look at each.`;
  });
}
