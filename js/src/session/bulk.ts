/** Acts on more items than can be named: worked out where the items are kept, one edit and one step each. */

import type { Bulk, Edit, Query } from "../wire/protocol";
import type { Arrangement } from "./arrangement";
import { type Range, Ranges } from "./ranges";

/** What shall be done to each of them. */
export interface Deed {
  readonly act: Bulk["act"];
  readonly label?: number | null;
  readonly note?: string;
}

const SAYS: Record<Bulk["act"], string> = {
  label: "Labelling",
  unlabel: "Taking a label off",
  clear: "Clearing",
  nothing: "Answering",
  skip: "Skipping",
  submit: "Submitting",
  accept: "Accepting",
  reject: "Rejecting",
};
/** What is left out between two stretches is named, when it is so few, rather than both stretches' ends. */
const NAMED = 64;

/** What is being done, for a line that says how far it is. */
export function saysOf({ kind, bulk }: Edit): string {
  if (kind === "undo" || kind === "redo") return kind === "undo" ? "Undoing" : "Redoing";
  return bulk ? SAYS[bulk.act] : "Saving";
}

export function kindOf({ act }: Deed): Edit["kind"] {
  return act === "skip" || act === "submit" || act === "accept" || act === "reject" ? act : "annotate";
}

/** The act on these places; the keys of their ends are asked for where they are not loaded. */
export async function bulkOn(
  arrangement: Arrangement,
  query: Query,
  chosen: Ranges,
  deed: Deed,
): Promise<Bulk> {
  const { whole, out } = partsOf(arrangement, chosen);
  const ends = await arrangement.keysAt(whole.flatMap(({ from, to }) => [from, to - 1]));
  const between = whole.map((_, i) => ({ first: ends[2 * i] ?? "", last: ends[2 * i + 1] ?? "" }));
  return bulkOf(query, deed, chosen.size, between, await arrangement.keysAt(out));
}

/** The same when nothing needs to be asked for: an edit is to be kept in the very task of its key. */
export function bulkNow(arrangement: Arrangement, query: Query, chosen: Ranges, deed: Deed): Bulk | null {
  const { whole, out, all } = partsOf(arrangement, chosen);
  const ends = all ? [] : whole.map(({ from, to }) => [arrangement.key(from), arrangement.key(to - 1)]);
  const but = out.map((place) => arrangement.key(place));
  if ([...ends.flat(), ...but].includes(null)) return null;
  const between = ends.map(([first, last]) => ({ first: first ?? "", last: last ?? "" }));
  return bulkOf(query, deed, chosen.size, between, but as string[]);
}

/** What has to be named: stretches, and places that are left out of them. `all`: the stretch is everything. */
function partsOf(
  { count }: Arrangement,
  chosen: Ranges,
): { whole: readonly Range[]; out: number[]; all: boolean } {
  const from = chosen.all[0]?.from ?? 0;
  const to = chosen.all.at(-1)?.to ?? 0;
  const gaps = to - from - chosen.size;
  // All but a few: the first and the last may be among the few.
  const few = count - chosen.size <= NAMED;
  if (few) return { whole: [], out: Ranges.of(0, count).without(chosen).places(), all: true };
  const named = gaps <= NAMED;
  const whole = named ? [{ from, to }] : chosen.all;
  return { whole, out: named ? Ranges.of(from, to).without(chosen).places() : [], all: false };
}

export function bulkOf(
  query: Query,
  { act, label, note = "" }: Deed,
  count: number,
  between: Bulk["between"],
  but: string[],
): Bulk {
  return { query, act, count, between, but, label: label ?? null, note };
}
