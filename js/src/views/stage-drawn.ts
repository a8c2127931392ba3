/** How the regions of the stage are drawn: a person's solid, a machine's dashed, with how sure it is. */

import { outlineOf } from "../geometry/outline";
import type { Outline, Size } from "../geometry/point";
import { polygonOf } from "../geometry/polygon";
import type { Drawn } from "../paint/shapes";
import type { Pixels, Rings } from "../wire/protocol";
import type { Layers } from "./stage-layers";
import { scoreText } from "./tile-suggested";

export const GREY = "#888888";

/** Masks never change, so the border of one is followed once. */
const borders = new WeakMap<Pixels, Rings>();

/** All but those that are drawn otherwise just now. */
export function drawnOf(
  { regions, labels, selected, proposed, map }: Layers,
  instead: ReadonlySet<string>,
): Drawn[] {
  const standing = instead.size > 0 ? regions.filter((one) => !instead.has(one.id)) : regions;
  return standing.map(({ id, shape, label }) => {
    const suggested = proposed.get(id);
    const lit = selected.has(id);
    const { color = GREY, name = "" } = labels.get(label) ?? {};
    if (!suggested) return { shape, color, lit, dashed: false };
    // What is selected has a tag that says it.
    const notes = lit ? [] : notesOf(name, suggested.score);
    return { shape: borderOf(shape, map?.map.size), color, lit, dashed: true, notes };
  });
}

/** Label and score, and what is left of them where there is less room. */
function notesOf(name: string, score: number | null): readonly string[] {
  return score === null ? [name] : [`${name} ${scoreText(score)}`, scoreText(score)];
}

/** A mask that nobody has painted is drawn by its border: the map has one label per pixel, and is the person's. */
function borderOf(shape: Outline, size: Size | undefined): Outline {
  if (shape.kind !== "mask" || !size) return shape;
  const known = borders.get(shape);
  if (known) return known;
  const border = polygonOf(outlineOf(shape.rle, size), shape.frame);
  borders.set(shape, border);
  return border;
}
