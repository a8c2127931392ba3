/** Regions as the person draws them: each gesture is one edit, and an image is submitted by itself. */

import type { Document } from "../document/document";
import type { Link } from "../wire/link";
import type { Annotation, DrawnOn, Propose, Proposed } from "../wire/protocol";
import * as acts from "./acts";
import type { Browsing } from "./browsing";
import type { Labeling } from "./labeling";
import type { Drawing } from "./types";

export class LiveDrawing implements Drawing {
  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly labeling: Labeling,
    private readonly browsing: Browsing,
    /** Runs an answer in one step of drawing, once there is a page. */
    private readonly answer: (act: () => unknown) => void,
  ) {}

  redraw(key: string, put: readonly Annotation[], drop: readonly string[]): void {
    this.answer(() => {
      const info = this.doc.peek(key);
      if (info) this.labeling.act("annotate", acts.redraw(info, put, drop));
    });
  }

  submit(key: string): void {
    this.answer(() => {
      this.labeling.submitThese([key]);
      this.#goOn();
    });
  }

  /** To the next image that is still open: of this page, else of the next one. */
  #goOn(): void {
    const { sight } = this.browsing;
    const [place, keys] = [sight.large.peek() ?? 0, sight.page.peek()];
    if (sight.onWall.peek()) {
      if (place + 1 < sight.places.peek()) sight.setLarge(place + 1);
      return;
    }
    const order = [...keys.keys()].map((step) => (place + 1 + step) % keys.length);
    const next = order.find((one) => this.#isOpen(keys[one] ?? ""));
    if (next === undefined) this.browsing.advance();
    else sight.setLarge(next);
  }

  #isOpen(key: string): boolean {
    const state = this.doc.peek(key)?.answer.state;
    return (state === "unlabeled" || state === "draft") && !this.browsing.reason(key);
  }

  turn(by: number): void {
    const { sight } = this.browsing;
    const place = (sight.large.peek() ?? 0) + by;
    this.answer(() => {
      if (place >= 0 && place < sight.places.peek()) sight.setLarge(place);
      else if (by > 0) this.browsing.next();
      else this.#toLast();
    });
  }

  #toLast(): void {
    const { sight } = this.browsing;
    const before = sight.page.peek();
    this.browsing.previous();
    if (sight.page.peek() !== before) sight.setLarge(sight.places.peek() - 1);
  }

  drawnOn(item: string): Promise<DrawnOn> {
    return this.link.ask("drawn", { item });
  }

  propose(ask: Propose): Promise<Proposed> {
    return this.link.ask("propose", ask);
  }

  ahead(place: number): readonly string[] {
    const { pages, sight } = this.browsing;
    const keys = sight.page.value;
    if (sight.onWall.value) return [];
    return [
      ...keys.slice(place + 1, place + 3),
      ...pages.upcoming(2),
      ...keys.slice(Math.max(0, place - 1), place),
    ];
  }
}
