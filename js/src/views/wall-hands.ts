/** The pointer on the wall: clicks, and a rectangle that reaches as far as it is drawn, in view or not. */

import { followPointer } from "../input/pointer";
import type { Rect } from "../paint/fit";
import { placeAt, placesIn, type WallLayout } from "../paint/layout";
import { Ranges } from "../session/ranges";
import type { Desk } from "./desk";

/** Where the wall is, and what moves it. */
export interface Hold {
  layout(): WallLayout;
  top(): number;
  height(): number;
  scroll(pixels: number): void;
  focus(place: number): void;
}

/** Attaches the gestures to the wall's grid until `abort`; `band` is the element of the rectangle. */
export function followHands(
  grid: HTMLElement,
  band: HTMLElement,
  desk: Desk,
  hold: Hold,
  abort: AbortSignal,
): void {
  const { session } = desk;
  /** What was selected when a rectangle was begun, while one is drawn. */
  let before: Ranges | null = null;
  followPointer(
    grid,
    {
      placeAt: (x, y) => placeAt(hold.layout(), x, y),
      pick: (place, how) => {
        session.select(place, how);
        hold.focus(place);
      },
      sweep: (rect, add) => {
        before ??= add ? session.wall.chosen.peek() : Ranges.NONE;
        session.wall.choose(before.with(placesIn(hold.layout(), rect)));
      },
      none: () => session.selectNone(),
      open: (place) => desk.open(place),
      band: (rect) => {
        if (rect === null) before = null;
        band.hidden = rect === null;
        if (rect) draw(band, rect, hold);
      },
      top: () => hold.top(),
      scroll: (pixels) => hold.scroll(pixels),
    },
    abort,
  );
}

/** What is far out of view need not be drawn, and may be taller than a browser can. */
function draw({ style }: HTMLElement, rect: Rect, hold: Hold): void {
  const from = Math.max(rect.y - hold.top(), -20);
  const to = Math.min(rect.y + rect.height - hold.top(), hold.height() + 20);
  style.transform = `translate(${rect.x}px, ${from}px)`;
  style.width = `${rect.width}px`;
  style.height = `${Math.max(0, to - from)}px`;
}
