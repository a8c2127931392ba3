/** The fake kernel's arrangements: the queries it knows are by state, label, name and key, in three orders. */

import { isFinal } from "../src/document/annotation";
import { judge } from "../src/session/acts";
import { ALL, filters } from "../src/session/query";
import { own } from "../src/session/suggesting";
import type { Bulk, Change, Facts, ItemInfo, Query, Where } from "../src/wire/protocol";
import type { FakeStore } from "./fake-store";

export class FakeWall {
  /** Queries that were met, for tests. */
  readonly asked: Query[] = [];
  readonly #views = new Map<number, readonly ItemInfo[]>();
  #newest = 0;

  constructor(private readonly store: FakeStore) {}

  /** Number of the new arrangement, and its items. `only` counts: nothing is kept, as the real kernel does. */
  arrange(query: Query, only = false): { view: number; items: readonly ItemInfo[] } {
    const items = this.#found(query);
    if (only) return { view: 0, items };
    this.asked.push(query);
    this.#views.set(++this.#newest, items);
    return { view: this.#newest, items };
  }

  /** Undefined when the arrangement is not known any more. */
  view(view: number): readonly ItemInfo[] | undefined {
    return this.#views.get(view);
  }

  /** As after a restart. */
  forget(): void {
    this.#views.clear();
  }

  facts(): Facts {
    const { unlabeled, draft, submitted, skipped, broken, per_label } = this.store.progress();
    const none = { groups: [], annotators: [], sources: [], runs: [], clusters: [], suggested: [] };
    const states = { unlabeled, draft, submitted, skipped, broken };
    return { ...none, states, labels: per_label, scores: false, sorts: ["work", "name", "newest"] };
  }

  /** The changes that a bulk act stands for now. */
  changes({ query, act, between, but, label, note }: Bulk, id: string): Change[] {
    const all = [...this.#views.values()].at(-1) ?? [];
    const items = act === "submit" || this.#views.size === 0 ? this.#found(query) : all;
    const place = new Map(between.length > 0 ? items.map((one, at) => [one.item, at]) : []);
    const cut = between.map(({ first, last }) => items.slice(place.get(first), (place.get(last) ?? -2) + 1));
    const meant = new Set(but);
    return (between.length > 0 ? cut.flat() : items)
      .filter((one) => !one.broken && !meant.has(one.item))
      .flatMap((one) => changeOf(one, act, label ?? 0, note, id));
  }

  #found({ where, sort }: Query): readonly ItemInfo[] {
    const all = this.store.items;
    const found = filters({ ...ALL, ...where }).length > 0 ? all.filter((one) => fits(one, where)) : [...all];
    if (sort === "newest") return found.toSorted((a, b) => (a.answer.version < b.answer.version ? 1 : -1));
    return sort === "name" ? found.toReversed() : found;
  }
}

function fits({ item, broken, answer, text }: ItemInfo, where: Where): boolean {
  const state = broken ? "broken" : answer.state;
  const has = (label: number) => answer.annotations.some((one) => one.label === label);
  return (
    (where.state.length === 0 || where.state.includes(state)) &&
    (where.label.length === 0 || where.label.some(has)) &&
    (where.ids.length === 0 || where.ids.includes(item)) &&
    `${item}\n${text}`.toLowerCase().includes(where.text.toLowerCase())
  );
}

function changeOf(info: ItemInfo, act: Bulk["act"], label: number, note: string, id: string): Change[] {
  const { item, answer } = info;
  const drop = answer.annotations.map((one) => one.id);
  const base = {
    item,
    base: answer.version,
    put: [],
    drop,
    state: "draft" as const,
    note: null,
    becomes: null,
    reject: [],
    reopen: [],
    blind: false,
  };
  if (act === "submit") {
    const open = answer.state !== "unlabeled" && !isFinal(answer);
    return open ? [{ ...base, drop: [], state: "submitted" }] : [];
  }
  if (act === "accept" || act === "reject") return judge(act, [info], null, "multiclass", own);
  if (act === "skip") return [{ ...base, state: "skipped", note }];
  if (act === "clear") return [{ ...base, state: "unlabeled" }];
  if (act === "nothing") return [base];
  const mine = answer.annotations.filter((one) => one.label === label).map((one) => one.id);
  if (act === "unlabel") return mine.length > 0 ? [{ ...base, drop: mine }] : [];
  const made = { id: `${id}-${item}`, label, shape: { kind: "choice" as const }, source: "human" as const };
  return [{ ...base, put: [{ ...made, run: null, certificate: null, rank: "", crowd: false }] }];
}
