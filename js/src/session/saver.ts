/** Brings edits to the kernel: in order, one message at a time, again until there is a verdict. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { afterFrame } from "../wire/after-frame";
import { type Link, Refused } from "../wire/link";
import type { Kept, Outbox } from "../wire/outbox";
import type { Saved, Verdict } from "../wire/protocol";
import type { Saving } from "./types";

/** Several waiting edits travel together, but a message stays well under what cuts a socket (10 MiB). */
const MESSAGE_BYTES = 900_000;
/** A busy kernel answers when it is free; a lost message is only sent again after this long. */
const ANSWER_WITHIN = 10_000;
const LONGEST_PAUSE = 30_000;

export class Saver {
  readonly #waiting = signal<ReadonlyMap<string, Kept>>(new Map());
  readonly #trouble = signal("");
  #inFlight = false;
  #pause = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next: (() => void) | undefined;

  constructor(
    private readonly link: Link,
    private readonly outbox: Outbox,
    private readonly project: () => string,
    private readonly judged: (kept: Kept, verdict: Verdict) => void,
    private readonly ending: AbortSignal,
  ) {
    link.on("saved", (saved) => this.#settle(saved));
    // A database that was lost is open again: what waits is kept there once more.
    const stop = effect(() => {
      if (outbox.durable.value) for (const kept of this.waiting()) outbox.keep(kept);
    });
    ending.addEventListener("abort", () => {
      stop();
      clearTimeout(this.#timer);
      this.#next?.();
    });
  }

  readonly saving: ReadonlySignal<Saving> = computed(() => {
    const count = itemsOf(this.#waiting.value.values());
    const link = this.link.state.value;
    const trouble = this.#trouble.value;
    if (count === 0) return { state: "saved", count, why: "" };
    if (link === "open" && trouble === "") return { state: "saving", count, why: "" };
    const why = link === "gone" ? GONE : link === "busy" ? "The kernel is busy." : trouble;
    return { state: this.outbox.durable.value ? "kept" : "page", count, why };
  });

  /** Why the kernel takes no answers, in its words; "" when it does. */
  get trouble(): ReadonlySignal<string> {
    return this.#trouble;
  }

  /** Edits that wait for their verdict, in the order they were made. */
  waiting(): Kept[] {
    return [...this.#waiting.peek().values()];
  }

  /** Takes an edit that is kept already; it is sent once the screen shows it. */
  add(kept: Kept): void {
    this.#waiting.value = new Map(this.#waiting.peek()).set(kept.order, kept);
    this.#next ??= afterFrame(() => {
      this.#next = undefined;
      if (this.#pause === 0) this.pump();
    });
  }

  /** Settled when none of these waits any more, or the session ends. */
  until(all: readonly Kept[]): Promise<void> {
    return new Promise((resolve) => {
      const stop = effect(() => {
        if (all.some((kept) => this.#waiting.value.has(kept.order))) return;
        queueMicrotask(() => stop());
        resolve();
      });
      this.ending.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  }

  /** The kernel can be reached again: what waits is sent without further pause. */
  wake(): void {
    this.#pause = 0;
    this.pump();
  }

  /** Sends what waits now, unless a message is on its way. */
  pump(): void {
    if (this.#inFlight || this.ending.aborted) return;
    clearTimeout(this.#timer);
    const batch = this.#batch();
    const first = batch[0];
    if (first === undefined) return;
    this.#inFlight = true;
    const edits = batch.map((kept) => kept.edit);
    this.link
      .ask("save", { project: this.project(), annotator: first.annotator, edits }, ANSWER_WITHIN)
      .then(
        (saved) => this.#settle(saved),
        (error: Error) => this.#fail(error),
      )
      .finally(() => {
        this.#inFlight = false;
        if (this.#pause === 0) this.pump();
        else this.#timer = setTimeout(() => this.pump(), this.#pause);
      });
  }

  #settle(saved: Saved): void {
    const verdicts = new Map(saved.verdicts.map((verdict) => [verdict.edit, verdict]));
    const settled = this.waiting().filter((kept) => verdicts.has(kept.order));
    this.#trouble.value = saved.trouble;
    if (saved.trouble !== "" || settled.length === 0) this.#wait();
    else this.#pause = 0;
    this.#remove(settled);
    for (const kept of settled) {
      const verdict = verdicts.get(kept.order);
      if (verdict) this.judged(kept, verdict);
    }
  }

  #fail(error: Error): void {
    if (error instanceof Refused) this.#trouble.value = error.message;
    this.#wait();
  }

  #wait(): void {
    this.#pause = Math.min(Math.max(this.#pause * 2, 1_000), LONGEST_PAUSE);
  }

  #remove(all: readonly Kept[]): void {
    if (all.length === 0) return;
    const left = new Map(this.#waiting.peek());
    for (const kept of all) left.delete(kept.order);
    this.#waiting.value = left;
    this.outbox.drop(all);
  }

  /** The longest row of waiting edits of one annotator that fits a message; at least one edit. */
  #batch(): Kept[] {
    const batch: Kept[] = [];
    let size = 0;
    for (const kept of this.#waiting.peek().values()) {
      size += JSON.stringify(kept.edit).length;
      if (batch[0] && (kept.annotator !== batch[0].annotator || size > MESSAGE_BYTES)) break;
      batch.push(kept);
    }
    return batch;
  }
}

export const GONE = "The kernel is gone: run the cell again.";

/** How many answers are touched: what a person counts. An undo that names none counts as one. */
function itemsOf(all: Iterable<Kept>): number {
  const items = new Set<string>();
  let more = 0;
  for (const { edit } of all) {
    if (edit.changes.length === 0) more += edit.bulk?.count ?? 1;
    for (const { item } of edit.changes) items.add(item);
  }
  return items.size + more;
}
