/** The grid: one canvas for the pixels, a small pool of cells over it, both drawn in one animation frame. */

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { followPointer } from "../input/pointer";
import { overlaps, type Rect, tileRects } from "../paint/fit";
import { TilePainter } from "../paint/tiles";
import type { Session } from "../session/types";
import type { Desk } from "./desk";
import { focused, make, painted, set } from "./element";
import { Tile, type TileView } from "./tile";
import { actsOf } from "./tile-acts";
import { drawnOn } from "./tile-regions";
import { followDocuments, wordsOf } from "./tile-text";
import { mountWall } from "./wall";

type GridParts = ConstructorParameters<typeof Grid>;

const GAP = 8;
/** Below this height or width in pixels a tile's chips become small. */
const SMALL = 132;

interface Size {
  readonly width: number;
  readonly height: number;
}

class Grid {
  readonly element = make("div", "grid");
  readonly #band = make("div", "band");
  readonly #painter: TilePainter;
  readonly #canvas = make("canvas", "pixels");
  readonly #rows: HTMLElement[] = [];
  readonly #tiles: Tile[] = [];
  readonly #size = signal<Size>({ width: 0, height: 0 });
  readonly #ratio = signal(globalThis.devicePixelRatio || 1);
  readonly #rects: ReadonlySignal<readonly Rect[]>;
  #drawn: { rects: readonly Rect[]; count: number } = { rects: [], count: 0 };
  /** What was selected when the rectangle began, while one is drawn. */
  #before: ReadonlySet<string> | null = null;
  #owed = false;
  /** Items whose masks are not all painted yet. */
  #unfinished: ReadonlySet<string> = new Set();
  #frame = 0;

  constructor(
    host: HTMLElement,
    private readonly desk: Desk,
    private readonly abort: AbortSignal,
  ) {
    const { session } = desk;
    this.#painter = new TilePainter(this.#canvas);
    this.#canvas.setAttribute("aria-hidden", "true");
    this.element.setAttribute("role", "grid");
    this.element.setAttribute("aria-label", "Items");
    this.element.setAttribute("aria-multiselectable", "true");
    this.#band.hidden = true;
    host.append(this.#canvas, this.element, this.#band);
    this.#rects = computed(() => rectsOf(session, this.#size.value));
    this.#watchSize(host);
    this.#follow();
    const stop = effect(() => this.#watch());
    const stopSize = effect(() => this.#tellSize());
    followDocuments(session, this.element, abort);
    desk.focusGrid = () => this.#focus();
    abort.addEventListener("abort", () => {
      stop();
      stopSize();
      cancelAnimationFrame(this.#frame);
      desk.focusGrid = () => {};
    });
  }

  #watchSize(host: HTMLElement): void {
    const observer = new ResizeObserver(() => {
      batch(() => {
        this.#size.value = { width: host.clientWidth, height: host.clientHeight };
        this.#ratio.value = globalThis.devicePixelRatio || 1;
      });
    });
    observer.observe(host);
    this.abort.addEventListener("abort", () => observer.disconnect());
  }

  /** The session asks for pictures of the size that is shown. */
  #tellSize(): void {
    const longest = this.#rects.value.reduce((most, rect) => Math.max(most, rect.width, rect.height), 0);
    if (longest > 0) this.desk.session.setTileSize(Math.ceil(longest * this.#ratio.value));
  }

  /** Reads all that the page shows, so that any change of it asks for a frame. */
  #watch(): void {
    const { session } = this.desk;
    for (const key of session.page.value) {
      session.item(key).value;
      session.picture(key).value;
      wordsOf(session, key);
    }
    this.#rects.value;
    session.labelsById.value;
    session.selected.value;
    session.focus.value;
    session.large.value;
    this.#ratio.value;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** A large picture lies over the page, which is not in view then. */
  #views(): TileView[] {
    const { session } = this.desk;
    const rects = this.#rects.value;
    const page = session.large.value === null ? session.page.value : [];
    return page.flatMap((key, place) => {
      const rect = rects[place];
      if (!rect) return [];
      return {
        key,
        info: session.item(key).value,
        picture: session.picture(key).value,
        text: wordsOf(session, key),
        ...this.desk.judging.onTile(session.item(key).value),
        labels: session.labelsById.value,
        place,
        count: page.length,
        selected: session.selected.value.has(key),
        focused: session.focus.value === place,
        rect,
      };
    });
  }

  #draw(): void {
    this.#frame = 0;
    const { session } = this.desk;
    const { width, height } = this.#size.value;
    const views = this.#views();
    const held =
      this.element.contains(focused(this.element)) ||
      (this.#owed && focused(this.element) === this.desk.root);
    const emptied = this.#painter.resize(width, height, this.#ratio.value);
    const { rows, columns } = session.shape.value;
    this.#pool(rows, columns, views.length);
    const first = views[0]?.rect;
    this.element.classList.toggle("small", !!first && Math.min(first.width, first.height) < SMALL);
    this.element.classList.toggle("selecting", session.selected.value.size > 0);
    const moved = this.#drawn.rects !== this.#rects.value || this.#drawn.count !== views.length;
    this.#drawn = { rects: this.#rects.value, count: views.length };
    if (moved) this.#painter.erase();
    const unfinished = new Set<string>();
    views.forEach((view, i) => {
      if (this.#tiles[i]?.draw(view) || emptied || moved || this.#unfinished.has(view.key)) {
        const faint = view.info?.answer.state === "skipped";
        const { rect, picture } = view;
        const all = !!view.text || this.#painter.paint(rect, picture.bitmap, faint, drawnOn(view), picture);
        if (!all) unfinished.add(view.key);
      }
    });
    for (const tile of this.#tiles.slice(0, views.length)) tile.measure();
    this.#unfinished = unfinished;
    if (unfinished.size > 0) this.#frame ||= requestAnimationFrame(() => this.#draw());
    if (held && !this.element.contains(focused(this.element))) this.#focus();
    if (held) this.#followFocus();
    if (views.length > 0) this.#owed = false;
    painted();
  }

  /** Rows and cells for `count` tiles; the cells are kept, the rows take them up. */
  #pool(rows: number, columns: number, count: number): void {
    const acts = actsOf(this.desk, (key) => this.#toggle(key));
    while (this.#tiles.length < count) this.#tiles.push(new Tile(acts));
    const used = Math.ceil(count / columns);
    while (this.#rows.length < used) {
      const row = make("div", "row");
      row.setAttribute("role", "row");
      this.#rows.push(row);
    }
    set(this.element, "aria-rowcount", String(rows));
    set(this.element, "aria-colcount", String(columns));
    this.#rows.forEach((row, r) => {
      if (r >= used) row.remove();
      if (r >= used) return;
      set(row, "aria-rowindex", String(r + 1));
      if (row.parentNode !== this.element) this.element.append(row);
      this.#tiles.slice(r * columns, Math.min(count, (r + 1) * columns)).forEach((tile, c) => {
        set(tile.cell, "aria-colindex", String(c + 1));
        if (tile.cell.parentNode !== row) row.append(tile.cell);
      });
    });
    for (const tile of this.#tiles.slice(count)) tile.cell.remove();
  }

  #toggle(key: string): void {
    const place = this.desk.session.page.value.indexOf(key);
    if (place >= 0) this.desk.session.select(place, "toggle");
  }

  #current(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("[role=gridcell].current");
  }

