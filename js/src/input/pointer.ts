/** The pointer on the grid: click, Ctrl-click, Shift-click and the rectangle drawn by dragging. */

import { overlaps, type Rect } from "../paint/fit";

export interface Target {
  /** The rectangles of the tiles in grid pixels, by place. */
  rects(): readonly Rect[];
  pick(place: number, how: "only" | "toggle" | "extend"): void;
  /** The places that the drawn rectangle touches; `add` keeps what was selected before. */
  sweep(places: readonly number[], add: boolean): void;
  none(): void;
  open(place: number): void;
  /** Draws the rectangle, or takes it away. */
  band(rect: Rect | null): void;
}

/** How far a press may slip and still be a click, in pixels. */
const SLIP = 5;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly add: boolean;
  moved: boolean;
  last: string;
}

const span = (a: number, b: number): [number, number] => [Math.min(a, b), Math.abs(a - b)];

function placeAt(rects: readonly Rect[], x: number, y: number): number {
  return rects.findIndex((r) => x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height);
}

/** Attaches the gestures to the grid's element until `signal` aborts. */
export function followPointer(element: HTMLElement, target: Target, signal: AbortSignal): void {
  let drag: Drag | null = null;
  const at = (event: MouseEvent): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const isButton = (event: Event): boolean => (event.target as Element).closest("button, a, input") !== null;

  element.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || isButton(event)) return;
      const [x, y] = at(event);
      drag = { x, y, add: event.ctrlKey || event.metaKey || event.shiftKey, moved: false, last: "" };
    },
    { signal },
  );

  element.addEventListener(
    "pointermove",
    (event) => {
      if (!drag) return;
      const [x, y] = at(event);
      if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < SLIP) return;
      if (!drag.moved) element.setPointerCapture(event.pointerId);
      drag.moved = true;
      const [left, width] = span(drag.x, x);
      const [top, height] = span(drag.y, y);
      const band = { x: left, y: top, width, height };
      target.band(band);
      const places = target.rects().flatMap((rect, place) => (overlaps(rect, band) ? [place] : []));
      if (places.join() === drag.last) return;
      drag.last = places.join();
      target.sweep(places, drag.add);
    },
    { signal },
  );

  const end = (event: PointerEvent): void => {
    const was = drag;
    drag = null;
    if (!was) return;
    target.band(null);
    if (was.moved || event.type === "pointercancel") return;
    const place = placeAt(target.rects(), was.x, was.y);
    if (place < 0) target.none();
    else target.pick(place, event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "only");
  };
  element.addEventListener("pointerup", end, { signal });
  element.addEventListener("pointercancel", end, { signal });

  element.addEventListener(
    "dblclick",
    (event) => {
      const place = placeAt(target.rects(), ...at(event));
      if (place >= 0 && !isButton(event)) target.open(place);
    },
    { signal },
  );
}
