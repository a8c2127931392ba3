/** Acts on more items than can be named: worked out where the items are kept, one edit and one step each. */

import type { Bulk, Edit, Query } from "../wire/protocol";
import type { Arrangement } from "./arrangement";
import type { Ranges } from "./ranges";

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
};
/** What is left out between two stretches is named, when it is so few, rather than both stretches' ends. */
const NAMED = 64;

/** What is being done, for a line that says how far it is. */
export function saysOf({ kind, bulk }: Edit): string {
  if (kind === "undo" || kind === "redo") return kind === "undo" ? "Undoing" : "Redoing";
  return bulk ? SAYS[bulk.act] : "Saving";
}

export function kindOf({ act }: Deed): Edit["kind"] {
  return act === "skip" || act === "submit" ? act : "annotate";
}

/** The act on these places; the keys of their ends are asked for where they are not loaded. */
export async function bulkOn(
  arrangement: Arrangement,
  query: Query,
  chosen: Ranges,
  deed: Deed,
): Promise<Bulk> {
  const { count } = arrangement;
  const first = chosen.all[0]?.from ?? 0;
  const last = chosen.all.at(-1)?.to ?? 0;
  const gaps = last - first - chosen.size;
  const named = gaps <= NAMED;
  const whole = named ? [{ from: first, to: last }] : chosen.all;
  const all = named && first === 0 && last === count;
  const ends = all ? [] : await arrangement.keysAt(whole.flatMap(({ from, to }) => [from, to - 1]));
  const between = whole.map((_, i) => ({ first: ends[2 * i] ?? "", last: ends[2 * i + 1] ?? "" }));
  const out = named && gaps > 0 ? await arrangement.keysAt(gapsOf(chosen)) : [];
  return bulkOf(query, deed, chosen.size, all ? [] : between, out);
}

/** The same when nothing needs to be asked for: an edit is to be kept in the very task of its key. */
export function bulkNow(arrangement: Arrangement, query: Query, chosen: Ranges, deed: Deed): Bulk | null {
  const whole = chosen.all.length === 1 ? chosen.all[0] : undefined;
  if (whole === undefined) return null;
  if (whole.from === 0 && whole.to === arrangement.count) return bulkOf(query, deed, chosen.size, [], []);
  const [first, last] = [arrangement.key(whole.from), arrangement.key(whole.to - 1)];
  if (first === null || last === null) return null;
  return bulkOf(query, deed, chosen.size, [{ first, last }], []);
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

function gapsOf({ all }: Ranges): number[] {
  return all.slice(1).flatMap(({ from }, i) => {
    const start = all[i]?.to ?? from;
    return Array.from({ length: from - start }, (_, step) => start + step);
  });
}
