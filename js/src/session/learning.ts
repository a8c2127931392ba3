/** The machine that learns beside the person: what it says of itself, what it offers, and what it is asked for. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Document } from "../document/document";
import { complete } from "../wire/complete";
import type { Link } from "../wire/link";
import type { Assist, Offered, Query, Training } from "../wire/protocol";
import type { Browsing } from "./browsing";
import type { Notices } from "./notices";
import { through } from "./query";
import type { Mode, PageKind } from "./types";

/** After a prelabel on the page has changed Submit waits so many milliseconds: nobody accepts what was not seen. */
const UNSEEN = 400;
/** So many items at most are compared with others. */
const LIKE = 100;
const OFF = complete("Training", {}) as Training;
const WISH = "wish";
/** While there is nothing yet that pages could be made of. */
const BEFORE: ReadonlySet<Training["phase"]> = new Set(["off", "embedding", "clustering", "failed"]);

export class Learning {
  readonly training = signal<Training>(OFF);
  /** Learning is under way, or halted; not before it is begun nor after it is ended. */
  readonly on: ReadonlySignal<boolean> = computed(() => this.training.value.phase !== "off");
  /** What the kernel has been asked for and has not done yet. */
  readonly asked = signal<Assist["act"] | null>(null);
  /** True for a moment after a prelabel of the page has become another. */
  readonly unseen = signal(false);
  #wish: Query | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly browsing: Browsing,
    private readonly notices: Notices,
    ending: AbortSignal,
  ) {
    link.on("training", (training) => this.take(training));
    link.on("offered", (offered) => this.#offer(offered));
    doc.changed = (key) => this.#changed(key);
    const ends = [
      browsing.sight.page.subscribe(() => doc.letGo()),
      this.on.subscribe((on) => {
        browsing.supply.learning.value = on;
      }),
    ];
    ending.addEventListener("abort", () => {
      for (const end of ends) end();
      clearTimeout(this.#timer);
    });
  }

  /** What the next pages shall be. */
  get mode(): ReadonlySignal<Mode> {
    return this.browsing.supply.mode;
  }

  /** What the page is; null where it is not of the work queue. */
  readonly kind: ReadonlySignal<PageKind | null> = computed(() =>
    this.browsing.sight.onWall.value ? null : this.browsing.pages.kind.value,
  );

  /** `find` says which item is under the pointer: nothing changes there. */
  watch(find: () => string | null): void {
    this.doc.held = find;
  }

  /** The pointer is elsewhere: what was kept back is shown. */
  letGo(): void {
    batch(() => this.doc.letGo());
  }

  /** What the kernel says of it. */
  take(training: Training): void {
    const before = this.training.peek();
    batch(() => {
      this.training.value = training;
      if (stageOf(training) !== stageOf(before)) this.#further();
    });
    this.#grant();
  }

  /** Begins, ends, halts, goes on, or promises another share of right ones. A refusal becomes a notice. */
  ask(act: Assist["act"], target: number | null = null): void {
    if (this.asked.peek() !== null) return;
    this.asked.value = act;
    this.link
      .ask("assist", { act, target })
      .then((training) => this.take(training))
      .catch((error: Error) =>
        this.notices.put({ id: "assist", text: error.message, tone: "error", actions: [] }),
      )
      .finally(() => {
        this.asked.value = null;
      });
  }

  /** Asks for other pages from the next one on. */
  setMode(mode: Mode): void {
    this.browsing.supply.setMode(mode);
  }

  /** Shows this many of the open suggestions once there are any; learning begins for it where it is off. */
  suggest(limit: number, sort: "uncertain" | "certain"): void {
    this.#wish = through({ state: ["unlabeled", "draft"], min_score: 0 }, { sort, limit });
    const { phase } = this.training.peek();
    if (phase === "off" || phase === "failed") this.ask("start");
    else if (phase === "paused") this.ask("resume");
    const forget = () => {
      this.#wish = null;
    };
    const text = "Suggestions are shown as soon as there are any. You can go on labeling.";
    this.notices.put({ id: WISH, text, tone: "info", actions: [{ name: "Cancel", run: forget }] });
    this.#grant();
  }

  /** Shows what is open, the most similar to these items first. */
  alike(keys: readonly string[]): void {
    const like = keys.slice(0, LIKE);
    void this.browsing.arrange(through({ state: ["unlabeled", "draft"] }, { sort: "similar", like }));
  }

  /** The wish for suggestions is met once a run has made some. */
  #grant(): void {
    const { run, phase } = this.training.peek();
    if (this.#wish === null || run === 0 || phase === "off") return;
    const query = this.#wish;
    this.#wish = null;
    this.notices.drop(WISH);
    void this.browsing.arrange(query);
  }

  /** The next page shall be in the newest order; what was fetched before may be suggested otherwise by now. */
  #further(): void {
    if (BEFORE.has(this.training.peek().phase)) return;
    this.browsing.stale = true;
    void this.browsing.supply.freshen();
  }

  #offer({ items }: Offered): void {
    batch(() => {
      for (const [key, suggested] of Object.entries(items)) this.doc.offer(key, suggested);
    });
  }

  #changed(key: string): void {
    if (!this.browsing.pages.page.peek().includes(key)) return;
    this.unseen.value = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.unseen.value = false;
    }, UNSEEN);
  }
}

/** What pages are made of: where that is another, the next page is another. */
const stageOf = ({ run, phase, certified }: Training): string =>
  BEFORE.has(phase) ? phase : `${run} ${certified > 0}`;
