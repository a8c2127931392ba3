/** Messages that stay until they are answered. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Lost } from "../document/document";
import type { Answer, ItemInfo } from "../wire/protocol";
import type { Notice } from "./types";

export class Notices {
  readonly #all = signal<readonly Notice[]>([]);

  get all(): ReadonlySignal<readonly Notice[]> {
    return this.#all;
  }

  /** Shows a notice; one of the same id is replaced where it stands. A button answers and removes it. */
  put(notice: Notice): void {
    const actions = notice.actions.map(({ name, run }) => ({
      name,
      run: () => {
        this.drop(notice.id);
        run();
      },
    }));
    const all = this.#all.peek();
    const whole = { ...notice, actions };
    const place = all.findIndex((one) => one.id === notice.id);
    this.#all.value = place < 0 ? [...all, whole] : all.with(place, whole);
  }

  drop(id: string): void {
    if (this.#all.peek().some((one) => one.id === id))
      this.#all.value = this.#all.peek().filter((one) => one.id !== id);
  }
}

/** An answer of the person that the kernel did not take, because another stood there by then. */
interface Conflict {
  readonly now: ItemInfo;
  readonly mine: Answer;
}

/** Gathers conflicts into one notice that asks whose answers shall stand. */
export class Conflicts {
  readonly #open = new Map<string, Conflict>();

  constructor(
    private readonly notices: Notices,
    private readonly say: (answer: Answer) => string,
    private readonly useMine: (items: ReadonlyMap<string, Answer>) => void,
  ) {}

  add({ item, now, mine }: Lost): void {
    if (now === null) return;
    // Of several edits on one item the first refusal knows the answer that the person had in mind.
    this.#open.set(item, { now, mine: this.#open.get(item)?.mine ?? mine });
    this.#show();
  }

  #show(): void {
    const mine = new Map([...this.#open].map(([item, conflict]) => [item, conflict.mine]));
    this.notices.put({
      id: "conflict",
      tone: "warning",
      text: this.#text(),
      actions: [
        { name: "Use mine", run: () => this.#end(() => this.useMine(mine)) },
        { name: "Keep theirs", run: () => this.#end(() => undefined) },
      ],
    });
  }

  /** The notice was closed without a button: theirs stand. */
  forget(): void {
    this.#open.clear();
  }

  #end(then: () => void): void {
    this.#open.clear();
    then();
  }

  #text(): string {
    const all = [...this.#open.values()];
    const [first] = all;
    if (first && all.length === 1) {
      const theirs = this.say(first.now.answer);
      return `"${first.now.name}" was changed in another tab: ${theirs}. Yours was ${this.say(first.mine)}.`;
    }
    const names = all.slice(0, 3).map(({ now }) => `"${now.name}"`);
    const more = all.length > names.length ? ", …" : "";
    return `${all.length} items were changed in another tab: ${names.join(", ")}${more}.`;
  }
}

/** An answer in a few words. `name` gives the path of a label. */
export function inWords(answer: Answer, name: (label: number) => string): string {
  if (answer.state === "skipped") return "skipped";
  if (answer.state === "unlabeled") return "no answer";
  if (answer.annotations.length === 0) return "nothing here";
  return answer.annotations.map((one) => name(one.label)).join(", ");
}
