/** Keys that only a wall has: a window up or down, its beginning and its end. */

import type { Session } from "../session/types";

/** Listens on the wall's grid until `abort`; `page` gives the rows of one window. */
export function leafThrough(
  grid: HTMLElement,
  session: Session,
  page: () => number,
  abort: AbortSignal,
): void {
  const leap = (event: KeyboardEvent): [number, number] | null => {
    const all = session.places.peek();
    if (event.key === "PageDown") return [page(), 0];
    if (event.key === "PageUp") return [-page(), 0];
    if (event.key === "Home") return [0, -all];
    return event.key === "End" ? [0, all] : null;
  };
  grid.addEventListener(
    "keydown",
    (event) => {
      const to = event.altKey || event.ctrlKey || event.metaKey ? null : leap(event);
      if (to === null) return;
      // The notebook would scroll, and the widget's own keys say "next page".
      event.preventDefault();
      event.stopPropagation();
      session.move(...to, event.shiftKey);
    },
    { signal: abort },
  );
}
