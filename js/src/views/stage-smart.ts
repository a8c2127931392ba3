/** The smart region: what the kernel proposes for a box and clicks, until it is accepted. */

import { computed, type Signal, signal } from "@preact/signals";
import { boxAround } from "../geometry/box";
import type { Area } from "../geometry/labelmap";
import type { Outline, Point } from "../geometry/point";
import { polygonOf, type Ring } from "../geometry/polygon";
import type { Session } from "../session/types";
import type { Effect, Preview } from "../tools/tool";
import type { LargeModel } from "./large-model";

export class SmartDesk {
  readonly #parts = signal<readonly Ring[]>([]);
  #asked = 0;
  #waits = false;
  /** Enter was pressed before the outline came: what is then done with it. */
  #wanted: ((parts: readonly Ring[]) => void) | null = null;

  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
    private readonly said: Signal<string>,
  ) {}

  /** True while a proposal can be accepted. */
  readonly open = computed(() => this.#parts.value.length > 0);

  previews(label: number | null): readonly Preview[] {
    const parts = this.#parts.value.map((ring) => ring.map(([x, y]): [number, number] => [x, y]));
    if (parts.length === 0 || label === null) return [];
    return [{ draw: "shape", shape: { kind: "polygon", parts, frame: this.large.frame.value }, label }];
  }

  /** Asks the kernel; of several asks only the newest is shown. */
  propose({ box, inside, outside }: Effect & { do: "propose" }): void {
    const item = this.large.key.peek();
    if (item === null) return;
    const ask = ++this.#asked;
    this.#waits = true;
    this.said.value = "Looking for the outline…";
    const pairs = (all: readonly { x: number; y: number }[]) => all.map((one) => [one.x, one.y]);
    const sides = box ? [box.x, box.y, box.width, box.height] : [];
    this.session.drawing
      .propose({
        item,
        frame: this.large.frame.peek(),
        box: sides,
        inside: pairs(inside),
        outside: pairs(outside),
      })
      .then(
        ({ parts }) => this.#show(ask, parts as unknown as readonly Ring[], "No outline was found there."),
        (error: Error) => this.#show(ask, [], error.message),
      );
  }

  /** Gives the proposal away, which is then gone; one that is on its way when it comes. */
  accept(give: (parts: readonly Ring[]) => void): void {
    const parts = this.#parts.peek();
    if (parts.length === 0 && this.#waits) this.#wanted = give;
    else {
      this.forget();
      if (parts.length > 0) give(parts);
    }
  }

  forget(): void {
    this.#asked += 1;
    this.#waits = false;
    this.#wanted = null;
    this.#parts.value = [];
  }

  #show(ask: number, parts: readonly Ring[], otherwise: string): void {
    if (ask !== this.#asked) return;
    this.#waits = false;
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted && parts.length > 0) {
      this.forget();
      this.said.value = "";
      wanted(parts);
      return;
    }
    this.#parts.value = parts;
    this.said.value =
      parts.length > 0 ? "Enter accepts it; a click adds to it, Alt and a click takes away." : otherwise;
  }
}

const points = (ring: Ring): Point[] => ring.map(([x, y]) => ({ x, y }));

/** An outline as pixels of a mask. */
export const areaOf = (parts: readonly Ring[]): Area => ({ kind: "rings", parts: parts.map(points) });

/** An outline as a region of a task. */
export function shapeOf(parts: readonly Ring[], task: string, frame: number): Outline {
  return task === "boxes" ? boxAround(parts.flatMap(points), frame) : polygonOf(parts, frame);
}
