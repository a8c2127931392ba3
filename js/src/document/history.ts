/** What this person can take back and do again: their own acts on this page, newest last, without limit. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Act, Change, Edit } from "../wire/protocol";

/** One step. `changes` take it back, or do it again when it is undone; empty: the kernel works them out. */
export interface Step {
  readonly edit: string;
  readonly kind: string;
  readonly items: number;
  readonly changes: readonly Change[];
}

/** Fewer steps than this: the kernel is asked for more, so that undo goes on as far as there is anything. */
const FEW = 20;

export class History {
  readonly #done = signal<readonly Step[]>([]);
  readonly #undone = signal<readonly Step[]>([]);
  /** The outermost steps that the kernel told of; null when it has no more. */
  #edges: Record<"undo" | "redo", string | null> = { undo: null, redo: null };

  /** Done steps, the next to undo last. */
  get done(): ReadonlySignal<readonly Step[]> {
    return this.#done;
  }

  /** Undone steps, the next to redo last. */
  get undone(): ReadonlySignal<readonly Step[]> {
    return this.#undone;
  }

  /** Begins with what the kernel remembers, oldest first. */
  begin(acts: readonly Act[]): void {
    this.#done.value = acts.filter((act) => !act.undone);
    this.#undone.value = acts.filter((act) => act.undone).reverse();
    this.#edges = { undo: this.#done.peek()[0]?.edit ?? null, redo: this.#undone.peek()[0]?.edit ?? null };
  }

  /** Where to ask the kernel for more steps of a kind, when few are left: the outermost that it told of. */
  deeper(kind: "undo" | "redo"): string | null {
    const steps = (kind === "undo" ? this.#done : this.#undone).peek();
    return steps.length < FEW ? this.#edges[kind] : null;
  }

  /** Puts the kernel's further steps, oldest first, beneath those known; none: there are no more. */
  extend(kind: "undo" | "redo", acts: readonly Act[]): void {
    const more = acts.filter((act) => this.#find(act.edit) === undefined);
    if (kind === "undo") this.#done.value = [...more, ...this.#done.peek()];
    else this.#undone.value = [...more.reverse(), ...this.#undone.peek()];
    this.#edges[kind] = acts.at(kind === "undo" ? 0 : -1)?.edit ?? null;
  }

  /** Records an edit with the changes that take it back. Sending, reloading, recording twice is harmless. */
  record(edit: Edit, inverse: readonly Change[]): void {
    if (edit.undoes !== null) {
      this.#move(edit, edit.undoes, inverse);
      return;
    }
    if (this.#find(edit.id) !== undefined) return;
    this.#undone.value = [];
    this.#edges.redo = null;
    const items = edit.bulk?.count ?? edit.changes.length;
    const step = { edit: edit.id, kind: edit.kind, items, changes: inverse };
    this.#done.value = [...this.#done.peek(), step];
  }

  /** An item of an edit was refused: its step must not touch that item. */
  refuse(edit: Edit, item: string): void {
    const without = (steps: readonly Step[]) =>
      steps
        .map((step) => (step.edit === (edit.undoes ?? edit.id) ? strip(step, item) : step))
        .filter((step) => step.items > 0);
    this.#done.value = without(this.#done.peek());
    this.#undone.value = without(this.#undone.peek());
  }

  #find(edit: string): Step | undefined {
    const same = (step: Step) => step.edit === edit;
    return this.#done.peek().find(same) ?? this.#undone.peek().find(same);
  }

  #move(edit: Edit, original: string, inverse: readonly Change[]): void {
    const [from, to] = edit.kind === "undo" ? [this.#done, this.#undone] : [this.#undone, this.#done];
    if (to.peek().some((step) => step.edit === original)) return;
    const step = from.peek().find((one) => one.edit === original);
    from.value = from.peek().filter((one) => one !== step);
    const kind = step?.kind ?? "annotate";
    const items = step?.items ?? edit.changes.length;
    to.value = [...to.peek(), { edit: original, kind, items, changes: inverse }];
  }
}

function strip(step: Step, item: string): Step {
  const changes = step.changes.filter((change) => change.item !== item);
  return { ...step, changes, items: step.items - 1 };
}
