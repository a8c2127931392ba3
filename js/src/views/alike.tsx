/** More like these: what is open, the most similar to the selected items first. */

import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Attempt } from "./parts";

export function Alike({ desk }: { desk: Desk }): JSX.Element | null {
  const { session } = desk;
  const { phase } = session.learning.training.value;
  if (phase === "off" || phase === "embedding" || session.chosen.value === 0) return null;
  const few = session.selected.value.size > 0;
  const why = few ? "" : "So many cannot be compared at once: select fewer.";
  const show = (): void => {
    session.learning.alike([...session.selected.peek()]);
    desk.focusGrid();
  };
  return (
    <p class="alike">
      <Attempt desk={desk} name="More like these" why={why} act={show} />
    </p>
  );
}
