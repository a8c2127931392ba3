/** The reader: what is selected and picked in the document shown, and what a label does to it. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Stretch } from "../geometry/span";
import { words } from "../geometry/wordbounds";
import { marks, undrawn } from "../session/readiness";
import type { Possible, Session } from "../session/types";
import type { Board } from "./board";
import { SpanEdits } from "./reader-edits";
import { type Marked, ReaderText } from "./reader-text";

/** How a range follows the hand: to whole words, or exactly. */
export type Snap = "words" | "exact";

/** What of the reader only its page knows, which has the lines. */
export interface Lines {
  /** The place one line up or down. */
  line(from: number, by: 1 | -1): number;
  /** The start or the end of the line as it is broken on the screen. */
  edge(from: number, end: boolean): number;
  /** The place one view up or down; null when the document ends there. */
  page(from: number, by: 1 | -1): number | null;
  /** Scrolls so far that this place is seen. */
  reveal(at: number): void;
  /** Scrolls by so much; false when there is nothing more. */
  scroll(by: 1 | -1, how: "line" | "page" | "all"): boolean;
}

export class ReaderModel implements Board {
  readonly text: ReaderText;
  readonly edits: SpanEdits;
  /** Where the keyboard is, in UTF-16 units. */
  readonly caret = signal(0);
  /** The pending range: selected, not labelled yet. */
  readonly range = signal<Stretch | null>(null);
  readonly picked = signal<string | null>(null);
  /** The label that the person chose for what they mark next; null: none. */
  readonly armed = signal<number | null>(null);
  /** The newest span made here, for its matches. */
  readonly made = signal<string | null>(null);
  /** Set by the page while it is shown. */
  lines: Lines | null = null;
  #anchor = 0;

  constructor(
    private readonly session: Session,
    /** The newest thing to say to the person, such as why a key did nothing. */
    readonly said: Signal<string>,
  ) {
    this.text = new ReaderText(session);
    this.edits = new SpanEdits(session, this.text, said);
  }

  /** True of a project of documents: what is large is read, not looked at. */
  readonly on: ReadonlySignal<boolean> = computed(() => this.session.texts.on.value);

  /** True where spans are marked. */
  readonly marks = computed(() => this.on.value && marks(this.session.project.value?.task ?? ""));

  readonly open = computed(() => this.marks.value && this.text.key.value !== null);

  readonly selected: ReadonlySignal<ReadonlySet<string>> = computed(() => {
    const picked = this.picked.value;
    return new Set(picked === null ? [] : [picked]);
  });

  readonly pick: ReadonlySignal<Marked | null> = computed(
    () => this.text.byId.value.get(this.picked.value ?? "") ?? null,
  );

  readonly label = computed(() => {
    const label = this.pick.value?.label ?? this.armed.value;
    return this.session.labels.value.some((one) => one.id === label) ? label : null;
  });

  readonly canSubmit: ReadonlySignal<Possible> = computed(() => {
    const why = undrawn(this.session.project.value, this.text.info.value);
    return { now: why === "", why };
  });

  /** The text of a range, as it stands in the document. */
  read({ start, end }: Stretch): string {
    return this.text.known.peek().text.slice(start, end);
  }

