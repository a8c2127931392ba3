/** The lines of a document that are in view, and a margin of them, in an element that scrolls. */

import type { Point } from "../geometry/point";
import type { Stretch } from "../geometry/span";
import { type Measure, TextMap } from "../scene/textmap";
import { make } from "./element";
import { Block, type BlockLook } from "./reader-block";
import { LINE, rectAt, unitAt } from "./reader-places";

/** Pixels of text that are drawn above and below what is seen. */
const MARGIN = 300;
/** Pixels above the first line, as in reader.css. */
export const TOP = 26;
/** Width of a letter before any is measured, in pixels. */
const LETTER = 7.4;
/** By how much the estimate of the letters in a line may be wrong before all is estimated anew. */
const WRONG = 0.12;

export class ReaderPage {
  readonly #paper = make("div", "paper");
  readonly #lines = make("div", "lines");
  readonly #blocks = new Map<number, Block>();
  #map: TextMap;
  #text = "";
  #width = 0;
  #units = 80;
  #calibrated = false;

  constructor(
    readonly host: HTMLElement,
    private readonly look: (stretch: Stretch) => BlockLook,
  ) {
    this.#map = new TextMap("", this.#measure);
    this.#paper.append(this.#lines);
    host.append(this.#paper);
  }

  get blocks(): Iterable<Block> {
    return this.#blocks.values();
  }

  /** Where what lies over the text is put. */
  get paper(): HTMLElement {
    return this.#paper;
  }

  /** Another document, or more of the same one. */
  setText(text: string): void {
    if (text.startsWith(this.#text) && this.#text !== "") this.#map.grow(text);
    else {
      this.#clear();
      this.#map = new TextMap(text, this.#measure);
      this.#calibrated = false;
      this.host.scrollTop = 0;
    }
    // The last block may have become longer.
    const last = this.#map.blockAt(Math.max(0, this.#text.length - 1));
    for (const [block, { element, place }] of this.#blocks)
      if (block >= last && place.end !== this.#map.block(block).end) {
        element.remove();
        this.#blocks.delete(block);
      }
    this.#text = text;
    this.show();
  }

  /** The lines are of another width: what is at the top stays there. */
  resize(): void {
    const width = this.#lines.clientWidth;
    if (width === this.#width || width === 0) return;
    const top = this.#map.block(this.#map.at(this.host.scrollTop - TOP)).start;
    const first = this.#width === 0;
    this.#width = width;
    this.#units = Math.max(8, width / LETTER);
    this.#calibrated = false;
    this.#relay();
    if (!first) this.host.scrollTop = TOP + this.#map.top(this.#map.blockAt(top));
    this.show();
  }

  /** Draws what is in view, and keeps what is seen where it is when heights turn out to be others. */
  show(): void {
    const { host } = this;
    const [top, height] = [host.scrollTop - TOP, host.clientHeight];
    const anchor = this.#map.at(Math.max(0, top));
    const under = top - this.#map.top(anchor);
    this.#window(top, height);
    for (let tries = 0; tries < 3 && this.#measureAll(); tries++) {
      if (top > 0) this.#scrollTo(this.#map.top(anchor) + under);
      this.#window(host.scrollTop - TOP, height);
    }
    this.#paper.style.height = `${this.#map.height + 2 * TOP}px`;
    if (top > 0) this.#scrollTo(this.#map.top(anchor) + under);
  }

  /** Draws anew what of the lines in view has other looks. */
  redraw(): void {
    let changed = false;
    for (const block of this.#blocks.values()) changed = block.draw(this.look(block.place)) || changed;
    if (changed) this.show();
  }

  /** The unit nearest to a point of the window. */
  unitAt(at: Point): number | null {
    return unitAt(this.#blocks.values(), at, this.#text);
  }

  /** The upright line at a unit, in pixels of the paper; null: it is not drawn. */
  rectAt(unit: number, before = false): DOMRect | null {
    const block = this.#blocks.get(this.#map.blockAt(unit));
    if (!block) return null;
    const [rect, paper] = [rectAt(block, unit, before), this.#paper.getBoundingClientRect()];
    return new DOMRect(rect.x - paper.x, rect.y - paper.y, 0, rect.height);
  }

  /** The same in pixels of the window, after scrolling there if need be. */
  found(unit: number): DOMRect | null {
    this.reveal(unit);
    const block = this.#blocks.get(this.#map.blockAt(unit));
    return block ? rectAt(block, unit) : null;
  }

  /** Scrolls so far that a unit is seen, with a line to spare. */
  reveal(unit: number): void {
    const { host } = this;
    const block = this.#map.blockAt(unit);
    if (!this.#blocks.has(block)) {
      host.scrollTop = TOP + this.#map.top(block) - host.clientHeight / 3;
      this.show();
    }
    const rect = this.rectAt(unit);
    if (!rect) return;
    const [above, below] = [rect.top - LINE / 2, rect.bottom + LINE / 2];
    if (above < host.scrollTop) host.scrollTop = above;
    else if (below > host.scrollTop + host.clientHeight) host.scrollTop = below - host.clientHeight;
    else return;
    this.show();
  }

  /** The places in the DOM of a stretch, as far as it is drawn; null: none of it is. */
  rangeOf({ start, end }: Stretch): Range | null {
    const drawn = [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    const inside = drawn.filter(({ place }) => place.start < end && place.end >= start);
    const [first, last] = [inside[0], inside.at(-1)];
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(...first.nodeAt(Math.max(start, first.place.start)));
    range.setEnd(...last.nodeAt(Math.min(end, last.place.end), true));
    return range;
  }

  lineAt(unit: number): Stretch {
    return this.#map.lineAt(unit);
  }

  get #measure(): Measure {
    return { line: LINE, units: this.#units };
  }

  #scrollTo(top: number): void {
    if (Math.abs(this.host.scrollTop - TOP - top) >= 1) this.host.scrollTop = top + TOP;
  }

  #clear(): void {
    this.#blocks.clear();
    this.#lines.replaceChildren();
  }

  #relay(): void {
    this.#map.lay(this.#measure);
    for (const block of this.#blocks.values()) block.tall = 0;
  }

  /** Makes the blocks of a part of the document, and lets go of all others. */
  #window(top: number, height: number): void {
    const { from, to } = this.#map.window(top - MARGIN, top + height + MARGIN);
    for (const [at, { element }] of this.#blocks)
      if (at < from || at >= to) {
        element.remove();
        this.#blocks.delete(at);
      }
    let next: Element | null = null;
    for (let at = to - 1; at >= from; at--) {
      const known = this.#blocks.get(at);
      const block = known ?? new Block(this.#map.block(at));
      if (!known) {
        block.draw(this.look(block.place));
        this.#blocks.set(at, block);
        this.#lines.insertBefore(block.element, next);
      }
      next = block.element;
    }
    this.#lines.style.transform = `translateY(${this.#map.top(from)}px)`;
  }

  /** Takes the heights of what is drawn; true when one was not as estimated. */
  #measureAll(): boolean {
    let changed = false;
    for (const [at, block] of this.#blocks) {
      const { height } = block.element.getBoundingClientRect();
      if (height === block.tall || height === 0) continue;
      block.tall = height;
      const before = this.#map.top(at + 1) - this.#map.top(at);
      this.#map.measured(at, height);
      changed ||= Math.abs(before - height) >= 0.5;
    }
    return this.#calibrate() || changed;
  }

  /** Learns once from the first lines how many letters there are in one; true when that changed the estimates. */
  #calibrate(): boolean {
    if (this.#calibrated) return false;
    const long = [...this.#blocks.values()].filter((block) => block.tall > 1.5 * LINE);
    const units = long.reduce((sum, { place }) => sum + place.end - place.start, 0);
    if (units < 500) return false;
    this.#calibrated = true;
    const per = units / long.reduce((sum, { tall }) => sum + tall / LINE - 0.5, 0);
    if (Math.abs(per / this.#units - 1) < WRONG) return false;
    this.#units = per;
    this.#relay();
    return true;
  }
}
