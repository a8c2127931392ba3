/** The pointer in a document: drags that select, clicks that pick, grips that move an end of the picked span. */

import type { Point } from "../geometry/point";
import type { Snap } from "./reader-model";

export type Grip = "start" | "end";

export interface ReaderHand {
  /** The unit nearest to a point of the window. */
  unitAt(at: Point): number | null;
  /** A drag from one unit to another goes on; `done` when the button is let go of. */
  select(from: number, to: number, snap: Snap, done: boolean): void;
  /** A click, a double click on a word, a triple click on a line. `ids`: the spans that were hit. */
  click(at: number, times: number, ids: readonly string[]): void;
  /** Shift+click: selects from the cursor up to here. */
  extend(to: number): void;
  bend(grip: Grip, to: number, snap: Snap, done: boolean): void;
  judge(how: "Accept" | "Reject", id: string): void;
  /** The gesture was lost: nothing of it stays. */
  cancel(): void;
  /** Scrolls by so many pixels, since the pointer drags over an edge. */
  scroll(pixels: number): void;
}

/** How far a press may slip and still be a click, in pixels. */
const SLIP = 4;
/** Presses within so many milliseconds and pixels are one gesture of several clicks. */
const AGAIN = { time: 400, way: 5 };
/** Nearer to an edge than this the text scrolls; pixels per frame for each pixel nearer. */
const EDGE = 24;
const SPEED = 0.5;

interface Press {
  readonly from: number;
  readonly at: Point;
  readonly times: number;
  readonly grip: Grip | null;
  readonly ids: readonly string[];
  moved: boolean;
  now: Point;
  snap: Snap;
}

const pointOf = ({ clientX, clientY }: MouseEvent): Point => ({ x: clientX, y: clientY });
const snapOf = ({ shiftKey }: MouseEvent): Snap => (shiftKey ? "exact" : "words");

/** The spans at an element of the text: the one whose name it is, else all that lie there. */
function spansOf(target: Element): readonly string[] {
  const name = target.closest<HTMLElement>(".name")?.dataset["id"];
  const all = target.closest<HTMLElement>("mark")?.dataset["spans"];
  return name !== undefined ? [name] : all !== undefined ? JSON.parse(all) : [];
}

/** Attaches the gestures to the element that scrolls until `abort`. */
export function followReaderHand(element: HTMLElement, hand: ReaderHand, abort: AbortSignal): void {
  new Follower(element, hand, abort);
}

class Follower {
  #press: Press | null = null;
  #last = { time: Number.NEGATIVE_INFINITY, at: { x: 0, y: 0 }, times: 0 };
  #frame = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly hand: ReaderHand,
    signal: AbortSignal,
  ) {
    const options = { signal };
    element.addEventListener("pointerdown", (event) => this.#down(event), options);
    element.addEventListener("pointermove", (event) => this.#move(event), options);
    element.addEventListener("pointerup", (event) => this.#up(event), options);
    element.addEventListener("pointercancel", () => this.#lose(), options);
    element.addEventListener("click", (event) => this.#judge(event), options);
    // The notebook must not get a selection of its own out of this.
    element.addEventListener("selectstart", (event) => event.preventDefault(), options);
    element.addEventListener("dragstart", (event) => event.preventDefault(), options);
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
  }

  #down(event: PointerEvent): void {
    const target = event.target as Element;
    if (event.button !== 0 || !event.isPrimary || target.closest("button")) return;
    if (this.#onScrollbar(event)) return;
    const at = pointOf(event);
    const from = this.hand.unitAt(at);
    if (from === null) return;
    const grip = target.closest(".grip")?.classList.contains("start") ? "start" : null;
    this.#press = {
      from,
      at,
      times: this.#count(event, at),
      grip: target.closest(".grip") ? (grip ?? "end") : null,
      ids: spansOf(target),
      moved: false,
      now: at,
      snap: snapOf(event),
    };
    this.element.setPointerCapture(event.pointerId);
  }

  /** The scrollbar is the browser's. */
  #onScrollbar({ clientX }: MouseEvent): boolean {
    const { left } = this.element.getBoundingClientRect();
    const x = clientX - left - this.element.clientLeft;
    return x > this.element.clientWidth || x < 0;
  }

  #count({ timeStamp, shiftKey }: PointerEvent, at: Point): number {
    const { time, at: before, times } = this.#last;
    const near = Math.hypot(at.x - before.x, at.y - before.y) < AGAIN.way;
    const again = near && timeStamp - time < AGAIN.time && !shiftKey;
    this.#last = { time: timeStamp, at, times: again ? (times % 3) + 1 : 1 };
    return this.#last.times;
  }

  #move(event: PointerEvent): void {
    const press = this.#press;
    if (!press) return;
    press.now = pointOf(event);
    press.snap = snapOf(event);
    const far = Math.hypot(press.now.x - press.at.x, press.now.y - press.at.y);
    if (!press.moved && far < SLIP) return;
    press.moved = true;
    this.#drag(press, false);
    this.#frame ||= requestAnimationFrame(() => this.#creep());
  }

  #drag(press: Press, done: boolean): void {
    const to = this.hand.unitAt(press.now);
    if (to === null) return;
    if (press.grip) this.hand.bend(press.grip, to, press.snap, done);
    else this.hand.select(press.from, to, press.snap, done);
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    this.#stop();
    if (!press) return;
    press.snap = snapOf(event);
    if (press.moved) this.#drag(press, true);
    else if (press.grip) return;
    else if (event.shiftKey) this.hand.extend(press.from);
    else this.hand.click(press.from, press.times, press.ids);
  }

  #lose(): void {
    if (this.#press?.moved) this.hand.cancel();
    this.#stop();
  }

  #stop(): void {
    this.#press = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Scrolls on while the pointer rests near the upper or lower edge, or beyond. */
  #creep(): void {
    this.#frame = 0;
    const press = this.#press;
    if (!press?.moved) return;
    const box = this.element.getBoundingClientRect();
    const above = box.top + EDGE - press.now.y;
    const below = press.now.y - box.bottom + EDGE;
    const pixels = above > 0 ? -above : Math.max(0, below);
    if (pixels !== 0) {
      this.hand.scroll(Math.round(pixels * SPEED));
      this.#drag(press, false);
    }
    this.#frame = requestAnimationFrame(() => this.#creep());
  }

  #judge(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLElement>("button[data-act]");
    const id = button?.closest<HTMLElement>(".name")?.dataset["id"];
    const how = button?.dataset["act"];
    if (id && (how === "Accept" || how === "Reject")) this.hand.judge(how, id);
  }
}
