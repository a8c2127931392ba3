/** Copies of regions, for this picture or another. */

import { moveBox } from "../geometry/box";
import type { Outline } from "../geometry/point";
import { movePolygon } from "../geometry/polygon";
import type { Region, Scene } from "../tools/tool";

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

function shifted(shape: Outline, by: number): Outline {
  if (shape.kind === "box") return moveBox(shape, by, by);
  return shape.kind === "polygon" ? movePolygon(shape, by, by) : shape;
}
