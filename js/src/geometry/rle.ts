/**
 * Masks as run lengths: COCO's compressed string, as values/mask.py has it (tests/wire/masks.json binds both).
 *
 * Source of the format: `rleToString` and `rleFrString` of https://github.com/cocodataset/cocoapi
 * (common/maskApi.c). A run from the fourth on is written as the difference to the run two before it, and
 * every number in groups of five bits, least first, each as a character from "0" on.
 */

import type { Size } from "./point";

/** Lengths of runs column by column, from the top left pixel down; the first is background and may be 0. */
export type Runs = readonly number[];

/** A string that is no mask of the image. The message says what is wrong, in words for the person. */
export class MaskError extends Error {}

/** Groups of five bits that a 64-bit number can need. */
const LONGEST = 13;
const NONE = "The mask's string is not a COCO run-length string.";

/** The string of these runs. */
export function writeRuns(runs: Runs): string {
  const codes = new Uint8Array(runs.length * LONGEST);
  let end = 0;
  for (let i = 0; i < runs.length; i++) {
    let left = (runs[i] as number) - (i > 2 ? (runs[i - 2] as number) : 0);
    for (let more = true; more; end++) {
      const bits = left & 31;
      left = Math.floor(left / 32); // a shift would cut runs that need more than 32 bits
      more = bits & 16 ? left !== -1 : left !== 0;
      codes[end] = 48 + bits + (more ? 32 : 0);
    }
  }
  return new TextDecoder().decode(codes.subarray(0, end));
}

/** The runs of a mask of an image of this size. Throws MaskError when the string is none of that size. */
export function readRuns(rle: string, { width, height }: Size): number[] {
  const runs = numbersOf(rle);
  let total = 0;
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i] as number;
    if (run < 0) total = Number.NaN;
    total += run;
  }
  if (total !== width * height) {
    throw new MaskError(`The mask's string is not one of ${width} x ${height} pixels.`);
  }
  return runs;
}

/** The runs of a mask of whatever size. Throws MaskError. */
export const readAll = (rle: string): Runs => numbersOf(rle);

/** How many pixels are inside. Throws MaskError. */
export function areaOfRle(rle: string): number {
  return numbersOf(rle).reduce((area, run, i) => (i % 2 ? area + run : area), 0);
}

function numbersOf(rle: string): number[] {
  const runs: number[] = [];
  let [value, unit, groups] = [0, 1, 0];
  for (let i = 0; i < rle.length; i++) {
    const code = rle.charCodeAt(i) - 48;
    if (code < 0 || code > 63 || ++groups > LONGEST) throw new MaskError(NONE);
    value += (code & 31) * unit;
    unit *= 32;
    if (code & 32) continue;
    if (code & 16) value -= unit;
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] as number) : value);
    [value, unit, groups] = [0, 1, 0];
  }
  if (runs.length === 0 || groups > 0) throw new MaskError(NONE);
  return runs;
}

/** The runs of a mask that is given pixel by pixel, row after row; whatever is not 0 is inside. */
export function runsOf(mask: ArrayLike<number>, { width, height }: Size): number[] {
  const runs = new RunWriter();
  for (let x = 0; x < width; x++) {
    for (let at = x; at < width * height; at += width) runs.add(mask[at] !== 0, 1);
  }
  return runs.runs;
}

/** The mask pixel by pixel, row after row: 1 inside, 0 outside. */
export function maskOf(runs: Runs, { width, height }: Size): Uint8Array {
  const mask = new Uint8Array(width * height);
  let place = 0;
  runs.forEach((run, i) => {
    const end = place + run;
    if (i % 2 === 0) place = end;
    for (; place < end; place++) mask[(place % height) * width + Math.floor(place / height)] = 1;
  });
  return mask;
}

/** Takes stretches of pixels in order and joins those of a kind. */
export class RunWriter {
  readonly runs: number[] = [0];
  #inside = false;

  add(inside: boolean, length: number): void {
    if (length === 0) return;
    if (inside !== this.#inside) {
      this.#inside = inside;
      this.runs.push(length);
    } else this.runs[this.runs.length - 1] = (this.runs[this.runs.length - 1] as number) + length;
  }
}

/** The pixels of a mask that another one of the same size has not. */
export function lacking(one: Runs, other: Runs): number[] {
  const writer = new RunWriter();
  let [place, left] = [-1, 0];
  for (let i = 0; i < one.length; i++) {
    for (let run = one[i] as number; run > 0; ) {
      while (left === 0) left = ++place < other.length ? (other[place] as number) : Number.POSITIVE_INFINITY;
      const both = Math.min(run, left);
      writer.add(i % 2 === 1 && place % 2 === 0, both);
      run -= both;
      left -= both;
    }
  }
  return writer.runs;
}

/** The runs as stretches of each column, triples of column, from, to: spans whose lines are columns. */
export function columnsOf(runs: Runs, { height }: Size): Int32Array {
  const spans: number[] = [];
  let place = 0;
  runs.forEach((run, i) => {
    const end = place + run;
    if (i % 2 === 0) place = end;
    while (place < end) {
      const column = Math.floor(place / height);
      const next = Math.min(end, (column + 1) * height);
      spans.push(column, place - column * height, next - column * height);
      place = next;
    }
  });
  return Int32Array.from(spans);
}
