/** What is suggested for the item of a tile: a dashed chip for each label, with how sure it is, and ✓ and ✕. */

import type { ItemInfo, LabelInfo, Suggested } from "../wire/protocol";
import { CROSS, icon, make } from "./element";
import { ICONS, number } from "./parts";

/** Several suggestions of one label, which a tile shows as one. */
export interface Proposal {
  readonly label: LabelInfo;
  readonly count: number;
  /** Of the best of them; null when it has none. */
  readonly score: number | null;
  /** It is filled in: Submit accepts it. */
  readonly certified: boolean;
}

/** By label, the best first. */
export function proposalsOf(
  open: readonly Suggested[],
  labels: ReadonlyMap<number, LabelInfo>,
): readonly Proposal[] {
  const found = new Map<number, Proposal>();
  for (const { annotation, score, certified } of open) {
    const label = labels.get(annotation.label);
    if (!label) continue;
    const known = found.get(label.id);
    found.set(label.id, known ? { ...known, count: known.count + 1 } : { label, count: 1, score, certified });
  }
  return [...found.values()];
}

/** A score as it is drawn: ".97", and "1" when it is as good as that. */
export function scoreText(score: number): string {
  const rounded = Math.round(score * 100) / 100;
  return rounded >= 1 ? "1" : rounded.toFixed(2).slice(1);
}

/** The same as it is read: "97 %". */
export const scoreSaid = (score: number): string => `${Math.round(score * 100)} %`;

/** As it is drawn, and so as it is read first: "Glass .97". */
export function proposalSaid({ label, count, score }: Proposal): string {
  const more = count > 1 ? ` ${number(count)}` : "";
  return `${label.name}${more}${score === null ? "" : ` ${scoreText(score)}`}`;
}

/** A chip for each; those that were not there `before` come in softly. */
export function chipsOf(proposals: readonly Proposal[], before: readonly Proposal[] | null): HTMLElement[] {
  const known = new Set(before?.map(proposalSaid));
  return proposals.map((one) => chipOf(one, before !== null && !known.has(proposalSaid(one))));
}

/** Why an answer may be wrong, where somebody looks through such answers. */
export function doubtOf(info: ItemInfo | null): HTMLElement[] {
  if (!info?.doubt) return [];
  const chip = make("span", "chip doubt");
  chip.append(icon(ICONS.doubt), make("bdi", "", info.doubt));
  chip.title = info.doubt;
  return [chip];
}

function chipOf({ label, count, score, certified }: Proposal, fresh: boolean): HTMLElement {
  const chip = make("span", "chip proposal");
  chip.classList.toggle("certain", certified);
  chip.classList.toggle("fresh", fresh);
  chip.title = certified
    ? "Filled in with the promise: Submit accepts it"
    : "A suggestion, not certified: it counts only when accepted";
  // The machine's mark in the label's colour, where a person's answer has a plain square.
  const mark = icon(ICONS.model);
  mark.style.fill = label.color;
  const name = make("bdi", "", count > 1 ? `${label.name} ${number(count)}` : label.name);
  name.title = label.path;
  chip.append(mark, name, " ");
  if (score !== null) {
    const said = make("em", "", scoreText(score));
    said.title = `Score ${scoreSaid(score)}`;
    chip.append(said, " ");
  }
  chip.append(button("accept", "Accept", label, ICONS.tick), button("reject", "Reject", label, CROSS));
  return chip;
}

function button(how: "accept" | "reject", says: string, label: LabelInfo, path: string): HTMLButtonElement {
  const made = make("button", `cross ${how}`);
  made.type = "button";
  made.tabIndex = -1;
  made.dataset["judge"] = how;
  made.dataset["of"] = String(label.id);
  made.setAttribute("aria-label", `${says} ${label.path}`);
  made.title = says;
  made.append(icon(path));
  return made;
}