  /** To the current tile; with none to the widget itself, since the notebook's own keys can delete cells. */
  #focus(): void {
    const { root } = this.desk;
    const current = this.#current();
    // A page that has just come is drawn in the next frame: its tile gets the focus then.
    this.#owed = current === null;
    current?.focus({ preventScroll: true });
    if (!root.contains(focused(root))) root.focus({ preventScroll: true });
  }

  /** Keyboard focus goes where the session says, unless it is on a button of that very tile. */
  #followFocus(): void {
    const current = this.#current();
    if (current && !current.contains(focused(current))) current.focus({ preventScroll: true });
  }

  #follow(): void {
    const { session } = this.desk;
    followPointer(
      this.element,
      {
        placeAt: (x, y) => this.#shown().findIndex((r) => overlaps(r, { x, y, width: 0.5, height: 0.5 })),
        pick: (place, how) => {
          session.select(place, how);
          // At once, not with the frame: the next key may already lead elsewhere.
          this.#tiles[place]?.cell.focus({ preventScroll: true });
        },
        sweep: (band, add) => this.#sweep(band, add),
        none: () => session.selectNone(),
        open: (place) => this.desk.open(place),
        band: (rect) => this.#drawBand(rect),
      },
      this.abort,
    );
    this.element.addEventListener("focusin", (event) => this.#took(event), { signal: this.abort });
  }

  /** A cell that got the focus by Tab or a click becomes the focused one. */
  #took(event: FocusEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>("[role=gridcell]");
    const place = cell ? Number(cell.getAttribute("aria-posinset")) - 1 : -1;
    if (place >= 0 && place !== this.desk.session.focus.value) this.desk.session.setFocus(place);
  }

  /** Selects the places that the rectangle touches, on top of what was selected before when `add`. */
  #sweep(band: Rect, add: boolean): void {
    const { session } = this.desk;
    const page = session.page.value;
    const places = this.#shown().flatMap((rect, place) => (overlaps(rect, band) ? [place] : []));
    this.#before ??= add ? session.selected.value : new Set();
    const wanted = new Set([...this.#before, ...places.map((place) => page[place])]);
    batch(() => {
      page.forEach((key, place) => {
        if (wanted.has(key) !== session.selected.value.has(key)) session.select(place, "toggle");
      });
    });
  }

  #shown(): readonly Rect[] {
    return this.#rects.value.slice(0, this.desk.session.page.value.length);
  }

  #drawBand(rect: Rect | null): void {
    if (rect === null) this.#before = null;
    this.#band.hidden = rect === null;
    if (!rect) return;
    const { style } = this.#band;
    style.transform = `translate(${rect.x}px, ${rect.y}px)`;
    style.width = `${rect.width}px`;
    style.height = `${rect.height}px`;
  }
}

function rectsOf(session: Session, size: Size): readonly Rect[] {
  if (size.width < 2 * GAP || size.height < 2 * GAP) return [];
  const { rows, columns } = session.shape.value;
  return tileRects(size.width, size.height, rows, columns, GAP);
}

/** Draws the tiles into `host` until `signal` aborts: the pages, or the wall. */
export function mountGrid(host: HTMLElement, desk: Desk, abort: AbortSignal): void {
  const onWall = computed(() => desk.session.layout.value === "wall");
  let shown = new AbortController();
  const stop = effect(() => {
    const mount = onWall.value ? mountWall : (...given: GridParts) => new Grid(...given);
    untracked(() => {
      shown.abort();
      shown = new AbortController();
      host.replaceChildren();
      mount(host, desk, shown.signal);
    });
  });
  abort.addEventListener("abort", () => {
    stop();
    shown.abort();
  });
}
