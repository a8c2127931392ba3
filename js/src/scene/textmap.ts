/** Where the parts of a document lie under each other: blocks of text, their heights, and which of them are seen. */

import type { Stretch } from "../geometry/span";
import { words } from "../geometry/wordbounds";
import { Heights } from "./heights";

/** A line longer than this many units is cut, so that no block takes long to draw. */
export const LONGEST = 4000;
/** How far back from there a blank is sought. */
const SEARCH = 600;

/** What is known of a block before it is drawn. */
export interface Measure {
  /** Height of one line in pixels. */
  readonly line: number;
  /** Units that one line takes, on average. */
  readonly units: number;
}

/**
 * A document that grows at its end, as blocks: its lines (what stands between two line feeds), long ones in pieces.
 * Heights are estimated until a block has been measured. Offsets are UTF-16 units.
 */
export class TextMap {
  #text = "";
  #starts: number[] = [];
  #ends: number[] = [];
  readonly #heights = new Heights();

  constructor(
    text: string,
    private measure: Measure,
  ) {
    this.grow(text);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Pixels of the whole document, as far as it is known. */
  get height(): number {
    return this.#heights.before(this.count);
  }

  /** The whole text so far, which begins with what was there. */
  grow(text: string): void {
    const last = Math.max(0, this.count - 1);
    let start = this.#starts[last] ?? 0;
    for (const list of [this.#starts, this.#ends]) list.length = last;
    this.#heights.cut(last);
    this.#text = text;
    for (;;) {
      const end = this.#endOf(start);
      this.#starts.push(start);
      this.#ends.push(end);
      this.#heights.push(this.#estimate(end - start));
      if (end >= text.length) return;
      start = text.charCodeAt(end) === 10 ? end + 1 : end;
    }
  }

  /** Estimates all heights anew, since the lines are of another width now. */
  lay(measure: Measure): void {
    this.measure = measure;
    this.#heights.cut(0);
    for (let i = 0; i < this.count; i++) this.#heights.push(this.#estimate(this.#length(i)));
  }

  /** The block's own height, once it has been drawn. */
  measured(block: number, height: number): void {
    this.#heights.set(block, height);
  }

  /** Without the line feed after it. */
  block(block: number): Stretch {
    return { start: this.#starts[block] ?? 0, end: this.#ends[block] ?? 0 };
  }

  /** The block that has an offset; the line feed after a line is the line's. */
  blockAt(offset: number): number {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The whole line that has an offset, however many blocks it was cut into; without its line feed. */
  lineAt(offset: number): Stretch {
    let [first, last] = [this.blockAt(offset), this.blockAt(offset)];
    while (first > 0 && this.#ends[first - 1] === this.#starts[first]) first -= 1;
    while (last + 1 < this.count && this.#starts[last + 1] === this.#ends[last]) last += 1;
    return { start: this.block(first).start, end: this.block(last).end };
  }

  /** Pixels above a block. */
  top(block: number): number {
    return this.#heights.before(block);
  }

  /** The block at so many pixels from the top. */
  at(pixels: number): number {
    return this.#heights.at(pixels);
  }

  /** The blocks that are seen between two heights: from, and up to (not included). */
  window(top: number, bottom: number): { from: number; to: number } {
    return { from: this.at(Math.max(0, top)), to: Math.min(this.count, this.at(Math.max(0, bottom)) + 1) };
  }

  #length(block: number): number {
    return (this.#ends[block] ?? 0) - (this.#starts[block] ?? 0);
  }

  #estimate(units: number): number {
    return this.measure.line * Math.max(1, Math.ceil(units / this.measure.units));
  }

  /** Where the block that starts here ends: at the line feed, or where a long line is best cut. */
  #endOf(start: number): number {
    const text = this.#text;
    const part = text.slice(start, start + LONGEST + 1);
    const feed = part.indexOf("\n");
    if (feed >= 0) return start + feed;
    if (part.length <= LONGEST) return start + part.length;
    for (let end = start + LONGEST; end > start + LONGEST - SEARCH; end--)
      if (/\s/.test(text.charAt(end - 1))) return end;
    const { start: word } = words.at(text, start + LONGEST);
    return word > start + LONGEST - SEARCH ? word : words.floor(text, start + LONGEST);
  }
}
