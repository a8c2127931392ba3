/** What each command means for the answers it touches: pure, one list of changes per gesture. */

import { choice, isFinal } from "../document/annotation";
import { change } from "../document/change";
import { sayingSame } from "../document/suggestions";
import { freeOf } from "../geometry/overlap";
import type { Annotation, Answer, Change, ItemInfo, LabelInfo, Pixels } from "../wire/protocol";
import { isOverridden, openSuggestions, own, prelabels, type Resolve } from "./suggesting";

export type { Resolve } from "./suggesting";

export function resolver(labels: ReadonlyMap<number, LabelInfo>): Resolve {
  return (label) => labels.get(label)?.id ?? label;
}

/** By id; a merged label is found as the one it became. */
export function labelsById(labels: readonly LabelInfo[]): Map<number, LabelInfo> {
  const own = new Map(labels.map((label) => [label.id, label]));
  const became = (label: LabelInfo): LabelInfo => {
    let last = label;
    // Merges are chains without circles; the bound only keeps bad data from hanging the page.
    for (let steps = 0; steps < labels.length && last.merged_into !== null; steps++)
      last = own.get(last.merged_into) ?? last;
    return last;
  };
  return new Map(labels.map((label) => [label.id, became(label)]));
}

/** Multiclass: the label instead of any other. */
export function classify(items: readonly ItemInfo[], label: number, resolve: Resolve): Change[] {
  return items.flatMap(({ item, answer }) => {
    const only = answer.annotations.length === 1 ? answer.annotations[0] : undefined;
    if (only && resolve(only.label) === label && answer.state !== "skipped") return [];
    return [draft(item, answer, { put: [choice(label)], drop: answer.annotations.map((a) => a.id) })];
  });
}

/** Multilabel: puts the label on where it is missing, or takes it off when every item has it. */
export function toggle(items: readonly ItemInfo[], label: number, resolve: Resolve): Change[] {
  const has = ({ answer }: ItemInfo) => answer.annotations.some((a) => resolve(a.label) === label);
  if (items.every(has)) return items.flatMap((one) => without(one, label, resolve));
  return items
    .filter((one) => !has(one))
    .map(({ item, answer }) => draft(item, answer, { put: [choice(label)] }));
}

/** Takes a label off one item; the last one leaves it unlabeled. */
export function without({ item, answer }: ItemInfo, label: number, resolve: Resolve): Change[] {
  const gone = answer.annotations.filter((a) => resolve(a.label) === label).map((a) => a.id);
  if (gone.length === 0) return [];
  const state = gone.length === answer.annotations.length ? "unlabeled" : "draft";
  return [change(item, answer.version, { drop: gone, state })];
}

/** "Nothing here": an answer without annotations. */
export function nothing(items: readonly ItemInfo[]): Change[] {
  return items
    .filter(
      ({ answer }) => answer.annotations.length > 0 || !isAnswered(answer) || answer.state === "skipped",
    )
    .map(({ item, answer }) => draft(item, answer, { drop: answer.annotations.map((a) => a.id) }));
}

/** `checks`: on the page of work that asked for them, items to be answered blind are checks of the machine. */
export function skip(items: readonly ItemInfo[], note: string, checks = false): Change[] {
  return items
    .filter(({ answer }) => answer.state !== "skipped" || answer.note !== note)
    .map(({ item, answer, blind }) => {
      const drop = answer.annotations.map((a) => a.id);
      return change(item, answer.version, { drop, state: "skipped", note, blind: checks && blind });
    });
}

/**
 * Everything that is answered but not yet final. On the page that shows them, prelabels that nobody touched are
 * accepted with it.
 */
export function submit(items: readonly ItemInfo[], task = "", resolve: Resolve = own, checks = false) {
  return items.flatMap((info): Change[] => {
    const { item, answer, blind } = info;
    if (isFinal(answer)) return [];
    const ids = new Set(task && prelabels(info, task, resolve).map(({ annotation: { id } }) => id));
    const [accepted] = ids.size > 0 && !info.broken ? accept(info, ids, task, resolve) : [];
    if (!accepted && !isAnswered(answer)) return [];
    const parts = { state: "submitted" as const, blind: checks && blind };
    return [accepted ? { ...accepted, ...parts } : change(item, answer.version, parts)];
  });
}

