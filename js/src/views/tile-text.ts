/** The words of a document in its tile: how it begins, or all of it where one tile is the page. Never read as HTML. */

import { effect, untracked } from "@preact/signals";
import type { Rect } from "../paint/fit";
import type { TextView } from "../session/texts";
import type { Session } from "../session/types";
import { make, set } from "./element";
import { number } from "./parts";

/** A document as a tile shows it. `whole`: the tile scrolls through all that was read. */
export interface TileWords extends Pick<TextView, "text" | "length"> {
  readonly whole: boolean;
}

/** Square pixels that one character takes at least: what cannot be seen is not put into the page. */
const PER_CHARACTER = 75;
/** On tiles less wide than this the length of a document gives way to its labels. */
const BRIEF = 300;
/** So many characters lie in one block; blocks out of view cost nothing. */
const BLOCK = 1_500;
/** What an arrow key scrolls, in pixels. */
const STEP = 60;

/** The beginning of at most `length` UTF-16 units, no character cut in two. */
export function begin(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, half ? length - 1 : length);
}

export class TileText {
  readonly words = make("div", "leaf");
  /** How long a document is of which not all can be seen. */
  readonly more = make("span", "more");
  #shown = "";
  #length = -1;
  #rect: Rect | null = null;
  #stale = false;

  constructor() {
    this.words.dir = "auto";
    this.more.hidden = true;
    for (const kind of ["pointerdown", "mousedown"] as const)
      this.words.addEventListener(kind, (event) => {
        // The bar belongs to whoever scrolls, not to the selection.
        if (event.target === this.words && event.offsetX >= this.words.clientWidth) event.stopPropagation();
      });
  }

  /** What is in sight of it, on one line. */
  get said(): string {
    return this.#shown.replace(/\s+/g, " ").trim();
  }

  draw({ text, length, whole }: TileWords, rect: Rect): void {
    const shown = whole ? text : begin(text, Math.ceil((rect.width * rect.height) / PER_CHARACTER));
    this.words.classList.toggle("whole", whole);
    this.more.classList.toggle("brief", rect.width < BRIEF);
    set(this.words, "tabindex", whole ? "0" : null);
    if (whole && shown !== this.#shown && shown.startsWith(this.#shown)) this.#extend(shown);
    else if (shown !== this.#shown) this.#fill(shown, whole);
    this.#stale ||= shown !== this.#shown || length !== this.#length || rect !== this.#rect;
    [this.#shown, this.#length, this.#rect] = [shown, length, rect];
  }

  /** Something else is written on the tile now: there may be less room. */
  stale(): void {
    this.#stale = true;
  }

  /** Says how long the document is, if less than that is in sight. Reads the layout: once, after all is drawn. */
  measure(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const { words } = this;
    const cut = words.tabIndex < 0 && (words.scrollHeight > words.clientHeight + 1 || this.#isPart());
    words.classList.toggle("cut", cut);
    this.more.hidden = !cut;
    // Drawn by the style sheet: it is not part of what the tile is called.
    this.more.dataset["text"] = `… ${number(this.#length)} characters`;
  }

  #isPart(): boolean {
    // A length in code points is at most that in UTF-16 units.
    return this.#length > this.#shown.length;
  }

  #fill(text: string, whole: boolean): void {
    if (!whole) this.words.textContent = text;
    else {
      this.words.replaceChildren();
      this.words.scrollTop = 0;
      this.#append(text);
    }
  }

  /** More was read: the last block goes on. */
  #extend(text: string): void {
    const last = this.words.lastElementChild;
    const kept = last ? this.#shown.length - (last.textContent ?? "").length : 0;
    last?.remove();
    if (kept === 0) this.words.replaceChildren();
    this.#append(text.slice(kept));
  }

  #append(text: string): void {
    for (let at = 0; at < text.length; ) {
      const end = blockEnd(text, at);
      const block = make("div", "block", text.slice(at, end));
      block.dir = "auto";
      this.words.append(block);
      at = end;
    }
  }
}

/** Where the block that begins at `at` ends: after a line, or where there is none for long, after so much. */
function blockEnd(text: string, at: number): number {
  if (text.length - at <= BLOCK) return text.length;
  const line = text.lastIndexOf("\n", at + BLOCK) + 1;
  return line > at ? line : at + begin(text.slice(at, at + BLOCK + 1), BLOCK).length;
}

/** A document as its tile on a page shows it; null where there are pictures. */
export function wordsOf({ texts, layout }: Session, key: string): TileWords | null {
  if (!texts.on.value) return null;
  const { text, length } = texts.of(key).value;
  return { text, length, whole: layout.value === "1" };
}

/** Reads the document to its end where it is the only one on the page, and scrolls it by keys, until `abort`. */
export function followDocuments(session: Session, grid: HTMLElement, abort: AbortSignal): void {
  const stop = effect(() => {
    const { texts, layout, large, page } = session;
    const [key] = page.value;
    if (!texts.on.value || layout.value !== "1" || large.value !== null || key === undefined) return;
    const next = session.drawing.ahead(0);
    untracked(() => texts.wish([key, ...next]));
    return () => texts.release();
  });
  abort.addEventListener("abort", stop);
  scrollByKeys(grid, abort);
}

/** Arrow keys scroll the document that is the page; a key that has no further to go means what it always does. */
function scrollByKeys(grid: HTMLElement, abort: AbortSignal): void {
  grid.addEventListener(
    "keydown",
    (event) => {
      const cell = event.target as Element;
      const words = cell.matches("[role=gridcell]") ? cell.querySelector(".leaf.whole") : null;
      const by = words && !event.ctrlKey && !event.metaKey && !event.altKey ? leap(event, words) : 0;
      const before = words?.scrollTop ?? 0;
      words?.scrollBy(0, by);
      if (words && event.key === "End") stayAtEnd(words);
      if (!words || words.scrollTop === before) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal: abort },
  );
}

/** Blocks that come into view turn out higher or lower than was thought: the end is where it is afterwards. */
function stayAtEnd(words: Element, frames = 6): void {
  if (frames === 0) return;
  requestAnimationFrame(() => {
    words.scrollTop = words.scrollHeight;
    stayAtEnd(words, frames - 1);
  });
}

function leap({ key, shiftKey }: KeyboardEvent, { clientHeight, scrollHeight }: Element): number {
  if (shiftKey) return 0;
  const leaps: Record<string, number> = {
    ArrowDown: STEP,
    ArrowUp: -STEP,
    PageDown: clientHeight - STEP,
    PageUp: STEP - clientHeight,
    Home: -scrollHeight,
    End: scrollHeight,
  };
  return leaps[key] ?? 0;
}
