/** What the person does to answers: every command is one edit, shown and kept before anything else happens. */

import { batch } from "@preact/signals";
import type { Document } from "../document/document";
import type { History } from "../document/history";
import { newId, observe } from "../document/ids";
import type { Link } from "../wire/link";
import type { Kept, Outbox } from "../wire/outbox";
import type { Answer, Bulk, Change, Edit, ItemInfo, Query, Verdict } from "../wire/protocol";
import * as acts from "./acts";
import type { Browsing } from "./browsing";
import { bulkNow, bulkOf, bulkOn, type Deed, kindOf } from "./bulk";
import { Conflicts, inWords, type Notices } from "./notices";
import { Progressing } from "./progressing";
import { through } from "./query";
import type { Ranges } from "./ranges";
import { type Act, Reverting } from "./reverting";
import { Saver } from "./saver";
import { ONE_BY_ONE } from "./types";

/** What Submit on the wall sends. */
const DRAFTS: Query = through({ state: ["draft"] });

/** Whose edits these are. `names` are the labels; `refuses` says why the project takes none now, or "". */
export interface Bench {
  readonly project: string;
  readonly annotator: string;
  readonly client: string;
  readonly task: string;
  readonly multilabel: boolean;
  /** "Nothing here" is an answer. */
  readonly maybeNothing: boolean;
  readonly refuses: string;
  readonly resolve: acts.Resolve;
  nameOf(label: number): string;
}

export class Labeling {
  readonly saver: Saver;
  readonly conflicts: Conflicts;
  readonly progressing: Progressing;
  #since = Date.now();
  /** The newest act in bulk, to tell the second use of a label on the same selection. */
  #last: { readonly chosen: Ranges; readonly label: number | null } | null = null;
  readonly #reverting: Reverting;

