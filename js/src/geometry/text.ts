/** A shape in words that a page can carry: `data-geometry`. Pure. */

import { roundOnce } from "./fit";
import type { Outline } from "./point";
import { type Pair, ringsOf } from "./polygon";

/** JSON of the value's fields, image pixels rounded to 0.01. */
export function geometryOf(shape: Outline): string {
  if (shape.kind === "mask") return JSON.stringify({ rle: shape.rle, frame: shape.frame });
  if (shape.kind === "polygon") {
    const parts = ringsOf(shape).map((ring) => ring.map(([x, y]): Pair => [roundOnce(x), roundOnce(y)]));
    return JSON.stringify({ parts, frame: shape.frame });
  }
  const [x, y, width, height] = [shape.x, shape.y, shape.width, shape.height].map(roundOnce);
  return JSON.stringify({ x, y, width, height, angle: roundOnce(shape.angle), frame: shape.frame });
}
