/** Code points and UTF-16 units of one text: the only place where one is turned into the other. */

/** Units between two checkpoints: so many are looked at to convert one offset. */
const STEP = 1024;

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** A text that grows at its end. An offset beyond it stands for its end. */
export class Offsets {
  #text = "";
  /** Surrogate pairs that end before unit `i * STEP`. */
  #pairs: number[] = [0];
  #points = 0;

  constructor(text = "") {
    this.grow(text);
  }

  /** Length in UTF-16 units. */
  get units(): number {
    return this.#text.length;
  }

  /** Length in code points. */
  get points(): number {
    return this.#points;
  }

  get text(): string {
    return this.#text;
  }

  /** The whole text so far, which begins with what was there. */
  grow(text: string): void {
    const from = (this.#pairs.length - 1) * STEP;
    let pairs = this.#pairs.at(-1) ?? 0;
    for (let unit = from; unit < text.length; unit++) {
      if (unit > from && unit % STEP === 0) this.#pairs.push(pairs);
      if (endsPair(text, unit)) pairs += 1;
    }
    this.#text = text;
    this.#points = text.length - pairs;
  }

  /** The code point that begins at this unit; in the middle of a pair: the one after it. */
  pointOf(unit: number): number {
    const at = Math.min(Math.max(unit, 0), this.units);
    if (this.units === this.#points) return at;
    const step = Math.min(Math.floor(at / STEP), this.#pairs.length - 1);
    let pairs = this.#pairs[step] ?? 0;
    for (let one = step * STEP; one < at; one++) if (endsPair(this.#text, one)) pairs += 1;
    return at - pairs;
  }

  /** The unit at which this code point begins. */
  unitOf(point: number): number {
    const at = Math.min(Math.max(point, 0), this.#points);
    if (this.units === this.#points) return at;
    const step = this.#stepOf(at);
    let unit = step * STEP;
    let left = at - (unit - (this.#pairs[step] ?? 0));
    if (endsPair(this.#text, unit)) unit += 1; // A checkpoint may lie in the middle of a pair.
    for (; left > 0; left--) unit += endsPair(this.#text, unit + 1) ? 2 : 1;
    return unit;
  }

  /** The last checkpoint that is not after this code point. */
  #stepOf(point: number): number {
    let [low, high] = [0, this.#pairs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (middle * STEP - (this.#pairs[middle] ?? 0) <= point) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Whether the unit here is the second half of a pair. */
function endsPair(text: string, unit: number): boolean {
  return unit > 0 && isLow(text.charCodeAt(unit)) && isHigh(text.charCodeAt(unit - 1));
}
