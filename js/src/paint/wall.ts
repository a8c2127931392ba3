/** Paints the wall: what stays in view is moved, and only new rows and changed tiles are drawn. */

import type { Size } from "../geometry/point";
import type { WallPicture } from "../session/types";
import { contain, type Rect } from "./fit";
import { paintLeaf } from "./leaf";
import type { Drawn } from "./shapes";
import { paintRegions } from "./tile-regions";

/** Colours of the theme, as the canvas takes them. */
export interface WallColors {
  readonly surface: string;
  readonly accent: string;
  readonly paper: string;
  readonly ink: string;
}

/** A tile as it is painted, in CSS pixels of the window. */
export interface WallTile {
  readonly rect: Rect;
  readonly picture: WallPicture | null;
  /** How a document begins, on a tile that is too small for words; else "". */
  readonly text: string;
  readonly faint: boolean;
  readonly selected: boolean;
  /** Colours of its labels, for tiles that are too small for words. */
  readonly labels: readonly string[];
  /** What is drawn on the picture, on tiles that are large enough for it. */
  readonly regions: readonly Drawn[];
}

/** How much of a skipped picture remains. */
const FAINT = 0.3;
const SHARP_FROM = 4;

export class WallPainter {
  readonly #context: CanvasRenderingContext2D | null;
  #scale = 1;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d");
  }

  /** Fits the canvas to `width` x `height` CSS pixels; true when that emptied it. */
  resize(width: number, height: number, scale: number): boolean {
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width === w && this.canvas.height === h && this.#scale === scale) return false;
    this.canvas.width = w;
    this.canvas.height = h;
    this.#scale = scale;
    return true;
  }

  erase(): void {
    this.#context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Moves what is painted up by `pixels` device pixels (down when negative); what comes into view is empty. */
  shift(pixels: number): void {
    const context = this.#context;
    if (!context || pixels === 0) return;
    context.globalCompositeOperation = "copy";
    context.drawImage(this.canvas, 0, -pixels);
    context.globalCompositeOperation = "source-over";
  }

  /** False when it must be painted again with the next frame. */
  paint(tile: WallTile, colors: WallColors, gap: number): boolean {
    const context = this.#context;
    if (!context) return true;
    const s = this.#scale;
    const box = this.#device(tile.rect);
    const ring = Math.max(1, Math.round(Math.min(3, gap / 2) * s));
    context.clearRect(box.x - ring, box.y - ring, box.width + 2 * ring, box.height + 2 * ring);
    if (tile.selected) {
      context.fillStyle = colors.accent;
      context.fillRect(box.x - ring, box.y - ring, box.width + 2 * ring, box.height + 2 * ring);
      context.fillStyle = colors.paper;
      context.fillRect(box.x, box.y, box.width, box.height);
    }
    context.fillStyle = colors.surface;
    context.fillRect(box.x, box.y, box.width, box.height);
    if (tile.text) paintLeaf(context, tile.text, box, s, colors.ink);
    const all = this.#picture(context, tile, box);
    if (tile.selected && box.width < 64 * s) this.#tint(context, box, colors.accent);
    this.#labels(context, tile.labels, box, colors.paper);
    return all;
  }

  #picture(context: CanvasRenderingContext2D, { picture, faint, regions }: WallTile, box: Rect): boolean {
    if (!picture?.image || picture.width === 0) return true;
    const { image, x, y, width, height, original } = picture;
    const to = contain(width, height, box);
    context.globalAlpha = faint ? FAINT : 1;
    context.imageSmoothingEnabled = to.width <= width * SHARP_FROM;
    context.drawImage(image, x, y, width, height, to.x, to.y, to.width, to.height);
    const all = regions.length === 0 || this.#regions(context, regions, original, to);
    context.globalAlpha = 1;
    return all;
  }

  /** None reaches out of its picture: what is painted of a tile stays when another one beside it is painted. */
  #regions(context: CanvasRenderingContext2D, regions: readonly Drawn[], original: Size, to: Rect): boolean {
    context.save();
    context.beginPath();
    context.rect(to.x, to.y, to.width, to.height);
    context.clip();
    const all = paintRegions(context, regions, original, to, this.#scale);
    context.restore();
    return all;
  }

  /** A thin ring alone would be lost around tiles so small. */
  #tint(context: CanvasRenderingContext2D, box: Rect, color: string): void {
    context.globalAlpha = 0.35;
    context.fillStyle = color;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
  }

  #labels(context: CanvasRenderingContext2D, labels: readonly string[], box: Rect, paper: string): void {
    if (labels.length === 0) return;
    const high = Math.max(Math.round(3 * this.#scale), Math.round(box.height / 7));
    const y = box.y + box.height - high;
    context.fillStyle = paper;
    context.fillRect(box.x, y - Math.ceil(this.#scale), box.width, high + Math.ceil(this.#scale));
    labels.forEach((color, i) => {
      const from = Math.round((i * box.width) / labels.length);
      const to = Math.round(((i + 1) * box.width) / labels.length);
      context.fillStyle = color;
      context.fillRect(box.x + from, y, to - from, high);
    });
  }

  #device(rect: Rect): Rect {
    const s = this.#scale;
    const [x, y] = [Math.round(rect.x * s), Math.round(rect.y * s)];
    return {
      x,
      y,
      width: Math.round((rect.x + rect.width) * s) - x,
      height: Math.round((rect.y + rect.height) * s) - y,
    };
  }
}
