/** What follows by itself when the kernel, the link, the saving or the view changes. */

import { batch, effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Link } from "../wire/link";
import type { Media } from "../wire/media";
import type { LabelInfo, Progress, Query } from "../wire/protocol";
import type { Browsing } from "./browsing";
import type { LargePictures } from "./large";
import type { Notices } from "./notices";
import { EVERYTHING, isEverything } from "./query";
import { GONE, type Saver } from "./saver";
import type { Phase, ProjectView, Saving } from "./types";

/** Each message makes the notebook redraw its own busy sign, so there are few. */
const VIEW_EVERY = 250;
/** How often a silent kernel is asked whether it is there: a dead one is only found out by sending. */
const KNOCK_EVERY = { gone: 5_000, busy: 15_000 };

/** What the kernel's messages change, and the commands that they may give. */
export interface Told {
  readonly project: Signal<ProjectView | null>;
  readonly labels: Signal<readonly LabelInfo[]>;
  readonly progress: Signal<Progress | null>;
  readonly started: Signal<boolean>;
  readonly large: LargePictures;
  submit(): void;
  show(item: string): void;
  arrange(query: Query, all: boolean): void;
}

/** Takes what the kernel sends unasked. */
export function hear(link: Link, saver: Saver, browsing: Browsing, media: Media, told: Told): void {
  link.on("pictures", ({ pictures }, buffers) => {
    const left = pictures.filter((one) => !told.large.take(one, buffers[one.buffer]) && one.frame === 0);
    // The wall's pictures are no larger than its tiles; a page's may be asked for while the wall is shown.
    if (browsing.sight.onWall.peek())
      browsing.wall.shelf.takePictures({ pictures: left }, buffers, browsing.wall.size);
    else media.take({ pictures: left }, buffers);
    if (told.project.peek()) browsing.supply.fetchAhead();
  });
  link.on("sheet", (sheet, buffers) => browsing.wall.shelf.takeSheet(sheet, buffers));
  link.on("labels", ({ labels }) => {
    told.labels.value = labels;
  });
  link.on("progress", (progress) => {
    const before = openItems(told.progress.peek() ?? progress);
    batch(() => {
      told.progress.value = progress;
      browsing.doc.counted();
    });
    if (openItems(progress) > before) browsing.reopen();
  });
  link.on("about", ({ status, instructions, started }) => {
    const project = told.project.peek();
    if (project) told.project.value = { ...project, status, instructions };
    told.started.value = started;
    if (status === "running") saver.wake();
  });
  link.on("changed", ({ items, client, all }) => {
    if (client !== link.client) void browsing.refresh(all ? null : items);
  });
  link.on("steer", ({ act, item, query, select }) => {
    if (act === "submit") told.submit();
    else if (act === "show") told.show(item);
    else told.arrange(query ?? EVERYTHING, select);
  });
}

function openItems({ unlabeled, draft }: Progress): number {
  return unlabeled + draft;
}

/** Says when the kernel is gone, knocks until it is back, and goes on from there. Gives what ends it. */
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
    if (now !== "open") {
      knock = setInterval(() => link.ask("ping", {}).catch(() => undefined), KNOCK_EVERY[now]);
    } else {
      notices.drop("gone");
      if (before === "gone") void browsing.refresh(browsing.sight.page.peek());
      // Not within the call that found the link open again: that one is still sending.
      queueMicrotask(() => saver.wake());
    }
    before = now;
  });
}

/** Where nothing durable can be kept, closing the page would lose answers: the browser asks first. Gives what ends it. */
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

/** Tells the kernel what is on the screen, a few times a second at most. Gives what ends it. */
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
    const { sight, query } = browsing;
    const told = { current: sight.current.peek() ?? "", selected: [...sight.selected.peek()] };
    const through = isEverything(query.peek()) ? null : query.peek();
    const view = { ...told, page: [...sight.page.peek()], unsaved: saving.peek().count, query: through };
    link.tell("view", {
      ...view,
      chosen: sight.onWall.peek() ? browsing.wall.chosenInBulk(query.peek()) : null,
    });
  };
  const end = effect(() => {
    browsing.sight.page.value;
    browsing.sight.current.value;
    browsing.sight.selected.value;
    browsing.sight.chosen.value;
    browsing.query.value;
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
