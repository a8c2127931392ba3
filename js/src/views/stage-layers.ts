/**
 * The regions on the stage in two layers: those that stand, and over them what is being drawn. The lower one is
 * expensive where there are thousands: while the picture moves it is moved as it is, and drawn again in rest.
 */

import type { Size } from "../geometry/point";
import { MaskPainter } from "../paint/mask";
import { paintPreviews } from "../paint/previews";
import { type Drawn, ShapesPainter } from "../paint/shapes";
import type { Viewport } from "../scene/viewport";
import type { Preview, Region } from "../tools/tool";
import type { LabelInfo } from "../wire/protocol";
import type { Mapped } from "./stage-masks";

/** How far the lower layer reaches over the view on every side, as a share of it. */
const MARGIN = 0.25;
/** Dearer drawings than this, in milliseconds, wait for the hand to rest. */
const DEAR = 5;
/** The hand rests when nothing has moved for so many milliseconds. */
const REST = 110;

/** All that is shown of the regions. */
export interface Layers {
  readonly regions: readonly Region[];
  readonly sources: ReadonlyMap<string, string>;
  readonly selected: ReadonlySet<string>;
  readonly previews: readonly Preview[];
  readonly map: Mapped | null;
  /** Tiles of the map that changed since this was asked; null: all. */
  readonly stale: () => ReadonlySet<number> | null;
  readonly labels: ReadonlyMap<number, LabelInfo>;
  readonly label: number | null;
  readonly seen: Viewport;
  readonly view: Size;
  readonly ratio: number;
  readonly opacity: number;
}

/** What the lower layer shows; another one is another drawing. */
type Still = Pick<Layers, "regions" | "selected" | "map" | "labels" | "seen" | "ratio" | "opacity"> & {
  readonly instead: string;
};

export class StageLayers {
  readonly #shapes: ShapesPainter;
  readonly #masks: MaskPainter;
  readonly #pen: CanvasRenderingContext2D | null;
  #still: Still | null = null;
  #drawnAt: Viewport | null = null;
  #cost = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly lower: HTMLCanvasElement,
    private readonly upper: HTMLCanvasElement,
    /** Asks for another frame. */
    private readonly again: () => void,
  ) {
    this.#shapes = new ShapesPainter(lower);
    this.#masks = new MaskPainter(() => {
      this.#still = null;
      again();
    });
    this.#pen = upper.getContext("2d");
  }

  dispose(): void {
    clearTimeout(this.#rest);
    this.#masks.dispose();
  }

  paint(layers: Layers): void {
    this.#paintStill(layers);
    this.#paintUpper(layers);
  }

  #paintStill(layers: Layers): void {
    const instead = layers.previews.flatMap((one) => (one.draw === "instead" ? [one.id] : []));
    const { regions, selected, map, labels, seen, ratio, opacity } = layers;
    const still: Still = { regions, selected, map, labels, seen, ratio, opacity, instead: instead.join() };
    const before = this.#still;
    const resized = fitCanvas(this.lower, layers.view, ratio, MARGIN);
    if (before && !resized && same(before, still)) return;
    const onlyMoved = before !== null && !resized && same({ ...before, seen }, still);
    if (onlyMoved && this.#cost > DEAR) {
      this.#shift(layers);
      return;
    }
    clearTimeout(this.#rest);
    this.#still = still;
    this.#draw(layers, new Set(instead));
  }

  #draw(layers: Layers, instead: ReadonlySet<string>): void {
    const began = performance.now();
    const { seen, view, ratio, labels, opacity } = layers;
    const wide = {
      zoom: seen.zoom,
      x: seen.x - (MARGIN * view.width) / seen.zoom,
      y: seen.y - (MARGIN * view.height) / seen.zoom,
    };
    const drawn = layers.regions
      .filter((one) => !instead.has(one.id))
      .map(
        (one): Drawn => ({
          shape: one.shape,
          color: labels.get(one.label)?.color ?? "#888",
          lit: layers.selected.has(one.id),
          dashed: layers.sources.get(one.id) === "suggestion",
        }),
      );
    this.#shapes.paint(drawn, wide, ratio, opacity);
    const pen = this.#shapes.context;
    if (layers.map && pen) {
      this.#masks.setMap(layers.map.map, (owner) => labels.get(owner)?.color ?? "#888");
      const stale = layers.stale();
      if (stale !== null) this.#masks.changed([...stale]);
      pen.setTransform(1, 0, 0, 1, 0, 0);
      this.#masks.paint(pen, wide, ratio, Math.min(1, opacity * 2));
    }
    this.lower.style.transform = "";
    this.#drawnAt = seen;
    this.#cost = performance.now() - began;
  }

  /** Moves the drawing as it is; it is drawn anew when the hand rests. */
  #shift({ seen, view }: Layers): void {
    const from = this.#drawnAt;
    if (!from) return;
    const scale = seen.zoom / from.zoom;
    const [left, top] = [MARGIN * view.width, MARGIN * view.height];
    const x = (from.x - seen.x) * seen.zoom + left * (1 - scale);
    const y = (from.y - seen.y) * seen.zoom + top * (1 - scale);
    this.lower.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#cost = 0;
      this.again();
    }, REST);
  }

  #paintUpper(layers: Layers): void {
    const pen = this.#pen;
    if (!pen) return;
    fitCanvas(this.upper, layers.view, layers.ratio, 0);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.upper.width, this.upper.height);
    pen.setTransform(layers.ratio, 0, 0, layers.ratio, 0, 0);
    const colorOf = (label: number): string => layers.labels.get(label)?.color ?? "#888";
    const labelOf = new Map<string, number>();
    if (layers.previews.some((one) => one.draw === "instead"))
      for (const one of layers.regions) labelOf.set(one.id, one.label);
    paintPreviews(pen, layers.previews, layers.seen, {
      color: (preview) => {
        if (preview.draw === "instead") return colorOf(labelOf.get(preview.id) ?? layers.label ?? 0);
        return colorOf(preview.draw === "shape" ? preview.label : (layers.label ?? 0));
      },
      opacity: layers.opacity,
    });
  }
}

function same(a: Still, b: Still): boolean {
  return (
    a.regions === b.regions &&
    a.selected === b.selected &&
    a.map === b.map &&
    a.labels === b.labels &&
    a.ratio === b.ratio &&
    a.opacity === b.opacity &&
    a.instead === b.instead &&
    a.seen.zoom === b.seen.zoom &&
    a.seen.x === b.seen.x &&
    a.seen.y === b.seen.y
  );
}

/** Fits a canvas to the view and a margin around it; true when that changed it. */
function fitCanvas(canvas: HTMLCanvasElement, view: Size, ratio: number, margin: number): boolean {
  const width = Math.round(view.width * (1 + 2 * margin) * ratio);
  const height = Math.round(view.height * (1 + 2 * margin) * ratio);
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  const css = {
    left: -margin * view.width,
    top: -margin * view.height,
    width: width / ratio,
    height: height / ratio,
  };
  for (const [name, value] of Object.entries(css)) canvas.style.setProperty(name, `${value}px`);
  return true;
}
