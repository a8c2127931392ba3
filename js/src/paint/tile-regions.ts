/** Draws the regions of an answer over a small picture: outlines in a light casing, masks as tints. */

import type { Size } from "../geometry/point";
import { thumbOf } from "./coarse";
import type { Rect } from "./fit";
import { type Drawn, trace } from "./shapes";

/** More outlines than this have no casing: a tile would be white with them. */
const FEW = 60;
/** How much of a picture a mask covers. */
const TINT = 0.55;

/**
 * `image`: size of the picture's original; `to`: where it lies, in device pixels; `scale`: of these per CSS pixel.
 * False when some are left out for now, to be painted with the next frame.
 */
export function paintRegions(
  pen: CanvasRenderingContext2D,
  regions: readonly Drawn[],
  image: Size,
  to: Rect,
  scale: number,
): boolean {
  if (regions.length === 0 || image.width === 0 || image.height === 0) return true;
  let all = true;
  const zoom = to.width / image.width;
  const seen = { zoom, x: -to.x / zoom, y: -to.y / zoom };
  const around = regions.length <= FEW;
  const alpha = pen.globalAlpha;
  for (const { shape, color, dashed } of regions) {
    if (shape.kind === "mask") {
      const thumb = thumbOf(shape, image, to, color);
      pen.globalAlpha = alpha * TINT;
      if (thumb === "later") all = false;
      else if (thumb) pen.drawImage(thumb, to.x, to.y, to.width, to.height);
      pen.globalAlpha = alpha;
      continue;
    }
    pen.beginPath();
    trace(pen, shape, seen);
    pen.setLineDash([]);
    pen.lineWidth = 3 * scale;
    pen.strokeStyle = "rgb(255 255 255 / 0.8)";
    if (around) pen.stroke();
    pen.lineWidth = 1.5 * scale;
    pen.strokeStyle = color;
    if (dashed) pen.setLineDash([4 * scale, 3 * scale]);
    pen.stroke();
  }
  pen.setLineDash([]);
  return all;
}
