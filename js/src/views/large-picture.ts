/**
 * The large picture itself: from stored values through a window, from tiles, or from a bitmap of the kernel. While
 * tiles are made or fetched, what there is stands in for them.
 */

import type { ReadonlySignal } from "@preact/signals";
import type { Size } from "../geometry/point";
import { LargePainter, type Source } from "../paint/large";
import { develop, type Shades } from "../paint/windowing";
import { areaOf, type Choice, paintedFor } from "../scene/tiles";
import type { Stored } from "../session/large";
import { make, set } from "./element";
import type { LargeModel } from "./large-model";

export class LargePicture {
  /** Says over the picture how far its tiles are made, or why they cannot be. */
  readonly note = make("div", "making");
  readonly #painter: LargePainter;
  readonly #developer = new Developer();
  #painted: readonly unknown[] = [];

  constructor(
    canvas: HTMLCanvasElement,
    private readonly model: LargeModel,
  ) {
    this.#painter = new LargePainter(canvas);
    this.note.hidden = true;
  }

  /** Reads all that is shown, so that any change of it is heard by who called. */
  collect(): void {
    for (const one of this.#shown) one.value;
  }

  /** Paints what the model shows now, when that is not on the canvas yet. */
  paint(faint: boolean): void {
    const { model } = this;
    const now = [...this.#shown.map((one): unknown => one.peek()), faint];
    if (now.length === this.#painted.length && now.every((one, place) => one === this.#painted[place]))
      return;
    this.#painted = now;
    const ratio = model.ratio.peek();
    const seen = model.seen.peek();
    const image = model.image.peek();
    this.#painter.resize(model.view.peek(), ratio);
    const sources = image ? this.#sources(image) : [];
    if (image && seen && sources.length > 0) this.#painter.paint(sources, image, seen, ratio, faint);
    else this.#painter.erase();
    this.#say();
  }

  get #shown(): readonly ReadonlySignal<unknown>[] {
    const { seen, picture, measured, shades, ratio, view, image, tiling, session } = this.model;
    return [seen, picture, measured, shades, ratio, view, image, tiling, session.largePictures.tiles.arrived];
  }

  #sources(image: Size): Source[] {
    const { model } = this;
    const developed = this.#developed();
    if (developed) return [developed];
    const tiles = model.tiles.peek();
    const bitmap = model.picture.peek()?.bitmap;
    const whole = bitmap && bitmap.width > 0 ? [{ pixels: bitmap, covers: image }] : [];
    return tiles ? this.#tiled(tiles, whole) : whole;
  }

  #developed(): Source | null {
    const { model } = this;
    const measured = model.measured.peek();
    const shades = model.shades.peek();
    if (!measured?.stored || !shades) return null;
    const { stored, width, height } = measured;
    const block = model.block.peek();
    const covers = { width: width * block, height: height * block };
    return { pixels: this.#developer.canvas(stored, { width, height }, shades), covers };
  }

  #tiled({ needed }: Choice, below: readonly Source[]): Source[] {
    const pyramid = this.model.tiling.peek()?.pyramid;
    const { tiles } = this.model.session.largePictures;
    if (!pyramid) return [...below];
    const here = paintedFor(pyramid, needed, (tile) => tiles.tile(tile) !== null);
    const found = here.flatMap((tile): Source[] => {
      const pixels = tiles.tile(tile);
      const area = areaOf(pyramid, tile);
      return pixels ? [{ pixels, covers: area, at: area, coarse: tile.level > 0 }] : [];
    });
    const bare = needed.some((tile) => tiles.tile(tile) === null);
    return bare ? [...below.map((one) => ({ ...one, coarse: true })), ...found] : found;
  }

  #say(): void {
    const { note } = this;
    const tiling = this.model.tiling.peek();
    const making = tiling?.pyramid && tiling.ready < 1;
    const percent = String(Math.floor((tiling?.ready ?? 0) * 100));
    const says = making ? `${MAKING}: ${percent} %` : tiling?.reason && `${COARSE}: ${tiling.reason}`;
    note.hidden = !says;
    if (note.textContent !== (says || "")) note.textContent = says || "";
    set(note, "role", making ? "progressbar" : "status");
    set(note, "aria-label", making ? MAKING : null);
    set(note, "aria-valuenow", making ? percent : null);
  }
}

const MAKING = "Making this large picture ready";
const COARSE = "This picture cannot be shown in full";

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
