/** What the views may see and do. The views draw these signals and call these commands; nothing else. */

import type { ReadonlySignal } from "@preact/signals";
import type { ItemInfo, LabelInfo, Progress } from "../wire/protocol";

export const LAYOUTS = ["1", "2x2", "2x3", "3x3", "3x4", "4x6"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Rows and columns of a layout. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/**
 * opening: no welcome yet. instructions: they are shown first. labeling: a page is shown. done: no open
 * item is left. failed: the kernel answered the hello with an error (its words are in `trouble`).
 */
export type Phase = "opening" | "instructions" | "labeling" | "done" | "failed";

/** Where the newest answers are: with the kernel, on their way, durable in this browser, or in this page only. */
export interface Saving {
  readonly state: "saved" | "saving" | "kept" | "page";
  readonly count: number;
  /** Why they wait ("The kernel is busy", "The kernel is gone: run the cell again"), or "". */
  readonly why: string;
}

/** A message that stays until it is answered. `actions` are its buttons. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly tone: "info" | "warning" | "error";
  readonly actions: ReadonlyArray<{ readonly name: string; run(): void }>;
}

/** A picture as the grid paints it. `bitmap` is null while it is on its way, or when `reason` says why not. */
export interface PictureView {
  readonly bitmap: ImageBitmap | null;
  /** Size of the upright original in pixels; 0 while unknown. */
  readonly width: number;
  readonly height: number;
  readonly reason: string;
}

/** A command that may be impossible right now, with the reason in words for a tooltip ("" when possible). */
export interface Possible {
  readonly now: boolean;
  readonly why: string;
}

export interface ProjectView {
  readonly uuid: string;
  readonly name: string;
  readonly task: string;
  readonly media: string;
  readonly annotator: string;
  readonly status: "running" | "paused" | "complete";
  readonly instructions: string;
  /** False on a host whose disk dies with the session. */
  readonly durable: boolean;
}

export interface Session {
  readonly phase: ReadonlySignal<Phase>;
  readonly trouble: ReadonlySignal<string>;
  readonly project: ReadonlySignal<ProjectView | null>;
  /** In palette order; retired and merged ones left out. */
  readonly labels: ReadonlySignal<readonly LabelInfo[]>;
  /** Every label by id, for chips of old answers: retired ones too; a merged id gives what it became. */
  readonly labelsById: ReadonlySignal<ReadonlyMap<number, LabelInfo>>;
  readonly progress: ReadonlySignal<Progress | null>;
  readonly saving: ReadonlySignal<Saving>;
  readonly notices: ReadonlySignal<readonly Notice[]>;
  readonly layout: ReadonlySignal<Layout>;
  readonly shape: ReadonlySignal<Shape>;

  /** Keys of the items on the page, in order; shorter than the layout at the end. */
  readonly page: ReadonlySignal<readonly string[]>;
  readonly selected: ReadonlySignal<ReadonlySet<string>>;
  /** Place of the focused tile on the page. */
  readonly focus: ReadonlySignal<number>;
  /** Place of the tile shown large over the grid, or null. */
  readonly large: ReadonlySignal<number | null>;

  readonly canSubmit: ReadonlySignal<Possible>;
  readonly canUndo: ReadonlySignal<Possible>;
  readonly canRedo: ReadonlySignal<Possible>;
  readonly canNext: ReadonlySignal<Possible>;
  readonly canPrevious: ReadonlySignal<Possible>;

  /** An item with the person's answer as they see it now (edits on their way included). */
  item(key: string): ReadonlySignal<ItemInfo | null>;
  picture(key: string): ReadonlySignal<PictureView>;

  /** Puts the label on the selected tiles, or the focused one. Multilabel: takes it off when all have it. */
  label(id: number): void;
  /** Takes one label off one tile (the x of its chip). */
  clear(key: string, id: number): void;
  /** Multilabel: answers "nothing here" on the selected tiles, or the focused one. */
  nothing(): void;
  /** Skips the selected tiles, or the focused one; `note` is the reason, "" for none. */
  skip(note: string): void;
  /** Sets the note of skipped tiles. */
  note(key: string, text: string): void;
  submit(): void;
  undo(): void;
  redo(): void;
  next(): void;
  previous(): void;
  /** Shows this item: on the page it is on, else as a page of its own. */
  show(key: string): void;
  setLayout(layout: Layout): void;

  /** only: this tile alone. toggle: this one too, or no more. extend: from the last selected or focused to here. */
  select(place: number, how: "only" | "toggle" | "extend"): void;
  selectAll(): void;
  selectNone(): void;
  /** Moves the focus by arrow keys; `extend` selects on the way. */
  move(rows: number, columns: number, extend: boolean): void;
  setFocus(place: number): void;
  setLarge(place: number | null): void;

  /** The person has read the instructions: labeling begins. */
  start(): void;
  dismiss(notice: string): void;
  /** Empties what this browser keeps, of every project: for a shared computer. Settled when it is gone. */
  forgetBrowser(): Promise<void>;
  /** Device pixels that one tile's longer side has now; the session asks for pictures of at least that. */
  setTileSize(pixels: number): void;
}
