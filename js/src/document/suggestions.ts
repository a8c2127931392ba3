/** Suggestions through the person's own edits, until the kernel says how they stand. Pure. */

import type { Answer, Change, Suggested } from "../wire/protocol";

/** Every suggestion that the kernel has told of, open or not, by id. */
export type Known = ReadonlyMap<string, Suggested>;

/** Those open after a change of the answer `before`: what is put or rejected is not, what is taken off is again. */
export function judged(
  open: readonly Suggested[],
  known: Known,
  before: Answer,
  { put, drop, reject, reopen }: Change,
): readonly Suggested[] {
  if (known.size === 0) return open;
  const closed = new Set([...put.map(({ id }) => id), ...reject]);
  const held = new Set(before.annotations.map(({ id }) => id));
  const opened = [...drop.filter((id) => held.has(id)), ...reopen].filter((id) => !closed.has(id));
  const back = opened.flatMap((id) => known.get(id) ?? []);
  const left = open.filter(({ annotation: { id } }) => !closed.has(id) && !opened.includes(id));
  return back.length === 0 && left.length === open.length ? open : [...left, ...back].sort(bestFirst);
}

/** True when a suggestion may be open again that this page has never seen. */
export function opensUnknown(known: Known, before: Answer, { drop, reopen }: Change): boolean {
  const gone = before.annotations.filter(({ id, run }) => run !== null && drop.includes(id));
  return [...gone.map(({ id }) => id), ...reopen].some((id) => !known.has(id));
}

/**
 * What is open before the edits on their way, from what the kernel says of a version in the midst of them: what is
 * new to this page is added, what has gone without them is taken out.
 */
export function caughtUp(
  open: readonly Suggested[],
  known: Known,
  told: readonly Suggested[],
  own: readonly Change[],
): Suggested[] {
  const touched = new Set(
    own.flatMap(({ put, drop, reject, reopen }) => [
      ...put.map(({ id }) => id),
      ...drop,
      ...reject,
      ...reopen,
    ]),
  );
  const now = new Set(told.map(({ annotation: { id } }) => id));
  const left = open.filter(({ annotation: { id } }) => now.has(id) || touched.has(id));
  return [...left, ...told.filter(({ annotation: { id } }) => !known.has(id))].sort(bestFirst);
}

/** A label and a place, whoever says it. */
export const whatItSays = ({ annotation: { label, shape } }: Suggested): string =>
  JSON.stringify([label, shape]);

/** Those that say what one of these ids says: two runs may say one thing, which is judged once. */
export function sayingSame(suggested: readonly Suggested[], ids: ReadonlySet<string>): Suggested[] {
  const meant = suggested.filter(({ annotation: { id } }) => ids.has(id));
  if (meant.length === suggested.length || meant.length === 0) return meant;
  const said = new Set(meant.map(whatItSays));
  return suggested.filter((one) => said.has(whatItSays(one)));
}

/** As the kernel orders them: those with a promise first, those without a score last. */
function bestFirst(a: Suggested, b: Suggested): number {
  if (a.certified !== b.certified) return a.certified ? -1 : 1;
  const [one, other] = [a.score ?? -1, b.score ?? -1];
  return other - one || (a.annotation.id < b.annotation.id ? -1 : 1);
}
