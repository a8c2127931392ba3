/** What the views of one widget share beside the session: which dialog is open, how wide it is, where focus goes. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Command } from "../input/keymap";
import { Keys } from "../input/keys";
import type { Possible, Session } from "../session/types";

export type Dialog =
  | { readonly kind: "instructions" }
  | { readonly kind: "shortcuts" }
  /** Skips the selected tiles with a note, or, with `item`, sets the note of one that is skipped already. */
  | { readonly kind: "note"; readonly item?: string };

/** wide: all rooms. middle: the side room folds. narrow: the labels become a row. */
export type Width = "wide" | "middle" | "narrow";

const YES: Possible = { now: true, why: "" };

export class Desk {
  readonly keys = new Keys();
  readonly dialog: Signal<Dialog | null> = signal(null);
  /** Width of the widget in pixels, from the view that watches it. */
  readonly pixels = signal(1160);
  readonly width: ReadonlySignal<Width>;
  /** The side room as the person set it; null: by the width. */
  readonly sideChosen: Signal<boolean | null> = signal(null);
  readonly side: ReadonlySignal<boolean>;
  /** The newest thing said to the person in passing, such as why a key did nothing. */
  readonly said = signal("");
  /** False while no page is shown: before the first, after the last. */
  readonly canAct: ReadonlySignal<Possible>;
  readonly canSubmit: ReadonlySignal<Possible>;
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
    this.side = computed(() => this.sideChosen.value ?? this.width.value === "wide");
    this.canAct = computed(() => {
      const shown = session.phase.value === "labeling" && session.page.value.length > 0;
      return shown ? YES : { now: false, why: "No picture is shown." };
    });
    this.canSubmit = computed(() => (this.canAct.value.now ? session.canSubmit.value : this.canAct.value));
  }

  /** Does the thing if it can be done, else says why not. */
  attempt(possible: Possible, act: () => void): void {
    this.said.value = possible.now ? "" : possible.why;
    if (possible.now) act();
  }

  close(): void {
    if (this.dialog.value?.kind === "instructions" && this.session.phase.value === "instructions") return;
    this.dialog.value = null;
  }

  /** Puts a label on the chosen tiles. */
  label(id: number): void {
    this.attempt(this.canAct.value, () => this.session.label(id));
  }

  run(command: Command): void {
    const act = this.#acts[command];
    this.said.value = "";
    act();
  }

  /** Arrow keys in the large view go from picture to picture. */
  #move(rows: number, columns: number, extend = false): void {
    const { session } = this;
    if (session.large.value === null) session.move(rows, columns, extend);
    else this.#leaf(session.large.value + rows + columns);
  }

  #leaf(place: number): void {
    if (place >= 0 && place < this.session.page.value.length) this.open(place);
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

  #back(): void {
    const { session } = this;
    if (session.large.value !== null) session.setLarge(null);
    else session.selectNone();
  }

  readonly #acts: Record<Command, () => void> = {
    find: () => this.findLabel(),
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
        this.session.setLarge(null);
        this.session.selectAll();
      }),
    large: () => {
      if (this.session.large.value !== null) this.session.setLarge(null);
      else this.attempt(this.canAct.value, () => this.open(this.session.focus.value));
    },
    back: () => this.#back(),
    submit: () => this.attempt(this.canSubmit.value, () => this.session.submit()),
    skip: () => this.attempt(this.canAct.value, () => this.session.skip("")),
    skipNote: () =>
      this.attempt(this.canAct.value, () => {
        this.dialog.value = { kind: "note" };
      }),
    undo: () => this.attempt(this.session.canUndo.value, () => this.session.undo()),
    redo: () => this.attempt(this.session.canRedo.value, () => this.session.redo()),
    next: () => this.attempt(this.session.canNext.value, () => this.session.next()),
    previous: () => this.attempt(this.session.canPrevious.value, () => this.session.previous()),
    instructions: () => {
      this.dialog.value = { kind: "instructions" };
    },
    shortcuts: () => {
      this.dialog.value = { kind: "shortcuts" };
    },
  };
}
