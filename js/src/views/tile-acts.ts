/** What the buttons of a tile do, wherever it is. */

import type { Desk } from "./desk";
import type { TileActs } from "./tile";

export function actsOf(desk: Desk, toggle: (key: string) => void): TileActs {
  const { session, judging } = desk;
  return {
    toggle,
    clear: (key, label) => session.clear(key, label),
    reason: (item) => {
      desk.dialog.value = { kind: "note", item };
    },
    judge: (how, key, label) => judging.ofLabel(how, key, label),
  };
}
