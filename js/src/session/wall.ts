/** The wall: what of an arrangement is in view, with its pictures, and what of it is selected. */

import { batch, computed, signal } from "@preact/signals";
import type { Document } from "../document/document";
import type { Link } from "../wire/link";
import type { Bulk, Facts, ItemInfo, Query, Where } from "../wire/protocol";
import { Shelf } from "../wire/shelf";
import { Arrangement, CHUNK } from "./arrangement";
import { bulkNow } from "./bulk";
import { Choosing } from "./choosing";
import { through } from "./query";
import type { Ranges } from "./ranges";
import type { LiveTexts } from "./texts";
import { ONE_BY_ONE, TILE, type Wall } from "./types";
import { Wanting } from "./wanting";

/** Sizes of pictures on the wall, in device pixels: few, so that the kernel's cache is hit. */
const SIZES = [32, 64, 96, 160, 256, 384, 512, 768];
/** The rest of the widget hears what is in view when it has stood still for so long. */
const AT_REST = 120;

export class LiveWall implements Wall {
  readonly tile = signal<number>(TILE.first);
  readonly sought = signal<{ readonly place: number } | null>(null);
  readonly arrangement: Arrangement;
  readonly shelf: Shelf;
  readonly choosing: Choosing;
  readonly count;
  /** Keys of the loaded items in view. */
  readonly inView = signal<readonly string[]>([]);
  readonly #loads = signal(0);
  readonly #followers = new Set<(key: string | null) => void>();
  readonly #wanting: Wanting;
  #window = { from: 0, to: CHUNK };
  #columns = 1;
  #size = 96;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly doc: Document,
    private readonly texts: LiveTexts,
    needed: () => ReadonlySet<string>,
    ending: AbortSignal,
  ) {
    const keep = () => new Set([...needed(), ...this.selected.peek(), this.current.peek() ?? ""]);
    this.arrangement = new Arrangement(link, doc, (keys) => this.#loaded(keys), keep, texts.on, ending);
    this.shelf = new Shelf((keys) => this.#pictured(keys), ending);
    this.count = computed(() => this.arrangement.found.value?.count ?? 0);
    this.choosing = new Choosing(this.count, () => this.#columns);
    this.#wanting = new Wanting(link, doc, this.shelf, ending);
    const ends = [doc, texts].map((one) => one.follow((key) => this.#tell(key)));
    const enlarge = (on: boolean) => {
      if (on && this.tile.peek() === TILE.first) this.tile.value = TILE.document;
    };
    ends.push(texts.on.subscribe(enlarge));
    ending.addEventListener("abort", () => {
      for (const end of ends) end();
      clearTimeout(this.#rest);
    });
  }

  /** The selected items while they are few and loaded; else none. */
  readonly selected = computed<ReadonlySet<string>>(() => {
    const chosen = this.choosing.chosen.value;
    this.#loads.value;
    if (chosen.size === 0 || chosen.size > ONE_BY_ONE) return NONE;
    const keys = chosen.places().map((place) => this.key(place));
    return keys.every((key) => key !== null) ? new Set(keys) : NONE;
  });

  readonly current = computed<string | null>(() => {
    this.#loads.value;
    return this.key(this.choosing.focus.value);
  });

  get chosen() {
    return this.choosing.chosen;
  }

  get size(): number {
    return this.#size;
  }

  key(place: number): string | null {
    return this.arrangement.key(place);
  }

  placeOf(key: string): number {
    return this.arrangement.placeOf(key);
  }

  info(key: string): ItemInfo | null {
    return this.doc.peek(key);
  }

  picture(key: string) {
    if (!this.texts.on.peek()) return this.shelf.picture(key);
    const { reason } = this.texts.peek(key);
    return reason === "" ? null : { ...NO_PICTURE, reason };
  }

  words(key: string) {
    return this.texts.on.peek() ? { ...this.texts.peek(key), whole: false } : null;
  }

  choose(places: Ranges): void {
    this.choosing.chosen.value = places;
  }

  look(from: number, to: number, columns: number, pixels: number): void {
    this.#columns = columns;
    this.#size = SIZES.find((size) => size >= pixels) ?? Math.max(...SIZES);
    this.#window = { from, to };
    this.shelf.turn();
    this.arrangement.look(from, to);
    this.#want();
    this.#settle();
  }

  follow(changed: (key: string | null) => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  /** Shows what a query finds, from its start. False when another was asked for meanwhile. */
  async arrange(query: Query): Promise<boolean> {
    const { from, to } = this.#window;
    const count = Math.min(4, Math.ceil(Math.max(to - from, 1) / CHUNK)) * CHUNK;
    const items = await this.arrangement.arrange(query, count, this.texts.on.peek() ? 0 : this.#size);
    if (items === null) return false;
    batch(() => {
      this.choosing.reset();
      this.sought.value = { place: 0 };
    });
    return true;
  }

  /** Focuses an item wherever it is; false when it is not on the wall. */
  async show(item: string): Promise<boolean> {
    const place = await this.arrangement.locate(item);
    if (place >= 0) this.choosing.setFocus(place);
    return place >= 0;
  }

  /** What there is to filter and sort by. */
  facts(): Promise<Facts> {
    return this.link.ask("facets", {});
  }

  /** How many items a filter finds. Without items or pictures the kernel only counts. */
  async matching(where: Where): Promise<number> {
    const query = through(where);
    return (await this.link.ask("arrange", { query, count: 0, size: 0 })).count;
  }

  /** A selection that is too large to be named; null when it is not, or its ends are not loaded. */
  chosenInBulk(query: Query): Bulk | null {
    const chosen = this.chosen.peek();
    if (chosen.size === 0 || this.selected.peek().size > 0) return null;
    return bulkNow(this.arrangement, query, chosen, { act: "label" });
  }

  leave(): void {
    this.choosing.reset();
    this.arrangement.leave();
    this.shelf.clear();
    this.#wanting.forget();
  }

  /** Answers may be others than those known. */
  doubt(): string[] {
    this.arrangement.doubt();
    return this.arrangement.keys(this.#window);
  }

  #loaded(keys: readonly string[] | null): void {
    this.#loads.value += 1;
    if (keys === null) this.#tell(null);
    else for (const key of keys) this.#tell(key);
    this.#want();
    this.#settle();
  }

  #pictured(keys: readonly string[]): void {
    for (const key of keys) this.#tell(key);
    this.#wanting.arrived();
  }

  #tell(key: string | null): void {
    for (const changed of this.#followers) changed(key);
  }

  #want(): void {
    const inView = () => this.arrangement.keys(this.#window);
    const ahead = () => this.arrangement.keys(this.arrangement.ahead());
    if (this.texts.on.peek()) this.texts.begin([...inView(), ...ahead()]);
    else this.#wanting.want(inView, ahead, this.#size);
  }

  #settle(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.inView.value = this.arrangement.keys(this.#window);
    }, AT_REST);
  }
}

const NONE: ReadonlySet<string> = new Set();
const NO_PICTURE = { image: null, x: 0, y: 0, width: 0, height: 0, original: { width: 0, height: 0 } };
