/** Suggestions as the person meets them: which are open, and what ✓, ✕ and their keys mean here. */

import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import { resolver } from "../session/acts";
import { openSuggestions } from "../session/suggesting";
import type { Possible, Session } from "../session/types";
import type { ItemInfo, LabelInfo, Suggested } from "../wire/protocol";
import type { Board } from "./board";
import { count, number } from "./parts";

type How = "accept" | "reject";

/** What a tile shows of an item's suggestions; `outlined` are those drawn over its picture. */
export interface Proposed {
  readonly suggested: readonly Suggested[];
  readonly outlined: readonly Suggested[];
}

const NOTHING: readonly Suggested[] = [];
const NONE: Proposed = { suggested: NOTHING, outlined: NOTHING };

export class Judging {
  readonly #resolve = computed(() => resolver(this.session.labelsById.value));
  readonly #task = computed(() => this.session.project.value?.task ?? "");
  /** The labels that the filter names as suggested, with those under them. */
  readonly #named = computed(() => {
    const named = new Set(this.session.query.value.where.suggested);
    return new Set(
      [...this.session.labelsById.value].flatMap(([id, label]) =>
        within(label, named, this.session.labelsById.value) ? [id] : [],
      ),
    );
  });
  #ever = false;

  constructor(
    private readonly session: Session,
    private readonly board: ReadonlySignal<Board>,
    /** The newest thing to say to the person. */
    private readonly said: Signal<string>,
  ) {}

  openOf(info: ItemInfo | null | undefined): readonly Suggested[] {
    return openSuggestions(info, this.#task.value, this.#resolve.value);
  }

  /** Regions are outlined on tiles only where they are what is looked for. */
  onTile(info: ItemInfo | null): Proposed {
    const suggested = this.openOf(info);
    if (suggested.length === 0) return NONE;
    const named = this.#named.value;
    const outlined = named.size > 0 ? suggested.filter((one) => named.has(one.annotation.label)) : NOTHING;
    return { suggested, outlined };
  }

  /** What "all" is about: the item shown large, else the selected tiles, else the page. On the wall the selected. */
  readonly #here: ReadonlySignal<readonly string[]> = computed(() => {
    const { largeKey, selected, page, layout } = this.session;
    if (largeKey.value !== null) return [largeKey.value];
    if (selected.value.size > 0) return [...selected.value];
    return layout.value === "wall" ? [] : page.value;
  });

  /** How many suggestions that are. */
  readonly open: ReadonlySignal<number> = computed(() =>
    this.#here.value.reduce((sum, key) => sum + this.openOf(this.session.item(key).value).length, 0),
  );

  /** True from the first suggestion on: what vanished again would move its neighbours under the pointer. */
  readonly met: ReadonlySignal<boolean> = computed(() => {
    this.#ever ||= this.open.value > 0 || (this.session.progress.value?.suggested ?? 0) > 0;
    return this.#ever;
  });

  /** True while more is selected than can be named, and looked through here. */
  readonly #many = computed(() => {
    const { largeKey, selected, chosen } = this.session;
    return largeKey.value === null && chosen.value > selected.value.size;
  });

  /** Whether there is something that "all" could mean. */
  readonly possible: ReadonlySignal<Possible> = computed(() => {
    const some = (this.session.progress.value?.suggested ?? 0) > 0;
    const now = this.#many.value ? some : this.open.value > 0;
    return { now, why: now ? "" : "Nothing is suggested here." };
  });

  /** How many there are, as the foot says it: here where one item is shown, else in the whole project. */
  readonly words: ReadonlySignal<string> = computed(() => {
    const all = this.session.progress.value?.suggested ?? 0;
    if (this.session.largeKey.value === null) return all > 0 ? `${number(all)} suggested` : "";
    return this.open.value > 0 ? `${count(this.open.value, "suggestion")} here` : "";
  });

  /** All of them, in one step. */
  all(how: How): void {
    if (this.#many.peek()) {
      this.session.judge(how, null);
      return;
    }
    const keys = this.#here.peek();
    const now = this.open.peek();
    this.session.judge(how, keys);
    this.#tell(how, now);
    if (this.board.peek().open.peek()) this.board.peek().select([]);
  }

  /** What is picked, else all of the item, or of the selected tiles. */
  picked(how: How): void {
    if (this.board.peek().open.peek()) this.#onBoard(how);
    else this.#onTiles(how);
  }

  /** Those of one label on one tile. */
  ofLabel(how: How, key: string, label: number): void {
    const resolve = this.#resolve.peek();
    const open = this.openOf(this.session.item(key).peek());
    const mine = open.filter(({ annotation }) => resolve(annotation.label) === label);
    this.session[how](
      key,
      mine.map(({ annotation: { id } }) => id),
    );
  }

  /** One of what is drawn; the next that is open is picked then, so that keys alone go through all. */
  one(how: How, key: string, ids: readonly string[]): void {
    const before = this.openOf(this.session.item(key).peek());
    const last = before.findLastIndex(({ annotation: { id } }) => ids.includes(id));
    const order = [...before.slice(last + 1), ...before.slice(0, last + 1)];
    this.session[how](key, ids);
    const left = new Set(this.openOf(this.session.item(key).peek()).map(({ annotation: { id } }) => id));
    const next = order.find(({ annotation: { id } }) => left.has(id))?.annotation.id;
    const board = this.board.peek();
    board.select(next === undefined ? [] : [next]);
    if (next !== undefined) board.reveal?.(next);
  }

  #onBoard(how: How): void {
    const key = this.session.largeKey.peek();
    if (key === null) return;
    const open = this.openOf(this.session.item(key).peek()).map(({ annotation: { id } }) => id);
    const selected = this.board.peek().selected.peek();
    const ids = open.filter((id) => selected.has(id));
    if (selected.size > 0 && ids.length === 0) this.said.value = "What is selected is not a suggestion.";
    else if (ids.length > 0) this.one(how, key, ids);
    else this.all(how);
  }

  #onTiles(how: How): void {
    const { selected, current } = this.session;
    if (this.#many.peek()) {
      this.session.judge(how, null);
      return;
    }
    const focused = current.peek();
    const keys = selected.peek().size > 0 ? [...selected.peek()] : focused === null ? [] : [focused];
    const open = keys.map((key) => this.openOf(this.session.item(key).peek()).length);
    this.session.judge(how, keys);
    this.#tell(
      how,
      open.reduce((sum, one) => sum + one, 0),
    );
    if (this.#task.peek() === "multiclass") this.session.selectNone();
  }

  #tell(how: How, judged: number): void {
    const done = how === "accept" ? "accepted" : "rejected";
    this.said.value = judged === 0 ? "Nothing is suggested here." : `${count(judged, "suggestion")} ${done}.`;
  }
}

function within(
  label: LabelInfo,
  named: ReadonlySet<number>,
  labels: ReadonlyMap<number, LabelInfo>,
): boolean {
  for (let one: LabelInfo | undefined = label; one; ) {
    if (named.has(one.id)) return true;
    one = one.parent === null ? undefined : labels.get(one.parent);
  }
  return false;
}
