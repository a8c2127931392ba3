/** Draws regions through a viewport: outlines with a light casing, so that they are seen on any picture. */

import { boundsOf } from "../geometry/bounds";
import { ringOfBox } from "../geometry/box";
import type { Outline, Point, Size } from "../geometry/point";
import type { Viewport } from "../scene/viewport";

/** How one region looks. */
export interface Drawn {
  readonly shape: Outline;
  readonly color: string;
  /** Drawn with its inside tinted. */
  readonly lit: boolean;
  /** A machine's, not a person's. */
  readonly dashed: boolean;
}

const LINE = 1.75;
const CASING = 3.5;
/** From this many on in view there is no casing and no tint: nobody would see them. */
const MANY = 1_500;
/** So many shapes make one path: longer ones are slower by far. */
const CHUNK = 150;
/** Points that are nearer to each other on the screen than this are drawn as one. */
const NEAR = 0.75;
const DASH = [6, 4];

export class ShapesPainter {
  readonly #context: CanvasRenderingContext2D | null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d");
  }

  get context(): CanvasRenderingContext2D | null {
    return this.#context;
  }

  /** Draws these and nothing else. `ratio`: device pixels per CSS pixel. Masks are not drawn here. */
  paint(all: readonly Drawn[], seen: Viewport, ratio: number, opacity: number): void {
    const pen = this.#context;
    if (!pen) return;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const room = CASING / seen.zoom;
    const view = {
      x: seen.x - room,
      y: seen.y - room,
      width: this.canvas.width / ratio / seen.zoom + 2 * room,
      height: this.canvas.height / ratio / seen.zoom + 2 * room,
    };
    const inView = all.filter(({ shape }) => shape.kind !== "mask" && meets(boundsOf(shape), view));
    const few = inView.length <= MANY;
    pen.lineJoin = "round";
    if (few) for (const one of inView) this.#tint(pen, one, seen, one.lit ? opacity : opacity / 2);
    if (few) this.#stroke(pen, inView, seen, () => "rgb(255 255 255 / 0.85)", CASING);
    this.#stroke(pen, inView, seen, ({ color }) => color, LINE);
    pen.setLineDash([]);
  }

  #tint(pen: CanvasRenderingContext2D, one: Drawn, seen: Viewport, opacity: number): void {
    if (opacity === 0) return;
    pen.beginPath();
    trace(pen, one.shape, seen);
    pen.globalAlpha = opacity;
    pen.fillStyle = one.color;
    pen.fill("evenodd");
    pen.globalAlpha = 1;
  }

  /** Those of one colour and one kind of line together, some at a time. */
  #stroke(
    pen: CanvasRenderingContext2D,
    all: readonly Drawn[],
    seen: Viewport,
    colorOf: (one: Drawn) => string,
    width: number,
  ): void {
    pen.lineWidth = width;
    const groups = new Map<string, Drawn[]>();
    for (const one of all) {
      const name = `${one.dashed} ${colorOf(one)}`;
      const group = groups.get(name);
      if (group) group.push(one);
      else groups.set(name, [one]);
    }
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      pen.strokeStyle = colorOf(first);
      pen.setLineDash(first.dashed ? DASH : []);
      for (let from = 0; from < group.length; from += CHUNK) {
        pen.beginPath();
        for (const one of group.slice(from, from + CHUNK)) trace(pen, one.shape, seen);
        pen.stroke();
      }
    }
  }
}

const meets = (a: Point & Size, b: Point & Size): boolean =>
  a.x <= b.x + b.width && a.y <= b.y + b.height && b.x <= a.x + a.width && b.y <= a.y + a.height;

/** Adds the shape to the path, in CSS pixels. */
export function trace(pen: CanvasPath, shape: Outline, seen: Viewport): void {
  const { zoom, x: left, y: top } = seen;
  if (shape.kind === "box" && shape.angle === 0) {
    pen.rect((shape.x - left) * zoom, (shape.y - top) * zoom, shape.width * zoom, shape.height * zoom);
  } else if (shape.kind === "box") {
    ring(pen, ringOfBox(shape), seen);
  } else if (shape.kind === "polygon") {
    for (const part of shape.parts) ring(pen, part, seen);
  }
}

function ring(pen: CanvasPath, points: readonly (readonly [number, number])[], seen: Viewport): void {
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  points.forEach(([px, py], place) => {
    const [x, y] = [(px - seen.x) * seen.zoom, (py - seen.y) * seen.zoom];
    if (place === 0) pen.moveTo(x, y);
    else if (Math.abs(x - lastX) < NEAR && Math.abs(y - lastY) < NEAR) return;
    else pen.lineTo(x, y);
    [lastX, lastY] = [x, y];
  });
  if (points.length > 0) pen.closePath();
}
