/** The regions that a tile shows over its picture: those of its first frame. */

import type { Drawn } from "../paint/shapes";
import type { TileView } from "./tile";

export function drawnOn({ info, labels }: Pick<TileView, "info" | "labels">): Drawn[] {
  return (info?.answer.annotations ?? []).flatMap(({ shape, label }): Drawn[] => {
    if (shape.kind === "choice" || shape.kind === "span" || shape.frame !== 0) return [];
    return [{ shape, color: labels.get(label)?.color ?? "#888", lit: false, dashed: false }];
  });
}
