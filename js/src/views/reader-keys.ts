/** Keys pressed in a document: the keyboard's place, what it selects, and the ends of the picked span. */

import { flowsLeft } from "../geometry/direction";
import { words } from "../geometry/wordbounds";
import type { Desk } from "./desk";
import type { ReaderModel } from "./reader-model";

export class ReaderKeys {
  readonly #reader: ReaderModel;

  constructor(desk: Desk) {
    this.#reader = desk.reader;
  }

  /** True when the key was taken. */
  take(event: KeyboardEvent): boolean {
    if (!this.#reader.open.peek()) return this.#scroll(event);
    return this.#act(event) || this.#bend(event) || this.#walk(event);
  }

  /** Where nothing is marked the keys move the text. */
  #scroll({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
    const { lines } = this.#reader;
    if (ctrlKey || metaKey || altKey || shiftKey || !lines) return false;
    if (key === "ArrowUp" || key === "ArrowDown") return lines.scroll(key === "ArrowUp" ? -1 : 1, "line");
    if (key === "PageUp" || key === "PageDown") return lines.scroll(key === "PageUp" ? -1 : 1, "page");
    if (key === "Home" || key === "End") return lines.scroll(key === "Home" ? -1 : 1, "all");
    return false;
  }

  #act({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
    const reader = this.#reader;
    if (ctrlKey || metaKey || altKey || shiftKey) return false;
    if (key === "Enter") return this.#finish();
    if (key === " ") {
      reader.pickHere();
      return true;
    }
    const pick = reader.pick.peek();
    if ((key !== "Delete" && key !== "Backspace") || !pick) return false;
    if (pick.suggested) reader.reject([pick.id]);
    else reader.drop([pick.id]);
    return true;
  }

  /** Enter with a range does not submit, whether or not there is a label for it. */
  #finish(): boolean {
    const reader = this.#reader;
    if (reader.range.peek() === null) return false;
    if (!reader.finish())
      reader.said.value = "Choose a label for what is selected, or let go of it with Escape.";
    return true;
  }

  /** Alt with an arrow moves the end of the picked span, with Shift too its start, with Ctrl by words. */
  #bend({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const pick = this.#reader.pick.peek();
    if (!altKey || !pick || (key !== "ArrowLeft" && key !== "ArrowRight")) return false;
    const at = shiftKey ? pick.start : Math.max(pick.start, pick.end - 1);
    this.#reader.nudge(!shiftKey, this.#isForward(key, at), ctrlKey || metaKey);
    return true;
  }

  #walk(event: KeyboardEvent): boolean {
    const reader = this.#reader;
    const to = this.#target(event);
    if (to === null) return false;
    const byWord = event.ctrlKey || event.metaKey || event.altKey;
    if (event.shiftKey) reader.extend(to, byWord && /Left|Right/.test(event.key) ? "words" : "exact");
    else reader.place(to);
    reader.lines?.reveal(to);
    return true;
  }

  /** Where a key goes to, in UTF-16 units; null: it goes nowhere. */
  #target({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): number | null {
    const { caret, lines, range, text } = this.#reader;
    const [from, all] = [caret.peek(), text.known.peek().text];
    const control = ctrlKey || metaKey;
    if (key === "Home" || key === "End") {
      if (control) return key === "Home" ? 0 : all.length;
      return lines?.edge(from, key === "End") ?? null;
    }
    if (key === "PageUp" || key === "PageDown") return lines?.page(from, key === "PageUp" ? -1 : 1) ?? null;
    if (key === "ArrowUp" || key === "ArrowDown")
      return lines?.line(from, key === "ArrowUp" ? -1 : 1) ?? null;
    if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
    const forward = this.#isForward(key, from);
    const held = range.peek();
    if (held && !shiftKey && !control) return forward ? held.end : held.start;
    return control || altKey ? words.step(all, from, forward) : words.stepOne(all, from, forward);
  }

  /** Whether an arrow points the way the line is read. */
  #isForward(key: string, at: number): boolean {
    const { text } = this.#reader.text.known.peek();
    const start = text.lastIndexOf("\n", at - 1) + 1;
    return (key === "ArrowRight") !== flowsLeft(text.slice(start, start + 2000));
  }
}
