/**
 * A wire that clings to edges: the path of least cost between two pixels of a grey picture, where going along an
 * edge costs little and going over even ground or across an edge costs much.
 *
 * Source: E. Mortensen and W. Barrett, "Intelligent scissors for image composition" (SIGGRAPH 1995); the queue of
 * buckets is R. Dial's (Algorithm 360, Communications of the ACM 12, 1969).
 */

import type { Point, Size } from "./point";

/** Cost of a step along the strongest edges, and over even ground; a slanting step costs √2 times as much. */
const LEAST = 4;
const MOST = 64;
/** More than any step costs, and a power of two. */
const BUCKETS = 128;
/** The share of pixels whose edges count as the strongest: a few glaring ones must not make all others faint. */
const GLARING = 0.005;
/** The largest length that Sobel's gradient of bytes can have, and one. */
const GRADIENTS = 1444;
const NONE = -1;
const FAR = 2 ** 31 - 1;
/** The cost of the border: less than any way has, so none is found to be better. */
const WALL = -(2 ** 30);
/** What a slanting step costs where a straight one costs so much. */
const SLANTED = Uint8Array.from({ length: MOST + 1 }, (_, cost) => Math.round(cost * Math.SQRT2));

/** The lightness of each pixel of a canvas (ITU-R BT.601), row after row. */
export function greyOf(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4);
  for (let i = 0, at = 0; i < grey.length; i++, at += 4) {
    grey[i] =
      (77 * (rgba[at] as number) + 150 * (rgba[at + 1] as number) + 29 * (rgba[at + 2] as number)) >> 8;
  }
  return grey;
}

/** All arrays have a border of one pixel around the picture, which no way leads over. */
export class LiveWire {
  readonly #row: number;
  /** What a straight step to each pixel costs. */
  readonly #steps: Uint8Array;
  /** Where the eight neighbours of a pixel are, straight ones first. */
  readonly #around: Int32Array;
  #pin = NONE;
  /** What it costs to come to each pixel, as far as is known: final below `#reached`. */
  #costs: Int32Array = new Int32Array(0);
  #reached = 0;
  #queue = new Buckets();

  /** `grey`: a value from 0 to 255 for each pixel, row after row. Throws RangeError when they are too few. */
  constructor(
    grey: Uint8Array,
    readonly size: Size,
  ) {
    const { width, height } = size;
    if (!(width >= 1 && height >= 1) || grey.length < width * height) {
      throw new RangeError(`${grey.length} pixels are not a picture of ${width} x ${height}.`);
    }
    const row = width + 2;
    this.#row = row;
    this.#steps = costsOf(gradientsOf(grey, width, height));
    this.#around = Int32Array.of(-1, 1, -row, row, -row - 1, -row + 1, row - 1, row + 1);
  }

