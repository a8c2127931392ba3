/** What tools tell the person, and the small questions that all of them ask. */

import type { Point } from "../geometry/point";
import { geometryOf } from "../geometry/text";
import { type Effect, type Region, type Scene, SLIP } from "./tool";

export const NO_LABEL = "Choose a label first.";
export const LOCKED = "The regions are locked. Unlock them to change them.";
export const TOO_SMALL = `Too small: drag at least ${SLIP} pixels across and down.`;

export const say = (text: string): Effect => ({ do: "say", text });

/** Whether the hand has gone far enough for a press to be a drag. */
export const isDrag = (from: Point, to: Point, { zoom }: Scene): boolean =>
  Math.hypot(to.x - from.x, to.y - from.y) * zoom >= SLIP;

/** The regions that are selected, the lowest first. */
export const selectedIn = ({ regions, selected }: Scene): readonly Region[] =>
  selected.size === 0 ? [] : regions.filter(({ id }) => selected.has(id));

/** What Delete does with every tool that chooses regions. */
export function dropSelected(scene: Scene): readonly Effect[] {
  const ids = selectedIn(scene).map(({ id }) => id);
  if (ids.length === 0) return [];
  return scene.locked ? [say(LOCKED)] : [{ do: "drop", ids }];
}

/** The ids that are selected, in the order of their choice; what has gone meanwhile is not among them. */
export function selectedIds(scene: Scene): string[] {
  const there = new Set(selectedIn(scene).map(({ id }) => id));
  return [...scene.selected].filter((id) => there.has(id));
}

/** Those that are another shape than before: a gesture that ends where it began is none. */
export function reshaped(regions: readonly Region[], before: readonly Region[]): readonly Region[] {
  const shapes = new Map(before.map(({ id, shape }) => [id, shape]));
  return regions.filter(({ id, shape }) => {
    const old = shapes.get(id);
    return old === undefined || geometryOf(old) !== geometryOf(shape);
  });
}

/** The selection with one more region, or one fewer when it has that already. */
export function toggled(scene: Scene, id: string): Effect {
  const ids = selectedIds(scene);
  return { do: "select", ids: ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id] };
}
