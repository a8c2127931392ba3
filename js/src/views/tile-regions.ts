/** The regions that a tile shows over its picture: those of its first frame, a machine's dashed. */

import type { Drawn } from "../paint/shapes";
import type { Annotation } from "../wire/protocol";
import type { TileView } from "./tile";

export function drawnOn({
  info,
  outlined = [],
  labels,
}: Pick<TileView, "info" | "outlined" | "labels">): Drawn[] {
  const draw = ({ shape, label }: Annotation, dashed: boolean): Drawn[] => {
    if (shape.kind === "choice" || shape.kind === "span" || shape.frame !== 0) return [];
    return [{ shape, color: labels.get(label)?.color ?? "#888", lit: false, dashed }];
  };
  return [
    ...outlined.flatMap(({ annotation }) => draw(annotation, true)),
    ...(info?.answer.annotations ?? []).flatMap((one) => draw(one, false)),
  ];
}