/** Accepts or rejects suggestions of these items: those of these ids, or all that are open. */
export function judge(
  how: "accept" | "reject",
  items: readonly ItemInfo[],
  ids: readonly string[] | null,
  task: string,
  resolve: Resolve,
): Change[] {
  return items.flatMap((info) => {
    const open = openSuggestions(info, task, resolve).map(({ annotation: { id } }) => id);
    const meant = new Set(ids ?? open);
    if (how === "reject") return reject(info, meant, task, resolve);
    return info.broken ? [] : accept(info, meant, task, resolve);
  });
}

/** Makes suggestions the person's, best first; of two that say one thing the better. A draft until Submit. */
export function accept(
  { item, answer, suggested }: ItemInfo,
  ids: ReadonlySet<string>,
  task: string,
  resolve: Resolve,
): Change[] {
  const put: Annotation[] = [];
  for (const { annotation, run } of suggested) {
    const there = [...answer.annotations, ...put];
    if (!ids.has(annotation.id) || isOverridden(task, annotation, there, resolve)) continue;
    const shape = annotation.shape.kind === "mask" ? freeMask(annotation.shape, there) : annotation.shape;
    if (shape) put.push({ ...annotation, shape, source: "accepted", run });
  }
  return put.length > 0 ? [draft(item, answer, { put })] : [];
}

/** A pixel has one label, and the person's goes before. */
function freeMask(mask: Pixels, there: readonly Annotation[]): Pixels | null {
  return freeOf(
    mask,
    there.flatMap(({ shape }) => (shape.kind === "mask" ? shape : [])),
  );
}

/**
 * Closes suggestions as wrong, and others that say the same. The answer stays as it is; but where answers are drawn, an item whose last suggestion
 * goes so is looked through: it is a draft then, which Submit makes final.
 */
export function reject(info: ItemInfo, ids: ReadonlySet<string>, task: string, resolve: Resolve): Change[] {
  const { item, answer, suggested } = info;
  const gone = sayingSame(suggested, ids).map(({ annotation: { id } }) => id);
  if (gone.length === 0) return [];
  const left = openSuggestions(info, task, resolve).some(({ annotation: { id } }) => !gone.includes(id));
  const drawn = task !== "multiclass" && task !== "multilabel";
  const done = drawn && !left && answer.state === "unlabeled";
  return [change(item, answer.version, { reject: gone, state: done ? "draft" : null })];
}

/** Regions that come, change and go. The last one that goes leaves the item unlabeled. */
export function redraw(
  { item, answer, suggested }: ItemInfo,
  put: readonly Annotation[],
  drop: readonly string[],
): Change[] {
  const known = new Set(answer.annotations.map((a) => a.id));
  const gone = drop.filter((id) => known.has(id));
  if (put.length === 0 && gone.length === 0) return [];
  const left = put.length > 0 || gone.length < known.size;
  // What was made of a suggestion says of which run it was.
  const runs = new Map(suggested.map(({ annotation: { id }, run }) => [id, run]));
  const made = put.map((one) => (runs.has(one.id) ? { ...one, run: runs.get(one.id) ?? null } : one));
  const parts = { put: made, drop: gone };
  return [{ ...draft(item, answer, parts), ...(left ? {} : { state: "unlabeled" as const }) }];
}

/** Makes the item's answer what it was for the person, whatever stands there now. */
export function restore({ item, answer }: ItemInfo, mine: Answer): Change {
  const put = [...mine.annotations];
  const kept = new Set(put.map((a) => a.id));
  const drop = answer.annotations.map((a) => a.id).filter((id) => !kept.has(id));
  return change(item, answer.version, { put, drop, state: mine.state, note: mine.note });
}

/** True when the item needs nothing more before the page can be submitted. */
export function isAnswered(answer: Answer): boolean {
  return answer.state !== "unlabeled";
}

function draft(item: string, answer: Answer, parts: Partial<Change>): Change {
  const note = answer.state === "skipped" && answer.note !== "" ? "" : null;
  return change(item, answer.version, { ...parts, state: "draft", note });
}
