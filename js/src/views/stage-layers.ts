/**
 * The regions on the stage in two layers: those that stand, and over them what is being drawn. Where there are
 * thousands the lower one is drawn in slices between frames, aside; until it is done the old drawing is shown, moved
 * and scaled along with the picture.
 */

import type { Size } from "../geometry/point";
import { MaskPainter } from "../paint/mask";
import { paintPreviews } from "../paint/previews";
import { drawShapes } from "../paint/shapes";
import type { Viewport } from "../scene/viewport";
import type { Preview, Region } from "../tools/tool";
import type { LabelInfo, Suggested } from "../wire/protocol";
import { drawnOf, GREY } from "./stage-drawn";
import type { Mapped } from "./stage-masks";

/** How far the lower layer reaches over the view on every side, as a share of it. */
const MARGIN = 0.25;
/** So long a slice of drawing takes at most, in milliseconds. */
const SLICE = 9;
/** A drawing that took longer than this is not begun while the hand moves the picture. */
const DEAR = 6;
/** The hand rests when nothing has moved for so many milliseconds. */
const REST = 90;
/** At most so many new regions are shown before the lower layer has them. */
const FRESH = 300;

/** All that is shown of the regions. */
export interface Layers {
  readonly regions: readonly Region[];
  /** Those of a machine among them. */
  readonly proposed: ReadonlyMap<string, Suggested>;
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
type Still = Pick<
  Layers,
  "regions" | "selected" | "map" | "labels" | "seen" | "view" | "ratio" | "opacity"
> & {
  readonly instead: string;
};

interface Job {
  readonly still: Still;
  readonly steps: Generator<void, void>;
  spent: number;
}

export class StageLayers {
  readonly #masks: MaskPainter;
  readonly #pen: CanvasRenderingContext2D | null;
  readonly #over: CanvasRenderingContext2D | null;
  readonly #aside = document.createElement("canvas");
  readonly #draft: CanvasRenderingContext2D | null;
  #shown: Still | null = null;
  #job: Job | null = null;
  /** What was wanted last. */
  #last: Still | null = null;
  #cost = 0;
  #moved = Number.NEGATIVE_INFINITY;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly lower: HTMLCanvasElement,
    private readonly upper: HTMLCanvasElement,
    /** Asks for another frame. */
    private readonly again: () => void,
  ) {
    this.#pen = lower.getContext("2d");
    this.#over = upper.getContext("2d");
    this.#draft = this.#aside.getContext("2d");
    this.#masks = new MaskPainter(() => {
      this.#shown = null;
      again();
    });
  }

  dispose(): void {
    clearTimeout(this.#rest);
    this.#masks.dispose();
  }

  paint(layers: Layers): void {
    this.#paintLower(layers);
    const fresh = this.#fresh(layers).map(({ shape, label }): Preview => ({ draw: "shape", shape, label }));
    this.#paintUpper(layers, [...fresh, ...layers.previews]);
  }

  /** Regions that the lower layer does not show yet, so that a gesture is seen in the frame after it. */
  #fresh({ regions, previews }: Layers): readonly Region[] {
    const shown = this.#shown;
    if (!shown || shown.regions === regions) return [];
    const known = new Set(shown.regions);
    const left = new Set(shown.instead.split(","));
    const now = new Set(previews.flatMap((one) => (one.draw === "instead" ? [one.id] : [])));
    return regions.filter((one) => (!known.has(one) || left.has(one.id)) && !now.has(one.id)).slice(-FRESH);
  }

  #paintLower(layers: Layers): void {
    const instead = layers.previews.flatMap((one) => (one.draw === "instead" ? [one.id] : []));
    const { regions, selected, map, labels, seen, view, ratio, opacity } = layers;
    const still: Still = {
      regions,
      selected,
      map,
      labels,
      seen,
      view,
      ratio,
      opacity,
      instead: instead.join(),
    };
    if (this.#shown && same(this.#shown, still)) {
      this.#job = null;
      this.#last = still;
      this.#follow(seen, view);
      return;
    }
    if (this.#last && !sameView(this.#last, still)) this.#moved = performance.now();
    this.#last = still;
    if (this.#job === null || !same(this.#job.still, still)) this.#begin(layers, still, new Set(instead));
    this.#advance(layers);
    this.#follow(seen, view);
  }

  /** A new drawing, unless it is a dear one and the hand has not come to rest. */
  #begin(layers: Layers, still: Still, instead: ReadonlySet<string>): void {
    this.#job = null;
    clearTimeout(this.#rest);
    const waits = performance.now() - this.#moved;
    if (this.#shown && this.#cost > DEAR && waits < REST) {
      this.#rest = setTimeout(this.again, REST - waits + 1);
      return;
    }
    if (!this.#draft) return;
    fitCanvas(this.#aside, layers.view, layers.ratio, MARGIN);
    const sight = { seen: widened(still.seen, still.view), ratio: still.ratio, opacity: still.opacity };
    this.#job = { still, steps: drawShapes(this.#draft, drawnOf(layers, instead), sight), spent: 0 };
  }

  #advance(layers: Layers): void {
    const job = this.#job;
    if (!job) return;
    const began = performance.now();
    let done = false;
    while (!done && performance.now() - began < SLICE) done = job.steps.next().done ?? false;
    job.spent += performance.now() - began;
    if (!done) {
      this.again();
      return;
    }
    this.#cost = job.spent;
    this.#job = null;
    this.#show(job.still, layers);
  }

  /** The drawing is done: it takes the place of the old one, with the masks. */
  #show(still: Still, layers: Layers): void {
    const pen = this.#pen;
    if (!pen) return;
    const began = performance.now();
    fitCanvas(this.lower, still.view, still.ratio, MARGIN);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.lower.width, this.lower.height);
    if (layers.map) {
      this.#masks.setMap(layers.map.map, (owner) => layers.labels.get(owner)?.color ?? GREY);
      const stale = layers.stale();
      if (stale !== null) this.#masks.changed([...stale]);
      this.#masks.paint(pen, widened(still.seen, still.view), still.ratio, Math.min(1, still.opacity * 2));
    }
    pen.drawImage(this.#aside, 0, 0);
    this.#cost += performance.now() - began;
    this.#shown = still;
  }

  /** Moves the drawing to where the picture is now. */
  #follow(seen: Viewport, view: Size): void {
    const from = this.#shown?.seen;
    const { style } = this.lower;
    if (!from || (from.zoom === seen.zoom && from.x === seen.x && from.y === seen.y)) {
      style.transform = "";
      return;
    }
    const scale = seen.zoom / from.zoom;
    const x = (from.x - seen.x) * seen.zoom + MARGIN * view.width * (1 - scale);
    const y = (from.y - seen.y) * seen.zoom + MARGIN * view.height * (1 - scale);
    style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  #paintUpper(layers: Layers, previews: readonly Preview[]): void {
    const { seen, view, ratio, regions, labels, label, opacity } = layers;
    const pen = this.#over;
    if (!pen) return;
    fitCanvas(this.upper, view, ratio, 0);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.upper.width, this.upper.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const labelOf = (preview: Preview): number | null => {
      if (preview.draw === "shape") return preview.label;
      const stands = preview.draw === "instead" ? regions.find((one) => one.id === preview.id) : undefined;
      return stands?.label ?? label;
    };
    const color = (preview: Preview): string => labels.get(labelOf(preview) ?? 0)?.color ?? GREY;
    paintPreviews(pen, previews, seen, { color, opacity });
  }
}

