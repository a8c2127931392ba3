/** Heights of very many things that lie under each other, with their sums: each question costs O(log n). */

export class Heights {
  #own = new Float64Array(1024);
  /** A Fenwick tree, counted from 1: sums of stretches that end at each place. */
  #sums = new Float64Array(1025);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  of(place: number): number {
    return place < this.#count ? (this.#own[place] ?? 0) : 0;
  }

  push(height: number): void {
    if (this.#count === this.#own.length) this.#enlarge();
    const at = ++this.#count;
    this.#own[at - 1] = height;
    let sum = height;
    for (let step = 1; step < (at & -at); step <<= 1) sum += this.#sums[at - step] ?? 0;
    this.#sums[at] = sum;
  }

  /** Leaves the first `count` only. */
  cut(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  set(place: number, height: number): void {
    const more = height - this.of(place);
    if (more === 0 || place >= this.#count) return;
    this.#own[place] = height;
    // Places beyond the count are written anew when they are reached.
    for (let at = place + 1; at <= this.#count; at += at & -at) this.#sums[at] = (this.#sums[at] ?? 0) + more;
  }

  /** The sum of the heights before a place. */
  before(place: number): number {
    let sum = 0;
    for (let at = Math.min(place, this.#count); at > 0; at -= at & -at) sum += this.#sums[at] ?? 0;
    return sum;
  }

  /** The place that lies at this height, the first or the last where there is none. */
  at(height: number): number {
    let [place, left] = [0, height];
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.#count))); step >= 1; step /= 2) {
      const sum = this.#sums[place + step] ?? 0;
      if (place + step > this.#count || sum > left) continue;
      place += step;
      left -= sum;
    }
    return Math.max(0, Math.min(place, this.#count - 1));
  }

  #enlarge(): void {
    const own = new Float64Array(this.#own.length * 2);
    own.set(this.#own);
    this.#own = own;
    const sums = new Float64Array(own.length + 1);
    sums.set(this.#sums);
    this.#sums = sums;
  }
}
