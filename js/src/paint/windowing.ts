/** Stored values made grey through a window: DICOM PS3.3 C.11.2, fast enough to follow a hand. */

import type { Stored } from "../session/large";
import type { Window } from "../wire/protocol";

/** How stored values become greys: value = stored * slope + intercept, then the window. */
export interface Shades extends Pick<Window, "center" | "width" | "curve"> {
  readonly slope: number;
  readonly intercept: number;
  readonly inverted: boolean;
}

/** The grey of a value, 0 to 255. What is not a number is black. */
export function greyOf(value: number, { center, width, curve, inverted }: Shades): number {
  const share = shareOf(value, center, width, curve);
  const grey = Math.round(255 * Math.min(Math.max(share, 0), 1)) || 0;
  return inverted ? 255 - grey : grey;
}

function shareOf(value: number, center: number, width: number, curve: Window["curve"]): number {
  if (curve === "sigmoid") return 1 / (1 + Math.exp((-4 * (value - center)) / width));
  if (curve === "exact") return width > 0 ? (value - center) / width + 0.5 : Number(value > center);
  return width > 1 ? (value - center + 0.5) / (width - 1) + 0.5 : Number(value > center - 0.5);
}

/** Opaque grey pixels, as a canvas wants them, of all stored values; `out` has one element for each. */
export function develop(stored: Stored, shades: Shades, out: Uint32Array): void {
  if (stored instanceof Float32Array) developFloats(stored, shades, out);
  else developByTable(stored, shades, out);
}

/** The alpha and three equal channels of a canvas pixel. */
const pixel = (grey: number): number => (0xff000000 | (grey * 0x010101)) >>> 0;
const PIXELS = Uint32Array.from({ length: 256 }, (_, grey) => pixel(grey));

type Whole = Exclude<Stored, Float32Array>;

/** The least number that the array can hold. */
function lowestOf(stored: Whole): number {
  if (stored instanceof Int16Array) return -32768;
  return stored instanceof Int8Array ? -128 : 0;
}

/** A table of all that can be stored is made once; then each pixel is one look into it. */
function developByTable(stored: Whole, shades: Shades, out: Uint32Array): void {
  const lowest = lowestOf(stored);
  const table = tableOf(lowest, stored.BYTES_PER_ELEMENT === 1 ? 256 : 65536, shades);
  for (let i = 0; i < stored.length; i++) out[i] = table[(stored[i] as number) - lowest] as number;
}

function tableOf(lowest: number, length: number, shades: Shades): Uint32Array {
  const { slope, intercept } = shades;
  return tabled(length, (i) => (i + lowest) * slope + intercept, shades);
}

function tabled(length: number, valueAt: (i: number) => number, shades: Shades): Uint32Array {
  const table = new Uint32Array(length);
  for (let i = 0; i < length; i++) table[i] = PIXELS[greyOf(valueAt(i), shades)] as number;
  return table;
}

/** Steps of the table for floats: 256 for each grey, so that a grey is off by one at a tie only. */
const STEPS = 65536;

/** What lies beyond the window is black or white, and in the window a fine table does for a formula. */
function developFloats(stored: Float32Array, shades: Shades, out: Uint32Array): void {
  const { center, width, curve, slope, intercept } = shades;
  const reach = Math.max(width, 1e-30) * (curve === "sigmoid" ? 2 : 0.5) + (curve === "linear" ? 1 : 0);
  const low = center - reach;
  const scale = STEPS / (2 * reach);
  const table = tabled(STEPS, (i) => low + (i + 0.5) / scale, shades);
  for (let i = 0; i < stored.length; i++) {
    const at = ((stored[i] as number) * slope + intercept - low) * scale;
    out[i] = table[at > 0 ? (at < STEPS ? at | 0 : STEPS - 1) : 0] as number;
  }
}
