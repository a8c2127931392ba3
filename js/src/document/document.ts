/**
 * The items of this session with the person's answers as they see them: what the kernel last said, and on
 * top of it their own edits that it has not judged yet.
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Answer, Change, Edit, ItemInfo, Suggested, Verdict } from "../wire/protocol";
import { UNTOUCHED } from "./annotation";
import { apply } from "./change";
import { caughtUp, judged, opensUnknown } from "./suggestions";

interface Own {
  readonly edit: string;
  readonly change: Change;
}

interface Entry {
  readonly key: string;
  /** As the kernel last said it; null while it has not. */
  base: ItemInfo | null;
  own: Own[];
  /** Every suggestion that the kernel has told of, open or not. */
  readonly known: Map<string, Suggested>;
  readonly shown: Signal<ItemInfo | null>;
  /** By how much the own edits change the number of drafts: -1, 0 or 1. */
  ahead: number;
}

/** An item of an edit that the kernel refused: how it stands now, and the answer that the person had seen. */
export interface Lost {
  readonly item: string;
  readonly why: "conflict" | "refused";
  readonly reason: string;
  readonly now: ItemInfo | null;
  readonly mine: Answer;
}

export class Document {
  readonly #entries = new Map<string, Entry>();
  readonly #followers = new Set<(key: string) => void>();
  readonly #ahead = signal(0);
  /** Drafts more since the kernel last told how many there are: what it has judged meanwhile. */
  readonly #judged = signal(0);
  readonly #drafts = new Set<string>();
  readonly #unsure = new Set<string>();

  /** Known items that stand as drafts now. */
  get drafts(): ReadonlySet<string> {
    return this.#drafts;
  }

  /** How many drafts more there are than the kernel last told, once it has judged what waits. */
  readonly ahead: ReadonlySignal<number> = computed(() => this.#ahead.value + this.#judged.value);

  /** The kernel has told how many drafts there are, with all that it has judged. */
  counted(): void {
    this.#judged.value = 0;
  }

  /** Which item is under the pointer: what is suggested for it stays as it is until `letGo` finds it left. */
  held: () => string | null = () => null;
  /** Told of each known item whose prelabels the kernel has changed. */
  changed: (key: string) => void = () => {};
  readonly #kept = new Map<string, Suggested[]>();

  /** Takes what is suggested for an item now. */
  offer(key: string, suggested: Suggested[]): void {
    const base = this.#entries.get(key)?.base;
    if (base) this.receive({ ...base, suggested });
  }

  /** What was kept back of items that are not under the pointer any more is shown. */
  letGo(): void {
    const held = this.held();
    for (const [key, suggested] of this.#kept) {
      if (key === held) continue;
      this.#kept.delete(key);
      this.offer(key, suggested);
    }
  }

  /** Calls back for every item that changes: cheaper than a signal each for thousands. Gives what ends it. */
  follow(changed: (key: string) => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  /** Forgets items that nobody looks at, so that looking through a million stays small. */
  release(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.waits(key)) continue;
      this.#entries.delete(key);
      this.#drafts.delete(key);
    }
  }

  /** The item as the person sees it; null until the kernel has told of it. */
  item(key: string): ReadonlySignal<ItemInfo | null> {
    return this.#entry(key).shown;
  }

  /** The same, without subscribing. */
  peek(key: string): ItemInfo | null {
    return this.#entries.get(key)?.shown.peek() ?? null;
  }

  knows(key: string): boolean {
    return this.#entries.get(key)?.base != null;
  }

