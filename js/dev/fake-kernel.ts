/**
 * A kernel in the page, behind the same model interface as the real one, so that the front end runs without
 * Python. It can be slow, busy, dead, or lose what was sent.
 */

import type { Model } from "../src/wire/link";
import { type Bulk, type FromPage, type ItemInfo, PROTOCOL, type Welcome } from "../src/wire/protocol";
import { FakeCourier } from "./fake-courier";
import { asLabel, fakeItem } from "./fake-items";
import { FakeJobs } from "./fake-jobs";
import { FakeLearning } from "./fake-learning";
import type { FakeOptions } from "./fake-options";
import { fakeGuide, fakeOutline } from "./fake-outline";
import { FakeStore } from "./fake-store";
import { FakeTexts, fakeDocument } from "./fake-texts";
import { fakeLevels, fakePiece } from "./fake-tiles";
import { FakeWall } from "./fake-wall";

/** Items of a bulk act between two pieces of news of it. */
const WORKING_EVERY = 10_000;

type Handler = (...args: never[]) => void;
type Sent = { kind: keyof FromPage; body: never; rid?: number; client: string };

export class FakeKernel {
  readonly store: FakeStore;
  readonly wall: FakeWall;
  readonly texts: FakeTexts;
  readonly learning: FakeLearning;
  readonly jobs: FakeJobs;
  readonly models = new Set<FakeModel>();
  /** Everything that arrived, by kind, for tests. */
  readonly heard: string[] = [];
  /** Who the edits that arrived were from, one entry per message. */
  readonly savedBy: string[] = [];
  /** Every wish for pictures that arrived. */
  readonly wants: FromPage["want"][] = [];
  /** Every bulk act that arrived. */
  readonly bulks: Bulk[] = [];
  /** What the page said last of what it shows. */
  shown: FromPage["view"] | null = null;
  /** Loses a message of the page when it says so. */
  loses: (kind: string) => boolean = () => false;
  /** Dies after storing this many more edits, before it answers. */
  diesAfterEdits = Number.POSITIVE_INFINITY;
  /** While a cell runs nothing is answered; what was sent waits. */
  busy = false;
  trouble = "";
  status: Welcome["status"];
  started = false;
  #queue: (() => void)[] = [];
  readonly #courier: FakeCourier;

  constructor(readonly options: FakeOptions = {}) {
    const { items = 60, labels = ["cat", "dog", "bird"], text } = options;
    const one = (at: number) => (text ? fakeDocument(at, text(at)) : fakeItem(at));
    const rows = typeof items === "number" ? Array.from({ length: items }, (_, at) => one(at)) : items;
    this.store = new FakeStore(rows, labels.map(asLabel), options.actItems);
    this.wall = new FakeWall(this.store);
    this.texts = new FakeTexts((item) => text?.(this.store.indexOf(item)) ?? "");
    this.learning = new FakeLearning(options.training);
    this.learning.kind = options.kind ?? "manual";
    this.jobs = new FakeJobs(options.jobs);
    this.#courier = new FakeCourier(this.store, options, (model) => this.models.has(model as FakeModel));
    this.status = options.status ?? "running";
  }

  /** A new widget model, as running the cell gives one. */
  model(): FakeModel {
    const model = new FakeModel(this);
    this.models.add(model);
    return model;
  }

  /** SIGKILL: every model is dead, answers on their way are lost; the store stays. */
  kill(): void {
    for (const model of this.models) model.dead = true;
    this.models.clear();
    this.wall.forget();
    this.#queue = [];
  }

