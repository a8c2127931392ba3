/** Documents at the fake kernel: the text of each item, in code points. */

import type { ItemInfo, Passage, Read } from "../src/wire/protocol";
import { itemOf } from "./fake-items";

/** So many code points of a document come along with its item, as the real kernel sends them. */
const BEGINNING = 1_200;

/** A document that nobody has touched; with `along` false the kernel does not have its beginning at hand. */
export function fakeDocument(index: number, text: string, along = true): ItemInfo {
  const points = [...text];
  const known = along ? { text: points.slice(0, BEGINNING).join(""), length: points.length } : {};
  return itemOf(`letters/${String(index).padStart(4, "0")}.txt`, known);
}

export class FakeTexts {
  /** Every piece that was asked for. */
  readonly reads: Read[] = [];
  /** Why a document cannot be read, or "". */
  unreadable: (item: string) => string = () => "";

  /** Annotations of a document whose text is gone, with what they marked. */
  lost: (item: string) => Record<string, string> = () => ({});

  /** `text` gives the whole of a document by its item. */
  constructor(private readonly text: (item: string) => string) {}

  answer(ask: Read, reply: (kind: "passage", passage: Passage) => void, refuse: (why: string) => void): void {
    this.reads.push(ask);
    const why = this.unreadable(ask.item);
    if (why) refuse(why);
    else reply("passage", this.#passage(ask));
  }

  #passage({ item, start, count }: Read): Passage {
    const points = [...this.text(item)];
    const text = points.slice(start, start + count).join("");
    return { start, text, length: points.length, lost: this.lost(item) };
  }
}
