/** What the views of one widget share beside the session: which dialog is open, how wide it is, where focus goes. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Act, Command } from "../input/keymap";
import { Keys } from "../input/keys";
import { STEP } from "../scene/viewport";
import { marks } from "../session/readiness";
import type { Possible, Session } from "../session/types";
import type { ToolName } from "../tools/tool";
import type { Facts } from "../wire/protocol";
import type { Board } from "./board";
import { Judging } from "./judging";
import { LargeModel } from "./large-model";
import { ReaderKeys } from "./reader-keys";
import { labelAll } from "./reader-matches";
import { ReaderModel } from "./reader-model";
import { Rooms, type Width } from "./rooms";
import { boardOf } from "./stage-board";
import { Strokes } from "./stage-keys";
import { StageModel } from "./stage-model";
import { thingOf } from "./words";

export type Dialog =
  | { readonly kind: "instructions" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "filter" }
  | { readonly kind: "suggestions" }
  /** `page`: labels are to be suggested for each page, rather than for many items at once. */
  | { readonly kind: "autolabel"; readonly page: boolean }
  | { readonly kind: "names" }
  | { readonly kind: "job"; readonly job: number }
  /** Skips the selected tiles with a note, or, with `item`, sets the note of one that is skipped already. */
  | { readonly kind: "note"; readonly item?: string };

/** What there is to sort by is asked again after so many milliseconds, when somebody looks. */
const FACTS_FRESH = 5_000;

/** What one press of a key makes of the brush. */
const BRUSH_STEP = 1.25;

const YES: Possible = { now: true, why: "" };

export class Desk {
  readonly keys = new Keys();
  readonly dialog: Signal<Dialog | null> = signal(null);
  /** Width of the widget in pixels, from the view that watches it. */
  readonly pixels = signal(1160);
  readonly width: ReadonlySignal<Width>;
  readonly rooms: Rooms;
  readonly large: LargeModel;
  readonly stage: StageModel;
  readonly strokes: Strokes;
  readonly reader: ReaderModel;
  readonly readerKeys: ReaderKeys;
  /** What answers are drawn in: the stage, or in a project of documents the reader. */
  readonly board: ReadonlySignal<Board>;
  /** True of the tasks whose answers are drawn, one item at a time. */
  readonly marks: ReadonlySignal<boolean>;
  readonly judging: Judging;
  /** What there is to filter and sort by; null until the kernel has said it. */
  readonly facts: Signal<Facts | null> = signal(null);
  /** The newest thing said to the person in passing, such as why a key did nothing. */
  readonly said = signal("");
  /** False while no page is shown: before the first, after the last. */
  readonly canAct: ReadonlySignal<Possible>;
  readonly canSubmit: ReadonlySignal<Possible>;
  /** Where items are drawn on one by one, to the next one; else to the next page. */
  readonly canNext: ReadonlySignal<Possible>;
  readonly canPrevious: ReadonlySignal<Possible>;
  #learnt = Number.NEGATIVE_INFINITY;
  /** Set by the grid and the palette when they are drawn. */
  focusGrid: () => void = () => {};
  findLabel: () => void = () => {};

