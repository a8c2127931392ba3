/**
 * Words and graphemes of a text by Unicode's rules (UAX 29; dictionaries for scripts without spaces), through
 * `Intl.Segmenter` where there is one. All offsets are UTF-16 units.
 */

import type { Stretch } from "./span";

/** So much text around a place is looked at: no word or grapheme is longer than that. */
const AROUND = 600;
/** A place to begin looking is sought so far before that: at a blank, so that no word is cut. */
const SEARCH = 200;

type Kind = "word" | "grapheme";

/** Words, runs of blanks and single signs: what browsers without a segmenter go by. */
const PLAIN: Record<Kind, RegExp> = {
  word: /[\p{L}\p{N}\p{M}_]+(?:['’.][\p{L}\p{N}\p{M}_]+)*|\s+|./gsu,
  grapheme: /\r\n|\P{M}(?:\p{M}|\u200d|(?<=\u200d)\p{Extended_Pictographic})*|./gsu,
};

const SEGMENTERS: Record<Kind, Intl.Segmenter> | null =
  typeof Intl !== "undefined" && "Segmenter" in Intl
    ? {
        word: new Intl.Segmenter(undefined, { granularity: "word" }),
        grapheme: new Intl.Segmenter(undefined, { granularity: "grapheme" }),
      }
    : null;

interface Piece extends Stretch {
  /** Letters or digits, not blanks or signs. */
  readonly isWord: boolean;
}

const WORD = /[\p{L}\p{N}]/u;
const BLANK = /\s/;

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Where the surroundings of a place begin and end: at blanks, if there are any near. */
function around(text: string, at: number): Stretch {
  let start = Math.max(0, at - AROUND);
  for (let i = start; i > 0 && i < start + SEARCH && i < at - SEARCH; i++)
    if (BLANK.test(text.charAt(i))) {
      start = i;
      break;
    }
  if (isLow(text.charCodeAt(start))) start += 1;
  let end = Math.min(text.length, at + AROUND);
  if (end < text.length)
    for (let i = end; i > end - SEARCH && i > at + SEARCH; i--)
      if (BLANK.test(text.charAt(i))) {
        end = i;
        break;
      }
  return { start, end };
}

let known: { text: string; from: number; pieces: Map<Kind, readonly Piece[]> } | null = null;

/** All pieces of the surroundings; kept for the next question, which is mostly about the same place. */
function piecesAround(text: string, at: number, kind: Kind, plain: boolean): readonly Piece[] {
  const { start, end } = around(text, at);
  const part = text.slice(start, end);
  if (known?.from !== start || known.text !== part) known = { text: part, from: start, pieces: new Map() };
  const found = plain ? undefined : known.pieces.get(kind);
  if (found) return found;
  const pieces =
    SEGMENTERS && !plain ? bySegmenter(part, start, SEGMENTERS[kind]) : byPattern(part, start, kind);
  if (!plain) known.pieces.set(kind, pieces);
  return pieces;
}

function bySegmenter(part: string, from: number, segmenter: Intl.Segmenter): Piece[] {
  return Array.from(segmenter.segment(part), ({ index, segment, isWordLike }) => {
    const start = from + index;
    return { start, end: start + segment.length, isWord: isWordLike ?? WORD.test(segment) };
  });
}

function byPattern(part: string, from: number, kind: Kind): Piece[] {
  return Array.from(part.matchAll(PLAIN[kind]), ({ index, 0: segment }) => {
    const start = from + index;
    return { start, end: start + segment.length, isWord: WORD.test(segment) };
  });
}

/** The piece that has the unit at this place; null at the end of the text. */
function pieceAt(text: string, at: number, kind: Kind, plain: boolean): Piece | null {
  return piecesAround(text, at, kind, plain).find((one) => one.start <= at && at < one.end) ?? null;
}

export class Words {
  /** `plain`: as in a browser without a segmenter. */
  constructor(private readonly plain = SEGMENTERS === null) {}

  /** The word around a place, or just before it; a sign or the blanks there when there is no word. */
  at(text: string, at: number): Stretch {
    const here = pieceAt(text, at, "word", this.plain);
    const before = at > 0 ? pieceAt(text, at - 1, "word", this.plain) : null;
    const chosen = !here?.isWord && before?.isWord ? before : (here ?? before);
    return chosen ? { start: chosen.start, end: chosen.end } : { start: at, end: at };
  }

  /** The range made larger until it cuts no word, and without the blanks at its ends. */
  snap(text: string, range: Stretch): Stretch {
    const { start, end } = trimmed(text, range);
    if (start >= end) return { start, end: start };
    return {
      start: pieceAt(text, start, "word", this.plain)?.start ?? start,
      end: pieceAt(text, end - 1, "word", this.plain)?.end ?? end,
    };
  }

  /** True when neither end lies within a word. */
  isWhole(text: string, { start, end }: Stretch): boolean {
    return this.isEdge(text, start) && this.isEdge(text, end);
  }

  /** True where a word, a sign or a run of blanks ends and another begins. */
  isEdge(text: string, at: number): boolean {
    if (at <= 0 || at >= text.length) return true;
    return pieceAt(text, at, "word", this.plain)?.start === at;
  }

  /** From a place to the next end of a word, or backward to the next start of one. */
  step(text: string, at: number, forward: boolean): number {
    for (let here = at; ; ) {
      const piece = forward
        ? pieceAt(text, here, "word", this.plain)
        : here > 0
          ? pieceAt(text, here - 1, "word", this.plain)
          : null;
      if (!piece) return forward ? text.length : 0;
      here = forward ? piece.end : piece.start;
      if (piece.isWord || !BLANK.test(text.charAt(piece.start))) return here;
    }
  }

  /** One character on or back, as a reader counts them. */
  stepOne(text: string, at: number, forward: boolean): number {
    if (forward) return pieceAt(text, at, "grapheme", this.plain)?.end ?? text.length;
    return at > 0 ? (pieceAt(text, at - 1, "grapheme", this.plain)?.start ?? at - 1) : 0;
  }

  /** The nearest place at or before this one that cuts no character. */
  floor(text: string, at: number): number {
    return pieceAt(text, at, "grapheme", this.plain)?.start ?? Math.min(at, text.length);
  }
}

/** The range without blanks at its ends. */
export function trimmed(text: string, { start, end }: Stretch): Stretch {
  let [from, to] = [start, end];
  while (from < to && BLANK.test(text.charAt(from))) from += 1;
  while (to > from && BLANK.test(text.charAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

export const words = new Words();
