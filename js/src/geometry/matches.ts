/** Where else a piece of text stands in the same text. */

import type { Stretch } from "./span";
import { type Words, words } from "./wordbounds";

/** Two of these beside each other are never two words in scripts that set words apart. */
const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** Scripts that do not: here only the segmenter can tell. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** What belongs to the character before it. */
const JOINED = /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])/u;

/**
 * Every place of `sought`, exactly as it is written, from the start of the text on and none over another. `whole`:
 * only those that are whole words. Never one that cuts a character from its marks.
 */
export function matchesOf(text: string, sought: string, whole: boolean, by: Words = words): Stretch[] {
  const found: Stretch[] = [];
  if (sought === "") return found;
  for (let start = text.indexOf(sought); start >= 0; ) {
    const end = start + sought.length;
    const fits =
      !cuts(text, end) &&
      !cuts(text, start) &&
      (!whole || (isEdge(text, start, by) && isEdge(text, end, by)));
    if (fits) found.push({ start, end });
    start = text.indexOf(sought, fits ? end : start + 1);
  }
  return found;
}

/** Whether a place lies within one character. */
function cuts(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  return (
    JOINED.test(text.slice(at, at + 2)) || text.charCodeAt(at - 1) === 0x200d || isLow(text.charCodeAt(at))
  );
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

function isEdge(text: string, at: number, by: Words): boolean {
  const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at, at + 2)];
  const [last = "", first = ""] = [[...before].at(-1), [...after][0]];
  if (last === "" || first === "") return true;
  const letters = LETTER.test(last) && LETTER.test(first);
  if (letters && !UNSPACED.test(last) && !UNSPACED.test(first)) return false;
  // Signs within a word ("don't", "3.14") need the segmenter too.
  if (!letters && (/\s/.test(last) || /\s/.test(first))) return true;
  return by.isEdge(text, at);
}