  constructor(
    readonly session: Session,
    readonly root: HTMLElement,
  ) {
    this.width = computed(() =>
      this.pixels.value < 600 ? "narrow" : this.pixels.value < 900 ? "middle" : "wide",
    );
    this.rooms = new Rooms(this.width);
    this.large = new LargeModel(session);
    this.stage = new StageModel(session, this.large, this.said, (info) => this.judging.openOf(info));
    this.strokes = new Strokes(this);
    this.reader = new ReaderModel(session, this.said);
    this.readerKeys = new ReaderKeys(this);
    const stage = boardOf(this.stage);
    this.board = computed(() => (this.reader.on.value ? this.reader : stage));
    this.judging = new Judging(session, this.board, this.said);
    this.marks = computed(() => marks(session.project.value?.task ?? ""));
    this.canAct = computed(() => {
      const shown = session.phase.value === "labeling" && session.places.value > 0;
      return shown ? YES : { now: false, why: `No ${thingOf(session)} is shown.` };
    });
    this.canNext = computed(() => this.#beside(1, session.canNext.value));
    this.canPrevious = computed(() => this.#beside(-1, session.canPrevious.value));
    this.canSubmit = computed(() => {
      if (!this.canAct.value.now) return this.canAct.value;
      const board = this.board.value;
      return board.open.value ? board.canSubmit.value : session.canSubmit.value;
    });
  }

  /** Whether there is an item so many places on: on the page, or over its edge. */
  #beside(by: 1 | -1, page: Possible): Possible {
    const { large, places } = this.session;
    const place = large.value;
    if (place === null || !this.board.value.open.value) return page;
    const here = place + by >= 0 && place + by < places.value;
    return here ? YES : page;
  }

  /** Does the thing if it can be done, else says why not. */
  attempt(possible: Possible, act: () => void): void {
    this.said.value = possible.now ? "" : possible.why;
    if (possible.now) act();
  }

  /** Asks what there is to filter and sort by, unless that was just done. */
  learn(): void {
    if (Date.now() - this.#learnt < FACTS_FRESH) return;
    this.#learnt = Date.now();
    this.session.facts().then(
      (facts) => {
        this.facts.value = facts;
      },
      () => {
        this.#learnt = Number.NEGATIVE_INFINITY; // The kernel cannot be reached now.
      },
    );
  }

  close(): void {
    if (this.dialog.value?.kind === "instructions" && this.session.phase.value === "instructions") return;
    this.dialog.value = null;
  }

  /** Puts a label on the chosen tiles. */
  label(id: number): void {
    if (this.marks.value) this.board.value.choose(id);
    else this.attempt(this.canAct.value, () => this.session.label(id));
  }

  /** Enter opens a tile where answers are drawn; true when it did. */
  enter(): boolean {
    const opens = this.marks.value && !this.board.value.open.value && this.canAct.value.now;
    if (opens) this.open(this.session.focus.value);
    return opens;
  }

  /** A key pressed where answers are drawn, or a document is read; true when it was taken. */
  draw(event: KeyboardEvent): boolean {
    return this.reader.on.value ? this.readerKeys.take(event) : this.strokes.take(event);
  }

  run(command: Command): void {
    this.said.value = "";
    if (command.startsWith("tool ")) this.stage.take(command.slice(5) as ToolName);
    else this.#acts[command as Act]();
  }

  /** Arrow keys in the large view go from picture to picture. */
  #move(rows: number, columns: number, extend = false): void {
    const { session } = this;
    if (session.large.value === null) session.move(rows, columns, extend);
    else if (extend) this.large.nudge(rows, columns);
    else this.#leaf(session.large.value + rows + columns);
  }

  #leaf(place: number): void {
    if (place >= 0 && place < this.session.places.value) this.open(place);
  }

  /** Shows one tile large. What is done then is done to what is seen, so nothing else stays selected. */
  open(place: number): void {
    const { session } = this;
    batch(() => {
      session.selectNone();
      session.setFocus(place);
      session.setLarge(place);
    });
  }

