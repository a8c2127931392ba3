/** The large picture: a canvas, and over it the item's one cell, which has the focus, the labels, the state. */

import { batch, effect } from "@preact/signals";
import type { Size } from "../geometry/point";
import { LargePainter, type Source } from "../paint/large";
import { develop, type Shades } from "../paint/windowing";
import type { Stored } from "../session/large";
import type { Desk } from "./desk";
import { make, set } from "./element";
import { followHand } from "./large-gestures";
import type { LargeModel } from "./large-model";
import { Tile, type TileView } from "./tile";

/** How many pixels of a window drag change the window's width by itself. */
const DRAG = 250;

class LargeStage {
  readonly #canvas = make("canvas", "pixels");
  readonly #grid = make("div", "grid");
  readonly #painter = new LargePainter(this.#canvas);
  readonly #tile: Tile;
  readonly #developer = new Developer();
  #frame = 0;

  constructor(
    private readonly host: HTMLElement,
    private readonly desk: Desk,
    private readonly model: LargeModel,
    abort: AbortSignal,
  ) {
    const { session } = desk;
    this.#canvas.setAttribute("aria-hidden", "true");
    set(this.#grid, "role", "grid");
    set(this.#grid, "aria-label", "Items");
    const row = make("div", "row");
    set(row, "role", "row");
    this.#tile = new Tile({
      toggle: () => session.select(session.focus.value, "toggle"),
      clear: (key, label) => session.clear(key, label),
      reason: (item) => {
        desk.dialog.value = { kind: "note", item };
      },
    });
    // It takes the focus at once, before it is drawn.
    this.#tile.cell.tabIndex = 0;
    row.append(this.#tile.cell);
    this.#grid.append(row);
    host.append(this.#canvas, this.#grid);
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(host);
    this.#measure();
    followHand(host, this.#hand(), abort);
    const stops = [
      () => observer.disconnect(),
      effect(() => this.#begin()),
      effect(() => model.wish()),
      effect(() => this.#collect()),
      () => cancelAnimationFrame(this.#frame),
      () => session.largePictures.release(),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      host.replaceChildren();
    });
  }

  /** Keys go to the cell. */
  focus(): void {
    this.#tile.cell.focus({ preventScroll: true });
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    this.model.resize({ width, height }, globalThis.devicePixelRatio || 1);
  }

  #begin(): void {
    if (this.model.key.value !== null) this.model.begin();
  }

  #hand() {
    const { model, desk } = this;
    let from = { center: 0, width: 0 };
    return {
      zoom: (factor: number, at: { x: number; y: number }) => model.zoom(factor, at),
      pan: (dx: number, dy: number) => model.pan(dx, dy),
      grip: () => {
        const window = model.grip();
        if (window) from = window;
        return window !== null;
      },
      drag: (dx: number, dy: number) =>
        model.adjust(from.center + (dy * from.width) / DRAG, from.width * Math.exp(dx / DRAG)),
      hover: (at: { x: number; y: number } | null) => {
        model.pointer.value = at;
      },
      turn: (by: number) => model.turn(model.frame.peek() + by),
      back: () => desk.run("back"),
    };
  }

  /** Reads all that is shown, so that any change of it asks for a frame. */
  #collect(): void {
    const { model } = this;
    model.seen.value;
    model.picture.value;
    model.measured.value;
    model.shades.value;
    model.ratio.value;
    this.#view();
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #view(): TileView | null {
    const { session } = this.desk;
    const key = this.model.key.value;
    const place = session.large.value;
    const { width, height } = this.model.view.value;
    const labels = session.labelsById.value;
    const selected = session.selected.value;
    const count = session.places.value;
    const picture = this.model.picture.value;
    if (key === null || place === null || !picture) return null;
    return {
      key,
      info: session.item(key).value,
      picture,
      labels,
      place,
      count,
      selected: selected.has(key),
      focused: true,
      large: true,
      rect: { x: 0, y: 0, width, height },
    };
  }

  #draw(): void {
    this.#frame = 0;
    const view = this.#view();
    if (!view) return;
    this.#tile.draw(view);
    const { model, host } = this;
    const seen = model.seen.peek();
    set(host, "data-item", view.key);
    set(host, "data-frame", String(model.frame.peek()));
    set(host, "data-zoom", seen && String(rounded(seen.zoom)));
    set(host, "data-origin", seen && JSON.stringify([rounded(seen.x), rounded(seen.y)]));
    this.#paint(view.info?.answer.state === "skipped");
  }

  #paint(faint: boolean): void {
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

const rounded = (number: number): number => Math.round(number * 1e4) / 1e4;

/** Draws the large picture into `host` until `abort`; gives what brings the focus to it. */
export function mountLargeStage(host: HTMLElement, desk: Desk, abort: AbortSignal): () => void {
  const stage = batch(() => new LargeStage(host, desk, desk.large, abort));
  return () => stage.focus();
}
