/** More like these: what is open, the most similar to the selected items first. */

import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Plain } from "./parts";

export function Alike({ desk }: { desk: Desk }): JSX.Element | null {
  const { session } = desk;
  const { phase } = session.learning.training.value;
  if (phase === "off" || phase === "embedding" || session.chosen.value === 0) return null;
  const few = session.selected.value.size > 0;
  const possible = { now: few, why: few ? "" : "So many cannot be compared at once: select fewer." };
  const show = (): void =>
    desk.attempt(possible, () => {
      session.learning.alike([...session.selected.peek()]);
      desk.focusGrid();
    });
  return (
    <p class="alike">
      <Plain name="More like these" possible={possible} onClick={show}>
        More like these
      </Plain>
    </p>
  );
}