  /** One picture on the stage, else the page, or what the wall has. */
  #submit(): void {
    const key = this.large.key.value;
    if (this.board.value.open.value && key !== null) this.session.drawing.submit(key);
    else this.session.submit();
  }

  #turn(by: 1 | -1): void {
    const { session } = this;
    const drawn = this.board.value.open.value;
    const page = (): void => (by > 0 ? session.next() : session.previous());
    this.attempt((by > 0 ? this.canNext : this.canPrevious).value, () =>
      drawn ? session.drawing.turn(by) : page(),
    );
  }

  #back(): void {
    const { session } = this;
    if (this.board.value.open.value && this.board.value.back()) return;
    if (session.large.value !== null) session.setLarge(null);
    else session.selectNone();
  }

  readonly #acts: Record<Act, () => void> = {
    find: () => {
      if (this.rooms.palette.peek()) this.findLabel();
      else {
        this.rooms.fold("palette");
        requestAnimationFrame(() => this.findLabel());
      }
    },
    nothing: () => this.attempt(this.canAct.value, () => this.session.nothing()),
    up: () => this.#move(-1, 0),
    down: () => this.#move(1, 0),
    left: () => this.#move(0, -1),
    right: () => this.#move(0, 1),
    extendUp: () => this.#move(-1, 0, true),
    extendDown: () => this.#move(1, 0, true),
    extendLeft: () => this.#move(0, -1, true),
    extendRight: () => this.#move(0, 1, true),
    toggle: () => this.session.select(this.session.focus.value, "toggle"),
    selectAll: () =>
      this.attempt(this.canAct.value, () => {
        if (this.board.value.open.value) {
          this.board.value.everything();
          return;
        }
        this.session.setLarge(null);
        this.session.selectAll();
      }),
    large: () => {
      if (this.session.large.value !== null) this.session.setLarge(null);
      else this.attempt(this.canAct.value, () => this.open(this.session.focus.value));
    },
    zoomIn: () => this.large.zoom(STEP),
    zoomOut: () => this.large.zoom(1 / STEP),
    fit: () => this.large.fit(),
    frameNext: () => this.large.turn(this.large.frame.value + 1),
    framePrevious: () => this.large.turn(this.large.frame.value - 1),
    back: () => this.#back(),
    accept: () => this.attempt(this.canAct.value, () => this.judging.picked("accept")),
    reject: () => this.attempt(this.canAct.value, () => this.judging.picked("reject")),
    acceptAll: () => this.attempt(this.judging.possible.value, () => this.judging.all("accept")),
    rejectAll: () => this.attempt(this.judging.possible.value, () => this.judging.all("reject")),
    submit: () => this.attempt(this.canSubmit.value, () => this.#submit()),
    skip: () => this.attempt(this.canAct.value, () => this.session.skip("")),
    skipNote: () =>
      this.attempt(this.canAct.value, () => {
        this.dialog.value = { kind: "note" };
      }),
    undo: () => this.attempt(this.session.canUndo.value, () => this.session.undo()),
    redo: () => this.attempt(this.session.canRedo.value, () => this.session.redo()),
    next: () => this.#turn(1),
    previous: () => this.#turn(-1),
    rotate: () => this.large.rotate(),
    lock: () => this.stage.lock(),
    snap: () => {
      this.stage.snap.value = !this.stage.snap.value;
      this.said.value = this.stage.snap.value ? "Drawing snaps to neighbours." : "Drawing is free.";
    },
    smaller: () => this.stage.setBrush(this.stage.brush.value / BRUSH_STEP),
    larger: () => this.stage.setBrush(this.stage.brush.value * BRUSH_STEP),
    copy: () => this.stage.copy(),
    paste: () => this.stage.paste(),
    duplicate: () => {
      this.stage.copy();
      this.stage.paste();
    },
    forward: () => this.stage.order.move("forward"),
    backward: () => this.stage.order.move("backward"),
    toFront: () => this.stage.order.move("front"),
    toBack: () => this.stage.order.move("back"),
    hide: () => this.stage.hide(this.stage.selected.value),
    markNext: () => (this.reader.on.value ? this.reader : this.stage).leaf(1),
    markPrevious: () => (this.reader.on.value ? this.reader : this.stage).leaf(-1),
    labelAll: () => labelAll(this.reader),
    instructions: () => {
      this.dialog.value = { kind: "instructions" };
    },
    shortcuts: () => {
      this.dialog.value = { kind: "shortcuts" };
    },
  };
}
