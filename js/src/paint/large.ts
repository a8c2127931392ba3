/** Paints a picture, whole or by tiles, through a viewport. It draws what it is given and owns nothing but its canvas. */

import type { Point, Size } from "../geometry/point";
import type { Viewport } from "../scene/viewport";

/** A picture of any resolution, or a tile of one, that covers an area of the image, in image pixels. */
export interface Source {
  readonly pixels: CanvasImageSource & Size;
  readonly covers: Size;
  /** Its top left corner; that of the image when left out. */
  readonly at?: Point;
  /** Stands in for finer pixels that are not here yet: never shown as squares. */
  readonly coarse?: boolean;
}

/** From this enlargement on, pixels are squares. */
const SHARP_FROM = 4;
const FAINT = 0.3;
const CORNER: Point = { x: 0, y: 0 };

export class LargePainter {
  readonly #context: CanvasRenderingContext2D | null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d");
  }

  /** Fits the canvas to `view` CSS pixels with `ratio` device pixels each. */
  resize(view: Size, ratio: number): void {
    const width = Math.round(view.width * ratio);
    const height = Math.round(view.height * ratio);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }

  erase(): void {
    this.#context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Paints the part of the image that the viewport shows, later sources over earlier; nothing outside `image`. */
  paint(sources: readonly Source[], image: Size, seen: Viewport, ratio: number, faint: boolean): void {
    const context = this.#context;
    if (!context) return;
    this.erase();
    const scale = seen.zoom * ratio;
    // On whole device pixels, so that the edges of enlarged pixels are sharp and tiles leave no seams.
    const left = Math.round(-seen.x * scale);
    const top = Math.round(-seen.y * scale);
    context.save();
    context.beginPath();
    context.rect(left, top, Math.round(image.width * scale), Math.round(image.height * scale));
    context.clip();
    // Tiles are never made less than half as large, so there is nothing to average before.
    const tiled = sources.some((one) => one.at !== undefined);
    context.imageSmoothingQuality = tiled ? "low" : "high";
    for (const { pixels, covers, at = CORNER, coarse = false } of sources) {
      context.imageSmoothingEnabled = coarse || (scale * covers.width) / pixels.width < SHARP_FROM;
      const [x, y] = [Math.round(at.x * scale), Math.round(at.y * scale)];
      const right = Math.round((at.x + covers.width) * scale);
      const bottom = Math.round((at.y + covers.height) * scale);
      this.#draw(context, pixels, left + x, top + y, right - x, bottom - y);
    }
    if (faint) fade(context, this.canvas);
    context.restore();
  }

  /** Only what is on the canvas, to whole source pixels: far enlarged, all of it would be a huge rectangle. */
  #draw(
    context: CanvasRenderingContext2D,
    pixels: CanvasImageSource & Size,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void {
    const across = partOf(left, width, pixels.width, this.canvas.width);
    const down = partOf(top, height, pixels.height, this.canvas.height);
    if (across.count <= 0 || down.count <= 0) return;
    const [x, w] = [left + across.from * across.scale, across.count * across.scale];
    const [y, h] = [top + down.from * down.scale, down.count * down.scale];
    context.drawImage(pixels, across.from, down.from, across.count, down.count, x, y, w, h);
  }
}

/** All at once: sources that lie over each other must not shine through. */
function fade(context: CanvasRenderingContext2D, { width, height }: Size): void {
  context.globalCompositeOperation = "destination-in";
  context.globalAlpha = FAINT;
  context.fillRect(0, 0, width, height);
}

/** The source pixels, with one more on either side for smoothing, that fall into `0..room`. */
function partOf(
  start: number,
  length: number,
  pixels: number,
  room: number,
): { from: number; count: number; scale: number } {
  const scale = length / pixels;
  const from = Math.max(0, Math.floor(-start / scale) - 1);
  const to = Math.min(pixels, Math.ceil((room - start) / scale) + 1);
  return { from, count: to - from, scale };
}
