/** The project of the fake kernel: answers, versions and acts by the same rules as the real store. */

import { isFinal, UNTOUCHED } from "../src/document/annotation";
import { apply } from "../src/document/change";
import { judged } from "../src/document/suggestions";
import type {
  Act,
  Answer,
  Change,
  Edit,
  ItemInfo,
  LabelInfo,
  Progress,
  Refusal,
  Suggested,
  Verdict,
} from "../src/wire/protocol";

/** How many acts of a kind are told at once. */
const SENT = 50;

interface FakeAct {
  readonly edit: string;
  readonly kind: string;
  readonly client: string;
  changes: Change[];
  undone: boolean;
}

export class FakeStore {
  readonly items: ItemInfo[];
  readonly verdicts = new Map<string, Verdict>();
  /** Edits in the order they were applied: each id once, or something is wrong. */
  readonly applied: string[] = [];
  readonly acts: FakeAct[] = [];
  readonly #byKey: Map<string, ItemInfo>;
  /** Every suggestion that there ever was, by id. */
  readonly #suggested = new Map<string, Suggested>();

  constructor(
    items: readonly ItemInfo[],
    readonly labels: readonly LabelInfo[],
    /** Acts that touch more items than this are told without their changes, as the real kernel does. */
    private readonly actItems = 200,
  ) {
    this.items = items.map((item) => ({ ...item }));
    this.#byKey = new Map(this.items.map((item) => [item.item, item]));
    for (const { suggested } of this.items)
      for (const one of suggested) this.#suggested.set(one.annotation.id, one);
  }

  add(item: ItemInfo): void {
    this.items.push(item);
    this.#byKey.set(item.item, item);
  }

  find(key: string): ItemInfo | undefined {
    return this.#byKey.get(key);
  }

  answer(key: string): Answer {
    return this.#byKey.get(key)?.answer ?? UNTOUCHED;
  }

  /** The first `count` open items, but for these. */
  open(count: number, exclude: ReadonlySet<string> = new Set()): ItemInfo[] {
    const found: ItemInfo[] = [];
    for (const one of this.items) {
      if (found.length >= count) break;
      if (isOpen(one) && !exclude.has(one.item)) found.push(one);
    }
    return found;
  }

  get openCount(): number {
    const { unlabeled, draft } = this.progress();
    return unlabeled + draft;
  }

  /** Which of the project's items this is, by the number in its key where it has one. */
  indexOf(item: string): number {
    const number = Number(/(\d+)\.\w+$/.exec(item)?.[1]);
    return this.items[number]?.item === item ? number : this.items.findIndex((one) => one.item === item);
  }

  /** Applies an edit once; sent again it gives the same verdict. */
  save(edit: Edit, given: readonly Change[] = edit.changes): Verdict {
    const known = this.verdicts.get(edit.id);
    if (known) return known;
    const act = this.acts.find((one) => one.edit === edit.undoes);
    const changes = given.length > 0 ? given : (act?.changes ?? []);
    const refusals: Refusal[] = [];
    const inverse: Change[] = [];
    for (const change of changes) this.#change(edit.id, change, refusals, inverse);
    if (act && edit.undoes !== null) {
      act.undone = edit.kind === "undo";
      act.changes = inverse;
    } else
      this.acts.push({
        edit: edit.id,
        kind: edit.kind,
        client: edit.client,
        changes: inverse,
        undone: false,
      });
    this.applied.push(edit.id);
    const verdict = { edit: edit.id, refusals };
    this.verdicts.set(edit.id, verdict);
    return verdict;
  }

  /** The next fifty of each kind, or those beyond one named, as the real store tells them. */
  actsOf(client: string, before = "", after = ""): Act[] {
    const row = (undone: boolean) =>
      this.acts.filter((act) => act.client === client && act.undone === undone);
    const done = row(false).filter((act) => before === "" || act.edit < before);
    const undone = row(true).filter((act) => act.edit > after);
    return [...(after ? [] : done.slice(-SENT)), ...(before ? [] : undone.slice(0, SENT))].map(
      ({ edit, kind, changes, undone }) => {
        const items = changes.length;
        return { edit, kind, items, undone, changes: items > this.actItems ? [] : changes };
      },
    );
  }

  progress(): Progress {
    const states: Record<string, number> = {};
    const perLabel: Record<string, number> = {};
    for (const { answer, broken } of this.items) {
      const state = broken ? "broken" : answer.state;
      states[state] = (states[state] ?? 0) + 1;
      for (const { label } of answer.annotations) perLabel[label] = (perLabel[label] ?? 0) + 1;
    }
    const count = (state: string) => states[state] ?? 0;
    const final = count("submitted") + count("skipped");
    return {
      last_refresh: "",
      sources: 1,
      total: this.items.length,
      unlabeled: count("unlabeled"),
      draft: count("draft"),
      submitted: count("submitted"),
      skipped: count("skipped"),
      voting: 0,
      needs_review: 0,
      broken: count("broken"),
      suggested: this.items.filter((one) => isOpen(one) && one.suggested.length > 0).length,
      per_label: perLabel,
      mine: final,
      per_hour: final > 0 ? 540 : null,
      seconds_left: final > 0 ? Math.round(((count("unlabeled") + count("draft")) / 540) * 3600) : null,
    };
  }

  #change(edit: string, change: Change, refusals: Refusal[], inverse: Change[]): void {
    const info = this.#byKey.get(change.item);
    if (info === undefined) {
      refusals.push({ item: change.item, why: "refused", reason: "There is no such item.", now: null });
    } else if (info.answer.version !== change.base) {
      refusals.push({
        item: change.item,
        why: "conflict",
        reason: "It was changed elsewhere.",
        now: { ...info },
      });
    } else {
      const [answer, back] = apply(info.answer, change, edit);
      info.suggested = [...judged(info.suggested, this.#suggested, info.answer, change)];
      info.answer = answer;
      inverse.unshift(back);
    }
  }
}

function isOpen({ broken, answer }: ItemInfo): boolean {
  return !broken && !isFinal(answer);
}
