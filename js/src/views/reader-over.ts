/** What lies over the text of a document: the cursor, the pending range, and the grips of the picked span. */

import type { Stretch } from "../geometry/span";
import { make } from "./element";
import type { ReaderPage } from "./reader-page";

/** The name that reader.css gives the looks of the range under. One highlight for all readers of the page. */
const NAME = "nblabel-range";

const registry = globalThis.CSS && "highlights" in CSS ? CSS.highlights : null;

export class ReaderOver {
  readonly #caret = make("i", "caret");
  readonly #grips = { start: make("i", "grip start"), end: make("i", "grip end") };
  /** In a browser that cannot highlight ranges: boxes over them. */
  readonly #boxes = make("div", "ranges");
  #painted: Range | null = null;

  constructor(private readonly page: ReaderPage) {
    page.paper.append(this.#boxes, this.#caret, this.#grips.start, this.#grips.end);
  }

  dispose(): void {
    this.#highlight(null);
  }

  /** `caret`, `range` and `picked` in units; null: not shown. */
  draw(caret: number | null, range: Stretch | null, picked: Stretch | null): void {
    const at = caret === null ? null : this.page.rectAt(caret, range !== null && caret === range.end);
    this.#put(this.#caret, at);
    this.#put(this.#grips.start, picked && this.page.rectAt(picked.start));
    this.#put(this.#grips.end, picked && this.page.rectAt(picked.end, true));
    this.#highlight(range && this.page.rangeOf(range));
  }

  #put(element: HTMLElement, rect: DOMRect | null): void {
    element.hidden = rect === null;
    if (!rect) return;
    element.style.transform = `translate(${rect.x}px, ${rect.y}px)`;
    element.style.height = `${rect.height}px`;
  }

  #highlight(range: Range | null): void {
    if (!registry) {
      this.#box(range);
      return;
    }
    const shared = registry.get(NAME) ?? new Highlight();
    if (!registry.has(NAME)) registry.set(NAME, shared);
    if (this.#painted) shared.delete(this.#painted);
    if (range) shared.add(range);
    this.#painted = range;
  }

  #box(range: Range | null): void {
    const from = this.page.paper.getBoundingClientRect();
    const boxes = [...(range?.getClientRects() ?? [])].map((rect) => {
      const box = make("i", "");
      box.style.cssText = `left:${rect.x - from.x}px;top:${rect.y - from.y}px;width:${rect.width}px;height:${rect.height}px`;
      return box;
    });
    this.#boxes.replaceChildren(...boxes);
  }
}
