/** The wall's canvas: which tiles must be painted in a frame, and what each of them shows. */

import { rectOf, rowsIn, type WallLayout } from "../paint/layout";
import { type WallColors, WallPainter } from "../paint/wall";
import type { Desk } from "./desk";
import { drawnOn } from "./tile-regions";

/** Tiles smaller than this have no room for words and buttons: their labels are painted as a bar. */
export const BARE = 64;

export class WallPixels {
  readonly #painter: WallPainter;
  /** The wall's top as it was painted, in device pixels; null: nothing that is painted holds. */
  #painted: number | null = null;
  #owed = new Set<string>();

  constructor(
    canvas: HTMLCanvasElement,
    private readonly desk: Desk,
    private readonly colors: { readonly now: WallColors },
  ) {
    this.#painter = new WallPainter(canvas);
  }

  /** Items that must be painted again with the next frame, told once. */
  takeOwed(): ReadonlySet<string> {
    const owed = this.#owed;
    this.#owed = new Set();
    return owed;
  }

  /** Any tile may look otherwise by now. */
  stale(): void {
    this.#painted = null;
  }

  /** Paints the window that begins `device` device pixels from the wall's top; `dirty` items are painted anew. */
  draw(
    layout: WallLayout,
    view: { readonly width: number; readonly height: number },
    ratio: number,
    device: number,
    dirty: ReadonlySet<string>,
  ): void {
    if (this.#painter.resize(view.width, view.height, ratio)) this.#painted = null;
    const step = this.#painted === null ? Number.POSITIVE_INFINITY : device - this.#painted;
    const full = Math.round(view.height * ratio);
    const top = device / ratio;
    const rows = rowsIn(layout, top, view.height);
    if (Math.abs(step) >= full) {
      this.#painter.erase();
      this.#rows(layout, rows, top);
    } else {
      this.#painter.shift(step);
      const from = (step > 0 ? device + full - step : device) / ratio;
      if (step !== 0) this.#rows(layout, rowsIn(layout, from, Math.abs(step) / ratio), top);
      for (const key of dirty) this.#item(layout, rows, this.desk.session.wall.placeOf(key), top);
    }
    this.#painted = device;
  }

  #item(layout: WallLayout, rows: { from: number; to: number }, place: number, top: number): void {
    const row = Math.floor(place / layout.columns);
    if (place >= 0 && row >= rows.from && row < rows.to) this.#tile(layout, place, top);
  }

  #rows(layout: WallLayout, { from, to }: { from: number; to: number }, top: number): void {
    const { columns, count } = layout;
    for (let place = from * columns; place < Math.min(count, to * columns); place++)
      this.#tile(layout, place, top);
  }

  #tile(layout: WallLayout, place: number, top: number): void {
    const { session, judging } = this.desk;
    const { wall, labelsById } = session;
    const rect = rectOf(layout, place);
    const key = wall.key(place);
    const info = key === null ? null : wall.info(key);
    const answer = info?.answer;
    const bare = layout.side < BARE;
    const labels = bare ? (answer?.annotations ?? []) : [];
    const tile = {
      rect: { ...rect, y: rect.y - top },
      picture: key === null ? null : wall.picture(key),
      text: (bare && key !== null && wall.words(key)?.text) || "",
      faint: answer?.state === "skipped",
      selected: wall.chosen.peek().has(place),
      regions: bare ? [] : drawnOn({ info, ...judging.onTile(info), labels: labelsById.peek() }),
      labels: [...new Set(labels.flatMap((one) => labelsById.peek().get(one.label)?.color ?? []))],
    };
    if (!this.#painter.paint(tile, this.colors.now, layout.gap) && key !== null) this.#owed.add(key);
  }
}
