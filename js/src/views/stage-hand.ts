/** The pointer on the stage: the left button is the tool's, the others move the picture, the wheel zooms. */

import type { Point } from "../geometry/point";
import type { Modifiers } from "../tools/tool";

export interface StageHand {
  press(at: Point, clicks: 1 | 2, held: Modifiers): void;
  move(at: Point, held: Modifiers): void;
  release(at: Point, held: Modifiers): void;
  /** The pointer was lost in the middle of a gesture. */
  cancel(): void;
  hover(at: Point | null): void;
  zoom(factor: number, at: Point): void;
  pan(dx: number, dy: number): void;
  /** A window drag begins; false when there is nothing to set. */
  grip(): boolean;
  drag(dx: number, dy: number): void;
  turn(by: number): void;
}

const PER_PIXEL = 0.0018;
const PER_PINCH = 0.01;
const LINE = 16;
/** Two presses within so many milliseconds and pixels are a double click. */
const DOUBLE = { time: 400, way: 6 };

type Kind = "tool" | "pan" | "window";

/** Attaches the gestures to an element until `abort`. */
export function followStageHand(
  element: HTMLElement,
  hand: StageHand,
  /** A point of the element as the picture, which may be turned, has it. */
  place: (at: Point) => Point,
  abort: AbortSignal,
): void {
  const on = <K extends keyof HTMLElementEventMap>(kind: K, heard: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(kind, heard, { signal: abort, passive: false });
  const at = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return place({ x: clientX - left, y: clientY - top });
  };
  const fingers = new Map<number, Point>();
  let doing: { readonly kind: Kind; readonly id: number; readonly from: Point; last: Point } | null = null;
  let before = { time: Number.NEGATIVE_INFINITY, at: { x: 0, y: 0 } };
  let turned = 0;

  on("wheel", (event) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE;
    if (event.altKey) {
      turned += (pixels || event.deltaX) / 100;
      const whole = Math.trunc(turned);
      turned -= whole;
      if (whole !== 0) hand.turn(whole);
    } else if (event.shiftKey) hand.pan(-(pixels || event.deltaX), 0);
    else hand.zoom(Math.exp(-pixels * (event.ctrlKey ? PER_PINCH : PER_PIXEL)), at(event));
  });

  on("pointerdown", (event) => {
    if ((event.target as Element).closest("button")) return;
    const here = at(event);
    fingers.set(event.pointerId, here);
    element.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      if (doing?.kind === "tool") hand.cancel();
      doing = null;
      return;
    }
    const kind = kindOf(event, () => hand.grip());
    doing = { kind, id: event.pointerId, from: here, last: here };
    if (kind !== "tool") element.classList.add(kind);
    if (kind !== "tool") {
      event.preventDefault();
      return;
    }
    const near = Math.hypot(here.x - before.at.x, here.y - before.at.y) < DOUBLE.way;
    const twice = near && event.timeStamp - before.time < DOUBLE.time;
    before = twice ? { time: Number.NEGATIVE_INFINITY, at: here } : { time: event.timeStamp, at: here };
    hand.press(here, twice ? 2 : 1, held(event));
  });

  on("pointermove", (event) => {
    const here = at(event);
    hand.hover(here);
    if (fingers.size > 1 && fingers.has(event.pointerId)) pinch(fingers, event.pointerId, here, hand);
    else if (doing?.kind === "pan") hand.pan(here.x - doing.last.x, here.y - doing.last.y);
    else if (doing?.kind === "window") hand.drag(here.x - doing.from.x, here.y - doing.from.y);
    else {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length > 0 ? all : [event]) hand.move(at(one), held(event));
    }
    if (doing) doing.last = here;
  });

  const end = (event: PointerEvent, lost: boolean): void => {
    fingers.delete(event.pointerId);
    if (doing?.id !== event.pointerId) return;
    element.classList.remove("pan", "window");
    if (doing.kind === "tool" && lost) hand.cancel();
    else if (doing.kind === "tool") hand.release(at(event), held(event));
    doing = null;
  };
  on("pointerup", (event) => end(event, false));
  on("pointercancel", (event) => end(event, true));
  on("pointerleave", () => hand.hover(null));
  on("contextmenu", (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
}

function held({ shiftKey, ctrlKey, metaKey, altKey }: PointerEvent): Modifiers {
  return { shift: shiftKey, control: ctrlKey || metaKey, alt: altKey };
}

function kindOf(event: PointerEvent, grip: () => boolean): Kind {
  if (event.button === 2 && grip()) return "window";
  return event.button === 0 ? "tool" : "pan";
}

/** Two fingers: the picture follows both, as if they lay on it. */
function pinch(fingers: Map<number, Point>, moving: number, here: Point, hand: StageHand): void {
  const last = fingers.get(moving);
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  fingers.set(moving, here);
  if (!last || !other) return;
  const apart = Math.hypot(last.x - other.x, last.y - other.y);
  const now = Math.hypot(here.x - other.x, here.y - other.y);
  hand.pan((here.x - last.x) / 2, (here.y - last.y) / 2);
  if (apart > 0 && now > 0) hand.zoom(now / apart, { x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 });
}
