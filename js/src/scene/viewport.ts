/**
 * What part of a picture is seen, and how large: pure arithmetic. Image pixels are those of the upright
 * original, screen pixels are CSS pixels, and both count from the top left corner.
 */

import type { Point, Size } from "../geometry/point";
import type { Bounds } from "../geometry/polygon";

/** `zoom` screen pixels per image pixel; `x` and `y`: the image pixel at the top left corner of the view. */
export interface Viewport {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

/** The largest zoom, in screen pixels per image pixel; tiny pictures go further, since they must fill the view. */
const MOST = 64;
/** What one press of a zoom key does. */
export const STEP = Math.SQRT2;

export function toImage({ zoom, x, y }: Viewport, at: Point): Point {
  return { x: x + at.x / zoom, y: y + at.y / zoom };
}

export function toScreen({ zoom, x, y }: Viewport, at: Point): Point {
  return { x: (at.x - x) * zoom, y: (at.y - y) * zoom };
}

/** The zoom at which the whole picture is just seen. */
export function fitZoom(view: Size, image: Size): number {
  return Math.min(view.width / image.width, view.height / image.height);
}

/** The whole picture, centred. Null while either has no extent. */
export function fit(view: Size, image: Size): Viewport | null {
  if (!(view.width > 0 && view.height > 0 && image.width > 0 && image.height > 0)) return null;
  return settled({ zoom: fitZoom(view, image), x: 0, y: 0 }, view, image);
}

/** Zooms by `factor`, within what makes sense for this picture; the image point under `at` stays there. */
export function zoomAbout(seen: Viewport, at: Point, factor: number, view: Size, image: Size): Viewport {
  const whole = fitZoom(view, image);
  const zoom = within(seen.zoom * factor, Math.min(whole, 1), Math.max(MOST, whole));
  const kept = toImage(seen, at);
  return { zoom, x: kept.x - at.x / zoom, y: kept.y - at.y / zoom };
}

/** Moves the picture by so many screen pixels. */
export function moved(seen: Viewport, dx: number, dy: number): Viewport {
  return { ...seen, x: seen.x - dx / seen.zoom, y: seen.y - dy / seen.zoom };
}

/** How much room is left around what is brought into view, in screen pixels. */
const ROOM = 48;

/** The nearest viewport that shows a part of the picture with some room around it, no nearer than it is now. */
export function revealed(seen: Viewport, part: Bounds, view: Size): Viewport {
  const [width, height] = [part.right - part.left, part.bottom - part.top];
  const free = { width: Math.max(view.width - 2 * ROOM, 1), height: Math.max(view.height - 2 * ROOM, 1) };
  const zoom = Math.min(seen.zoom, free.width / width, free.height / height);
  const middle = toImage(seen, { x: view.width / 2, y: view.height / 2 });
  return {
    zoom,
    x: along(
      middle.x - view.width / 2 / zoom,
      view.width / zoom,
      part.left - ROOM / zoom,
      part.right + ROOM / zoom,
    ),
    y: along(
      middle.y - view.height / 2 / zoom,
      view.height / zoom,
      part.top - ROOM / zoom,
      part.bottom + ROOM / zoom,
    ),
  };
}

/** Where a stretch of this length must start to hold what lies between `low` and `high`, moved no more than needed. */
function along(start: number, length: number, low: number, high: number): number {
  return Math.min(Math.max(start, high - length), low);
}

/** Brings a picture back that has left the view: no empty strip where there is picture, centred where it is small. */
export function settled(seen: Viewport, view: Size, image: Size): Viewport {
  return {
    zoom: seen.zoom,
    x: settledAlong(seen.x, view.width / seen.zoom, image.width),
    y: settledAlong(seen.y, view.height / seen.zoom, image.height),
  };
}

function settledAlong(start: number, seen: number, whole: number): number {
  return seen >= whole ? (whole - seen) / 2 : within(start, 0, whole - seen);
}

/** The same middle in a view of another size. */
export function resized(seen: Viewport, before: Size, after: Size): Viewport {
  const middle = toImage(seen, { x: before.width / 2, y: before.height / 2 });
  const { zoom } = seen;
  return { zoom, x: middle.x - after.width / 2 / zoom, y: middle.y - after.height / 2 / zoom };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
