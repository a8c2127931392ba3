/** Sets of places as stretches, so that a million of them are one: pure, each change gives a new set. */

/** A stretch of places, `from` included, `to` not. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export class Ranges {
  static readonly NONE = new Ranges([]);
  /** How many places are in the set. */
  readonly size: number;

  /** `all` in ascending order, neither touching nor empty. */
  private constructor(readonly all: readonly Range[]) {
    this.size = all.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  static of(from: number, to: number): Ranges {
    return to > from ? new Ranges([{ from, to }]) : Ranges.NONE;
  }

  /** Any stretches, in any order. */
  static from(ranges: readonly Range[]): Ranges {
    const sorted = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
    const joined: Range[] = [];
    for (const range of sorted) {
      const last = joined.at(-1);
      if (last && range.from <= last.to)
        joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
      else joined.push(range);
    }
    return new Ranges(joined);
  }

  has(place: number): boolean {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle] as Range).to <= place) low = middle + 1;
      else high = middle;
    }
    const range = this.all[low];
    return range !== undefined && range.from <= place;
  }

  with(more: Ranges): Ranges {
    return more.size === 0 ? this : Ranges.from([...this.all, ...more.all]);
  }

  without(less: Ranges): Ranges {
    let left = [...this.all];
    for (const cut of less.all)
      left = left.flatMap((range) =>
        cut.to <= range.from || cut.from >= range.to
          ? [range]
          : [
              { from: range.from, to: Math.min(range.to, cut.from) },
              { from: Math.max(range.from, cut.to), to: range.to },
            ],
      );
    return Ranges.from(left);
  }

  /** This place too, or no more. */
  toggle(place: number): Ranges {
    const one = Ranges.of(place, place + 1);
    return this.has(place) ? this.without(one) : this.with(one);
  }

  /** The places one by one; for small sets. */
  places(): number[] {
    return this.all.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
  }
}
