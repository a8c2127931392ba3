/** A picture turned on the screen by quarters of a circle, clockwise: what lies where. Pure. */

import type { Point, Size } from "../geometry/point";

export type Quarters = 0 | 1 | 2 | 3;

export const quarters = (count: number): Quarters => (((count % 4) + 4) % 4) as Quarters;

/** The view as the turned picture has it. */
export function turnedSize({ width, height }: Size, by: Quarters): Size {
  return by % 2 === 1 ? { width: height, height: width } : { width, height };
}

/** A way on the screen, as the turned picture has it. */
export function unturnedWay({ x, y }: Point, by: Quarters): Point {
  if (by === 1) return { x: y, y: -x };
  if (by === 2) return { x: -x, y: -y };
  return by === 3 ? { x: -y, y: x } : { x, y };
}

/** A point of the view, as the turned picture has it; both count from their own top left corners. */
export function unturned(at: Point, view: Size, by: Quarters): Point {
  const own = turnedSize(view, by);
  const way = unturnedWay({ x: at.x - view.width / 2, y: at.y - view.height / 2 }, by);
  return { x: way.x + own.width / 2, y: way.y + own.height / 2 };
}
