/** Paints pictures onto the grid's one canvas. It draws what it is given and owns nothing. */

import type { Size } from "../geometry/point";
import { contain, type Rect } from "./fit";
import type { Drawn } from "./shapes";
import { paintRegions } from "./tile-regions";

const RADIUS = 8;
/** Beyond this enlargement the pixels are shown as they are: an 8 x 8 digit is squares, not fog. */
const SHARP_FROM = 4;
/** How much of a skipped picture remains. */
const FAINT = 0.3;

export class TilePainter {
  readonly #context: CanvasRenderingContext2D | null;
  #scale = 1;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d");
  }

  /** Fits the canvas to `width` x `height` CSS pixels; true when that emptied it. */
  resize(width: number, height: number, scale: number): boolean {
    const w = Math.round(width * scale);
    const h = Math.round(height * scale);
    if (this.canvas.width === w && this.canvas.height === h && this.#scale === scale) return false;
    this.canvas.width = w;
    this.canvas.height = h;
    this.#scale = scale;
    return true;
  }

  erase(): void {
    this.#context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * Paints one tile anew; without a picture it is only emptied. `rect` is in CSS pixels. False when it must be
   * painted again with the next frame.
   */
  paint(
    rect: Rect,
    bitmap: ImageBitmap | null,
    faint: boolean,
    regions: readonly Drawn[],
    image: Size,
  ): boolean {
    const context = this.#context;
    if (!context) return true;
    const box = this.#device(rect);
    context.clearRect(box.x, box.y, box.width, box.height);
    if (!bitmap || bitmap.width === 0) return true;
    const to = contain(bitmap.width, bitmap.height, box);
    context.save();
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, RADIUS * this.#scale);
    context.clip();
    context.globalAlpha = faint ? FAINT : 1;
    context.imageSmoothingEnabled = to.width <= bitmap.width * SHARP_FROM;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, to.x, to.y, to.width, to.height);
    const all = paintRegions(context, regions, image, to, this.#scale);
    context.restore();
    return all;
  }

  #device(rect: Rect): Rect {
    const s = this.#scale;
    const x = Math.round(rect.x * s);
    const y = Math.round(rect.y * s);
    return {
      x,
      y,
      width: Math.round((rect.x + rect.width) * s) - x,
      height: Math.round((rect.y + rect.height) * s) - y,
    };
  }
}
