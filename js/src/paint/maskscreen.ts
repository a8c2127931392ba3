/** Where the squares of a label map come to lie on a canvas, whose units are device pixels. */

import { SIDE } from "../geometry/tile";
import type { Viewport } from "../scene/viewport";
import type { Part, Place } from "./masktile";

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class Screen {
  /** Device pixels to an image pixel. */
  readonly scale: number;
  readonly #left: number;
  readonly #top: number;
  /** What of the canvas's own units is seen. */
  readonly #seen: Bounds;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    seen: Viewport,
    ratio: number,
  ) {
    this.scale = seen.zoom * ratio;
    // On whole device pixels, as the picture is.
    this.#left = Math.round(-seen.x * this.scale);
    this.#top = Math.round(-seen.y * this.scale);
    this.#seen = visible(context);
  }

  /** Nothing is painted outside the picture. */
  clip(width: number, height: number): void {
    this.context.beginPath();
    this.context.rect(this.#left, this.#top, Math.round(width * this.scale), Math.round(height * this.scale));
    this.context.clip();
  }

  /** The squares of a level that can be seen, of so many in a row and rows. */
  squares(level: number, across: number, down: number): Part {
    const side = SIDE * 2 ** level * this.scale;
    const { left, top, right, bottom } = this.#seen;
    return {
      left: Math.max(0, Math.floor((left - this.#left) / side)),
      top: Math.max(0, Math.floor((top - this.#top) / side)),
      right: Math.min(across, Math.ceil((right - this.#left) / side)),
      bottom: Math.min(down, Math.ceil((bottom - this.#top) / side)),
    };
  }

  /** Paints a square in one colour. */
  fill(place: Place, color: string): void {
    const { left, top, right, bottom } = this.#boundsOf(place);
    this.context.fillStyle = color;
    this.context.fillRect(left, top, right - left, bottom - top);
  }

  /** Paints `part` of a bitmap where that square is; only what is seen, or far enlarged it would be huge. */
  draw(place: Place, bitmap: CanvasImageSource, part: Part): void {
    const { left, top, right, bottom } = this.#boundsOf(place);
    const x = cropped(left, right, part.left, part.right, this.#seen.left, this.#seen.right);
    const y = cropped(top, bottom, part.top, part.bottom, this.#seen.top, this.#seen.bottom);
    if (x.from >= x.to || y.from >= y.to) return;
    const [width, height] = [x.end - x.start, y.end - y.start];
    this.context.drawImage(
      bitmap,
      x.from,
      y.from,
      x.to - x.from,
      y.to - y.from,
      x.start,
      y.start,
      width,
      height,
    );
  }

  /** Each square ends where the next begins, on whole pixels: no seams. */
  #boundsOf({ level, x, y }: Place): Bounds {
    const side = SIDE * 2 ** level * this.scale;
    return {
      left: this.#left + Math.round(x * side),
      top: this.#top + Math.round(y * side),
      right: this.#left + Math.round((x + 1) * side),
      bottom: this.#top + Math.round((y + 1) * side),
    };
  }
}

interface Crop {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Of source pixels `from` to `to`, drawn from `start` to `end`, the whole ones seen, one more on either side. */
function cropped(start: number, end: number, from: number, to: number, least: number, most: number): Crop {
  const pixel = (end - start) / (to - from);
  const first = Math.max(from, from + Math.floor((least - start) / pixel) - 1);
  const last = Math.min(to, from + Math.ceil((most - start) / pixel) + 1);
  return {
    from: first,
    to: last,
    start: first === from ? start : start + (first - from) * pixel,
    end: last === to ? end : start + (last - from) * pixel,
  };
}

/** The bounds of the canvas in the context's own units, however it is turned. */
function visible(context: CanvasRenderingContext2D): Bounds {
  const { width, height } = context.canvas;
  const { a, b, c, d, e, f } = context.getTransform();
  const turned = a * d - b * c;
  const [across, down]: [number[], number[]] = [[], []];
  for (const [x, y] of [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const) {
    across.push((d * (x - e) - c * (y - f)) / turned);
    down.push((a * (y - f) - b * (x - e)) / turned);
  }
  return {
    left: Math.min(...across),
    top: Math.min(...down),
    right: Math.max(...across),
    bottom: Math.max(...down),
  };
}
