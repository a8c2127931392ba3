/** Where the person is: pages, layout, focus, and the end of the work. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { isFinal } from "../document/annotation";
import type { Document } from "../document/document";
import { type Link, Refused } from "../wire/link";
import type { Media } from "../wire/media";
import type { Query, Welcome } from "../wire/protocol";
import { Pages } from "./pages";
import { EVERYTHING, isEverything, through } from "./query";
import { Selection } from "./selection";
import { Sight } from "./sight";
import { pictureSize, Supply } from "./supply";
import { LiveTexts } from "./texts";
import { type Layout, type Shape, shapeOf } from "./types";
import { LiveWall } from "./wall";

const AGAIN_AFTER = 3_000;
/** The first page's pictures follow the welcome unasked; after so many milliseconds they are asked for. */
const PATIENCE = 2_500;

export class Browsing {
  readonly layout = signal<Layout>("3x3");
  readonly shape: ReadonlySignal<Shape> = computed(() => shapeOf(this.layout.value));
  readonly pages = new Pages();
  readonly selection = new Selection(this.pages.page, this.shape);
  readonly supply: Supply;
  readonly query = signal<Query>(EVERYTHING);
  readonly wall: LiveWall;
  readonly sight: Sight;
  readonly texts: LiveTexts;
  /** True when no open item is left. */
  readonly done = signal(false);
  readonly #size = signal(0);
  #waiting = false;
  #looking = false;
  /** What was fetched before may be otherwise by now: it is asked for when it is looked at. */
  stale = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    link: Link,
    readonly doc: Document,
    media: Media,
    private readonly ending: AbortSignal,
    private readonly turned: () => void,
    /** Tells the person why a query was refused. */
    private readonly refused: (why: string) => void,
  ) {
    const [wanted, arrived] = [() => ({ count: this.count, size: this.size }), () => this.#arrived()];
    this.texts = new LiveTexts(link, doc, ending);
    this.supply = new Supply(link, doc, this.pages, media, this.texts, wanted, arrived, ending);
    this.wall = new LiveWall(link, doc, this.texts, () => new Set(this.pages.keys()), ending);
    const onWall = computed(() => this.layout.value === "wall");
    this.sight = new Sight(onWall, this.pages.page, this.selection, this.wall);
    ending.addEventListener("abort", () => clearTimeout(this.#again));
  }

  /** Tiles on a full page. */
  get count(): number {
    const { rows, columns } = this.shape.peek();
    return rows * columns;
  }

  /** Longer side of the pictures that are asked for, in device pixels; 0 where there are none. */
  get size(): number {
    return this.texts.on.peek() ? 0 : this.#size.peek();
  }

  begin({ page, query, kind }: Pick<Welcome, "page" | "query" | "kind">): void {
    this.query.value = query ?? EVERYTHING;
    if (this.#onWall || !isEverything(this.query.peek())) {
      void this.arrange(this.query.peek());
      return;
    }
    const open = (key: string) => !this.#isFinal(key);
    this.pages.begin(page.map(({ item }) => item).filter(open), kind);
    this.selection.reset();
    this.supply.turn(PATIENCE);
    if (this.pages.page.peek().length === 0) this.advance();
    this.supply.fetchAhead();
  }

  /** Looks through what this query finds, from its start; all items in work order on pages is the queue. */
  async arrange(query: Query): Promise<void> {
    const before = this.query.peek();
    this.query.value = query;
    while (this.query.peek() === query && !this.ending.aborted) {
      try {
        if (this.#onWall) await this.wall.arrange(query);
        else if (isEverything(query)) this.#queue();
        else await this.#leaf(query);
        return;
      } catch (error) {
        if (error instanceof Refused) {
          this.query.value = before;
          this.refused(error.message);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
      }
    }
  }

  next(): void {
    if (this.supply.queued) this.pages.withdraw((key) => this.#isFinal(key));
    if (this.pages.next()) this.#turn();
    else this.supply.fetchAhead();
  }

  /** The person goes on working on this page: it is not turned under their hands. */
  stay(): void {
    this.#waiting = false;
  }

  /** To the next page as soon as there is one; without any, to what was left behind, or to the end. */
  advance(): void {
    if (this.#onWall) return;
    this.pages.close();
    this.#waiting = true;
    this.#arrived();
    this.supply.fetchAhead();
  }

  previous(): void {
    if (this.done.peek()) {
      this.done.value = false;
      if (this.pages.page.peek().length > 0) return;
    }
    if (this.pages.previous()) this.#turn();
  }

  /** Shows the items of an act, wherever they are. */
  reveal(items: readonly string[]): void {
    const [first] = items;
    if (first === undefined) return;
    if (this.#onWall) {
      if (!items.some((item) => this.sight.page.peek().includes(item)))
        void this.wall.show(first).catch(() => undefined);
      return;
    }
    const here = items.find((item) => this.pages.page.peek().includes(item));
    if (here === undefined) {
      if (!this.pages.reveal(first)) this.pages.visit(items.slice(0, this.count));
      this.#turn();
    }
    this.done.value = false;
    this.#waiting = false;
    this.selection.setFocus(this.pages.page.peek().indexOf(here ?? first));
  }

  /** Shows one item, fetched first when it is not on any page yet. */
  async show(item: string): Promise<void> {
    if (this.#onWall) {
      const found = await this.wall.show(item).catch(() => true);
      if (!found) await this.arrange(through({ ids: [item] }));
      return;
    }
    // When the kernel cannot be reached nothing is shown, and the status says why.
    if (!this.doc.knows(item)) await this.supply.look([item], this.size).catch(() => undefined);
    if (this.doc.knows(item)) batch(() => this.reveal([item]));
  }

  setLayout(layout: Layout): void {
    if (layout === this.layout.peek()) return;
    const [before, key, walled] = [this.pages.page.peek(), this.sight.current.peek(), this.#onWall];
    const place = this.wall.choosing.focus.peek();
    this.layout.value = layout;
    if (layout === "wall") void this.#toWall(key);
    else if (walled) this.#fromWall(place);
    else {
      this.pages.cut(this.count);
      this.selection.follow(before);
      this.supply.serve();
    }
  }

  /** Device pixels of a tile's longer side; larger tiles ask for larger pictures. */
  setTileSize(pixels: number): void {
    const size = pictureSize(pixels);
    if (size === this.#size.peek()) return;
    const larger = size > this.#size.peek();
    this.#size.value = size;
    if (larger && this.pages.page.peek().length > 0) this.supply.turn();
  }

  /** Others have changed these answers; all of them when null. */
  async refresh(items: readonly string[] | null): Promise<void> {
    if (items === null) this.stale = true;
    const near = () => (this.#onWall ? this.wall.doubt() : [...this.pages.near()]);
    const known = items === null ? near() : items.filter((item) => this.doc.knows(item));
    await this.supply.look(known).catch(() => undefined); // Stale at worst: an act on it is a clear conflict.
  }

  /** Why a picture cannot be shown, or "". */
  reason = (key: string) =>
    this.texts.reason(key) || (this.#onWall ? this.wall.shelf : this.supply).reason(key);

  /** There may be more to do than was known. */
  reopen(): void {
    this.supply.reopen();
    if (this.done.peek()) this.advance();
  }

  get #onWall(): boolean {
    return this.sight.onWall.peek();
  }

  /** Pages of the open items. */
  #queue(): void {
    this.wall.leave();
    this.supply.follow(null);
    this.#first([]);
    this.advance();
  }

  /** Pages of what a query finds, from this place on. */
  async #leaf(query: Query, place = 0): Promise<void> {
    const [found, { count, size }] = [this.wall.arrangement, this];
    const items = await (place === 0 ? found.arrange(query, count, size) : found.rows(place, count, size));
    if (items === null || this.#onWall) return;
    this.supply.follow(found, place + items.length);
    this.#first(items.map((info) => info.item));
  }

  #first(keys: readonly string[]): void {
    batch(() => {
      this.pages.begin(keys);
      this.selection.reset();
      this.done.value = keys.length === 0 && !this.supply.queued;
    });
    this.supply.serve(PATIENCE);
    this.turned();
  }

  /** The wall of what is looked through, at this item. */
  async #toWall(key: string | null): Promise<void> {
    this.#waiting = false;
    this.done.value = false;
    if (this.wall.arrangement.found.peek() === null) await this.arrange(this.query.peek());
    if (key !== null && this.#onWall) await this.wall.show(key).catch(() => undefined);
  }

  #fromWall(place: number): void {
    this.selection.reset();
    if (!isEverything(this.query.peek())) {
      const page = Math.floor(place / this.count) * this.count;
      void this.#leaf(this.query.peek(), page).catch(() => this.arrange(this.query.peek()));
      return;
    }
    this.wall.leave();
    this.supply.follow(null);
    this.pages.cut(this.count);
    this.#turn();
    if (this.pages.page.peek().length === 0) this.advance();
  }

  #turn(): void {
    this.#waiting = false;
    this.done.value = false;
    this.selection.reset();
    this.supply.serve();
    if (this.stale) void this.refresh(this.pages.page.peek());
    this.turned();
  }

  #arrived(): void {
    if (!this.#waiting) return;
    if (this.supply.queued) this.pages.withdraw((key) => this.#isFinal(key));
    if (this.pages.hasNext.peek()) this.next();
    else if (this.supply.exhausted.peek()) void this.#finish();
  }

  /** Nothing open is left but, perhaps, what earlier pages left behind. */
  async #finish(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    clearTimeout(this.#again);
    try {
      const left = await this.supply.leftovers();
      if (!this.#waiting) return;
      this.pages.append(left.keys, this.count, left.kind);
      if (this.pages.hasNext.peek()) this.next();
      else {
        this.#waiting = false;
        this.done.value = true;
      }
    } catch {
      this.#again = setTimeout(() => this.#arrived(), AGAIN_AFTER);
    } finally {
      this.#looking = false;
    }
  }

  #isFinal(key: string): boolean {
    const info = this.doc.peek(key);
    return info !== null && isFinal(info.answer);
  }
}