/** The viewport of a canvas that reaches over the view. */
function widened({ zoom, x, y }: Viewport, { width, height }: Size): Viewport {
  return { zoom, x: x - (MARGIN * width) / zoom, y: y - (MARGIN * height) / zoom };
}

function same(a: Still, b: Still): boolean {
  return (
    a.regions === b.regions &&
    a.selected === b.selected &&
    a.map === b.map &&
    a.labels === b.labels &&
    a.opacity === b.opacity &&
    a.instead === b.instead &&
    sameView(a, b)
  );
}

function sameView(a: Still, b: Still): boolean {
  const [one, other] = [a.seen, b.seen];
  const [here, there] = [a.view, b.view];
  return (
    one.zoom === other.zoom &&
    one.x === other.x &&
    one.y === other.y &&
    a.ratio === b.ratio &&
    here.width === there.width &&
    here.height === there.height
  );
}

/** Fits a canvas to the view and a margin around it. */
function fitCanvas(canvas: HTMLCanvasElement, view: Size, ratio: number, margin: number): void {
  const width = Math.round(view.width * (1 + 2 * margin) * ratio);
  const height = Math.round(view.height * (1 + 2 * margin) * ratio);
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  const css = {
    left: -margin * view.width,
    top: -margin * view.height,
    width: width / ratio,
    height: height / ratio,
  };
  for (const [name, value] of Object.entries(css)) canvas.style.setProperty(name, `${value}px`);
}
