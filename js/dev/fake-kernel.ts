/**
 * A kernel in the page, behind the same model interface as the real one, so that the front end runs without
 * Python. It can be slow, busy, dead, or lose what was sent.
 */

import type { Model } from "../src/wire/link";
import {
  type FromPage,
  type ItemInfo,
  type LabelInfo,
  type Picture,
  PROTOCOL,
  type Welcome,
} from "../src/wire/protocol";
import { drawn, type Encoded } from "./fake-pictures";
import { FakeStore } from "./fake-store";

export interface FakeOptions {
  readonly items?: number | readonly ItemInfo[];
  readonly labels?: readonly (string | LabelInfo)[];
  readonly task?: "multiclass" | "multilabel";
  readonly name?: string;
  readonly annotator?: string;
  readonly instructions?: string;
  readonly status?: Welcome["status"];
  readonly project?: string;
  readonly former?: readonly string[];
  readonly durable?: boolean;
  /** Acts that touch more items than this are told without their changes. */
  readonly actItems?: number;
  /** Milliseconds until a message is answered. */
  readonly delay?: number;
  /** Encoded picture of item number `index`; null sends none. */
  readonly picture?: ((index: number, size: number) => Promise<Encoded>) | null;
}

type Handler = (...args: never[]) => void;
type Sent = { kind: keyof FromPage; body: never; rid?: number; client: string };

const COLORS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5"];

export class FakeKernel {
  readonly store: FakeStore;
  readonly models = new Set<FakeModel>();
  /** Everything that arrived, by kind, for tests. */
  readonly heard: string[] = [];
  /** Who the edits that arrived were from, one entry per message. */
  readonly savedBy: string[] = [];
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
  #seq = 0;

  constructor(readonly options: FakeOptions = {}) {
    const { items = 60, labels = ["cat", "dog", "bird"] } = options;
    const rows = typeof items === "number" ? Array.from({ length: items }, (_, at) => fakeItem(at)) : items;
    this.store = new FakeStore(rows, labels.map(asLabel), options.actItems);
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
    const reply = (answer: string, given: unknown) =>
      model.deliver({ v: PROTOCOL, kind: answer, body: given, rid, client }, []);
    const page = (items: ItemInfo[], size: number) => {
      reply("page", { items, left: this.store.open().length });
      if (size > 0) void this.#pictures(model, client, items, size);
    };
    const acts: { [K in keyof FromPage]: (body: FromPage[K]) => void } = {
      hello: ({ count, size }) => {
        const items = this.store.open().slice(0, count);
        reply("welcome", this.#welcome(client, items));
        void this.#pictures(model, client, items, size);
      },
      work: ({ count, size, exclude }) => {
        const out = new Set(exclude);
        page(
          this.store
            .open()
            .filter((one) => !out.has(one.item))
            .slice(0, count),
          size,
        );
      },
      look: ({ items, size }) => page(this.#find(items), size),
      want: ({ items, size }) => void this.#pictures(model, client, this.#find(items), size),
      save: (save) => this.#save(save, client, (answer) => reply("saved", answer)),
      started: () => {
        this.started = true;
        reply("done", {});
      },
      steps: ({ before, after }) => reply("stack", { acts: this.store.actsOf(client, before, after) }),
      ping: () => reply("done", {}),
      received: () => undefined,
      view: () => undefined,
    };
    acts[kind](body);
  }

  #find(keys: readonly string[]): ItemInfo[] {
    return keys.flatMap((key) => this.store.find(key) ?? []);
  }

  #save({ edits, annotator }: FromPage["save"], client: string, reply: (saved: unknown) => void): void {
    this.savedBy.push(annotator);
    if (this.trouble !== "") {
      reply({ verdicts: [], trouble: this.trouble });
      return;
    }
    const verdicts = [];
    for (const edit of edits) {
      verdicts.push(this.store.save(edit));
      if (--this.diesAfterEdits < 0) {
        this.diesAfterEdits = Number.POSITIVE_INFINITY;
        this.kill();
        return;
      }
    }
    reply({ verdicts });
    const items = edits.flatMap((edit) => edit.changes.map((change) => change.item));
    this.push("changed", { items, client });
    this.push("progress", this.store.progress());
  }

  #welcome(client: string, page: ItemInfo[]): Partial<Welcome> {
    const { name = "birds", task = "multiclass", annotator = "ana", instructions = "" } = this.options;
    const { project = "3f0e6c1a-project", former = [], durable = true } = this.options;
    const about = {
      project,
      name,
      task,
      annotator,
      instructions,
      durable,
      former: [...former],
      media: "image",
    };
    const { status, started, store } = this;
    const labels = [...store.labels];
    return {
      ...about,
      status,
      started,
      labels,
      page,
      acts: store.actsOf(client),
      progress: store.progress(),
    };
  }

  async #pictures(model: FakeModel, client: string, items: readonly ItemInfo[], size: number): Promise<void> {
    const { picture = drawn } = this.options;
    if (picture === null) return;
    for (const { item, broken } of items) {
      if (broken) continue;
      const index = this.store.items.findIndex((one) => one.item === item);
      const { bytes, width, height, type } = await picture(index, size);
      if (!this.models.has(model)) return;
      const one: Picture = { item, size, buffer: 0, width, height, type, reason: "", frame: 0 };
      const content = { v: PROTOCOL, kind: "pictures", body: { pictures: [one] }, client, seq: ++this.#seq };
      model.deliver(content, [new DataView(bytes)]);
    }
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
    return name === "project" ? (this.kernel.options.project ?? "3f0e6c1a-project") : undefined;
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

export function fakeItem(index: number, parts: Partial<ItemInfo> = {}): ItemInfo {
  const item = `photos/${String(index).padStart(4, "0")}.jpg`;
  const answer = { version: "", state: "unlabeled" as const, annotations: [], note: "" };
  return { item, name: item, answer, broken: false, reason: "", frames: 1, ...parts };
}

function asLabel(label: string | LabelInfo, place: number): LabelInfo {
  if (typeof label !== "string") return label;
  const [name = label] = label.split("/").reverse();
  const depth = label.split("/").length - 1;
  const color = COLORS[place % COLORS.length] ?? "#888888";
  const rest = { key: "", description: "", parent: null, retired: false, merged_into: null };
  return { id: place + 1, path: label, name, depth, color, ...rest };
}
