/** The order of annotations, as values/ordering.py has it: what lies later is drawn over what lies before. */

import type { Annotation } from "../wire/protocol";

/** One step, or all the way. */
export type Way = "forward" | "backward" | "front" | "back";

/** What a rank is made of lies between these two letters; the first stands for none. */
const [FIRST, LAST] = [48, 122]; // "0" and "z"

const keyOf = ({ rank, id }: Annotation): string => rank || id;

/** By code unit, as Python sorts ids: never by the reader's language. */
const sorted = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const inOrder = (a: Annotation, b: Annotation): number =>
  sorted(keyOf(a), keyOf(b)) || sorted(a.id, b.id);

/** A rank between two; `high` null: before nothing. It never ends with the first letter, so that there is room. */
function between(low: string, high: string | null): string {
  let made = "";
  for (let at = 0, above = high; ; at++) {
    const least = at < low.length ? low.charCodeAt(at) : FIRST;
    const most = above !== null && at < above.length ? above.charCodeAt(at) : LAST + 1;
    if (most - least > 1) return made + String.fromCharCode((least + most) >> 1);
    made += String.fromCharCode(least);
    if (most !== least) above = null; // Whatever follows lies before it now.
  }
}

/** So many rising ranks after `low` ("": after nothing) and before `high` (null: before nothing). */
export function ranksBetween(low: string, high: string | null, count: number): string[] {
  if (count === 0) return [];
  const [middle, below] = [between(low, high), count >> 1];
  return [...ranksBetween(low, middle, below), middle, ...ranksBetween(middle, high, count - below - 1)];
}

/** How `regions`, which are in order, are to lie when those that are `meant` have been moved. */
function moved<R extends Annotation>(regions: readonly R[], meant: ReadonlySet<string>, way: Way): R[] {
  const is = (one: R | undefined): boolean => one !== undefined && meant.has(one.id);
  const [those, others] = [regions.filter(is), regions.filter((one) => !is(one))];
  if (way === "front") return [...others, ...those];
  if (way === "back") return [...those, ...others];
  const order = way === "backward" ? [...regions] : regions.toReversed();
  for (const [at, one] of order.entries()) {
    const before = order[at - 1];
    if (before && is(one) && !is(before)) order.splice(at - 1, 2, one, before);
  }
  return way === "backward" ? order : order.reverse();
}

/**
 * Those of `regions`, which are in order, that get another place when those `meant` are moved, with the ranks that
 * put them there. One that comes back to where its id puts it has no rank. `newId`: makes one that lies last.
 */
export function reordered<R extends Annotation>(
  regions: readonly R[],
  meant: ReadonlySet<string>,
  way: Way,
  newId: () => string,
): R[] {
  const target = moved(regions, meant, way);
  const goes = (at: number): boolean => target[at] !== regions[at] && meant.has(target[at]?.id ?? "");
  const put: R[] = [];
  for (let from = 0; from < target.length; from++) {
    if (!goes(from)) continue;
    const low = from > 0 ? keyOf(target[from - 1] as R) : "";
    let to = from;
    while (to < target.length && goes(to)) to++;
    const end = target[to];
    put.push(...placed(target.slice(from, to), low, end ? keyOf(end) : null, newId));
    from = to;
  }
  return put;
}

/** What lies last gets a new id for its rank, so that what is drawn next lies over it. */
function placed<R extends Annotation>(some: R[], low: string, high: string | null, newId: () => string): R[] {
  const [one, ...more] = some;
  if (one && more.length === 0 && one.id > low && (high === null || one.id < high))
    return [{ ...one, rank: "" }];
  const fresh = high === null ? some.map(newId) : [];
  const ranks = (fresh[0] ?? "") > low ? fresh : ranksBetween(low, high, some.length);
  return some.map((each, at) => ({ ...each, rank: ranks[at] ?? "" }));
}
