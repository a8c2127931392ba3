/** "Label all matches": what it would be done to, and doing it. */

import { effect, untracked } from "@preact/signals";
import { matchesOf } from "../geometry/matches";
import type { Stretch } from "../geometry/span";
import { words } from "../geometry/wordbounds";
import { short } from "./reader-edits";
import type { ReaderModel } from "./reader-model";

export interface Likeness {
  readonly text: string;
  readonly label: number;
  /** Where the text stands without a span of this label, in UTF-16 units. */
  readonly places: readonly Stretch[];
}

/**
 * The matches of the range with the label in hand, else of the picked span, else of the newest made here. Whole words
 * where it is whole words itself. Null: there is nothing to seek.
 */
export function likenessOf(reader: ReaderModel): Likeness | null {
  const range = reader.range.value;
  const { known, byId } = reader.text;
  const span = reader.pick.value ?? byId.value.get(reader.made.value ?? "") ?? null;
  const label = range ? reader.armed.value : (span?.label ?? null);
  const sought = range ?? span;
  if (sought === null || label === null) return null;
  const { text: all } = known.value;
  const text = all.slice(sought.start, sought.end);
  const found = matchesOf(all, text, words.isWhole(all, sought));
  return { text, label, places: found.filter((one) => !reader.edits.has(one, label)) };
}

/** Marks all of them in one step of undo, once the document is here to its end. */
export function labelAll(reader: ReaderModel): void {
  const { view, key } = reader.text;
  if (view.peek().whole) {
    markAll(reader);
    return;
  }
  reader.said.value = "The document is still being read. Its matches are labelled when it is here.";
  const asked = key.peek();
  const stop = effect(() => {
    const [here, whole] = [key.value === asked, view.value.whole];
    if (here && !whole) return;
    queueMicrotask(() => stop());
    if (here) untracked(() => markAll(reader));
  });
}

function markAll(reader: ReaderModel): void {
  const like = likenessOf(reader);
  if (!like) {
    const selected = reader.range.peek() !== null;
    reader.said.value = selected ? "Choose a label first." : "Select a piece of text, or pick a span, first.";
    return;
  }
  const { places, label, text } = like;
  const range = reader.range.peek();
  reader.edits.markAll(places, label);
  if (range) reader.place(range.end);
  reader.said.value =
    places.length === 0
      ? `“${short(text)}” is nowhere else in this document.`
      : `“${short(text)}” labelled in ${places.length} ${places.length === 1 ? "place" : "places"}. Undo takes that back.`;
}