  /** Where the wire begins, in pixels of the picture. */
  pin(at: Point): void {
    const pixel = this.#pixel(at);
    if (pixel === this.#pin) return;
    this.#pin = pixel;
    this.#costs = this.#unknown();
    this.#costs[pixel] = 0;
    this.#queue = new Buckets();
    this.#queue.put(pixel, 0);
    this.#reached = 0;
  }

  /**
   * The wire from the pin to this point, by the centres of pixels, both ends included; [] before it is pinned.
   * The first wire so far takes a search, and those to nearer pixels take none.
   */
  to(at: Point): Point[] {
    if (this.#pin === NONE) return [];
    const path: Point[] = [];
    let pixel = this.#pixel(at);
    while ((this.#costs[pixel] as number) >= this.#reached) this.#spread();
    for (; ; pixel = this.#before(pixel)) {
      path.push({ x: (pixel % this.#row) - 0.5, y: Math.floor(pixel / this.#row) - 0.5 });
      if (pixel === this.#pin) return path.reverse();
    }
  }

  /** What a step to the pixel under this point costs, straight or slanting. */
  step(to: Point, slanting: boolean): number {
    const straight = this.#steps[this.#pixel(to)] as number;
    return slanting ? (SLANTED[straight] as number) : straight;
  }

  /** The pixel under a point, the nearest one for a point outside. */
  #pixel({ x, y }: Point): number {
    const within = (value: number, most: number): number =>
      Math.min(Math.max(Math.floor(value), 0), most - 1);
    return (within(y, this.size.height) + 1) * this.#row + within(x, this.size.width) + 1;
  }

  /** One turn of Dijkstra's search: from all pixels that the least cost leads to, to their neighbours. */
  #spread(): void {
    const costs = this.#costs;
    const steps = this.#steps;
    const around = this.#around;
    const queue = this.#queue;
    const cost = this.#reached++;
    const pixels = queue.take(cost);
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i] as number;
      if (costs[pixel] !== cost) continue; // a cheaper way was found since
      for (let way = 0; way < 8; way++) {
        const next = pixel + (around[way] as number);
        const known = costs[next] as number;
        if (known <= cost) continue;
        const step = steps[next] as number;
        const spent = cost + (way < 4 ? step : (SLANTED[step] as number));
        if (spent >= known) continue;
        costs[next] = spent;
        queue.put(next, spent);
      }
    }
  }

  /** The neighbour that the cheapest way to a pixel comes from. */
  #before(pixel: number): number {
    const straight = this.#steps[pixel] as number;
    const way = this.#around.findIndex((by, n) => {
      const step = n < 4 ? straight : (SLANTED[straight] as number);
      return (this.#costs[pixel + by] as number) === (this.#costs[pixel] as number) - step;
    });
    return pixel + (this.#around[way] as number);
  }

  /** Costs that are not known yet, and the border's. */
  #unknown(): Int32Array {
    const costs = new Int32Array(this.#steps.length).fill(WALL);
    const { width, height } = this.size;
    for (let y = 1; y <= height; y++) costs.fill(FAR, y * this.#row + 1, y * this.#row + 1 + width);
    return costs;
  }
}

/** Pixels that wait, in a bucket for each cost; no two that wait differ by as much as there are buckets. */
class Buckets {
  readonly #buckets: Int32Array[] = Array.from({ length: BUCKETS }, () => new Int32Array(64));
  readonly #counts = new Int32Array(BUCKETS);

  put(pixel: number, cost: number): void {
    const place = cost & (BUCKETS - 1);
    const count = this.#counts[place] as number;
    let bucket: Int32Array = this.#buckets[place] as Int32Array;
    if (count === bucket.length) {
      bucket = new Int32Array(2 * count);
      bucket.set(this.#buckets[place] as Int32Array);
      this.#buckets[place] = bucket;
    }
    bucket[count] = pixel;
    this.#counts[place] = count + 1;
  }

  /** Takes all of one cost out. They are good until something of a cost in the same bucket is put in. */
  take(cost: number): Int32Array {
    const place = cost & (BUCKETS - 1);
    const count = this.#counts[place] as number;
    this.#counts[place] = 0;
    return (this.#buckets[place] as Int32Array).subarray(0, count);
  }
}

/** The length of Sobel's gradient, 0 to 1443, with a border of zeros around the picture. */
function gradientsOf(grey: Uint8Array, width: number, height: number): Uint16Array {
  const gradients = new Uint16Array((width + 2) * (height + 2));
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width];
    const here = y * width;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x < width - 1 ? x + 1 : x;
      const a = grey[above + left] as number;
      const c = grey[above + right] as number;
      const g = grey[below + left] as number;
      const i = grey[below + right] as number;
      const across = c - a + 2 * ((grey[here + right] as number) - (grey[here + left] as number)) + i - g;
      const down = g - a + 2 * ((grey[below + x] as number) - (grey[above + x] as number)) + i - c;
      gradients[(y + 1) * (width + 2) + x + 1] = Math.sqrt(across * across + down * down);
    }
  }
  return gradients;
}

/** The stronger the edge, the cheaper. */
function costsOf(gradients: Uint16Array): Uint8Array {
  const strong = strongest(gradients);
  const costs = new Uint8Array(gradients.length);
  const table = Uint8Array.from({ length: GRADIENTS }, (_, gradient) =>
    Math.round(LEAST + (MOST - LEAST) * (1 - Math.min(1, gradient / strong))),
  );
  for (let i = 0; i < costs.length; i++) costs[i] = table[gradients[i] as number] as number;
  return costs;
}

/** The gradient that counts as the strongest edge; of a few glaring pixels, not less than a quarter of theirs. */
function strongest(gradients: Uint16Array): number {
  const counts = new Int32Array(GRADIENTS);
  let most = 0;
  for (let i = 0; i < gradients.length; i++) {
    const gradient = gradients[i] as number;
    counts[gradient] = (counts[gradient] as number) + 1;
    if (gradient > most) most = gradient;
  }
  let [strong, left] = [most, gradients.length * GLARING];
  while (strong > most / 4 && left > 0) left -= counts[strong--] as number;
  return Math.max(1, strong);
}
