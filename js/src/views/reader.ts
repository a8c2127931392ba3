/**
 * The reader: a document large, and in a project of spans what is marked in it. Of a document only the lines in view
 * exist; `mark` has `data-spans`, a JSON list of the ids of the spans over it.
 */

import { batch, effect, untracked } from "@preact/signals";
import type { Stretch } from "../geometry/span";
import { words } from "../geometry/wordbounds";
import type { Desk } from "./desk";
import { make, painted, set } from "./element";
import type { BlockLook } from "./reader-block";
import { followReaderHand, type Grip, type ReaderHand } from "./reader-hand";
import type { Lines, ReaderModel, Snap } from "./reader-model";
import { ReaderOver } from "./reader-over";
import { ReaderPage } from "./reader-page";
import { LINE } from "./reader-places";

/** Milliseconds until what is hidden is looked at again. */
const HIDDEN = 250;

class Reader implements Lines {
  readonly #model: ReaderModel;
  readonly #page: ReaderPage;
  readonly #over: ReaderOver;
  readonly #note = make("p", "note");
  /** Where an end of the picked span would go, while it is dragged. */
  #bent: Stretch | null = null;
  /** Pixels from the left that moves up and down keep to. */
  #column: number | null = null;
  /** Where the newest of them went. */
  #from = -1;
  #frame = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly desk: Desk,
    abort: AbortSignal,
  ) {
    this.#model = desk.reader;
    host.tabIndex = 0; // It scrolls, and where spans are marked it has the keys.
    this.#page = new ReaderPage(host, (stretch) => this.#look(stretch));
    this.#over = new ReaderOver(this.#page);
    this.#note.hidden = true;
    host.append(this.#note);
    this.#model.lines = this;
    const options = { signal: abort };
    host.addEventListener("scroll", () => this.#scrolled(), { ...options, passive: true });
    host.addEventListener("copy", (event) => this.#copy(event), options);
    host.addEventListener("focus", () => this.#ask(), options);
    host.addEventListener("blur", () => this.#ask(), options);
    host.addEventListener("pointerdown", () => this.focus(), options);
    if (this.#model.marks.peek()) followReaderHand(host, this.#hand(), abort);
    const observer = new ResizeObserver(() => {
      this.#page.resize();
      this.#ask();
    });
    observer.observe(host);
    this.#page.resize();
    const stops = [
      () => observer.disconnect(),
      effect(() => this.#wish()),
      effect(() => this.#begin()),
      effect(() => this.#fill()),
      effect(() => this.#collect()),
      () => cancelAnimationFrame(this.#frame),
      () => clearTimeout(this.#later),
      () => this.#over.dispose(),
      () => desk.session.texts.release(),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      if (this.#model.lines === this) this.#model.lines = null;
      host.replaceChildren();
    });
  }

  focus(): void {
    this.host.focus({ preventScroll: true });
  }

  // --- what is shown ----------------------------------------------------------------------------------

  /** This document is read to its end, those that come next begin to be. */
  #wish(): void {
    const { session } = this.desk;
    const [key, place] = [this.#model.text.key.value, session.large.value];
    const ahead = place === null ? [] : session.drawing.ahead(place);
    untracked(() => session.texts.wish(key === null ? [] : [key, ...ahead]));
  }

  #begin(): void {
    if (this.#model.text.key.value === null) return;
    untracked(() => this.#model.begin());
    this.host.scrollTop = 0;
  }

  #fill(): void {
    const { text } = this.#model.text.known.value;
    const { reason } = this.#model.text.view.value;
    untracked(() => this.#page.setText(text));
    this.#note.textContent = reason;
    this.#note.hidden = reason === "";
  }

  /** Reads all that is shown, so that any change of it asks for a frame. */
  #collect(): void {
    const { text, caret, range, picked } = this.#model;
    for (const one of [text.spans, text.known, caret, range, picked, this.desk.session.labelsById]) one.value;
    this.#ask();
  }

  #ask(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#frame = 0;
    if (this.host.clientWidth === 0) {
      // A notebook hides its cells for a moment while its theme changes: nothing can be placed then.
      this.#later = setTimeout(() => this.#ask(), HIDDEN);
      return;
    }
    const model = this.#model;
    set(this.host, "data-item", model.text.key.peek());
    this.#page.redraw();
    this.#overlay();
    painted();
  }

  #overlay(): void {
    const model = this.#model;
    const marking = model.marks.peek();
    this.#over.draw(
      marking ? model.caret.peek() : null,
      this.#bent ?? model.range.peek(),
      this.#bent ?? model.pick.peek(),
    );
  }

  #look(stretch: Stretch): BlockLook {
    const { text, picked } = this.#model;
    const spans = text.spans.peek();
    return {
      text: text.known.peek().text,
      spans: spans.over(stretch),
      lanes: spans.lanes,
      labels: this.desk.session.labelsById.peek(),
      picked: picked.peek(),
    };
  }

  #scrolled(): void {
    this.#page.show();
    this.#overlay();
  }

  /** The range, as the clipboard gets any selected text. */
  #copy(event: ClipboardEvent): void {
    const range = this.#model.range.peek() ?? this.#model.pick.peek();
    if (!range) return;
    event.clipboardData?.setData("text/plain", this.#model.read(range));
    event.preventDefault();
    event.stopPropagation();
  }

  // --- lines, for the keys ----------------------------------------------------------------------------

  line(from: number, by: 1 | -1): number {
    const rect = this.#page.found(from);
    if (!rect) return from;
    if (this.#column === null || this.#from !== from) this.#column = rect.x;
    const y = rect.top + rect.height / 2 + by * LINE;
    const { top, bottom } = this.host.getBoundingClientRect();
    if (y < top || y > bottom) this.host.scrollTop += by * LINE;
    if (y < top || y > bottom) this.#page.show();
    const moved = this.#page.found(from);
    const at = { x: this.#column, y: (moved ?? rect).top + rect.height / 2 + by * LINE };
    const to = this.#page.unitAt(at) ?? from;
    // Above the first line is its start, below the last one its end.
    const stuck = by > 0 ? to <= from : to >= from;
    this.#from = stuck ? (by > 0 ? this.#end : 0) : to;
    return this.#from;
  }

  get #end(): number {
    return this.#model.text.known.peek().text.length;
  }

  edge(from: number, end: boolean): number {
    const rect = this.#page.found(from);
    if (!rect) return from;
    const y = rect.top + rect.height / 2;
    const { left, right } = this.host.getBoundingClientRect();
    const [a, b] = [left, right].map((x) => this.#page.unitAt({ x, y }) ?? from) as [number, number];
    const text = this.#model.text.known.peek().text;
    const to = end ? Math.max(a, b) : Math.min(a, b);
    // Where a line is broken its last place is the first of the next line too: the blank before that is meant.
    return end && to > from && to < text.length && text[to] !== "\n" && text[to - 1] === " " ? to - 1 : to;
  }

  page(from: number, by: 1 | -1): number | null {
    const { host } = this;
    const rect = this.#page.found(from);
    const before = host.scrollTop;
    if (!this.scroll(by, "page")) return null;
    const at = { x: rect?.x ?? 0, y: rect?.y ?? 0 };
    const moved = Math.abs(host.scrollTop - before);
    const y = moved < LINE ? at.y + by * host.clientHeight : at.y;
    return this.#page.unitAt({ x: at.x, y: y + LINE / 2 }) ?? from;
  }

  reveal(at: number): void {
    this.#page.reveal(at);
    this.#ask();
  }

  scroll(by: 1 | -1, how: "line" | "page" | "all"): boolean {
    const { host } = this;
    const before = host.scrollTop;
    const step = { line: 2 * LINE, page: host.clientHeight - 2 * LINE, all: 1e9 }[how];
    host.scrollTop = before + by * step;
    return Math.abs(host.scrollTop - before) >= 1;
  }

  // --- the hand ---------------------------------------------------------------------------------------

  #hand(): ReaderHand {
    const model = this.#model;
    return {
      unitAt: (at) => this.#page.unitAt(at),
      select: (from, to, snap, done) => this.#select(from, to, snap, done),
      click: (at, times, ids) => this.#click(at, times, ids),
      extend: (to) => model.extend(to, "exact"),
      bend: (grip, to, snap, done) => this.#bend(grip, to, snap, done),
      judge: (how, id) => (how === "Accept" ? model.accept([id]) : model.reject([id])),
      cancel: () => {
        this.#bent = null;
        model.place(model.caret.peek());
      },
      scroll: (pixels) => {
        this.host.scrollTop += pixels;
        this.#page.show();
      },
    };
  }

  /** With a label in hand a finished drag marks at once. */
  #select(from: number, to: number, snap: Snap, done: boolean): void {
    batch(() => {
      this.#model.place(from);
      this.#model.extend(to, snap);
      if (done) this.#model.finish();
    });
  }

  #click(at: number, times: number, ids: readonly string[]): void {
    const model = this.#model;
    const { text } = model.text.known.peek();
    batch(() => {
      if (times === 2) model.take(words.at(text, at));
      else if (times === 3) model.take(this.#page.lineAt(at));
      else model.pickAmong(ids, at);
      if (times === 2) model.finish();
    });
  }

  #bend(grip: Grip, to: number, snap: Snap, done: boolean): void {
    const model = this.#model;
    const span = model.pick.peek();
    if (!span) return;
    const { text } = model.text.known.peek();
    const fixed = grip === "start" ? span.end : span.start;
    const raw = { start: Math.min(fixed, to), end: Math.max(fixed, to) };
    const snapped = snap === "words" ? words.snap(text, raw) : raw;
    // The other end stays where it is, even within a word.
    const bent = to < fixed ? { start: snapped.start, end: fixed } : { start: fixed, end: snapped.end };
    this.#bent = done ? null : bent;
    if (done) model.edits.reshape(span, bent);
    this.#ask();
  }
}

/** Draws the reader into `host` until `abort`; gives what brings the focus to it. */
export function mountReader(host: HTMLElement, desk: Desk, abort: AbortSignal): () => void {
  const reader = batch(() => new Reader(host, desk, abort));
  return () => reader.focus();
}
