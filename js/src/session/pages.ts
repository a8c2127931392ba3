/** The pages of this session: those seen, the one shown, those fetched ahead. Keys only. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { PageKind } from "./types";

interface Sheet {
  readonly keys: readonly string[];
  readonly seen: boolean;
  /** What the kernel made of it; null of a page that is not of the work queue. */
  readonly kind: PageKind | null;
  /** A page of its own (shown by name, or submitted): nothing is added to it. */
  readonly closed: boolean;
}

interface Row {
  readonly past: readonly Sheet[];
  readonly now: Sheet;
  readonly future: readonly Sheet[];
}

/** How many unseen pages are kept ready: enough for a kernel that is busy for some seconds. */
const AHEAD = 3;
/** While the machine learns, what is ready is older than what it knows by then: so there is less of it. */
const AHEAD_LEARNING = 1;
/** How many pages on either side keep their pictures. */
const NEAR = 3;

export class Pages {
  readonly #row = signal<Row>({ past: [], now: sheet([], true, null), future: [] });
  readonly page: ReadonlySignal<readonly string[]> = computed(() => this.#row.value.now.keys);
  readonly kind: ReadonlySignal<PageKind | null> = computed(() => this.#row.value.now.kind);
  readonly hasNext: ReadonlySignal<boolean> = computed(() => this.#row.value.future.length > 0);
  readonly hasPrevious: ReadonlySignal<boolean> = computed(() => this.#row.value.past.length > 0);

  begin(keys: readonly string[], kind: PageKind | null = null): void {
    this.#row.value = { past: [], now: sheet(keys, true, kind), future: [] };
  }

  next(): boolean {
    const { past, now, future } = this.#row.peek();
    const [first, ...rest] = future;
    if (first === undefined) return false;
    const left = now.keys.length > 0 ? [...past, now] : past;
    this.#row.value = { past: left, now: { ...first, seen: true }, future: rest };
    return true;
  }

  previous(): boolean {
    const { past, now, future } = this.#row.peek();
    const last = past.at(-1);
    if (last === undefined) return false;
    const right = now.keys.length > 0 ? [now, ...future] : future;
    this.#row.value = { past: past.slice(0, -1), now: last, future: right };
    return true;
  }

  /** Turns to the page that holds this item; false when none does. */
  reveal(key: string): boolean {
    const { past, now, future } = this.#row.peek();
    const all = [...past, now, ...future];
    const place = all.findIndex((one) => one.keys.includes(key));
    const found = all[place];
    if (found === undefined) return false;
    if (found === now) return true;
    const full = (one: Sheet) => one.keys.length > 0;
    this.#row.value = {
      past: all.slice(0, place).filter(full),
      now: { ...found, seen: true },
      future: all.slice(place + 1).filter(full),
    };
    return true;
  }

  /** Shows these items as a page of their own; the page shown before comes next. */
  visit(keys: readonly string[]): void {
    const { past, now, future } = this.#row.peek();
    const right = now.keys.length > 0 ? [now, ...future] : future;
    this.#row.value = { past, now: { keys, seen: true, closed: true, kind: null }, future: right };
  }

  /** Nothing may be added to the page shown any more: it has been submitted. */
  close(): void {
    const row = this.#row.peek();
    this.#row.value = { ...row, now: { ...row.now, closed: true } };
  }

  /** Cuts the page shown and all after it anew, `count` items each, from the first item shown now. */
  cut(count: number): void {
    const { past, now, future } = this.#row.peek();
    const rows = alike([now, ...future]).flatMap(({ keys, kind }) =>
      slices(keys, count).map((one) => sheet(one, false, kind)),
    );
    const [first = sheet([], true, null), ...rest] = rows;
    this.#row.value = { past, now: { ...first, seen: true }, future: rest };
  }

  /** Adds items that came from the kernel: the last page is filled up first. Known ones are left out. */
  append(keys: readonly string[], count: number, kind: PageKind | null = null): number {
    const { past, now, future } = this.#row.peek();
    const known = new Set([now, ...future].flatMap((one) => one.keys));
    const fresh = keys.filter((key) => !known.has(key));
    if (fresh.length === 0) return 0;
    const open = [now, ...future];
    const last = open.pop() ?? now;
    const fits = last.kind === kind || last.keys.length === 0;
    const room = last.closed || !fits ? 0 : Math.max(0, count - last.keys.length);
    open.push(room === 0 ? last : { ...last, kind, keys: [...last.keys, ...fresh.slice(0, room)] });
    const [head = now, ...tail] = open;
    const more = slices(fresh.slice(room), count).map((one) => sheet(one, false, kind));
    this.#row.value = { past, now: head, future: [...tail, ...more] };
    return fresh.length;
  }

  /** Puts a page before those that nobody has seen yet: what is shown next is the newest. */
  precede(keys: readonly string[], kind: PageKind): void {
    const { past, now, future } = this.#row.peek();
    const seen = future.filter((one) => one.seen);
    const met = new Set([now, ...future].flatMap((one) => one.keys));
    const fresh = keys.filter((key) => !met.has(key));
    if (fresh.length === 0) return;
    const unseen = future.filter((one) => !one.seen);
    this.#row.value = { past, now, future: [...seen, sheet(fresh, false, kind), ...unseen] };
  }

  /** Takes items out of the pages that nobody has seen yet. */
  withdraw(gone: (key: string) => boolean): void {
    const { past, now, future } = this.#row.peek();
    const left = future
      .map((one) => (one.seen ? one : { ...one, keys: one.keys.filter((key) => !gone(key)) }))
      .filter((one) => one.keys.length > 0);
    this.#row.value = { past, now, future: left };
  }

  /** The first items of the next page. */
  upcoming(count: number): readonly string[] {
    return this.#row.value.future[0]?.keys.slice(0, count) ?? [];
  }

  /** How many more items should be asked for, so that enough full unseen pages are ready. */
  lacking(count: number, learning = false): number {
    const { now, future } = this.#row.peek();
    const last = future.at(-1) ?? now;
    const whole = last.kind !== null && last.kind !== "manual";
    if (!last.closed && !whole && last.keys.length < count) return count - last.keys.length;
    const enough = learning ? AHEAD_LEARNING : AHEAD;
    return future.filter((one) => !one.seen).length < enough ? count : 0;
  }

  /** All items of this session's pages. */
  keys(): string[] {
    const { past, now, future } = this.#row.peek();
    return [...past, now, ...future].flatMap((one) => one.keys);
  }

  /** The items of the pages whose pictures are worth their memory. */
  near(): Set<string> {
    const { past, now, future } = this.#row.peek();
    return new Set([...past.slice(-NEAR), now, ...future.slice(0, NEAR)].flatMap((one) => one.keys));
  }
}

function sheet(keys: readonly string[], seen: boolean, kind: PageKind | null): Sheet {
  return { keys, seen, closed: false, kind };
}

/** Neighbours of one kind as one: pages are cut anew within a kind only. */
function alike(sheets: readonly Sheet[]): Sheet[] {
  const found: Sheet[] = [];
  for (const one of sheets.filter(({ keys }) => keys.length > 0)) {
    const last = found.at(-1);
    if (last?.kind !== one.kind || last === undefined) found.push(one);
    else found[found.length - 1] = { ...last, keys: [...last.keys, ...one.keys] };
  }
  return found;
}

function slices(keys: readonly string[], count: number): string[][] {
  const cut: string[][] = [];
  for (let at = 0; at < keys.length; at += count) cut.push(keys.slice(at, at + count));
  return cut;
}
