/** The large picture itself, from a bitmap of the kernel or from stored values through a window. */

import type { Size } from "../geometry/point";
import { LargePainter, type Source } from "../paint/large";
import { develop, type Shades } from "../paint/windowing";
import type { Stored } from "../session/large";
import type { LargeModel } from "./large-model";

export class LargePicture {
  readonly #painter: LargePainter;
  readonly #developer = new Developer();

  constructor(
    canvas: HTMLCanvasElement,
    private readonly model: LargeModel,
  ) {
    this.#painter = new LargePainter(canvas);
  }

  /** Paints what the model shows now. */
  paint(faint: boolean): void {
    const { model } = this;
    const ratio = model.ratio.peek();
    const seen = model.seen.peek();
    const image = model.image.peek();
    this.#painter.resize(model.view.peek(), ratio);
    const source = image && this.#source(image);
    if (image && seen && source) this.#painter.paint(source, image, seen, ratio, faint);
    else this.#painter.erase();
  }

  #source(image: Size): Source | null {
    const { model } = this;
    const measured = model.measured.peek();
    const shades = model.shades.peek();
    if (!measured?.stored || !shades) {
      const bitmap = model.picture.peek()?.bitmap;
      return bitmap && bitmap.width > 0 ? { pixels: bitmap, covers: image } : null;
    }
    const { stored, width, height } = measured;
    const block = model.block.peek();
    const covers = { width: width * block, height: height * block };
    return { pixels: this.#developer.canvas(stored, { width, height }, shades), covers };
  }
}

/** Keeps the developed picture until its values or its window change. */
class Developer {
  readonly #canvas = document.createElement("canvas");
  #pixels: ImageData | null = null;
  #stored: Stored | null = null;
  #shades = "";

  canvas(stored: Stored, { width, height }: Size, shades: Shades): HTMLCanvasElement {
    const how = JSON.stringify(shades);
    if (this.#stored === stored && this.#shades === how) return this.#canvas;
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#pixels = new ImageData(width, height);
    }
    develop(stored, shades, new Uint32Array(this.#pixels.data.buffer));
    this.#canvas.getContext("2d")?.putImageData(this.#pixels, 0, 0);
    this.#stored = stored;
    this.#shades = how;
    return this.#canvas;
  }
}
