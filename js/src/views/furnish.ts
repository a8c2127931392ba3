/** Pictures first: when the first page came along with the widget, the rooms around it wait until it is painted. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Session } from "../session/types";

/** The rooms wait for the first picture no longer than this, in milliseconds. */
const PATIENCE = 300;

/** True once the rooms may be drawn: at once when there is no page yet, else after a frame with a picture, or a text. */
export function furnished(session: Session, abort: AbortSignal): ReadonlySignal<boolean> {
  const done = signal(session.phase.peek() !== "labeling");
  if (done.peek()) return done;
  const finish = (): void => {
    done.value = true;
    clearTimeout(timer);
  };
  const timer = setTimeout(finish, PATIENCE);
  const stop = effect(() => {
    if (done.value || !session.page.value.some((key) => isThere(session, key))) return;
    // A task of its own after the next frame: that frame has painted the picture.
    requestAnimationFrame(() => setTimeout(finish));
  });
  abort.addEventListener("abort", () => {
    clearTimeout(timer);
    stop();
  });
  return done;
}

function isThere(session: Session, key: string): boolean {
  if (session.texts.on.value) return session.item(key).value !== null;
  const { bitmap, reason } = session.picture(key).value;
  return bitmap !== null || reason !== "";
}
