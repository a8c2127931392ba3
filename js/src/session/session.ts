/** One live session of one person on one project: joins the parts and offers them to the views. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { Document } from "../document/document";
import { History } from "../document/history";
import { Link, type Model } from "../wire/link";
import { Media } from "../wire/media";
import { type Kept, Outbox } from "../wire/outbox";
import type { LabelInfo, Progress, Query, Welcome } from "../wire/protocol";
import { labelsById } from "./acts";
import { Browsing } from "./browsing";
import { LiveDrawing } from "./drawing";
import { Jobs } from "./jobs";
import { type Bench, Labeling } from "./labeling";
import { LargePictures } from "./large";
import { Learning } from "./learning";
import { Notices } from "./notices";
import { begin, type First, type Opened, open } from "./opening";
import { Outlook, possible } from "./outlook";
import { benchOf, marks, refuses, unanswered } from "./readiness";
import { type Heir, Recovery } from "./recovery";
import { LAYOUTS, type Layout, type Phase, type Possible, type ProjectView, type Session } from "./types";
import { LiveUpkeep } from "./upkeep";
import { followLink, hear, tellView, warnBeforeUnload } from "./watch";

export interface Options {
  /** Device pixels of a tile's longer side, as far as it is known before anything is drawn. */
  readonly tileSize?: number;
  readonly layout?: Layout;
  /** What came along with the widget. */
  readonly first?: First | null;
}

export interface Disposable {
  /** Ends the session: no listener, bitmap, timer or lock is left. What is not saved stays in the outbox. */
  dispose(): void;
}

/** Opens a session over an anywidget model; the hello is sent at once. */
export function createSession(model: Model, options: Options = {}): Session & Disposable {
  return new LiveSession(model, options);
}

class LiveSession extends Outlook implements Session, Disposable {
  readonly #ending = new AbortController();
  readonly #over = this.#ending.signal;
  readonly #link: Link;
  readonly #outbox = new Outbox(this.#over);
  readonly #media = new Media(this.#over);
  readonly #doc = new Document();
  readonly #history = new History();
  readonly #notices = new Notices();
  protected readonly browsing: Browsing;
  readonly #labeling: Labeling;
  readonly #opened = signal<"opening" | "open" | "failed">("opening");
  readonly #started = signal(true);
  /** The instructions that this page began with: a welcome written before the kernel heard of it says otherwise. */
  readonly #read = signal("");
  readonly #all = signal<readonly LabelInfo[]>([]);
  #early: (() => void)[] | null = [];