  constructor(
    link: Link,
    private readonly outbox: Outbox,
    private readonly doc: Document,
    private readonly history: History,
    private readonly browsing: Browsing,
    private readonly notices: Notices,
    private readonly bench: () => Bench,
    ending: AbortSignal,
  ) {
    const judged = (kept: Kept, verdict: Verdict) => this.#judge(kept, verdict);
    this.progressing = new Progressing(link);
    this.saver = new Saver(link, outbox, () => bench().project, judged, ending);
    const say = (answer: Answer) => inWords(answer, (label) => bench().nameOf(label));
    const act: Act = (kind, changes, undoes) => this.act(kind, changes, undoes);
    const failed = (error: Error) => this.#impossible("revert", error);
    this.#reverting = new Reverting(link, doc, history, browsing, act, failed);
    this.conflicts = new Conflicts(notices, say, (mine) => this.#useMine(mine));
  }

  label(id: number): void {
    const { multilabel, resolve } = this.bench();
    if (this.browsing.sight.targets() === null) {
      // Whether all of them have it nobody knows here: the same key on the same selection takes it off again.
      const again =
        multilabel && this.#last?.label === id && this.#last.chosen === this.browsing.wall.chosen.peek();
      this.#inBulk({ act: again ? "unlabel" : "label", label: id });
      return;
    }
    const items = this.#visible();
    this.act("annotate", (multilabel ? acts.toggle : acts.classify)(items, id, resolve));
    if (!multilabel) this.browsing.sight.none();
  }

  clear(key: string, id: number): void {
    const info = this.doc.peek(key);
    if (info) this.act("annotate", acts.without(info, id, this.bench().resolve));
  }

  nothing(): void {
    if (!this.bench().maybeNothing) return;
    if (this.browsing.sight.targets() === null) this.#inBulk({ act: "nothing" });
    else this.act("annotate", acts.nothing(this.#visible()));
  }

  skip(note: string): void {
    if (this.browsing.sight.targets() === null) this.#inBulk({ act: "skip", note });
    else this.act("skip", acts.skip(this.#targets(), note, this.#checks));
    this.browsing.sight.none();
  }

  note(key: string, text: string): void {
    const info = this.doc.peek(key);
    if (info?.answer.state === "skipped") this.act("skip", acts.skip([info], text));
  }

  /** Accepts or rejects what is suggested for these items: these ids, or all that is open; null: for all selected. */
  judge(how: "accept" | "reject", keys: readonly string[] | null, ids: readonly string[] | null): void {
    const { task, resolve } = this.bench();
    if (keys === null) {
      this.#inBulk({ act: how });
      return;
    }
    this.act(how, acts.judge(how, this.#infos(keys), ids, task, resolve));
  }

  /** Accepts or rejects all that is open of what the filter finds. */
  judgeFiltered(how: "accept" | "reject"): void {
    const { found } = this.browsing.wall.arrangement;
    const count = found.peek()?.count ?? 0;
    if (count > 0) this.#keepBulk(bulkOf(this.browsing.query.peek(), { act: how }, count, [], []));
  }

  /** Sends the page, or on the wall everything that is answered: `count` items. */
  submit(count: number): void {
    const onWall = this.browsing.sight.onWall.peek();
    const drafts = [...this.doc.drafts];
    if (onWall && (drafts.length < count || count > ONE_BY_ONE))
      this.#keepBulk(bulkOf(DRAFTS, { act: "submit" }, count, [], []));
    else if (onWall) this.act("submit", acts.submit(this.#infos(drafts)));
    else this.submitThese(this.browsing.pages.page.peek());
    this.browsing.advance();
  }

  /** Sends these of the page, with what is filled in on them. */
  submitThese(keys: readonly string[]): void {
    const { task, resolve } = this.bench();
    this.act("submit", acts.submit(this.#infos(keys), task, resolve, this.#checks));
  }

  /** Takes the last step back, or does the last undone one again, on the page where it happened. */
  revert(kind: "undo" | "redo"): void {
    this.#reverting.revert(kind);
  }

  /** Makes one edit of these changes; none make none. */
  act(
    kind: Edit["kind"],
    changes: readonly Change[],
    undoes: string | null = null,
    bulk: Bulk | null = null,
  ): void {
    if (changes.length === 0 && undoes === null && bulk === null) return;
    const { project, annotator, client, refuses } = this.bench();
    if (refuses !== "") {
      this.notices.put({ id: "refuses", text: refuses, tone: "warning", actions: [] });
      return;
    }
    if (kind !== "submit") this.browsing.stay();
    const [id, at] = [newId(), new Date().toISOString()];
    const own = { undoes, at, seconds: this.#seconds(), client, bulk };
    const edit: Edit = { id, kind, changes: [...changes], ...own };
    batch(() => {
      const inverse = this.doc.act(edit);
      const kept = { project, annotator, order: id, client, edit, inverse };
      this.outbox.keep(kept);
      this.history.record(edit, inverse);
      this.saver.add(kept);
    });
    if (changes.length === 0) this.progressing.begin(edit, this.history);
  }

  /** Takes up what this very client had done before a reload. */
  resume(all: readonly Kept[]): void {
    for (const kept of all) {
      observe(kept.order);
      this.history.record(kept.edit, kept.inverse);
    }
    void this.adopt(all);
  }

  /** Takes up the edits of a dead tab: shown and sent, but not this page's to undo. */
  adopt(all: readonly Kept[]): Promise<void> {
    batch(() => {
      for (const kept of all) this.doc.act(kept.edit);
      for (const kept of all) this.saver.add(kept);
    });
    return this.saver.until(all);
  }

  /** Sends edits that are not this person's to see. */
  send(all: readonly Kept[]): Promise<void> {
    for (const kept of all) this.saver.add(kept);
    return this.saver.until(all).then(() => this.browsing.refresh(null));
  }

  /** A new page is looked at: the time for the next answer counts from here. */
  restartClock(): void {
    this.#since = Date.now();
  }

  /** On a selection that cannot be named. It is kept at once, unless its ends must be asked for first. */
  #inBulk(deed: Deed): void {
    const { wall, query } = this.browsing;
    const [chosen, through] = [wall.chosen.peek(), query.peek()];
    const now = bulkNow(wall.arrangement, through, chosen, deed);
    if (now) this.#keepBulk(now);
    else
      bulkOn(wall.arrangement, through, chosen, deed)
        .then((bulk) => this.#keepBulk(bulk))
        .catch((error: Error) => this.#impossible("bulk", error));
    this.#last = { chosen, label: deed.act === "label" ? (deed.label ?? null) : null };
    if (!this.bench().multilabel) this.browsing.sight.none();
  }

  #keepBulk(bulk: Bulk): void {
    this.act(kindOf(bulk), [], null, bulk);
  }

  #impossible(id: string, error: Error): void {
    this.notices.put({ id, text: `Not possible now: ${error.message}`, tone: "error", actions: [] });
  }

  #seconds(): number {
    const now = Date.now();
    const seconds = (now - this.#since) / 1000;
    this.#since = now;
    return seconds;
  }

  /** On a page of work, answers to what is to be answered blind are checks. */
  get #checks(): boolean {
    return !this.browsing.sight.onWall.peek() && this.browsing.pages.kind.peek() !== null;
  }

  #targets(): ItemInfo[] {
    return this.#infos(this.browsing.sight.targets() ?? []);
  }

  /** The targets that can be judged: what nobody can see gets no label. */
  #visible(): ItemInfo[] {
    return this.#targets().filter((one) => !one.broken && !this.browsing.reason(one.item));
  }

  #infos(keys: readonly string[]): ItemInfo[] {
    return keys.flatMap((key) => this.doc.peek(key) ?? []);
  }

  #judge(kept: Kept, verdict: Verdict): void {
    const own = kept.annotator === this.bench().annotator && kept.project === this.bench().project;
    batch(() => {
      for (const lost of this.doc.settle(kept.edit, verdict)) {
        this.history.refuse(kept.edit, lost.item);
        if (lost.why === "conflict" && own) this.conflicts.add(lost);
        else this.#refused(lost.now?.name ?? lost.item, lost.reason);
      }
    });
    const unsure = this.doc.takeUnsure();
    if (unsure.length > 0) void this.browsing.refresh(unsure);
    if (kept.edit.changes.length > 0) return;
    // Of an act in bulk the kernel says in words how many items it left out, and why.
    for (const { reason } of verdict.refusals)
      this.notices.put({ id: `bulk ${kept.edit.id}`, text: reason, tone: "info", actions: [] });
    this.progressing.end(kept.edit.id);
    void this.browsing.refresh(null);
  }

  #refused(name: string, reason: string): void {
    const text = `"${name}" was not saved: ${reason}`;
    this.notices.put({ id: `refused ${name}`, text, tone: "error", actions: [] });
  }

  #useMine(mine: ReadonlyMap<string, Answer>): void {
    const changes = this.#infos([...mine.keys()]).flatMap((info) => {
      const answer = mine.get(info.item);
      return answer ? [acts.restore(info, answer)] : [];
    });
    this.act("annotate", changes);
  }
}
