/** The pointer on a large picture: wheel and pinch zoom, drag moves, the other button sets the window. */

import type { Point } from "../geometry/point";

export interface Hand {
  /** `factor` about a point, in screen pixels of the element. */
  zoom(factor: number, at: Point): void;
  pan(dx: number, dy: number): void;
  /** A window drag begins; false when there is nothing to set. */
  grip(): boolean;
  /** The whole way of the window drag so far, in screen pixels. */
  drag(dx: number, dy: number): void;
  hover(at: Point | null): void;
  /** Turns so many frames on. */
  turn(by: number): void;
  back(): void;
}

/** A wheel's notch is about 100 pixels: this makes it a fifth larger. */
const PER_PIXEL = 0.0018;
/** Browsers report a pinch on a touchpad as small steps of a wheel with Ctrl. */
const PER_PINCH = 0.01;
const LINE = 16;
/** How far a press may slip and still be a click, in pixels. */
const SLIP = 3;

interface Press {
  readonly kind: "pan" | "window";
  readonly from: Point;
  last: Point;
  moved: boolean;
}

/** Attaches the gestures to an element until `abort`. */
export function followHand(element: HTMLElement, hand: Hand, abort: AbortSignal): void {
  const on = <K extends keyof HTMLElementEventMap>(
    kind: K,
    heard: (event: HTMLElementEventMap[K]) => void,
  ): void => element.addEventListener(kind, heard, { signal: abort, passive: false });
  const at = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const isButton = ({ target }: Event): boolean => (target as Element).closest("button") !== null;
  const fingers = new Map<number, Point>();
  let press: Press | null = null;
  let turned = 0;

  on("wheel", (event) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE;
    if (event.shiftKey || event.altKey) {
      turned += (pixels || event.deltaX) / 100;
      const whole = Math.trunc(turned);
      turned -= whole;
      if (whole !== 0) hand.turn(whole);
    } else {
      hand.zoom(Math.exp(-pixels * (event.ctrlKey ? PER_PINCH : PER_PIXEL)), at(event));
    }
  });

  on("pointerdown", (event) => {
    if (isButton(event)) return;
    const here = at(event);
    fingers.set(event.pointerId, here);
    if (fingers.size > 1) {
      press = null;
      return;
    }
    const windows = event.button === 2 || (event.button === 0 && event.shiftKey);
    if (windows && hand.grip()) press = { kind: "window", from: here, last: here, moved: false };
    else if (event.button === 0 || event.button === 1)
      press = { kind: "pan", from: here, last: here, moved: false };
    if (event.button === 1) event.preventDefault();
  });

  on("pointermove", (event) => {
    const here = at(event);
    hand.hover(here);
    if (fingers.size > 1 && fingers.has(event.pointerId)) {
      pinch(fingers, event.pointerId, here, hand);
      return;
    }
    if (!press) return;
    const slipped = Math.hypot(here.x - press.from.x, here.y - press.from.y) < SLIP;
    if (!press.moved && slipped) return;
    if (!press.moved) element.setPointerCapture(event.pointerId);
    press.moved = true;
    if (press.kind === "pan") hand.pan(here.x - press.last.x, here.y - press.last.y);
    else hand.drag(here.x - press.from.x, here.y - press.from.y);
    press.last = here;
    element.classList.add(press.kind);
  });

  const end = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    element.classList.remove("pan", "window");
    press = null;
  };
  on("pointerup", end);
  on("pointercancel", end);
  on("pointerleave", () => hand.hover(null));
  on("contextmenu", (event) => {
    event.preventDefault();
    event.stopPropagation(); // The notebook has a menu of its own, which would lie under the pointer.
  });
  on("dblclick", (event) => {
    if (!isButton(event)) hand.back();
  });
}

/** Two fingers: the picture follows both, as if they lay on it. */
function pinch(fingers: Map<number, Point>, moving: number, here: Point, hand: Hand): void {
  const before = fingers.get(moving);
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  fingers.set(moving, here);
  if (!before || !other) return;
  const apart = Math.hypot(before.x - other.x, before.y - other.y);
  const now = Math.hypot(here.x - other.x, here.y - other.y);
  hand.pan((here.x - before.x) / 2, (here.y - before.y) / 2);
  if (apart > 0 && now > 0) hand.zoom(now / apart, { x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 });
}
