/** The live wire on the picture shown: the way along its edges between two points. */

import { greyOf, LiveWire } from "../geometry/livewire";
import type { Point } from "../geometry/point";
import { simplifyLine } from "../geometry/simplify";
import type { LargeModel } from "./large-model";

/** Side of the part of the bitmap in which ways are looked for, in its pixels. */
const WINDOW = 512;
/** Points that a way can do without, in pixels of the bitmap. */
const TOLERANCE = 0.75;

interface Cut {
  readonly bitmap: ImageBitmap;
  readonly left: number;
  readonly top: number;
  readonly wire: LiveWire;
  readonly from: Point;
}

export class StageWire {
  #cut: Cut | null = null;
  readonly #canvas = document.createElement("canvas");

  constructor(private readonly large: LargeModel) {}

  /** The points between the two, in image pixels; none where they lie too far apart, or nothing is shown. */
  between(from: Point, to: Point): readonly Point[] {
    const bitmap = this.large.picture.peek()?.bitmap;
    const image = this.large.image.peek();
    if (!bitmap || bitmap.width === 0 || !image) return [];
    const scale = bitmap.width / image.width;
    const [start, end] = [from, to].map(({ x, y }): Point => ({ x: x * scale, y: y * scale })) as [
      Point,
      Point,
    ];
    const cut = this.#cutAround(bitmap, start);
    if (!cut) return [];
    const inside = { x: end.x - cut.left, y: end.y - cut.top };
    const { width, height } = cut.wire.size;
    if (inside.x < 0 || inside.y < 0 || inside.x >= width || inside.y >= height) return [];
    const way = cut.wire.to(inside).map(({ x, y }): [number, number] => [x + cut.left, y + cut.top]);
    return simplifyLine(way, TOLERANCE)
      .slice(1, -1)
      .map(([x, y]) => ({ x: x / scale, y: y / scale }));
  }

  /** The part of the picture around a point, with the wire pinned there; kept while the point stays. */
  #cutAround(bitmap: ImageBitmap, at: Point): Cut | null {
    const known = this.#cut;
    if (known && known.bitmap === bitmap && known.from.x === at.x && known.from.y === at.y) return known;
    const [width, height] = [Math.min(WINDOW, bitmap.width), Math.min(WINDOW, bitmap.height)];
    const left = Math.round(Math.min(Math.max(at.x - width / 2, 0), bitmap.width - width));
    const top = Math.round(Math.min(Math.max(at.y - height / 2, 0), bitmap.height - height));
    const pixels = this.#pixels(bitmap, left, top, width, height);
    if (!pixels) return null;
    const wire = new LiveWire(greyOf(pixels), { width, height });
    wire.pin({ x: at.x - left, y: at.y - top });
    this.#cut = { bitmap, left, top, wire, from: at };
    return this.#cut;
  }

  #pixels(bitmap: ImageBitmap, left: number, top: number, width: number, height: number) {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const pen = this.#canvas.getContext("2d", { willReadFrequently: true });
    pen?.drawImage(bitmap, left, top, width, height, 0, 0, width, height);
    return pen?.getImageData(0, 0, width, height).data ?? null;
  }
}
