/** Stretches of a text: which share characters, which lie in which, and how they are told apart when drawn. */

/** From `start` up to `end`, which is not part of it, in UTF-16 units of the text as the page holds it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Span extends Stretch {
  readonly id: string;
}

/** How many units both have. */
export function shared(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** By start; of those that start together the longer first, so that what encloses comes before what it encloses. */
export function inReadingOrder(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Spans of one text, found by place at a cost that grows with what is found. */
export class SpanIndex<S extends Span> {
  /** In reading order. */
  readonly all: readonly S[];
  readonly #leaves: number;
  /** A tree over `all`, node i over nodes 2i and 2i + 1: the greatest end below it. */
  readonly #ends: Float64Array;
  #lanes: ReadonlyMap<string, number> | null = null;

  constructor(spans: readonly S[]) {
    this.all = [...spans].sort(inReadingOrder);
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, spans.length)));
    this.#ends = new Float64Array(2 * this.#leaves).fill(Number.NEGATIVE_INFINITY);
    this.all.forEach((span, i) => {
      this.#ends[this.#leaves + i] = span.end;
    });
    for (let i = this.#leaves - 1; i > 0; i--)
      this.#ends[i] = Math.max(this.#end(2 * i), this.#end(2 * i + 1));
  }

  /** Those that share a unit with the stretch, in reading order. */
  over({ start, end }: Stretch): S[] {
    const found: S[] = [];
    this.#collect(1, 0, this.#leaves, this.#before(end), start, found);
    return found;
  }

  /** Those at a unit, the innermost (the shortest) first. */
  at(unit: number): S[] {
    const found = this.over({ start: unit, end: unit + 1 });
    return found.reverse().sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  /** The lane of each span: those that share a character never have the same. Counted from 0. */
  get lanes(): ReadonlyMap<string, number> {
    this.#lanes ??= lanesOf(this.all);
    return this.#lanes;
  }

  #end(node: number): number {
    return this.#ends[node] ?? Number.NEGATIVE_INFINITY;
  }

  /** How many spans start before this unit. */
  #before(unit: number): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.start ?? 0) < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts into `found` what of the places up to `limit` ends after `start`. */
  #collect(node: number, from: number, to: number, limit: number, start: number, found: S[]): void {
    if (from >= limit || this.#end(node) <= start) return;
    if (to - from === 1) {
      const span = this.all[from];
      if (span) found.push(span);
      return;
    }
    const middle = (from + to) >> 1;
    this.#collect(2 * node, from, middle, limit, start, found);
    this.#collect(2 * node + 1, middle, to, limit, start, found);
  }
}

/** The first free lane for each of the spans, which are in reading order. */
export function lanesOf(spans: readonly Span[]): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>();
  const ends: number[] = [];
  for (const { id, start, end } of spans) {
    const free = ends.findIndex((taken) => taken <= start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = end;
    lanes.set(id, lane);
  }
  return lanes;
}

/** A stretch over which the same spans lie. */
export interface Segment<S extends Span> extends Stretch {
  /** In reading order; none: bare text. */
  readonly spans: readonly S[];
}

/** The stretch cut at every end of the spans, which are in reading order; together they are the stretch. */
export function segmentsOf<S extends Span>({ start, end }: Stretch, spans: readonly S[]): Segment<S>[] {
  const cuts = new Set([start, end]);
  for (const span of spans)
    for (const cut of [span.start, span.end]) if (cut > start && cut < end) cuts.add(cut);
  const places = [...cuts].sort((a, b) => a - b);
  const segments: Segment<S>[] = [];
  let open: S[] = [];
  let next = 0;
  for (let i = 0; i + 1 < places.length; i++) {
    const [from = 0, to = 0] = [places[i], places[i + 1]];
    open = open.filter((span) => span.end > from);
    for (let span = spans[next]; span && span.start <= from; span = spans[++next])
      if (span.end > from) open.push(span);
    segments.push({ start: from, end: to, spans: [...open] });
  }
  return segments;
}