  get #all(): string {
    return this.text.known.peek().text;
  }

  /** Another document: nothing is selected, the keyboard is at its start. */
  begin(): void {
    batch(() => {
      this.place(0);
      this.made.value = null;
    });
  }

  // --- selecting --------------------------------------------------------------------------------------

  /** The keyboard goes here, and nothing is selected. */
  place(at: number): void {
    batch(() => {
      this.caret.value = this.#anchor = at;
      this.range.value = null;
      this.picked.value = null;
    });
  }

  /** Selects from where the range was begun to here. */
  extend(to: number, snap: Snap): void {
    const [start, end] = [Math.min(this.#anchor, to), Math.max(this.#anchor, to)];
    const range = snap === "words" ? words.snap(this.#all, { start, end }) : { start, end };
    batch(() => {
      this.picked.value = null;
      this.caret.value = to;
      this.range.value = range.end > range.start ? range : null;
    });
  }

  /** Selects a stretch as it is, as a double click and Ctrl+A do. */
  take({ start, end }: Stretch): void {
    batch(() => {
      this.place(start);
      this.extend(end, "exact");
    });
  }

  everything(): void {
    this.take({ start: 0, end: this.#all.length });
  }

  /** Picks the innermost span where the keyboard is, again: the next of those there. */
  pickHere(): void {
    const { spans } = this.text;
    const caret = this.caret.peek();
    const after = spans.peek().at(caret);
    const there = after.length > 0 ? after : spans.peek().at(caret - 1);
    this.pickAmong(
      there.map((one) => one.id),
      caret,
    );
  }

  /** Picks the innermost of these, again: the next of them. None: lets go, and the keyboard goes to `at`. */
  pickAmong(ids: readonly string[], at: number): void {
    const there = ids.flatMap((id) => this.text.byId.peek().get(id) ?? []);
    there.sort((a, b) => a.end - a.start - (b.end - b.start));
    const place = there.findIndex((one) => one.id === this.picked.peek());
    const next = there[(place + 1) % Math.max(1, there.length)];
    batch(() => {
      this.place(at);
      this.picked.value = next?.id ?? null;
    });
  }

  /** Picks these, of which the reader knows one at a time, and brings it into view. */
  select(ids: Iterable<string>): void {
    const [id = null] = ids;
    batch(() => {
      this.range.value = null;
      this.picked.value = id;
      const start = this.text.byId.peek().get(id ?? "")?.start;
      if (start === undefined) return;
      this.caret.value = this.#anchor = start;
      this.lines?.reveal(start);
    });
  }

  /** Picks the next or the previous span in reading order; after the last one the first. */
  leaf(by: 1 | -1): void {
    const { all } = this.text.spans.peek();
    const here = all.findIndex((one) => one.id === this.picked.peek());
    const caret = this.caret.peek();
    const after = all.findIndex((one) => one.start >= caret);
    const beside = by > 0 ? after : (after < 0 ? all.length : after) - 1;
    const to = here >= 0 ? here + by : after < 0 && by > 0 ? 0 : beside;
    const next = all[(to + all.length) % Math.max(1, all.length)];
    if (next) this.select([next.id]);
    else this.said.value = "There is no span in this document.";
  }

  back(): boolean {
    const held = [this.range, this.picked, this.armed].find((one) => one.peek() !== null);
    if (held) held.value = null;
    this.#anchor = this.caret.peek();
    return held !== undefined;
  }

  // --- labelling --------------------------------------------------------------------------------------

  choose(label: number): void {
    const pick = this.pick.peek();
    if (!this.open.peek()) return;
    if (this.range.peek()) this.mark(label);
    else if (pick) this.edits.relabel(pick, label);
    else this.armed.value = this.armed.peek() === label ? null : label;
  }

  /** Marks the range with the label in hand; false when there is no range, or no label in hand. */
  finish(): boolean {
    const label = this.armed.peek();
    if (this.range.peek() === null || label === null) return false;
    this.mark(label);
    return true;
  }

  mark(label: number): void {
    const range = this.range.peek();
    const made = range && this.edits.mark(range, label);
    if (!range || !made) return;
    batch(() => {
      this.place(range.end);
      this.made.value = made;
    });
  }

  drop(ids: Iterable<string>): void {
    const gone = this.edits.drop(ids);
    if (gone.includes(this.picked.peek() ?? "")) this.picked.value = null;
  }

  /** Moves one end of the picked span by a character or a word. */
  nudge(end: boolean, forward: boolean, byWord: boolean): void {
    const span = this.pick.peek();
    if (!span) return;
    const at = end ? span.end : span.start;
    const to = byWord ? words.step(this.#all, at, forward) : words.stepOne(this.#all, at, forward);
    this.edits.reshape(span, end ? { start: span.start, end: to } : { start: to, end: span.end });
    this.lines?.reveal(to);
  }

  accept(ids: readonly string[]): void {
    this.#judge("accept", ids);
  }

  reject(ids: readonly string[]): void {
    this.#judge("reject", ids);
  }

  #judge(how: "accept" | "reject", ids: readonly string[]): void {
    const key = this.text.key.peek();
    const open = ids.filter((id) => this.text.byId.peek().get(id)?.suggested);
    if (key !== null && open.length > 0) this.session[how](key, open);
  }
}
