/**
 * What a tool is: a state machine that is told what the hand does and says what is to become of the regions.
 * Tools know no DOM, no document and no clock; all points are image pixels (see geometry/point.ts).
 */

import type { Outline, Point, Size } from "../geometry/point";

export type ToolName =
  | "select"
  | "box"
  | "extreme"
  | "template"
  | "polygon"
  | "brush"
  | "eraser"
  | "fill"
  | "add"
  | "subtract"
  | "smart"
  | "move"
  | "points";

/** A region as tools see it. */
export interface Region {
  readonly id: string;
  readonly label: number;
  readonly shape: Outline;
  readonly rank?: string;
}

/** What a tool may know. Regions are those of this frame that can be seen, the lowest first. */
export interface Scene {
  readonly size: Size;
  readonly frame: number;
  /** Screen pixels per image pixel: what is within `REACH / zoom` of the pointer is under it. */
  readonly zoom: number;
  readonly regions: readonly Region[];
  readonly selected: ReadonlySet<string>;
  /** Regions that are there cannot be changed; new ones can be drawn. */
  readonly locked: boolean;
  /** The label that new regions get; null: there is none to choose, nothing can be drawn. */
  readonly label: number | null;
  /** Drawing snaps to the outlines of neighbours. */
  readonly snap: boolean;
  /** Width and height of the next template box. */
  readonly template: Size;
  /** Diameter of brush and eraser in image pixels. */
  readonly brush: number;
  /** The image pixel in the middle of what is seen, where a keyboard cursor begins; else the picture's middle. */
  readonly middle?: Point;
  /** The points between two along the picture's edges (a live wire), where the picture can be read. */
  edge?(from: Point, to: Point): readonly Point[];
  /** An id for a new region, another each time. */
  newId(): string;
}

/** How near the pointer must come to a thing, in screen pixels. */
export const REACH = 8;

/** How far a press may slip and still be a click, and how small a thing may be drawn, in screen pixels. */
export const SLIP = 3;

export interface Modifiers {
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
}

/** `clicks` is 2 for the second press of a double click. Points may lie outside the image. */
export interface Hand extends Modifiers {
  readonly type: "press" | "move" | "release";
  readonly at: Point;
  readonly clicks: 1 | 2;
}

/** A key that no command and no label has taken: Enter, Escape, Backspace, Delete, arrows. */
export interface Stroke extends Modifiers {
  readonly type: "key";
  readonly key: string;
}

/** `cancel`: another tool or item is taken, the pointer is lost. Every tool is idle after it. */
export type Input = Hand | Stroke | { readonly type: "cancel" };

/** Pixels that a mask tool covers. */
export type Area =
  | { readonly kind: "stroke"; readonly points: readonly Point[]; readonly width: number }
  | { readonly kind: "rings"; readonly parts: readonly (readonly Point[])[] }
  /** All connected pixels that have the owner that the pixel at `at` has. */
  | { readonly kind: "flood"; readonly at: Point };

/** Each effect that changes regions is one gesture: one edit, one step of undo. */
export type Effect =
  /** Makes regions, or gives those with a known id another shape. Shapes need not be rounded or clipped yet. */
  | { readonly do: "put"; readonly regions: readonly Region[] }
  | { readonly do: "drop"; readonly ids: readonly string[] }
  /** Masks: pixels that get the label in hand, or with `erase` none. */
  | { readonly do: "paint"; readonly area: Area; readonly erase: boolean }
  | { readonly do: "select"; readonly ids: readonly string[] }
  /** Asks for the outline of the thing in `box` (null: all that is known are clicks), with `inside` in it and `outside` not. */
  | {
      readonly do: "propose";
      readonly box: (Outline & { kind: "box" }) | null;
      readonly inside: readonly Point[];
      readonly outside: readonly Point[];
    }
  /** Makes the outline that stands proposed a region, or gives it up. */
  | { readonly do: "accept" }
  | { readonly do: "reject" }
  | { readonly do: "template"; readonly size: Size }
  /** Why a gesture came to nothing, in words for the person. */
  | { readonly do: "say"; readonly text: string };

/** What is drawn of an unfinished gesture. */
export type Preview =
  | { readonly draw: "shape"; readonly shape: Outline; readonly label: number }
  /** A region that is being changed: drawn instead of the one that stands. */
  | { readonly draw: "instead"; readonly id: string; readonly shape: Outline }
  | { readonly draw: "line"; readonly points: readonly Point[] }
  | { readonly draw: "handle"; readonly at: Point; readonly lit: boolean }
  | { readonly draw: "area"; readonly area: Area; readonly erase: boolean };

export type Cursor =
  | "default"
  | "crosshair"
  | "pointer"
  | "grab"
  | "move"
  | "none"
  | "ew-resize"
  | "ns-resize"
  | "nwse-resize"
  | "nesw-resize";

/** The state and what is to be done. */
export type Step<S> = readonly [state: S, effects: readonly Effect[]];

export interface Tool<S> {
  readonly name: ToolName;
  readonly idle: S;
  step(state: S, input: Input, scene: Scene): Step<S>;
  /** Drawn over the picture now; [] when idle, but for handles. */
  preview(state: S, scene: Scene): readonly Preview[];
  cursor(state: S, scene: Scene, at: Point | null): Cursor;
  /** True while a shape is open: Enter finishes it, Escape takes it back, and neither does anything else. */
  busy(state: S): boolean;
}
