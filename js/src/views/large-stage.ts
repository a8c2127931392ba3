/** The large picture: a canvas, and over it the item's one cell, which has the focus, the labels, the state. */

import { batch, effect } from "@preact/signals";
import type { Desk } from "./desk";
import { make, set } from "./element";
import { followHand } from "./large-gestures";
import type { LargeModel } from "./large-model";
import { LargePicture } from "./large-picture";
import { Tile, type TileView } from "./tile";
import { actsOf } from "./tile-acts";

/** How many pixels of a window drag change the window's width by itself. */
const DRAG = 250;

class LargeStage {
  readonly #canvas = make("canvas", "pixels");
  readonly #grid = make("div", "grid");
  readonly #tile: Tile;
  readonly #picture: LargePicture;
  #frame = 0;

  constructor(
    private readonly host: HTMLElement,
    private readonly desk: Desk,
    private readonly model: LargeModel,
    abort: AbortSignal,
  ) {
    const { session } = desk;
    this.#picture = new LargePicture(this.#canvas, model);
    this.#canvas.setAttribute("aria-hidden", "true");
    set(this.#grid, "role", "grid");
    set(this.#grid, "aria-label", "Items");
    const row = make("div", "row");
    set(row, "role", "row");
    this.#tile = new Tile(actsOf(desk, () => session.select(session.focus.value, "toggle")));
    // It takes the focus at once, before it is drawn.
    this.#tile.cell.tabIndex = 0;
    row.append(this.#tile.cell);
    this.#grid.append(row);
    host.append(this.#canvas, this.#grid, this.#picture.note);
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
    this.#picture.collect();
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
      ...this.desk.judging.onTile(session.item(key).value),
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
    this.#picture.paint(view.info?.answer.state === "skipped");
  }
}

/** As exact as `data-zoom` and `data-origin` are. */
export const rounded = (number: number): number => Math.round(number * 1e4) / 1e4;

/** Draws the large picture into `host` until `abort`; gives what brings the focus to it. */
export function mountLargeStage(host: HTMLElement, desk: Desk, abort: AbortSignal): () => void {
  const stage = batch(() => new LargeStage(host, desk, desk.large, abort));
  return () => stage.focus();
}
