/** How far the bulk acts are that the kernel is storing. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { History } from "../document/history";
import type { Link } from "../wire/link";
import type { Edit } from "../wire/protocol";
import { saysOf } from "./bulk";
import type { Bulkwork } from "./types";

/** Fewer items than this are done before anybody could read how far they are. */
const FEW = 500;

export class Progressing {
  readonly #all = signal<ReadonlyMap<string, Bulkwork>>(new Map());
  readonly #newest = signal<Bulkwork | null>(null);

  constructor(link: Link) {
    link.on("working", ({ edit, done, total }) => {
      const known = this.#all.peek().get(edit);
      if (known) this.#put(edit, { ...known, done, total });
    });
  }

  /** The one that is being stored now, or null. */
  get work(): ReadonlySignal<Bulkwork | null> {
    return this.#newest;
  }

  /** An edit has been made whose items only the kernel can name. */
  begin(edit: Edit, history: History): void {
    const steps = [...history.done.peek(), ...history.undone.peek()];
    const total = edit.bulk?.count ?? steps.find((step) => step.edit === edit.undoes)?.items ?? 0;
    if (total > FEW) this.#put(edit.id, { says: saysOf(edit), done: 0, total });
  }

  end(edit: string): void {
    const left = new Map(this.#all.peek());
    left.delete(edit);
    this.#show(left);
  }

  #put(edit: string, work: Bulkwork): void {
    this.#show(new Map(this.#all.peek()).set(edit, work));
  }

  /** They are stored in the order in which they were made. */
  #show(all: ReadonlyMap<string, Bulkwork>): void {
    this.#all.value = all;
    this.#newest.value = [...all.values()][0] ?? null;
  }
}
