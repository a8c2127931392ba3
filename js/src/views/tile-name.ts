/** How a tile stands and what it is called: what can be read on it, in words. */

import type { ItemInfo, LabelInfo } from "../wire/protocol";
import type { TileView } from "./tile";
import { type Proposal, proposalSaid } from "./tile-suggested";

export type TileState = "unlabeled" | "draft" | "submitted" | "skipped" | "broken" | "loading";

/**
 * A picture may turn out to be broken only when it is asked for: that is known before the item says so. What
 * the person answered before stays in sight.
 */
export function stateOf({ info, picture }: Pick<TileView, "info" | "picture">): TileState {
  if (!info) return "loading";
  if (info.answer.state !== "unlabeled") return info.answer.state;
  return info.broken || picture.reason ? "broken" : "unlabeled";
}

const SAID: Record<TileState, string> = {
  unlabeled: "no answer",
  draft: "draft",
  submitted: "submitted",
  skipped: "skipped",
  broken: "cannot be shown",
  loading: "on its way",
};

export const TROUBLE = { picture: "This picture cannot be shown", document: "This document cannot be shown" };

/** A label as a tile shows it: with how many regions have it, where it is more than one. */
export const counted = (label: LabelInfo, count = 1): string =>
  count > 1 ? `${label.name} ${count}` : label.name;

/** The name of a tile's cell: what can be read on it, in that order, then what cannot. */
export function nameOf(
  name: string,
  state: TileState,
  info: ItemInfo | null,
  words: string | null,
  labels: readonly LabelInfo[],
  counts: readonly number[],
  proposals: readonly Proposal[],
  reason: string,
) {
  const note = info?.answer.note || "add reason";
  const empty = labels.length === 0 && (state === "draft" || state === "submitted");
  return [
    name,
    words,
    ...(reason ? [words === null ? TROUBLE.picture : TROUBLE.document, reason] : []),
    state === "submitted" && SAID.submitted,
    info?.doubt,
    ...(state === "skipped" ? ["Skipped", note] : labels.map((label, i) => counted(label, counts[i]))),
    empty && "Nothing here",
    ...proposals.map(proposalSaid),
    proposals.length > 0 && (proposals.some(({ certified }) => certified) ? "filled in" : "suggested"),
    !["submitted", "skipped", reason && "broken"].includes(state) && SAID[state],
    ...labels.filter((label) => label.path !== label.name).map((label) => label.path),
  ]
    .filter(Boolean)
    .join(", ");
}
