/** Points, sizes and shapes, in pixels of the upright original: origin top left, y down, whole numbers are edges. */

import type { Pixels, Rectangle, Rings } from "../wire/protocol";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a region can be. */
export type Outline = Rectangle | Rings | Pixels;
