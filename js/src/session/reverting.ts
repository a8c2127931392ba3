/** Undo and redo: the next step of a row, fetched first where this page does not know what it is about. */

import { batch } from "@preact/signals";
import type { Document } from "../document/document";
import type { History, Step } from "../document/history";
import type { Link } from "../wire/link";
import type { Change, Edit } from "../wire/protocol";
import type { Browsing } from "./browsing";

/** Makes one edit of these changes. */
export type Act = (kind: Edit["kind"], changes: readonly Change[], undoes: string) => void;

export class Reverting {
  #looking: Promise<void> | null = null;
  #deepening: Promise<void> | null = null;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly history: History,
    private readonly browsing: Browsing,
    private readonly act: Act,
    private readonly failed: (error: Error) => void,
  ) {}

  revert(kind: "undo" | "redo"): void {
    const step = this.#nextStep(kind);
    if (step === undefined && this.#deepening === null) return;
    const ready = step?.changes.every((change) => this.doc.knows(change.item));
    if (step && ready && this.#looking === null) this.#revert(kind, step);
    else this.#lookThenRevert(kind);
    this.#deepen(kind);
  }

  #nextStep(kind: "undo" | "redo"): Step | undefined {
    return (kind === "undo" ? this.history.done : this.history.undone).peek().at(-1);
  }

  #revert(kind: "undo" | "redo", step: Step): void {
    batch(() => {
      this.act(kind, step.changes, step.edit);
      this.browsing.reveal(step.changes.map((change) => change.item));
    });
  }

  /** An act of an earlier session: its items are fetched first. Further steps queue behind it. */
  #lookThenRevert(kind: "undo" | "redo"): void {
    const task = async () => {
      await this.#deepening;
      const step = this.#nextStep(kind);
      if (step === undefined) return;
      const unknown = step.changes.map((change) => change.item).filter((item) => !this.doc.knows(item));
      await this.browsing.supply.look(unknown, this.browsing.size);
      this.#revert(kind, step);
    };
    const whole = (this.#looking ?? Promise.resolve()).then(task).catch(this.failed);
    this.#looking = whole;
    void whole.then(() => {
      if (this.#looking === whole) this.#looking = null;
    });
  }

  /** Fetches steps of earlier sessions before the row runs out. */
  #deepen(kind: "undo" | "redo"): void {
    const edge = this.history.deeper(kind);
    if (edge === null || this.#deepening !== null) return;
    const beyond = kind === "undo" ? { before: edge, after: "" } : { before: "", after: edge };
    this.#deepening = this.link
      .ask("steps", beyond)
      .then(({ acts }) => this.history.extend(kind, acts))
      .catch(() => undefined) // The kernel cannot be reached now; the next step asks again.
      .finally(() => {
        this.#deepening = null;
      });
  }
}
