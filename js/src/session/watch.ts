/** What follows by itself when the link, the saving or the view changes. Each gives what ends it. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Link } from "../wire/link";
import type { Browsing } from "./browsing";
import type { Notices } from "./notices";
import { GONE, type Saver } from "./saver";
import type { Phase, Saving } from "./types";

const VIEW_EVERY = 100;
const REVIVE_EVERY = 5_000;

/** Says when the kernel is gone, knocks until it is back, and goes on from there. */
export function followLink(
  link: Link,
  saver: Saver,
  browsing: Browsing,
  notices: Notices,
  ending: AbortSignal,
): () => void {
  let before = link.state.peek();
  let knock: ReturnType<typeof setInterval> | undefined;
  ending.addEventListener("abort", () => clearInterval(knock));
  return effect(() => {
    const now = link.state.value;
    const { count, state } = saver.saving.value;
    if (now === "gone") notices.put({ id: "gone", text: gone(count, state), tone: "warning", actions: [] });
    if (now === before) return;
    clearInterval(knock);
    if (now === "gone") knock = setInterval(() => link.ask("ping", {}).catch(() => undefined), REVIVE_EVERY);
    if (now === "open") {
      notices.drop("gone");
      if (before === "gone") void browsing.refresh(browsing.pages.page.peek());
      // Not within the call that found the link open again: that one is still sending.
      queueMicrotask(() => saver.wake());
    }
    before = now;
  });
}

/** Where nothing durable can be kept, closing the page would lose answers: the browser asks first. */
export function warnBeforeUnload(
  saving: ReadonlySignal<Saving>,
  durable: ReadonlySignal<boolean>,
): () => void {
  const warn = (event: Event) => event.preventDefault();
  return effect(() => {
    if (durable.value || saving.value.count === 0) return;
    globalThis.addEventListener?.("beforeunload", warn);
    return () => globalThis.removeEventListener?.("beforeunload", warn);
  });
}

/** Tells the kernel what is on the screen, a few times a second at most. */
export function tellView(
  link: Link,
  browsing: Browsing,
  saving: ReadonlySignal<Saving>,
  phase: ReadonlySignal<Phase>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = () => {
    timer = undefined;
    if (link.state.peek() === "gone") return;
    const page = [...browsing.pages.page.peek()];
    const current = page[browsing.selection.focus.peek()] ?? "";
    const selected = [...browsing.selection.selected.peek()];
    link.tell("view", { current, selected, page, unsaved: saving.peek().count });
  };
  const end = effect(() => {
    browsing.pages.page.value;
    browsing.selection.focus.value;
    browsing.selection.selected.value;
    saving.value;
    if (phase.value === "opening" || phase.value === "failed") return;
    timer ??= setTimeout(send, VIEW_EVERY);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}

function gone(count: number, state: Saving["state"]): string {
  if (count === 0) return GONE;
  const answers = count === 1 ? "1 answer is" : `${count} answers are`;
  const where = state === "page" ? "in this page only: do not close it" : "kept here";
  return `${GONE} ${answers} ${where}.`;
}