  /** True when an own edit of it waits for its verdict. */
  waits(key: string): boolean {
    return (this.#entries.get(key)?.own.length ?? 0) > 0;
  }

  keys(): string[] {
    return [...this.#entries].filter(([, entry]) => entry.base !== null).map(([key]) => key);
  }

  /** Takes what the kernel says of an item. Own edits stay on top until their verdict. */
  receive(info: ItemInfo): void {
    const entry = this.#entry(info.item);
    const before = entry.base;
    const onOurWay = before !== null && this.#path(entry).has(info.answer.version);
    // A version of our own row of edits is no news: the base moves along it with the verdicts, one by one.
    const told = onOurWay ? this.#told(entry, info) : info.suggested;
    const suggested = before === null ? told : this.#steady(before, told);
    entry.base = { ...info, answer: onOurWay ? before.answer : info.answer, suggested };
    for (const one of info.suggested) entry.known.set(one.annotation.id, one);
    this.#show(entry);
  }

  /** Items of which a suggestion may be open again that was never told of here; asked for once. */
  takeUnsure(): string[] {
    const unsure = [...this.#unsure];
    this.#unsure.clear();
    return unsure;
  }

  /** Puts an own edit on top and gives the changes that take it back. */
  act(edit: Edit): Change[] {
    return edit.changes.map((change) => {
      const entry = this.#entry(change.item);
      const [, inverse] = apply(this.#tip(entry).answer, change, edit.id);
      entry.own.push({ edit: edit.id, change });
      this.#kept.delete(change.item);
      this.#show(entry);
      return inverse;
    });
  }

  /** Takes the kernel's verdict of an own edit, and gives what it refused. */
  settle(edit: Edit, verdict: Verdict): Lost[] {
    const refused = new Map(verdict.refusals.map((refusal) => [refusal.item, refusal]));
    const lost: Lost[] = [];
    for (const { item } of edit.changes) {
      const entry = this.#entry(item);
      const refusal = refused.get(item);
      if (refusal === undefined) this.#advance(entry, edit.id);
      else {
        const mine = this.#tip(entry).answer;
        entry.own = entry.own.filter((own) => own.edit !== edit.id);
        if (refusal.now !== null) entry.base = refusal.now;
        lost.push({ item, why: refusal.why, reason: refusal.reason, now: refusal.now, mine });
      }
      this.#show(entry);
    }
    return lost;
  }

  /** Takes an own edit off again without a verdict (the person chose to forget it). */
  forget(edit: Edit): void {
    for (const { item } of edit.changes) {
      const entry = this.#entry(item);
      entry.own = entry.own.filter((own) => own.edit !== edit.id);
      this.#show(entry);
    }
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { key, base: null, own: [], known: new Map(), shown: signal(null), ahead: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** What is to be suggested from now on: nothing changes under the pointer. */
  #steady({ item, suggested }: ItemInfo, told: Suggested[]): Suggested[] {
    if (this.held() === item) {
      this.#kept.set(item, told);
      return suggested;
    }
    if (certainOf(suggested) !== certainOf(told)) this.changed(item);
    return told;
  }

  /** The versions that the waiting own edits start from, pass through and end at. */
  #path(entry: Entry): Set<string> {
    const made = entry.own.map(({ edit, change }) => change.becomes ?? edit);
    return entry.own.length === 0 ? new Set() : new Set([entry.base?.answer.version ?? "", ...made]);
  }

  #advance(entry: Entry, edit: string): void {
    const place = entry.own.findIndex((own) => own.edit === edit);
    const own = entry.own[place];
    if (own === undefined) return;
    entry.own.splice(place, 1);
    if (!entry.base) return;
    const before = entry.base.answer;
    const answer = apply(before, own.change, edit)[0];
    const suggested = [...judged(entry.base.suggested, entry.known, before, own.change)];
    if (opensUnknown(entry.known, before, own.change)) this.#unsure.add(entry.key);
    entry.base = { ...entry.base, answer, suggested };
    this.#judged.value += Number(answer.state === "draft") - Number(before.state === "draft");
  }

  #show(entry: Entry): void {
    const { answer, suggested } = this.#tip(entry);
    const draft = answer.state === "draft";
    if (draft) this.#drafts.add(entry.key);
    else this.#drafts.delete(entry.key);
    const ahead = entry.own.length > 0 ? Number(draft) - Number(entry.base?.answer.state === "draft") : 0;
    if (ahead !== entry.ahead) this.#ahead.value += ahead - entry.ahead;
    entry.ahead = ahead;
    if (entry.base === null) return;
    entry.shown.value = { ...entry.base, answer, suggested: [...suggested] };
    for (const changed of this.#followers) changed(entry.key);
  }

  /** What is open before our own edits, from what the kernel says after some of them. */
  #told(entry: Entry, { answer, suggested }: ItemInfo): Suggested[] {
    const { base, known, own } = entry;
    if (base === null || answer.version === base.answer.version) return suggested;
    const changes = own.map(({ change }) => change);
    return caughtUp(base.suggested, known, suggested, changes);
  }

  /** The answer, and what is suggested beside it, with all own edits. */
  #tip({ base, own, known }: Entry): { answer: Answer; suggested: readonly Suggested[] } {
    let answer = base?.answer ?? UNTOUCHED;
    let suggested: readonly Suggested[] = base?.suggested ?? [];
    for (const { edit, change } of own) {
      suggested = judged(suggested, known, answer, change);
      answer = apply(answer, change, edit)[0];
    }
    return { answer, suggested };
  }
}

/** The labels of what is filled in. */
const certainOf = (suggested: readonly Suggested[]): string =>
  suggested
    .filter(({ certified }) => certified)
    .map(({ annotation: { label, shape } }) => (shape.kind === "choice" ? label : JSON.stringify(shape)))
    .join();
