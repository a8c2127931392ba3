/** Where the person is: pages, layout, focus, and the end of the work. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { isFinal } from "../document/annotation";
import type { Document } from "../document/document";
import type { Link } from "../wire/link";
import type { Media } from "../wire/media";
import { Pages } from "./pages";
import { Selection } from "./selection";
import { pictureSize, Supply } from "./supply";
import type { Layout, Possible, Shape } from "./types";

const AGAIN_AFTER = 3_000;
/** The first page's pictures follow the welcome unasked; after so many milliseconds they are asked for. */
const PATIENCE = 2_500;

export class Browsing {
  readonly layout = signal<Layout>("3x3");
  readonly shape: ReadonlySignal<Shape> = computed(() => shapeOf(this.layout.value));
  readonly pages = new Pages();
  readonly selection = new Selection(this.pages.page, this.shape);
  readonly supply: Supply;
  /** True when no open item is left. */
  readonly done = signal(false);
  readonly #size = signal(0);
  #waiting = false;
  #looking = false;
  #stale = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    link: Link,
    private readonly doc: Document,
    media: Media,
    ending: AbortSignal,
    private readonly turned: () => void,
  ) {
    const wanted = () => ({ count: this.count, size: this.size });
    this.supply = new Supply(link, doc, this.pages, media, wanted, () => this.#arrived(), ending);
    ending.addEventListener("abort", () => clearTimeout(this.#again));
  }

  /** Tiles on a full page. */
  get count(): number {
    const { rows, columns } = this.shape.peek();
    return rows * columns;
  }

  /** Longer side of the pictures that are asked for, in device pixels. */
  get size(): number {
    return this.#size.peek();
  }

  readonly canNext: ReadonlySignal<Possible> = computed(() => {
    if (this.pages.hasNext.value) return { now: true, why: "" };
    const last = this.supply.exhausted.value;
    return { now: false, why: last ? "This is the last page." : "The next page is on its way." };
  });

  readonly canPrevious: ReadonlySignal<Possible> = computed(() => {
    const now = this.pages.hasPrevious.value || this.done.value;
    return { now, why: now ? "" : "This is the first page of this session." };
  });

  begin(keys: readonly string[]): void {
    this.pages.begin(keys.filter((key) => !this.#isFinal(key)));
    this.selection.reset();
    this.supply.turn(PATIENCE);
    if (this.pages.page.peek().length === 0) this.advance();
    this.supply.fetchAhead();
  }

  next(): void {
    this.pages.withdraw((key) => this.#isFinal(key));
    if (this.pages.next()) this.#turn();
    else this.supply.fetchAhead();
  }

  /** The person goes on working on this page: it is not turned under their hands. */
  stay(): void {
    this.#waiting = false;
  }

  /** To the next page as soon as there is one; without any, to what was left behind, or to the end. */
  advance(): void {
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
    // When the kernel cannot be reached nothing is shown, and the status says why.
    if (!this.doc.knows(item)) await this.supply.look([item], this.size).catch(() => undefined);
    if (this.doc.knows(item)) batch(() => this.reveal([item]));
  }

  setLayout(layout: Layout): void {
    if (layout === this.layout.peek()) return;
    const before = this.pages.page.peek();
    this.layout.value = layout;
    this.pages.cut(this.count);
    this.selection.follow(before);
    this.supply.turn();
    this.supply.fetchAhead();
  }

  /** Device pixels of a tile's longer side; larger tiles ask for larger pictures. */
  setTileSize(pixels: number): void {
    const size = pictureSize(pixels);
    if (size === this.#size.peek()) return;
    const larger = size > this.#size.peek();
    this.#size.value = size;
    if (larger && this.pages.page.peek().length > 0) this.supply.turn();
  }

  setLarge(place: number | null): void {
    this.selection.setLarge(place);
    const key = this.pages.page.peek()[this.selection.large.peek() ?? -1];
    if (key !== undefined) this.supply.want(key, largestSide());
  }

  /** Others have changed these answers; all of them when null. */
  async refresh(items: readonly string[] | null): Promise<void> {
    if (items === null) this.#stale = true;
    const known = items === null ? [...this.pages.near()] : items.filter((item) => this.doc.knows(item));
    await this.supply.look(known).catch(() => undefined); // Stale at worst: an act on it is a clear conflict.
  }

  /** There may be more to do than was known. */
  reopen(): void {
    this.supply.reopen();
    if (this.done.peek()) this.advance();
  }

  #turn(): void {
    this.#waiting = false;
    this.done.value = false;
    this.selection.reset();
    this.supply.turn();
    this.supply.fetchAhead();
    if (this.#stale) void this.refresh(this.pages.page.peek());
    this.turned();
  }

  #arrived(): void {
    if (!this.#waiting) return;
    this.pages.withdraw((key) => this.#isFinal(key));
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
      this.pages.append(left, this.count);
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

function shapeOf(layout: Layout): Shape {
  const [rows = 1, columns = rows] = layout.split("x").map(Number);
  return { rows, columns };
}

function largestSide(): number {
  const { innerWidth = 1024, innerHeight = 1024, devicePixelRatio = 1 } = globalThis;
  return Math.max(innerWidth, innerHeight) * devicePixelRatio;
}
