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
  readonly #straight: Uint8Array;
  readonly #slanted: Uint8Array;
  /** The pixel before each on the way from the pin. */
  readonly #before: Int32Array;
  #pin = NONE;

  /** `grey`: a value from 0 to 255 for each pixel, row after row. Throws RangeError when they are too few. */
  constructor(
    grey: Uint8Array,
    readonly size: Size,
  ) {
    const { width, height } = size;
    if (!(width >= 1 && height >= 1) || grey.length < width * height) {
      throw new RangeError(`${grey.length} pixels are not a picture of ${width} x ${height}.`);
    }
    this.#row = width + 2;
    this.#straight = costsOf(gradientsOf(grey, width, height));
    this.#slanted = this.#straight.map((cost) => Math.round(cost * Math.SQRT2));
    this.#before = new Int32Array(this.#straight.length);
  }

  /** Where the wire begins, in pixels of the picture: finds the best ways from there to all other pixels. */
  pin(at: Point): void {
    const pixel = this.#pixel(at);
    if (pixel === this.#pin) return;
    this.#pin = pixel;
    this.#spread(pixel);
  }

  /** The wire from the pin to this point, by the centres of pixels, both ends included; [] before it is pinned. */
  to(at: Point): Point[] {
    if (this.#pin === NONE) return [];
    const path: Point[] = [];
    for (let pixel = this.#pixel(at); ; pixel = this.#before[pixel] as number) {
      path.push({ x: (pixel % this.#row) - 0.5, y: Math.floor(pixel / this.#row) - 0.5 });
      if (pixel === this.#pin) return path.reverse();
    }
  }

  /** What a step to this pixel costs, straight or slanting. */
  step(to: Point, slanting: boolean): number {
    return (slanting ? this.#slanted : this.#straight)[this.#pixel(to)] as number;
  }

  /** The pixel under a point, the nearest one for a point outside. */
  #pixel({ x, y }: Point): number {
    const within = (value: number, most: number): number =>
      Math.min(Math.max(Math.floor(value), 0), most - 1);
    return (within(y, this.size.height) + 1) * this.#row + within(x, this.size.width) + 1;
  }

  /** Dijkstra's search. Pixels that wait are in rings of neighbours, one for each cost modulo BUCKETS. */
  #spread(pin: number): void {
    const row = this.#row;
    const around = [-1, 1, -row, row, -row - 1, -row + 1, row - 1, row + 1];
    const queue = new Queue(this.#costs());
    const before = this.#before;
    queue.put(pin, 0);
    for (let pixel = queue.take(); pixel !== NONE; pixel = queue.take()) {
      for (let way = 0; way < 8; way++) {
        const next = pixel + (around[way] as number);
        const step = way < 4 ? this.#straight[next] : this.#slanted[next];
        if (queue.put(next, queue.cost + (step as number))) before[next] = pixel;
      }
    }
  }

  /** What it costs to come to each pixel, as far as is known: nothing is cheap enough for the border. */
  #costs(): Int32Array {
    const costs = new Int32Array(this.#straight.length).fill(NONE);
    const { width, height } = this.size;
    for (let y = 1; y <= height; y++) costs.fill(FAR, y * this.#row + 1, y * this.#row + 1 + width);
    return costs;
  }
}

/** Pixels by what it costs to come to them, the cheapest first. Each is in it once: what is cheaper replaces it. */
class Queue {
  /** What it costs to come to the pixel taken last. */
  cost = 0;
  readonly #first = new Int32Array(BUCKETS).fill(NONE);
  readonly #after: Int32Array;
  readonly #ahead: Int32Array;
  #count = 0;

  constructor(private readonly costs: Int32Array) {
    this.#after = new Int32Array(costs.length);
    this.#ahead = new Int32Array(costs.length);
  }

  /** Puts a pixel in, unless a way to it is known that costs no more. True when it was put in. */
  put(pixel: number, cost: number): boolean {
    const known = this.costs[pixel] as number;
    if (cost >= known) return false;
    if (known === FAR) this.#count++;
    else this.#unlink(pixel, known & (BUCKETS - 1));
    this.costs[pixel] = cost;
    const bucket = cost & (BUCKETS - 1);
    const first = this.#first[bucket] as number;
    this.#after[pixel] = first;
    this.#ahead[pixel] = NONE;
    if (first !== NONE) this.#ahead[first] = pixel;
    this.#first[bucket] = pixel;
    return true;
  }

  /** Takes the cheapest pixel out; NONE when there is none. */
  take(): number {
    if (this.#count === 0) return NONE;
    for (;;) {
      const bucket = this.cost & (BUCKETS - 1);
      const pixel = this.#first[bucket] as number;
      if (pixel !== NONE) {
        this.#unlink(pixel, bucket);
        this.#count--;
        return pixel;
      }
      this.cost++;
    }
  }

  #unlink(pixel: number, bucket: number): void {
    const after = this.#after[pixel] as number;
    const ahead = this.#ahead[pixel] as number;
    if (ahead === NONE) this.#first[bucket] = after;
    else this.#after[ahead] = after;
    if (after !== NONE) this.#ahead[after] = ahead;
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
