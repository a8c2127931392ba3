/** The stage as the rooms around it know it. */

import type { Board } from "./board";
import type { StageModel } from "./stage-model";

export function boardOf(stage: StageModel): Board {
  return {
    open: stage.open,
    label: stage.label,
    selected: stage.selected,
    canSubmit: stage.canSubmit,
    select: (ids) => stage.select(ids),
    drop: (ids) => stage.drop(ids),
    choose: (label) => stage.choose(label),
    everything: () => stage.select(stage.seen.peek().map((one) => one.id)),
    reveal: (id) => stage.reveal(id),
    back: () => {
      const held = stage.selected.peek().size > 0;
      if (held) stage.select([]);
      return held;
    },
  };
}
