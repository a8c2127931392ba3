/** The wall: a canvas that stays, a bar that scrolls, and cells over it; all drawn in one animation frame. */

import { effect, untracked } from "@preact/signals";
import { rectOf, rowsIn, type WallLayout, wallLayout } from "../paint/layout";
import type { Desk } from "./desk";
import { focused, make, painted, set } from "./element";
import { actsOf } from "./tile-acts";
import { followHands } from "./wall-hands";
import { leafThrough } from "./wall-keys";
import { BARE, WallPixels } from "./wall-pixels";
import { type Look, WallRows } from "./wall-rows";
import { WallScroll } from "./wall-scroll";
import { followColors } from "./wall-theme";

/** Below this side in pixels the words on a tile are small. */
const SMALL = 132;
/** Milliseconds without a frame after which the cells are put in order. */
const AT_REST = 60;
const NO_PICTURE = { bitmap: null, width: 0, height: 0, reason: "" };

class Wall {
  readonly #scroller = make("div", "wall");
  readonly #spacer = make("div", "spacer");
  readonly #pane = make("div", "pane");
  readonly #canvas = make("canvas", "pixels");
  readonly #grid = make("div", "grid");
  readonly #band = make("div", "band");
  readonly #pixels: WallPixels;
  readonly #rows: WallRows;
  readonly #scroll: WallScroll;
  readonly #dirty = new Set<string>();
  #layout: WallLayout = wallLayout(1, 96, 0);
  #view = { width: 0, height: 0 };
  #ratio = 1;
  #focused = 0;
  #seen = "";
  #frame = 0;
  /** Where the wall was in the frame before. */
  #top = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: HTMLElement,
    private readonly desk: Desk,
    private readonly abort: AbortSignal,
  ) {
    this.#build(host);
    const toggle = (key: string) => desk.session.select(desk.session.wall.placeOf(key), "toggle");
    const acts = actsOf(desk, toggle);
    this.#rows = new WallRows(this.#grid, acts, (place) => this.#look(place));
    this.#scroll = new WallScroll(this.#scroller, this.#spacer, () => this.#later(), abort);
    const colors = followColors(desk.root, this.#pane, () => this.#repaint(), abort);
    this.#pixels = new WallPixels(this.#canvas, desk, colors);
    this.#watchSize(host);
    this.#watch();
    this.#follow();
    desk.focusGrid = () => this.#focus();
    abort.addEventListener("abort", () => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#rest);
      desk.focusGrid = () => {};
    });
  }

  #build(host: HTMLElement): void {
    set(this.#canvas, "aria-hidden", "true");
    set(this.#grid, "role", "grid");
    set(this.#grid, "aria-label", "Items");
    set(this.#grid, "aria-multiselectable", "true");
    this.#grid.tabIndex = 0;
    this.#band.hidden = true;
    this.#scroller.tabIndex = -1;
    this.#pane.append(this.#canvas, this.#grid, this.#band);
    this.#spacer.append(this.#pane);
    this.#scroller.append(this.#spacer);
    host.append(this.#scroller);
  }

  // --- what changes -----------------------------------------------------------------------------------

  #watchSize(host: HTMLElement): void {
    const measure = () => {
      this.#view = { width: this.#scroller.clientWidth, height: host.clientHeight };
      this.#ratio = globalThis.devicePixelRatio || 1;
      this.#lay();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    this.abort.addEventListener("abort", () => observer.disconnect());
    measure();
  }

  #watch(): void {
    const { session } = this.desk;
    const { wall } = session;
    const changed = (key: string | null) => {
      if (key === null) this.#repaint();
      else this.#dirty.add(key);
      this.#later();
    };
    const ends = [
      wall.follow(changed),
      effect(() => {
        session.tile.value;
        wall.count.value;
        untracked(() => this.#lay());
      }),
      effect(() => {
        const place = session.focus.value;
        untracked(() => this.#reveal(place));
      }),
      effect(() => {
        const sought = wall.sought.value;
        if (sought) untracked(() => this.#scroll.to(rectOf(this.#layout, sought.place).y - this.#layout.gap));
      }),
      effect(() => {
        session.large.value;
        this.#later();
      }),
      effect(() => {
        wall.chosen.value;
        session.labelsById.value;
        untracked(() => this.#repaint());
      }),
    ];
    this.abort.addEventListener("abort", () => {
      for (const end of ends) end();
    });
  }

  /** Lays the tiles out anew. What was at the top stays there, or the focused tile where it was. */
  #lay(): void {
    const { session } = this.desk;
    const { width, height } = this.#view;
    if (width === 0 || height === 0) return;
    const before = this.#layout;
    this.#layout = wallLayout(width, session.tile.peek(), session.wall.count.peek());
    const { top } = this.#scroll;
    const at = this.#anchor(before, top);
    const kept = before.count === 0 ? 0 : rectOf(this.#layout, at).y - rectOf(before, at).y + top;
    const small = this.#layout.side;
    this.#grid.classList.toggle("small", small < SMALL);
    this.#grid.classList.toggle("bare", small < BARE);
    this.#pane.style.height = `${height}px`;
    this.#rows.relayout(this.#layout);
    this.#scroll.fit(this.#layout.height, height, kept);
    this.#repaint();
  }

  #anchor(layout: WallLayout, top: number): number {
    const focus = this.desk.session.focus.peek();
    const { y, height } = rectOf(layout, focus);
    const inView = y + height > top && y < top + this.#view.height;
    return inView ? focus : rowsIn(layout, top, 0).from * layout.columns;
  }

  /** Scrolls as little as is needed to see the whole tile. */
  #reveal(place: number): void {
    const { y, height } = rectOf(this.#layout, place);
    const { gap } = this.#layout;
    const { top } = this.#scroll;
    if (y - gap < top) this.#scroll.to(y - gap);
    else if (y + height + gap > top + this.#view.height)
      this.#scroll.to(y + height + gap - this.#view.height);
    this.#later();
  }

  // --- drawing ----------------------------------------------------------------------------------------

  #repaint(): void {
    this.#pixels.stale();
    this.#rows.stale();
    this.#later();
  }

  #later(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#frame = 0;
    const { width, height } = this.#view;
    if (width === 0 || height === 0 || this.#covered()) return;
    const held = this.#grid.contains(focused(this.#grid));
    const device = Math.round(this.#scroll.top * this.#ratio);
    const top = device / this.#ratio;
    const rows = rowsIn(this.#layout, top, height);
    this.#tell(rows);
    this.#pixels.draw(this.#layout, this.#view, this.#ratio, device, this.#dirty);
    this.#cells(top, rows, held);
    for (const key of this.#pixels.takeOwed()) this.#dirty.add(key);
    if (this.#dirty.size > 0) this.#later();
    painted();
  }

  /** True while a picture is large: nothing of the wall is in view then, so no cell is there. */
  #covered(): boolean {
    const covered = this.desk.session.large.peek() !== null;
    if (covered) this.#grid.remove();
    else if (!this.#grid.isConnected) this.#canvas.after(this.#grid);
    return covered;
  }

  #tell({ from, to }: { from: number; to: number }): void {
    const { columns, side, count } = this.#layout;
    const pixels = Math.ceil(side * this.#ratio);
    const seen = [from, to, columns, pixels, count].join();
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.desk.session.wall.look(from * columns, Math.min(count, to * columns), columns, pixels);
  }

  #cells(top: number, rows: { from: number; to: number }, held: boolean): void {
    const { session } = this.desk;
    const focus = session.focus.peek();
    this.#grid.classList.toggle("selecting", session.chosen.peek() > 0);
    this.#rows.moveTo(top);
    for (const key of this.#dirty) this.#rows.draw(session.wall.placeOf(key));
    if (this.#focused !== focus) this.#rows.draw(this.#focused);
    if (this.#focused !== focus) this.#rows.draw(focus);
    this.#focused = focus;
    this.#dirty.clear();
    // In a fling cells would be out of view before anybody could use them.
    const fast = Math.abs(top - this.#top) > this.#layout.stride / 2;
    this.#top = top;
    if (fast || !this.#rows.fill(rows.from, rows.to, Math.floor(focus / this.#layout.columns))) this.#later();
    else this.#settle();
    const cell = this.#rows.cell(focus);
    this.#grid.tabIndex = cell ? -1 : 0;
    if (held) this.#hold(cell);
  }

  #settle(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#rows.tidy(), AT_REST);
  }

  #look(place: number): Look {
    const { session } = this.desk;
    const { wall } = session;
    const key = wall.key(place);
    const reason = key === null ? "" : (wall.picture(key)?.reason ?? "");
    return {
      key: key ?? "",
      info: key === null ? null : wall.info(key),
      picture: reason === "" ? NO_PICTURE : { ...NO_PICTURE, reason },
      text: key === null ? null : wall.words(key),
      ...this.desk.judging.onTile(key === null ? null : wall.info(key)),
      labels: session.labelsById.peek(),
      place,
      count: this.#layout.count,
      selected: wall.chosen.peek().has(place),
      focused: session.focus.peek() === place,
      bare: this.#layout.side < BARE,
    };
  }

  // --- hands ------------------------------------------------------------------------------------------

  /** The keyboard stays with the focused tile, or with the grid while that tile is out of view. */
  #hold(cell: HTMLElement | null): void {
    const now = focused(this.#grid);
    if (cell && !cell.contains(now)) cell.focus({ preventScroll: true });
    else if (!cell && !this.#grid.contains(now)) this.#grid.focus({ preventScroll: true });
  }

  #focus(): void {
    (this.#rows.cell(this.desk.session.focus.peek()) ?? this.#grid).focus({ preventScroll: true });
  }

  #follow(): void {
    const { session } = this.desk;
    const hands = {
      layout: () => this.#layout,
      top: () => this.#scroll.top,
      height: () => this.#view.height,
      scroll: (pixels: number) => this.#scroll.to(this.#scroll.top + pixels),
      focus: (place: number) => (this.#rows.cell(place) ?? this.#grid).focus({ preventScroll: true }),
    };
    followHands(this.#grid, this.#band, this.desk, hands, this.abort);
    const page = () => Math.max(1, Math.floor(this.#view.height / this.#layout.stride));
    leafThrough(this.#grid, session, page, this.abort);
    this.#grid.addEventListener("focusin", (event) => this.#took(event), { signal: this.abort });
  }

  /** A cell that got the focus by Tab or a click becomes the focused one. */
  #took(event: FocusEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>("[role=gridcell]");
    const place = cell ? Number(cell.getAttribute("aria-posinset")) - 1 : -1;
    if (place >= 0 && place !== this.desk.session.focus.peek()) this.desk.session.setFocus(place);
  }
}

/** Draws the wall into `host` until `signal` aborts. */
export function mountWall(host: HTMLElement, desk: Desk, abort: AbortSignal): void {
  new Wall(host, desk, abort);
}
