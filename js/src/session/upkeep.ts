/** What a person asks of the project itself: to look at its sources again, and to give a copy of its file. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Link } from "../wire/link";
import type { Refreshed } from "../wire/protocol";
import type { Notices } from "./notices";
import type { BackupFile, Upkeep } from "./types";

/** Sources may hold a million files. */
const REFRESH_WITHIN = 10 * 60_000;
const COPY_WITHIN = 5 * 60_000;

export class LiveUpkeep implements Upkeep {
  readonly #refreshing = signal<number | null>(null);
  readonly #refreshed = signal<Refreshed | null>(null);
  readonly #copied = signal<number | null>(null);

  /** `changed` is called when items known here may have other pictures than before. */
  constructor(
    private readonly link: Link,
    private readonly notices: Notices,
    private readonly changed: () => void,
  ) {
    link.on("refreshing", ({ done }) => {
      this.#refreshing.value = done;
    });
    link.on("refreshed", (refreshed) => this.#end(refreshed));
  }

  get refreshing(): ReadonlySignal<number | null> {
    return this.#refreshing;
  }
  get refreshed(): ReadonlySignal<Refreshed | null> {
    return this.#refreshed;
  }
  get copied(): ReadonlySignal<number | null> {
    return this.#copied;
  }

  async refresh(): Promise<void> {
    if (this.#refreshing.peek() !== null) return;
    this.#refreshing.value = 0;
    try {
      this.#end(await this.link.ask("refresh", {}, REFRESH_WITHIN));
    } catch (error) {
      this.#refreshing.value = null;
      this.#trouble("refresh", error);
    }
  }

  async backup(): Promise<BackupFile | null> {
    if (this.#copied.peek() !== null) return null;
    this.#copied.value = 0;
    try {
      const { copy, name, size } = await this.link.ask("backup", {}, COPY_WITHIN);
      const parts: DataView<ArrayBuffer>[] = [];
      for (let start = 0; start < size; ) {
        const { buffers } = await this.link.askWhole("fetch", { copy, start });
        const [part] = buffers as DataView<ArrayBuffer>[];
        if (!part?.byteLength) throw new Error("A part of it did not arrive. Try again.");
        parts.push(part);
        start += part.byteLength;
        this.#copied.value = start / size;
      }
      return { name, content: new Blob(parts, { type: "application/octet-stream" }) };
    } catch (error) {
      this.#trouble("backup", error);
      return null;
    } finally {
      this.#copied.value = null;
    }
  }

  #end(refreshed: Refreshed): void {
    this.#refreshing.value = null;
    if (this.#refreshed.peek()?.at === refreshed.at) return; // The answer and what all pages are told.
    this.#refreshed.value = refreshed;
    if (refreshed.updated > 0) this.changed();
    if (refreshed.trouble) this.#trouble("refresh", new Error(refreshed.trouble));
  }

  #trouble(what: "refresh" | "backup", error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const begin = what === "refresh" ? "The data could not be refreshed" : "There is no backup";
    this.notices.put({ id: what, text: `${begin}: ${why}`, tone: "error", actions: [] });
  }
}
