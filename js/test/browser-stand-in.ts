/** What Node lacks of a browser: IndexedDB, Web Locks, sessionStorage, bitmaps. Set up before each test. */

import "fake-indexeddb/auto";
import { setMaxListeners } from "node:events";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach } from "vitest";

export const bitmaps = { open: 0 };

interface Waiting {
  readonly callback: (lock: Lock | null) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The exclusive part of the Web Locks API, enough for one name at a time. */
class Locks {
  readonly #held = new Set<string>();
  readonly #queues = new Map<string, Waiting[]>();

  request(name: string, options: LockOptions, callback: (lock: Lock | null) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (options.ifAvailable && this.#held.has(name)) {
        resolve(callback(null));
        return;
      }
      const waiting = { callback, resolve, reject };
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push(waiting);
      options.signal?.addEventListener("abort", () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(options.signal?.reason);
      });
      this.#grant(name);
    });
  }

  query = async () => ({ held: [...this.#held].map((name) => ({ name })) });

  get count(): number {
    return this.#held.size;
  }

  #grant(name: string): void {
    if (this.#held.has(name)) return;
    const next = this.#queues.get(name)?.shift();
    if (next === undefined) return;
    this.#held.add(name);
    Promise.resolve(next.callback({ name, mode: "exclusive" }))
      .then(next.resolve, next.reject)
      .finally(() => {
        this.#held.delete(name);
        this.#grant(name);
      });
  }
}

class Storage {
  readonly #all = new Map<string, string>();
  getItem = (key: string) => this.#all.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#all.set(key, value);
}

export let locks = new Locks();

/** A new browser: nothing stored, nothing locked. */
export function newBrowser(): void {
  locks = new Locks();
  define("indexedDB", new IDBFactory());
  define("navigator", { locks });
  define("addEventListener", undefined);
  newTab();
}

/** A new tab of the same browser. Gives back what returns to the tab before. */
export function newTab(): () => void {
  const before = globalThis.sessionStorage;
  define("sessionStorage", new Storage());
  return () => define("sessionStorage", before);
}

/** Puts something in the place of a global of the browser, or takes it away. */
export function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

define("createImageBitmap", async () => {
  bitmaps.open += 1;
  return {
    width: 4,
    height: 4,
    close: () => {
      bitmaps.open -= 1;
    },
  };
});

// A session has many parts, and each ends with it.
setMaxListeners(0);
beforeEach(newBrowser);
afterEach(() => {
  bitmaps.open = 0;
});
