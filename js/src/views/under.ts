/** Which item the pointer is on: what is suggested there does not change until it has left. */

import type { Desk } from "./desk";

export function followUnder({ root, session }: Desk, abort: AbortSignal): void {
  let here: Element | null = null;
  const move = (to: Element | null): void => {
    if (to === here) return;
    here = to;
    session.learning.letGo();
  };
  const over = ({ target }: Event): void => move((target as Element).closest("[data-item]"));
  root.addEventListener("pointerover", over, { signal: abort });
  root.addEventListener("pointerleave", () => move(null), { signal: abort });
  // A tile is taken for another item when the page turns: it is asked for its item when that matters.
  session.learning.watch(() => (here?.isConnected ? here.getAttribute("data-item") : null));
}
