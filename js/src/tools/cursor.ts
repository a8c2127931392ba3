/** The keyboard's pointer: a point that arrows move over the picture, drawn as a handle while it is in use. */

import type { Point } from "../geometry/point";
import type { Pair } from "../geometry/polygon";
import type { Scene, Stroke } from "./tool";

const ARROWS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Which way an arrow points; null for other keys. */
export const arrow = ({ key }: Stroke): Pair | null => ARROWS[key] ?? null;

const between = (value: number, limit: number): number => Math.min(Math.max(value, 0), limit);

/** Where the cursor comes out: where it was last, else in the middle of what is seen. */
export const firstCursor = (last: Point | null, { size, middle }: Scene): Point =>
  last ?? middle ?? { x: size.width / 2, y: size.height / 2 };

/** Where an arrow takes the cursor: a screen pixel on, with Shift ten, within the picture; null for other keys. */
export function stepCursor(cursor: Point | null, key: Stroke, scene: Scene): Point | null {
  const way = arrow(key);
  if (way === null) return null;
  const { width, height } = scene.size;
  const from = firstCursor(cursor, scene);
  const step = (key.shift ? 10 : 1) / scene.zoom;
  return { x: between(from.x + way[0] * step, width), y: between(from.y + way[1] * step, height) };
}
