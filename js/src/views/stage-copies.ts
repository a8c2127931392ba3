/** Copies of regions, for this picture or another. */

import { signal } from "@preact/signals";
import { moveBox } from "../geometry/box";
import type { Outline } from "../geometry/point";
import { movePolygon } from "../geometry/polygon";
import type { Region, Scene } from "../tools/tool";
import type { Annotation } from "../wire/protocol";

/** How far a copy lies from what it was copied from, in screen pixels. */
const BESIDE = 12;

/** New regions like `regions`: in the same place, or beside it when one of them is `here`. */
export function copiesOf(
  regions: readonly Region[],
  here: readonly { id: string }[],
  scene: Scene,
): Region[] {
  const there = new Set(here.map((one) => one.id));
  const by = regions.some((one) => there.has(one.id)) ? BESIDE / scene.zoom : 0;
  return regions.map(({ label, shape }) => ({
    id: scene.newId(),
    label,
    shape: { ...shifted(shape, by), frame: scene.frame },
  }));
}

/** What was copied, of whichever picture. */
export class Copied {
  readonly #regions = signal<readonly Region[]>([]);

  take(regions: readonly Annotation[]): void {
    if (regions.length > 0) this.#regions.value = regions as readonly (Annotation & { shape: Outline })[];
  }

  /** New regions like these: where they were, or beside it when they are there still. */
  give(here: readonly { id: string }[], scene: Scene | null): readonly Region[] {
    const regions = this.#regions.peek();
    return scene && regions.length > 0 ? copiesOf(regions, here, scene) : [];
  }
}

function shifted(shape: Outline, by: number): Outline {
  if (shape.kind === "box") return moveBox(shape, by, by);
  return shape.kind === "polygon" ? movePolygon(shape, by, by) : shape;
}
