/** What is suggested for the item of a tile: a dashed chip for each label, with how sure it is, and ✓ and ✕. */

import type { LabelInfo, Suggested } from "../wire/protocol";
import { CROSS, icon, make } from "./element";
import { ICONS, number } from "./parts";

/** Several suggestions of one label, which a tile shows as one. */
export interface Proposal {
  readonly label: LabelInfo;
  readonly count: number;
  /** Of the best of them; null when it has none. */
  readonly score: number | null;
}

/** By label, the best first. */
export function proposalsOf(
  open: readonly Suggested[],
  labels: ReadonlyMap<number, LabelInfo>,
): readonly Proposal[] {
  const found = new Map<number, Proposal>();
  for (const { annotation, score } of open) {
    const label = labels.get(annotation.label);
    if (!label) continue;
    const known = found.get(label.id);
    found.set(label.id, known ? { ...known, count: known.count + 1 } : { label, count: 1, score });
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

export function chipOf({ label, count, score }: Proposal): HTMLElement {
  const chip = make("span", "chip proposal");
  const swatch = make("i", "swatch");
  swatch.style.background = label.color;
  const name = make("bdi", "", count > 1 ? `${label.name} ${number(count)}` : label.name);
  name.title = label.path;
  chip.append(swatch, name, " ");
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
