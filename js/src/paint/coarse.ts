/** A mask as small as a tile shows it, worked out once for as long as it lives. */

import type { Size } from "../geometry/point";
import { columnsOf, MaskError, readRuns } from "../geometry/rle";
import type { Pixels } from "../wire/protocol";
import { pixelOf } from "./masktile";

interface Thumb {
  readonly size: Size;
  readonly color: string;
  /** Null for a mask that is none of its picture. */
  readonly canvas: OffscreenCanvas | null;
}

const thumbs = new WeakMap<Pixels, Thumb>();

/** Reading masks may take so many milliseconds of any `FRAME`; the rest is asked for again. */
const BUDGET = 8;
const FRAME = 16;
let began = Number.NEGATIVE_INFINITY;
let spent = 0;

/**
 * The mask of a picture of size `image` in a colour, no larger than `most`; null when it is none of that picture,
 * "later" when this frame has no time left for it.
 */
export function thumbOf(
  mask: Pixels,
  image: Size,
  most: Size,
  color: string,
): OffscreenCanvas | null | "later" {
  const width = Math.max(1, Math.min(image.width, Math.round(most.width)));
  const height = Math.max(1, Math.min(image.height, Math.round(most.height)));
  const known = thumbs.get(mask);
  if (known?.color === color && known.size.width === width && known.size.height === height)
    return known.canvas;
  const now = performance.now();
  if (now - began > FRAME) [began, spent] = [now, 0];
  if (spent > BUDGET) return "later";
  const size = { width, height };
  const canvas = drawn(coarse(mask.rle, image, size), size, color);
  thumbs.set(mask, { size, color, canvas });
  spent += performance.now() - now;
  return canvas;
}

/**
 * The mask in fewer pixels, row after row: 1 where any of the pixels that one stands for is inside, so that nothing
 * is too thin to be seen. Null when the string is none of a picture of this size.
 */
export function coarse(rle: string, image: Size, size: Size): Uint8Array | null {
  const pixels = new Uint8Array(size.width * size.height);
  const [across, down] = [size.width / image.width, size.height / image.height];
  try {
    const columns = columnsOf(readRuns(rle, image), image);
    for (let i = 0; i < columns.length; i += 3) {
      const x = Math.floor((columns[i] as number) * across);
      const end = Math.floor(((columns[i + 2] as number) - 1) * down);
      for (let y = Math.floor((columns[i + 1] as number) * down); y <= end; y++)
        pixels[y * size.width + x] = 1;
    }
  } catch (error) {
    if (error instanceof MaskError) return null;
    throw error;
  }
  return pixels;
}

function drawn(pixels: Uint8Array | null, { width, height }: Size, color: string): OffscreenCanvas | null {
  if (!pixels) return null;
  const canvas = new OffscreenCanvas(width, height);
  const ink = pixelOf(color);
  const data = new ImageData(width, height);
  new Uint32Array(data.data.buffer).set(Uint32Array.from(pixels, (inside) => inside * ink));
  canvas.getContext("2d")?.putImageData(data, 0, 0);
  return canvas;
}
