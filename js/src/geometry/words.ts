/** How large a region is, as one says it. */

import type { Outline } from "./point";

/** "120×115" of a box, its points of a polygon, "mask". */
export function sizeInWords(shape: Outline): string {
  if (shape.kind === "box") {
    const angle = shape.angle === 0 ? "" : ` ${Math.round(shape.angle)}°`;
    return `${Math.round(shape.width)}×${Math.round(shape.height)}${angle}`;
  }
  if (shape.kind === "mask") return "mask";
  const points = shape.parts.reduce((sum, ring) => sum + ring.length, 0);
  return `${points} points${shape.parts.length > 1 ? `, ${shape.parts.length} rings` : ""}`;
}
