/** What the reader does to spans: each gesture is one edit, one step of undo. */

import type { Signal } from "@preact/signals";
import { MADE } from "../document/annotation";
import { newId } from "../document/ids";
import type { Stretch } from "../geometry/span";
import type { Session } from "../session/types";
import type { Annotation } from "../wire/protocol";
import type { Marked, ReaderText } from "./reader-text";

export class SpanEdits {
  constructor(
    private readonly session: Session,
    private readonly text: ReaderText,
    private readonly said: Signal<string>,
  ) {}

  /** Marks a stretch; the new span's id, or null where it has this label already. */
  mark(stretch: Stretch, label: number): string | null {
    if (this.#refuses(stretch, label)) return null;
    const made = this.#spanOf(stretch, label);
    this.#redraw([made]);
    return made.id;
  }

  /** Marks many stretches in one step. */
  markAll(stretches: readonly Stretch[], label: number): void {
    this.#redraw(stretches.map((one) => this.#spanOf(one, label)));
  }

  relabel(span: Marked, label: number): void {
    if (span.label === label || this.#refuses(span, label)) return;
    this.#redraw([{ ...own(span), label }]);
  }

  /** Gives a span other ends. A suggestion becomes the person's by that. */
  reshape(span: Marked, { start, end }: Stretch): void {
    if (end <= start || (span.start === start && span.end === end)) return;
    if (this.#refuses({ start, end }, span.label)) return;
    this.#redraw([{ ...own(span), shape: this.#shapeOf({ start, end }) }]);
  }

  /** Takes spans away; of suggestions, which are rejected instead, nothing is done here. */
  drop(ids: Iterable<string>): readonly string[] {
    const known = new Set(this.text.info.peek()?.answer.annotations.map((one) => one.id));
    const gone = [...ids].filter((id) => known.has(id));
    const key = this.text.key.peek();
    if (key !== null && gone.length > 0) this.session.drawing.redraw(key, [], gone);
    return gone;
  }

  /** Whether the person has a span with these ends and this label. */
  has(stretch: Stretch, label: number): boolean {
    const there = this.text.spans.peek().over(stretch);
    const same = (one: Marked) =>
      one.start === stretch.start && one.end === stretch.end && one.label === label;
    return there.some((one) => same(one) && !one.suggested);
  }

  #refuses(stretch: Stretch, label: number): boolean {
    if (!this.has(stretch, label)) return false;
    const text = this.text.known.peek().text.slice(stretch.start, stretch.end);
    this.said.value = `“${short(text)}” has this label here already.`;
    return true;
  }

  #shapeOf({ start, end }: Stretch): Annotation["shape"] {
    const { offsets } = this.text.known.peek();
    return { kind: "span", start: offsets.pointOf(start), end: offsets.pointOf(end) };
  }

  #spanOf(stretch: Stretch, label: number): Annotation {
    const shape = this.#shapeOf(stretch);
    return { ...MADE, id: newId(), label, shape };
  }

  #redraw(put: readonly Annotation[]): void {
    const key = this.text.key.peek();
    if (key !== null && put.length > 0) this.session.drawing.redraw(key, put, []);
  }
}

/** As the person's own: what they changed is theirs. */
function own({ annotation, suggested }: Marked): Annotation {
  return { ...annotation, source: suggested ? "accepted" : "human" };
}

/** As much of a text as fits into a sentence. */
export function short(text: string, most = 40): string {
  const points = [
    ...text
      .slice(0, most * 4)
      .replace(/\s+/gu, " ")
      .trim(),
  ];
  const all = points.length <= most && text.length <= most * 4;
  return all ? points.join("") : `${points.slice(0, most - 1).join("")}…`;
}
