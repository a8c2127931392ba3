/** Which suggestions wait for the person: a person's answer always wins. Its twin is values/overlap.py. Pure. */

import { whatItSays } from "../document/suggestions";
import { iouOf, SAME } from "../geometry/overlap";
import type { Annotation, ItemInfo, Suggested } from "../wire/protocol";

/** Which label an id stands for now: a merged one stands for what it was merged into. */
export type Resolve = (label: number) => number;

export const own: Resolve = (label) => label;

interface Found {
  readonly task: string;
  readonly resolve: Resolve;
  readonly open: readonly Suggested[];
}

const NONE: readonly Suggested[] = [];
/** An item as it is told never changes, so what is open of it holds as long as it lives. */
const found = new WeakMap<ItemInfo, Found>();

/** Of these, those that are filled in: Submit accepts them. Where a person said "nothing here" there are none. */
export function prelabels(
  info: ItemInfo | null | undefined,
  task: string,
  resolve: Resolve = own,
): readonly Suggested[] {
  if (info?.answer.state === "draft" && info.answer.annotations.length === 0) return NONE;
  return openSuggestions(info, task, resolve).filter(({ certified }) => certified);
}

/**
 * The suggestions of an item that the person may accept or reject, best first. Those whose id is an annotation
 * already, and those that the answer goes before, are not among them; of an answer that is final none is. In
 * multiclass it is the best one alone, in multilabel the best of each label. An item that is to be answered blind
 * has none, wherever it is shown.
 */
export function openSuggestions(
  info: ItemInfo | null | undefined,
  task: string,
  resolve: Resolve = own,
): readonly Suggested[] {
  if (!info || info.blind || info.suggested.length === 0) return NONE;
  const known = found.get(info);
  // Only labels of whole items are compared, so only there it matters what they stand for.
  const by = task === "multilabel" ? resolve : own;
  if (known?.task === task && known.resolve === by) return known.open;
  const open = isOver(info) ? NONE : openOf(info, task, by);
  found.set(info, { task, resolve: by, open });
  return open;
}

/** Whether a person's annotations go before a suggestion of the same item. */
export function isOverridden(
  task: string,
  suggested: Annotation,
  answer: readonly Annotation[],
  resolve: Resolve = own,
): boolean {
  if (task === "multiclass") return answer.length > 0;
  if (task === "multilabel") return answer.some(({ label }) => resolve(label) === resolve(suggested.label));
  return answer.some((one) => meets(suggested, one));
}

const isOver = ({ answer: { state } }: ItemInfo): boolean => state === "submitted" || state === "skipped";

function openOf({ answer, suggested }: ItemInfo, task: string, resolve: Resolve): readonly Suggested[] {
  const held = new Set(answer.annotations.map(({ id }) => id));
  const free = suggested.filter(
    ({ annotation }) =>
      !held.has(annotation.id) && !isOverridden(task, annotation, answer.annotations, resolve),
  );
  if (task === "multiclass") return free.slice(0, 1);
  if (task !== "multilabel") return once(free);
  const labels = free.map(({ annotation }) => resolve(annotation.label));
  return free.filter((_, place) => labels.indexOf(labels[place] as number) === place);
}

/** What two runs say of one place is shown once. */
function once(free: readonly Suggested[]): readonly Suggested[] {
  if (free.every(({ run }) => run === free[0]?.run)) return free;
  const said = free.map(whatItSays);
  return free.filter((_, place) => said.indexOf(said[place] as string) === place);
}

function meets({ shape: one }: Annotation, { shape: other }: Annotation): boolean {
  if (one.kind === "span" && other.kind === "span") return one.start < other.end && other.start < one.end;
  if (one.kind === "span" || one.kind === "choice" || other.kind === "span" || other.kind === "choice")
    return false;
  return iouOf(one, other) >= SAME;
}
