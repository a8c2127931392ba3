/**
 * Where promise 1 lives: every edit is durable in this browser before the task that made it ends, and stays
 * until the kernel has judged it. It holds ids, labels and coordinates; never names, pixels or text.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { newId } from "../document/ids";
import type { Change, Edit } from "./protocol";

/** One edit as it is kept; its key is project, annotator and `order`, the id of the edit. */
export interface Kept {
  readonly project: string;
  readonly annotator: string;
  readonly order: string;
  readonly client: string;
  readonly edit: Edit;
  /** What takes it back: the page's undo survives a reload that the kernel has not heard of yet. */
  readonly inverse: readonly Change[];
}

const STORE = "edits";
/** How long after a failure the database is opened again, in milliseconds. */
const AGAIN_AFTER = 10_000;

export class Outbox {
  readonly #durable = signal(true);
  #db: IDBDatabase | null = null;
  #early: ((db: IDBDatabase) => void)[] = [];
  /** Settled when the probe is done, well or badly. */
  readonly ready: Promise<void>;

  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ending: AbortSignal,
    private readonly name = "nblabel",
  ) {
    this.ready = this.#open();
    ending.addEventListener("abort", () => {
      clearTimeout(this.#again);
      void this.ready.then(() => this.#db?.close());
    });
  }

  /**
   * False where this browser keeps nothing: what is not saved is in this page only. It is tried again; when it
   * turns true, whoever still holds edits keeps them once more.
   */
  get durable(): ReadonlySignal<boolean> {
    return this.#durable;
  }

  /** Keeps an edit: put and committed in the very task that calls. */
  keep(kept: Kept): void {
    this.#write((store) => store.put(kept));
  }

  /** Forgets edits that the kernel has judged, or that the person gave up. */
  drop(all: readonly Kept[]): void {
    this.#write((store) => {
      for (const { project, annotator, order } of all) store.delete([project, annotator, order]);
    });
  }

  /** Everything kept for a project, of every annotator and client, in the order it was done. */
  async of(project: string): Promise<Kept[]> {
    await this.ready;
    if (this.#db === null) return [];
    const range = IDBKeyRange.bound([project], [project, []]);
    const found = this.#db.transaction(STORE).objectStore(STORE).getAll(range);
    const all = (await done(found)) as Kept[];
    return all.sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  /** "Forget this browser": empties it, for every project. */
  async forget(): Promise<void> {
    await this.ready;
    this.#write((store) => store.clear());
  }

  async #open(): Promise<void> {
    try {
      const opening = indexedDB.open(this.name, 1);
      opening.onupgradeneeded = () =>
        opening.result.createObjectStore(STORE, { keyPath: ["project", "annotator", "order"] });
      const db = await done(opening);
      db.onversionchange = () => db.close();
      db.onclose = () => this.#lose();
      await probe(db);
      this.#db = db;
      this.#durable.value = true;
      for (const write of this.#early) write(db);
    } catch {
      this.#lose();
    }
    this.#early = [];
  }

  #write(act: (store: IDBObjectStore) => void): void {
    const write = (db: IDBDatabase) => {
      try {
        // Relaxed: committed is out of this process and survives any kill of the browser. Strict would wait
        // for the disk, and the next key's edit would wait behind it: slower to be safe, not safer.
        const transaction = db.transaction(STORE, "readwrite", { durability: "relaxed" });
        transaction.onabort = () => this.#lose();
        act(transaction.objectStore(STORE));
        transaction.commit();
      } catch {
        this.#lose();
      }
    };
    if (this.#db) write(this.#db);
    else if (this.#durable.peek()) this.#early.push(write);
  }

  #lose(): void {
    this.#db = null;
    this.#durable.value = false;
    clearTimeout(this.#again);
    if (!this.ending.aborted) this.#again = setTimeout(() => void this.#open(), AGAIN_AFTER);
  }
}

/**
 * Private modes and blocked storage open a database and lose it: only what is read back counts. The key is this
 * probe's alone, or another session that opens at the same moment would delete it before it is read.
 */
async function probe(db: IDBDatabase): Promise<void> {
  const key = ["", "", newId()];
  const [project, annotator, order] = key;
  const writing = db.transaction(STORE, "readwrite");
  writing.objectStore(STORE).put({ project, annotator, order });
  await committed(writing);
  const back: unknown = await done(db.transaction(STORE).objectStore(STORE).get(key));
  if (back === undefined) throw new Error("What was put is not there.");
  db.transaction(STORE, "readwrite").objectStore(STORE).delete(key);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The database refused."));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The database refused."));
    transaction.commit();
  });
}
