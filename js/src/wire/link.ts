/**
 * The kernel's other end: typed messages over an anywidget model. Every ask is answered, refused or timed
 * out; a kernel that is silent is "busy", one that cannot be reached is "gone". Nothing here waits.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { complete } from "./complete";
import { viewsOf } from "./host";
import { type FromKernel, type FromPage, PROTOCOL } from "./protocol";

/** What the session needs of an anywidget model. */
export interface Model {
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[] | ArrayBufferView[]): unknown;
  on(event: string, handler: (...args: never[]) => void): void;
  off(event: string, handler?: ((...args: never[]) => void) | null): void;
  get(name: string): unknown;
}

/** Asks and the kind of their answer. */
export interface Asks {
  hello: "welcome";
  started: "done";
  work: "page";
  look: "page";
  save: "saved";
  steps: "stack";
  ping: "done";
  arrange: "arranged";
  rows: "stretch";
  locate: "place";
  facets: "facts";
  refresh: "refreshed";
  backup: "copy";
  fetch: "part";
  measure: "measured";
  propose: "proposed";
  guide: "guided";
  drawn: "drawnon";
  read: "passage";
  levels: "leveled";
  assist: "training";
  piece: "tiled";
  choices: "models";
  plan: "planned";
  job: "jobs";
  detail: "details";
  live: "jobs";
  name: "named";
  addlabel: "done";
}

export type LinkState = "open" | "busy" | "gone";

/** The kernel answered: no. Its words are for the person. */
export class Refused extends Error {}
/** No answer came in time. It may still come. */
export class Unanswered extends Error {}
/** The message could not be sent at all: the kernel or the connection is dead. */
export class Gone extends Error {}

interface Envelope {
  readonly v: number;
  readonly kind: string;
  readonly body: unknown;
  readonly rid?: number;
  readonly seq?: number;
  readonly client?: string;
}

interface Waiting {
  readonly timers: readonly ReturnType<typeof setTimeout>[];
  resolve(answer: { body: never; buffers: DataView[] }): void;
  reject(error: Error): void;
}

type Handler<K extends keyof FromKernel> = (body: FromKernel[K], buffers: DataView[]) => void;

/** After so many milliseconds without an answer the kernel counts as busy. */
const BUSY_AFTER = 2_000;
/** These take long by themselves, beside everything else that the kernel does. */
const SLOW: ReadonlySet<keyof Asks> = new Set(["refresh", "backup", "assist", "plan", "job", "live", "name"]);

export class Link {
  readonly #state = signal<LinkState>("open");
  readonly #waiting = new Map<number, Waiting>();
  readonly #handlers = new Map<string, Handler<never>>();
  #rid = 0;

  /** Who this page is to the kernel; set before the first message. */
  client = "";

  constructor(
    private readonly model: Model,
    ending: AbortSignal,
  ) {
    const take = (content: Envelope, buffers: unknown) => this.#take(content, viewsOf(buffers));
    // The notebook says that the connection was cut or made: find out which.
    const check = () => this.client !== "" && this.ask("ping", {}).catch(() => undefined);
    model.on("msg:custom", take);
    model.on("comm_live_update", check);
    ending.addEventListener("abort", () => {
      if (this.client !== "") this.tell("bye", {});
      model.off("msg:custom", take);
      model.off("comm_live_update", check);
      this.#rejectAll(new Gone("This view is closed."));
    });
  }

  get state(): ReadonlySignal<LinkState> {
    return this.#state;
  }

  /** One handler per kind; of an answer it gets only those that came after their ask had timed out. */
  on<K extends keyof FromKernel>(kind: K, handler: Handler<K>): void {
    this.#handlers.set(kind, handler as Handler<never>);
  }

  /** Sends without an answer; false when it could not be sent. */
  tell<K extends keyof FromPage>(kind: K, body: FromPage[K]): boolean {
    return this.#send(kind, body, undefined);
  }

  /** Sends and waits for the answer, at most `timeout` milliseconds. */
  async ask<K extends keyof Asks>(
    kind: K,
    body: FromPage[K],
    timeout = 30_000,
  ): Promise<FromKernel[Asks[K]]> {
    return (await this.askWhole(kind, body, timeout)).body;
  }

  /** As `ask`, with the buffers that came beside the answer. */
  askWhole<K extends keyof Asks>(
    kind: K,
    body: FromPage[K],
    timeout = 30_000,
  ): Promise<{ body: FromKernel[Asks[K]]; buffers: DataView[] }> {
    const rid = ++this.#rid;
    return new Promise((resolve, reject) => {
      const busy = setTimeout(() => this.#silent(rid), SLOW.has(kind) ? timeout : BUSY_AFTER);
      const late = setTimeout(() => this.#end(rid)?.reject(new Unanswered(`No answer to ${kind}.`)), timeout);
      this.#waiting.set(rid, { timers: [busy, late], resolve, reject });
      if (!this.#send(kind, body, rid)) this.#end(rid)?.reject(new Gone("The kernel cannot be reached."));
    });
  }

  #send(kind: string, body: unknown, rid: number | undefined): boolean {
    const envelope = { v: PROTOCOL, kind, body, client: this.client, ...(rid === undefined ? {} : { rid }) };
    try {
      // marimo sends over HTTP and promises; Jupyter throws at once.
      const sent = this.model.send(envelope);
      if (sent instanceof Promise) sent.catch(() => this.#lose());
    } catch {
      this.#lose();
      return false;
    }
    if (this.#state.peek() === "gone") this.#state.value = "open";
    return true;
  }

  #lose(): void {
    this.#state.value = "gone";
    this.#rejectAll(new Gone("The kernel cannot be reached."));
  }

  #take(message: Envelope, buffers: DataView[]): void {
    if (typeof message !== "object" || message === null || typeof message.kind !== "string") return;
    if (message.client && message.client !== this.client) return;
    this.#state.value = "open";
    const body = complete(message.kind, message.body) as never;
    const asked = message.rid === undefined ? undefined : this.#end(message.rid);
    if (asked === undefined) this.#handlers.get(message.kind)?.(body, buffers);
    else if (message.v !== PROTOCOL) asked.reject(new Refused(OTHER_VERSION));
    else if (message.kind === "failed") asked.reject(new Refused((body as { message: string }).message));
    else asked.resolve({ body, buffers });
    if (message.seq !== undefined) this.tell("received", { seq: message.seq });
  }

  #end(rid: number): Waiting | undefined {
    const waiting = this.#waiting.get(rid);
    this.#waiting.delete(rid);
    for (const timer of waiting?.timers ?? []) clearTimeout(timer);
    return waiting;
  }

  #silent(rid: number): void {
    if (this.#waiting.has(rid) && this.#state.peek() === "open") this.#state.value = "busy";
  }

  #rejectAll(error: Error): void {
    for (const rid of [...this.#waiting.keys()]) this.#end(rid)?.reject(error);
  }
}

const OTHER_VERSION =
  "This page and the kernel run different versions of nblabel: restart the kernel, run the cell again " +
  "and reload the page.";
