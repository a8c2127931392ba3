/** What the views may see and do. The views draw these signals and call these commands; nothing else. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type {
  Annotation,
  Facts,
  ItemInfo,
  LabelInfo,
  Progress,
  Propose,
  Proposed,
  Prose,
  Query,
  Refreshed,
  Welcome,
  Where,
  Work,
} from "../wire/protocol";
import type { Jobs } from "./jobs";
import type { LargePictures } from "./large";
import type { Learning } from "./learning";
import type { Ranges } from "./ranges";
import type { Texts } from "./texts";

/** What a page of the work queue is, and what the next ones shall be. */
export type PageKind = Welcome["kind"];
export type Mode = Work["mode"];

export const LAYOUTS = ["1", "2x2", "2x3", "3x3", "3x4", "4x6", "wall"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Sizes that the wall's tiles can have, in CSS pixels. */
export const TILE = { least: 24, most: 320, first: 96, document: 176 } as const;
/** Up to so many selected items an act is one change each; a larger one is worked out by the kernel. */
export const ONE_BY_ONE = 500;

/** Rows and columns of a layout. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** The wall has no pages, so none of either. */
export function shapeOf(layout: Layout): Shape {
  if (layout === "wall") return { rows: 0, columns: 0 };
  const [rows = 1, columns = rows] = layout.split("x").map(Number);
  return { rows, columns };
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

/** What a query found: the number of the arrangement at the kernel, and how many items it has. */
export interface Arrangement {
  readonly view: number;
  readonly count: number;
}

/** A bulk act that is being stored: "Labelling", 12,000 of 40,000. */
export interface Bulkwork {
  readonly says: string;
  readonly done: number;
  readonly total: number;
}

/** A picture on the wall: the part of `image` that shows it, in pixels; without one, `reason` may say why. */
export interface WallPicture {
  readonly image: ImageBitmap | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of the upright original, in pixels. */
  readonly original: { readonly width: number; readonly height: number };
  readonly reason: string;
}

/** What the wall draws. Places count from 0 in the arrangement; most of its items are never loaded. */
export interface Wall {
  readonly count: ReadonlySignal<number>;
  /** The selected places. */
  readonly chosen: ReadonlySignal<Ranges>;
  /** A place that is wanted at the top, a new object each time. A focus that moves is followed by itself. */
  readonly sought: ReadonlySignal<{ readonly place: number } | null>;
  /** The key at a place; null while it is not loaded. */
  key(place: number): string | null;
  /** Where a loaded item is, or -1. */
  placeOf(key: string): number;
  info(key: string): ItemInfo | null;
  picture(key: string): WallPicture | null;
  /** How a document begins; null where there are pictures. */
  words(key: string): { readonly text: string; readonly length: number; readonly whole: boolean } | null;
  /** Tells what is in view: places `from` to `to` (not included) in rows of `columns`, of `pixels` a side. */
  look(from: number, to: number, columns: number, pixels: number): void;
  /** Selects these places and no others. */
  choose(places: Ranges): void;
  /** Calls back for each item whose picture or answer has changed; null: anything may have. */
  follow(changed: (key: string | null) => void): () => void;
}

/** A copy of the project's file, as it is to be saved. */
export interface BackupFile {
  readonly name: string;
  readonly content: Blob;
}

/** What a person asks of the project itself. */
export interface Upkeep {
  /** Files seen so far while sources are looked at, by whomever; else null. */
  readonly refreshing: ReadonlySignal<number | null>;
  /** What the newest refresh of this session found. */
  readonly refreshed: ReadonlySignal<Refreshed | null>;
  /** The part of the copy that is here, 0 to 1; null while there is none on its way. */
  readonly copied: ReadonlySignal<number | null>;
  /** Looks at every source again; what it found is then in `refreshed`. A refusal becomes a notice. */
  refresh(): Promise<void>;
  /** A copy of the project's file; null when there can be none, which a notice then says. */
  backup(): Promise<BackupFile | null>;
}

/** Regions that are drawn, and the images they are drawn on, one after the other. */
export interface Drawing {
  /** Puts regions into an item's answer and drops others: one gesture, one step of undo. */
  redraw(key: string, put: readonly Annotation[], drop: readonly string[]): void;
  /** Submits one image and goes on to the next that is open. */
  submit(key: string): void;
  /** So many images on, or back, over the edges of the page. */
  turn(by: number): void;
  /** The outline of what these words of the person mean. Throws what the link throws. */
  propose(ask: Propose): Promise<Proposed>;
  /** Which size the picture had when regions were drawn on it; 0 when not known. Throws what the link throws. */
  drawnOn(item: string): Promise<{ readonly width: number; readonly height: number }>;
  /** The images that come next after a place, and the one before it. */
  ahead(place: number): readonly string[];
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

  /** Keys of the items on the page, in order; shorter than the layout at the end. On the wall: those in view. */
  readonly page: ReadonlySignal<readonly string[]>;
  /** Selected items; of a selection on the wall that is larger than `ONE_BY_ONE`, none (see `chosen`). */
  readonly selected: ReadonlySignal<ReadonlySet<string>>;
  /** Place of the focused tile on the page, or on the wall. */
  readonly focus: ReadonlySignal<number>;
  /** Place of the tile shown large over the grid, or null. */
  readonly large: ReadonlySignal<number | null>;

  /** How many places there are to focus: the tiles of the page, or all of the wall. */
  readonly places: ReadonlySignal<number>;
  /** Key of the focused tile; null when there is none, or it is not loaded yet. */
  readonly current: ReadonlySignal<string | null>;

  /** What is looked through: see `query.ts`. */
  readonly query: ReadonlySignal<Query>;
  /** What it found; null while that is on its way, and for the work queue, which has no number of items. */
  readonly arranged: ReadonlySignal<Arrangement | null>;
  /** Longer side of the wall's tiles in CSS pixels, `TILE.least` to `TILE.most`. */
  readonly tile: Signal<number>;
  /** How many tiles are selected: on the wall also those that were never loaded. */
  readonly chosen: ReadonlySignal<number>;
  /** How many answers Submit sends on the wall. */
  readonly toSubmit: ReadonlySignal<number>;
  /** The bulk act that is being stored, or null. */
  readonly working: ReadonlySignal<Bulkwork | null>;
  readonly wall: Wall;
  readonly upkeep: Upkeep;
  readonly drawing: Drawing;

  /** Key of the tile shown large; null when none is, or it is not loaded yet. */
  readonly largeKey: ReadonlySignal<string | null>;

  readonly canSubmit: ReadonlySignal<Possible>;
  readonly canUndo: ReadonlySignal<Possible>;
  readonly canRedo: ReadonlySignal<Possible>;
  readonly canNext: ReadonlySignal<Possible>;
  readonly canPrevious: ReadonlySignal<Possible>;

  /** An item with the person's answer as they see it now (edits on their way included). */
  item(key: string): ReadonlySignal<ItemInfo | null>;
  picture(key: string): ReadonlySignal<PictureView>;
  readonly texts: Texts;
  readonly learning: Learning;
  readonly jobs: Jobs;
  readonly largePictures: LargePictures;

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
  /** Makes suggestions of an item the person's: a draft, one step of undo. */
  accept(key: string, ids: readonly string[]): void;
  /** Closes suggestions of an item as wrong; undo opens them again. */
  reject(key: string, ids: readonly string[]): void;
  /** All that is open of these items, in one step; null: of all that are selected, however many. */
  judge(how: "accept" | "reject", keys: readonly string[] | null): void;
  /** All that is open of what the filter finds, in one step. */
  judgeFiltered(how: "accept" | "reject"): void;
  submit(): void;
  undo(): void;
  redo(): void;
  next(): void;
  previous(): void;
  /** Shows this item: on the page it is on, else as a page of its own. */
  show(key: string): void;
  setLayout(layout: Layout): void;
  /** Looks through what this query finds. A refusal becomes a notice, and all stays as it was. */
  arrange(query: Query): void;
  /** How many items a filter finds. Throws `Refused` with the kernel's words. */
  matching(where: Where): Promise<number>;
  /** What there is to filter and sort by. */
  facts(): Promise<Facts>;

  /** only: this tile alone. toggle: this one too, or no more. extend: from the last selected or focused to here. */
  select(place: number, how: "only" | "toggle" | "extend"): void;
  selectAll(): void;
  selectNone(): void;
  /** Moves the focus by arrow keys; `extend` selects on the way. */
  move(rows: number, columns: number, extend: boolean): void;
  setFocus(place: number): void;
  setLarge(place: number | null): void;

  /** The instructions as they are to be shown. Throws what the link throws. */
  guide(): Promise<readonly Prose[]>;
  /** The person has read the instructions: labeling begins. */
  start(): void;
  dismiss(notice: string): void;
  /** Empties what this browser keeps, of every project: for a shared computer. Settled when it is gone. */
  forgetBrowser(): Promise<void>;
  /** Device pixels that one tile's longer side has now; the session asks for pictures of at least that. */
  setTileSize(pixels: number): void;
}