  /** The cell is over: everything that waited is answered. */
  free(): void {
    this.busy = false;
    for (const task of this.#queue.splice(0)) task();
  }

  take(model: FakeModel, message: Sent): void {
    this.heard.push(message.kind);
    if (this.loses(message.kind)) return;
    const task = () => {
      if (this.models.has(model)) this.#answer(model, message);
    };
    if (this.busy) this.#queue.push(task);
    else setTimeout(() => (this.busy ? this.#queue.push(task) : task()), this.options.delay ?? 0);
  }

  /** Sends something unasked to every page. */
  push(kind: string, body: unknown, client = ""): void {
    for (const model of this.models) model.deliver({ v: PROTOCOL, kind, body, client }, []);
  }

  #answer(model: FakeModel, { kind, body, rid, client }: Sent): void {
    const reply = (answer: string, given: unknown, buffers: DataView[] = []) =>
      model.deliver({ v: PROTOCOL, kind: answer, body: given, rid, client }, buffers);
    const page = (items: ItemInfo[], size: number, kind: Welcome["kind"] = "manual") => {
      reply("page", { items, left: this.store.openCount, kind });
      pictures(items, size);
    };
    const pictures = (items: readonly ItemInfo[], size: number, frame = 0) => {
      if (size > 0 && !this.options.text) void this.#courier.send(model, client, items, size, frame);
    };
    const refuse = (message: string) => reply("failed", { message });
    const known = (view: number, then: (items: readonly ItemInfo[]) => void) => {
      const items = this.wall.view(view);
      if (items) then(items);
      else refuse("This arrangement is not known any more.");
    };
    const acts: { [K in keyof FromPage]: (body: FromPage[K]) => void } = {
      hello: ({ count, size }) => {
        const items = this.store.open(count);
        reply("welcome", this.#welcome(client, items));
        pictures(items, size);
      },
      work: ({ count, size, exclude, mode }) => {
        const open = this.learning.ordered(this.store.open(Number.POSITIVE_INFINITY, new Set(exclude)), mode);
        page(open.slice(0, count), size, this.learning.kind);
      },
      look: ({ items, size }) => page(this.#find(items), size),
      want: ({ items, size, frame = 0 }) => {
        this.wants.push({ items, size, frame });
        pictures(this.#find(items), size, frame);
      },
      arrange: ({ query, count, size }) => {
        const { view, items } = this.wall.arrange(query, count === 0 && size === 0);
        reply("arranged", { view, count: items.length, items: items.slice(0, count) });
        pictures(items.slice(0, count), size);
      },
      rows: ({ view, start, count, size }) =>
        known(view, (all) => {
          const items = all.slice(start, start + count);
          reply("stretch", { view, start, items });
          pictures(items, size);
        }),
      locate: ({ view, item }) =>
        known(view, (items) => reply("place", { place: items.findIndex((one) => one.item === item) })),
      facets: () => reply("facts", this.wall.facts()),
      measure: ({ item, frame }) => {
        const found = this.options.measure?.(this.store.indexOf(item), frame);
        if (found) reply("measured", found.body, [new DataView(found.bytes)]);
        else reply("measured", { width: 0, height: 0, full_width: 0, full_height: 0 });
      },
      propose: (ask) => reply("proposed", fakeOutline(ask)),
      levels: (ask) => fakeLevels(this.options.tiles, ask, reply, refuse),
      piece: (ask) => fakePiece(this.options.tiles, ask, reply, refuse),
      refresh: () => reply("refreshed", { added: 0, updated: 0, failed: 0, at: new Date().toISOString() }),
      backup: () => refuse("There is no file here."),
      fetch: () => refuse("There is no file here."),
      save: (save) => void this.#save(save, client, (answer) => reply("saved", answer)),
      started: () => {
        this.started = true;
        reply("done", {});
      },
      steps: ({ before, after }) => reply("stack", { acts: this.store.actsOf(client, before, after) }),
      assist: (ask) => reply("training", this.learning.assist(ask)),
      ...this.jobs.acts(reply, refuse),
      ping: () => reply("done", {}),
      bye: () => undefined,
      drawn: () => reply("drawnon", {}),
      read: (ask) => this.texts.answer(ask, reply, refuse),
      guide: () => reply("guided", { nodes: fakeGuide(this.options.instructions ?? "") }),
      received: () => undefined,
      view: (view) => {
        this.shown = view;
      },
    };
    acts[kind](body);
  }

  #find(keys: readonly string[]): ItemInfo[] {
    return keys.flatMap((key) => this.store.find(key) ?? []);
  }

  async #save({ edits, annotator }: FromPage["save"], client: string, reply: (saved: unknown) => void) {
    this.savedBy.push(annotator);
    if (this.trouble !== "") {
      reply({ verdicts: [], trouble: this.trouble });
      return;
    }
    const verdicts = [];
    for (const edit of edits) {
      if (edit.bulk) this.bulks.push(edit.bulk);
      const changes = edit.bulk ? this.wall.changes(edit.bulk, edit.id) : edit.changes;
      verdicts.push(this.store.save(edit, changes));
      if (edit.bulk) this.#tell(edit.id, changes.length, client);
      if (--this.diesAfterEdits < 0) {
        this.diesAfterEdits = Number.POSITIVE_INFINITY;
        this.kill();
        return;
      }
    }
    reply({ verdicts });
    const items = edits.flatMap((edit) => edit.changes.map((change) => change.item));
    this.push("changed", { items, client, all: edits.some((edit) => edit.bulk) });
    this.push("progress", this.store.progress());
  }

  #tell(edit: string, total: number, client: string): void {
    for (let done = 0; done < total; done += WORKING_EVERY)
      this.push("working", { edit, done, total }, client);
  }

  #welcome(client: string, page: ItemInfo[]): Partial<Welcome> {
    const { name = "birds", task = "multiclass", annotator = "ana", instructions = "" } = this.options;
    const { project = "3f0e6c1a-project", former = [], durable = true } = this.options;
    const media = this.options.text ? "text" : "image";
    const about = { project, name, task, annotator, instructions, durable, media };
    const { status, started, store } = this;
    const labels = [...store.labels];
    return {
      ...about,
      former: [...former],
      status,
      started,
      labels,
      page,
      acts: store.actsOf(client),
      progress: store.progress(),
      query: this.options.query ?? null,
      training: this.learning.training,
      kind: this.learning.kind,
      jobs: this.jobs.told(),
    };
  }
}

export class FakeModel implements Model {
  dead = false;
  readonly #handlers = new Map<string, Set<Handler>>();

  constructor(private readonly kernel: FakeKernel) {}

  send(content: unknown): void {
    if (this.dead) throw new Error("Cannot send");
    this.kernel.take(this, structuredClone(content) as Sent);
  }

  on(event: string, handler: Handler): void {
    const all = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, all.add(handler));
  }

  off(event: string, handler?: Handler | null): void {
    if (handler) this.#handlers.get(event)?.delete(handler);
    else this.#handlers.delete(event);
  }

  get(name: string): unknown {
    const { project = "3f0e6c1a-project", traits = {} } = this.kernel.options;
    return name === "project" ? project : traits[name];
  }

  /** How many handlers are on it, for tests. */
  get listeners(): number {
    return [...this.#handlers.values()].reduce((sum, all) => sum + all.size, 0);
  }

  deliver(content: unknown, buffers: DataView[]): void {
    if (this.dead) return;
    const message = structuredClone(content);
    for (const handler of this.#handlers.get("msg:custom") ?? [])
      (handler as (content: unknown, buffers: DataView[]) => void)(message, buffers);
  }
}
