/** The pointer on the tiles: click, Ctrl-click, Shift-click and the rectangle drawn by dragging. */

import type { Rect } from "../paint/fit";

export interface Target {
  /** Which tile lies at a point, or -1. */
  placeAt(x: number, y: number): number;
  pick(place: number, how: "only" | "toggle" | "extend"): void;
  /** Selects what the drawn rectangle touches; `add` keeps what was selected before it was begun. */
  sweep(band: Rect, add: boolean): void;
  none(): void;
  open(place: number): void;
  /** Draws the rectangle, or takes it away. */
  band(rect: Rect | null): void;
  /** How far the tiles are scrolled: all points above count from their top. 0 where nothing scrolls. */
  top?(): number;
  /** Scrolls by so many pixels, since the pointer draws a rectangle over the edge. */
  scroll?(pixels: number): void;
}

/** How far a press may slip and still be a click, in pixels. */
const SLIP = 5;
/** Nearer to an edge than this the tiles scroll; pixels per frame for each pixel nearer. */
const EDGE = 28;
const SPEED = 0.6;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly add: boolean;
  moved: boolean;
  /** Where the pointer is, in the window. */
  now: { readonly clientX: number; readonly clientY: number };
}

type Point = Pick<MouseEvent, "clientX" | "clientY">;

const span = (a: number, b: number): [number, number] => [Math.min(a, b), Math.abs(a - b)];
const isButton = (event: Event): boolean => (event.target as Element).closest("button, a, input") !== null;

/** Attaches the gestures to the grid's element until `signal` aborts. */
export function followPointer(element: HTMLElement, target: Target, signal: AbortSignal): void {
  new Pointer(element, target, signal);
}

class Pointer {
  #drag: Drag | null = null;
  #frame = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly target: Target,
    signal: AbortSignal,
  ) {
    const options = { signal };
    element.addEventListener("pointerdown", (event) => this.#press(event), options);
    element.addEventListener("pointermove", (event) => this.#move(event), options);
    element.addEventListener("pointerup", (event) => this.#end(event), options);
    element.addEventListener("pointercancel", (event) => this.#end(event), options);
    element.addEventListener("dblclick", (event) => this.#open(event), options);
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
  }

  #at(event: Point): [number, number] {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top + (this.target.top?.() ?? 0)];
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 || isButton(event)) return;
    const [x, y] = this.#at(event);
    const add = event.ctrlKey || event.metaKey || event.shiftKey;
    this.#drag = { x, y, add, moved: false, now: event };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag) return;
    const [x, y] = this.#at(event);
    if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < SLIP) return;
    if (!drag.moved) this.element.setPointerCapture(event.pointerId);
    drag.moved = true;
    drag.now = event;
    this.#sweep(drag);
    if (this.target.scroll) this.#frame ||= requestAnimationFrame(() => this.#creep());
  }

  #sweep(drag: Drag): void {
    const [x, y] = this.#at(drag.now);
    const [left, width] = span(drag.x, x);
    const [top, height] = span(drag.y, y);
    const band = { x: left, y: top, width, height };
    this.target.band(band);
    this.target.sweep(band, drag.add);
  }

  /** Scrolls on while the pointer rests near the upper or lower edge. */
  #creep(): void {
    this.#frame = 0;
    const drag = this.#drag;
    if (!drag?.moved) return;
    const box = this.element.getBoundingClientRect();
    const above = box.top + EDGE - drag.now.clientY;
    const below = drag.now.clientY - box.bottom + EDGE;
    const pixels = above > 0 ? -above : Math.max(0, below);
    if (pixels !== 0) {
      this.target.scroll?.(Math.round(pixels * SPEED));
      this.#sweep(drag);
    }
    this.#frame = requestAnimationFrame(() => this.#creep());
  }

  #end(event: PointerEvent): void {
    const was = this.#drag;
    this.#drag = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!was) return;
    this.target.band(null);
    if (was.moved || event.type === "pointercancel") return;
    const place = this.target.placeAt(was.x, was.y);
    const how = event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "only";
    if (place < 0) this.target.none();
    else this.target.pick(place, how);
  }

  #open(event: MouseEvent): void {
    const place = this.target.placeAt(...this.#at(event));
    if (place >= 0 && !isButton(event)) this.target.open(place);
  }
}