  readonly upkeep: LiveUpkeep;
  readonly drawing: LiveDrawing;
  readonly learning: Learning;
  readonly jobs: Jobs;
  readonly largePictures: LargePictures;
  readonly trouble = signal("");
  readonly project = signal<ProjectView | null>(null);
  readonly progress = signal<Progress | null>(null);
  readonly labelsById = computed(() => labelsById(this.#all.value));
  readonly labels = computed(() => this.#all.value.filter((one) => !one.retired && one.merged_into === null));

  constructor(model: Model, options: Options) {
    super();
    this.#link = new Link(model, this.#over);
    this.largePictures = new LargePictures(this.#link, this.#over);
    const turned = () => this.#labeling.restartClock();
    this.upkeep = new LiveUpkeep(this.#link, this.#notices, () => {
      this.texts.doubt();
      void this.browsing.refresh(null);
    });
    const refused = (text: string) => this.#notices.put({ id: "query", text, tone: "error", actions: [] });
    this.browsing = new Browsing(this.#link, this.#doc, this.#media, this.#over, turned, refused);
    this.learning = new Learning(this.#link, this.#doc, this.browsing, this.#notices, this.#over);
    this.jobs = new Jobs(this.#link, this.browsing, this.#notices);
    this.#labeling = new Labeling(
      this.#link,
      this.#outbox,
      this.#doc,
      this.#history,
      this.browsing,
      this.#notices,
      () => this.#bench(),
      this.#over,
    );
    const answer = (act: () => unknown) => this.#answer(act);
    this.drawing = new LiveDrawing(this.#link, this.#doc, this.#labeling, this.browsing, answer);
    const layout = options.layout ?? model.get("layout_name");
    this.browsing.layout.value = LAYOUTS.find((one) => one === layout) ?? "3x3";
    this.browsing.setTileSize(options.tileSize ?? 320);
    this.#watch();
    void this.#open(String(model.get("project") ?? ""), options.first ?? null);
  }

  // --- what the views see ---------------------------------------------------------------------------

  readonly phase: ReadonlySignal<Phase> = computed(() => {
    if (this.#opened.value !== "open") return this.#opened.value === "failed" ? "failed" : "opening";
    const text = this.project.value?.instructions ?? "";
    if (!this.#started.value && text !== this.#read.value) return "instructions";
    return this.browsing.done.value ? "done" : "labeling";
  });

  readonly toSubmit = computed(() => Math.max(0, (this.progress.value?.draft ?? 0) + this.#doc.ahead.value));

  readonly canSubmit: ReadonlySignal<Possible> = computed(() => {
    const idle = () => (this.toSubmit.value > 0 ? "" : "Nothing is answered yet.");
    const why = refuses(this.project.value) || (this.layout.value === "wall" ? idle() : unanswered(this));
    return { now: why === "", why };
  });

  readonly canUndo: ReadonlySignal<Possible> = computed(() =>
    possible(this.#history.done.value.length > 0, "There is nothing to undo."),
  );

  readonly canRedo: ReadonlySignal<Possible> = computed(() =>
    possible(this.#history.undone.value.length > 0, "There is nothing to redo."),
  );

  get saving() {
    return this.#labeling.saver.saving;
  }
  get notices() {
    return this.#notices.all;
  }
  get working() {
    return this.#labeling.progressing.work;
  }

  item = (key: string) => this.#doc.item(key);
  picture = (key: string) => (this.texts.on.value ? this.texts.picture(key) : this.#media.picture(key));

  // --- what the views do ----------------------------------------------------------------------------

  label = (id: number) => this.#answer(() => this.#labeling.label(id));
  clear = (key: string, id: number) => this.#answer(() => this.#labeling.clear(key, id));
  nothing = () => this.#answer(() => this.#labeling.nothing());
  skip = (note: string) => this.#answer(() => this.#labeling.skip(note));
  accept = (key: string, ids: readonly string[]) => this.#judge("accept", [key], ids);
  reject = (key: string, ids: readonly string[]) => this.#judge("reject", [key], ids);
  judge = (how: "accept" | "reject", keys: readonly string[] | null) => this.#judge(how, keys, null);
  judgeFiltered = (how: "accept" | "reject") => this.#answer(() => this.#labeling.judgeFiltered(how));
  note = (key: string, text: string) => this.#answer(() => this.#labeling.note(key, text));
  submit = () => this.#answer(() => this.canSubmit.peek().now && this.#labeling.submit(this.toSubmit.peek()));
  undo = () => this.#do(() => this.#labeling.revert("undo"));
  redo = () => this.#do(() => this.#labeling.revert("redo"));
  next = () => this.#do(() => this.browsing.next());
  previous = () => this.#do(() => this.browsing.previous());
  setLayout = (layout: Layout) => this.#do(() => this.browsing.setLayout(layout));

  arrange = (query: Query, all = false) =>
    this.#do(() => this.browsing.arrange(query).then(() => all && this.browsing.sight.all()));
  show = (key: string) => this.#do(() => this.browsing.show(key));

  guide = async () => (await this.#link.ask("guide", {})).nodes;

  start = () => {
    this.#read.value = this.project.peek()?.instructions ?? "";
    this.#labeling.restartClock();
    this.#link.ask("started", {}).catch(() => undefined); // Then they are shown again next time.
  };

  dismiss = (notice: string) => {
    this.#notices.drop(notice);
    if (notice === "conflict") this.#labeling.conflicts.forget();
  };

  dispose = () => this.#ending.abort();
  forgetBrowser = () => this.#outbox.forget();

  // --- opening --------------------------------------------------------------------------------------

  async #open(project: string, first: First | null): Promise<void> {
    const hello = (have: string[]) => ({ count: this.browsing.count, size: this.browsing.size, have });
    const parts = { link: this.#link, outbox: this.#outbox, hello, over: this.#over };
    try {
      if (first) this.#preview(first);
      const opened = await (first ? begin(parts, first) : open(parts, project));
      if (!opened || this.#over.aborted) return;
      this.#begin(opened);
      const welcome = await opened.renewed;
      if (welcome && !this.#over.aborted) this.#renew(welcome);
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error);
      this.#opened.value = "failed";
    }
  }

  /** Pictures in their places. How they are answered is shown when it is known what this browser keeps. */
  #preview({ welcome, pictures, buffers }: First): void {
    this.#media.take(pictures, buffers);
    if (welcome.page.length === 0) return;
    batch(() => {
      this.#know({ ...welcome, page: [] });
      this.browsing.pages.begin(
        welcome.page.map((info) => info.item),
        welcome.kind,
      );
      this.#opened.value = "open";
    });
  }

  /** The page was begun with what came along with the widget: this is how things stand. */
  #renew(welcome: Welcome): void {
    const [keys, page] = [welcome.page.map((info) => info.item), this.page.peek()];
    batch(() => {
      this.#know(welcome);
      if (page.some((key) => this.#doc.waits(key))) return; // The person has begun: nothing moves.
      this.#history.begin(welcome.acts);
      if (keys.join() !== page.join()) this.browsing.begin({ ...welcome, query: null });
    });
  }

  #know(welcome: Welcome): void {
    this.project.value = { ...welcome, uuid: welcome.project };
    this.texts.on.value = welcome.media === "text";
    this.browsing.selection.staysLarge = marks(welcome.task);
    this.#all.value = welcome.labels;
    this.progress.value = welcome.progress;
    this.#started.value = welcome.started;
    if (welcome.jobs) this.jobs.take(welcome.jobs);
    if (welcome.training) this.learning.training.value = welcome.training;
    for (const info of welcome.page) this.#doc.receive(info);
  }

  #begin({ client, welcome, kept, late }: Opened): void {
    const { project: uuid, annotator } = welcome;
    const own = (one: Kept) => one.client === client.id && one.annotator === annotator;
    batch(() => {
      this.#know(welcome);
      this.#history.begin(welcome.acts);
      this.#labeling.resume(kept.filter(own));
      this.browsing.begin(welcome);
      this.#opened.value = "open";
      const early = this.#early ?? [];
      this.#early = null;
      for (const act of early) act();
    });
    const heir: Heir = { client, project: uuid, annotator, labeling: this.#labeling };
    const recovery = new Recovery(this.#outbox, this.#notices, heir, this.#over);
    void recovery.begin(kept, welcome.former);
    void late?.then((found) => {
      if (this.#over.aborted) return;
      this.#labeling.resume(found.filter(own));
      recovery.find(found);
    });
  }

  #judge(...deed: Parameters<Labeling["judge"]>): void {
    this.#answer(() => this.#labeling.judge(...deed));
  }

  /** Runs a command in one step of drawing; before the welcome it waits for it. */
  #do(act: () => unknown): void {
    if (this.#early) this.#early.push(act);
    else batch(act);
  }

  /** A command on the tiles: without a page on the screen there is nothing that it could mean. */
  #answer(act: () => unknown): void {
    this.#do(() => this.phase.peek() === "labeling" && act());
  }

  /** What follows by itself from what changes; all of it ends with the session. */
  #watch(): void {
    const { saver } = this.#labeling;
    hear(this.#link, saver, this.browsing, this.#media, {
      project: this.project,
      labels: this.#all,
      progress: this.progress,
      started: this.#started,
      submit: this.submit,
      show: this.show,
      arrange: this.arrange,
      large: this.largePictures,
    });
    const ends = [
      followLink(this.#link, saver, this.browsing, this.#notices, this.#over),
      warnBeforeUnload(saver.saving, this.#outbox.durable),
      tellView(this.#link, this.browsing, saver.saving, this.phase),
    ];
    this.#over.addEventListener("abort", () => {
      for (const end of ends) end();
    });
  }

  #bench(): Bench {
    return benchOf(this.project.value, this.#link.client, this.labelsById.peek());
  }
}
