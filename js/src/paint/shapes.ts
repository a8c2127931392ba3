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
  /** Written at its top left corner: the first of these that has room. */
  readonly notes?: readonly string[];
}

const LINE = 1.75;
const CASING = 3.5;
const WHITE = "rgb(255 255 255 / 0.85)";
/** With more shapes, or more points, in view than this there is no casing and no tint: nobody would see them. */
const MANY = { shapes: 1_500, points: 60_000 };
/** So many shapes, or points, make one path: longer ones are slower by far. */
const CHUNK = { shapes: 150, points: 4_000 };
/** Points that are nearer to each other on the screen than this are drawn as one. */
const NEAR = 0.75;
const DASH = [6, 4];
/** With more notes in view than this there are none: they would hide the picture. */
const NOTES = 60;
const NOTE = { font: "600 11px system-ui, sans-serif", high: 16, room: 4 };

/** What is to be drawn, and how it is seen. */
export interface Sight {
  readonly seen: Viewport;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Of the insides of lit regions, 0 to 1; others have half of it. */
  readonly opacity: number;
}

/**
 * Draws these and nothing else onto `pen`, a piece at each `next()`, so that thousands can be drawn between frames.
 * Masks are not drawn here.
 */
export function* drawShapes(
  pen: CanvasRenderingContext2D,
  all: readonly Drawn[],
  { seen, ratio, opacity }: Sight,
): Generator<void, void> {
  const { canvas } = pen;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.lineJoin = "round";
  const inView = all.filter(inViewOf(canvas, seen, ratio));
  yield;
  const few = inView.length <= MANY.shapes && sum(inView.map(pointsOf)) <= MANY.points;
  if (few) {
    for (const chunk of chunks(inView)) {
      for (const one of chunk) tint(pen, one, seen, one.lit ? opacity : opacity / 2);
      yield;
    }
    // Under dashes too it is one line, or they would be lost on a busy picture.
    const solid = inView.map((one) => (one.dashed ? { ...one, dashed: false } : one));
    yield* stroke(pen, [solid], seen, () => WHITE, CASING);
  }
  // Which line is over which is seen only where there are few.
  const rows = few ? rowsOf(inView) : groupsOf(inView);
  yield* stroke(pen, rows, seen, ({ color }) => color, LINE);
  pen.setLineDash([]);
  const noted = inView.filter(({ notes = [] }) => notes.length > 0);
  if (noted.length <= NOTES) for (const one of noted) writeNote(pen, one, seen);
}

function inViewOf(canvas: HTMLCanvasElement, seen: Viewport, ratio: number): (one: Drawn) => boolean {
  const room = CASING / seen.zoom;
  const view = {
    x: seen.x - room,
    y: seen.y - room,
    width: canvas.width / ratio / seen.zoom + 2 * room,
    height: canvas.height / ratio / seen.zoom + 2 * room,
  };
  return ({ shape }) => shape.kind !== "mask" && meets(boundsOf(shape), view);
}

const pointsOf = ({ shape }: Drawn): number =>
  shape.kind === "polygon" ? sum(shape.parts.map((ring) => ring.length)) : 4;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function* chunks(all: readonly Drawn[]): Generator<readonly Drawn[], void> {
  let [from, points] = [0, 0];
  for (let at = 0; at < all.length; at++) {
    points += pointsOf(all[at] as Drawn);
    if (points < CHUNK.points && at - from + 1 < CHUNK.shapes) continue;
    yield all.slice(from, at + 1);
    [from, points] = [at + 1, 0];
  }
  if (from < all.length) yield all.slice(from);
}

/** On a plate inside the top left corner; where that has no room there is none. */
function writeNote(pen: CanvasRenderingContext2D, { shape, notes = [] }: Drawn, seen: Viewport): void {
  const { x, y, width, height } = boundsOf(shape);
  pen.font = NOTE.font;
  const widthOf = (note: string): number => pen.measureText(note).width + 2 * NOTE.room;
  const note = notes.find((one) => widthOf(one) + NOTE.room <= width * seen.zoom);
  if (!note || 1.5 * NOTE.high > height * seen.zoom) return;
  const wide = widthOf(note);
  const [left, top] = [(x - seen.x) * seen.zoom + 2, (y - seen.y) * seen.zoom + 2];
  pen.fillStyle = WHITE;
  pen.fillRect(left, top, wide, NOTE.high);
  pen.fillStyle = "#1b1f26";
  pen.textBaseline = "middle";
  pen.fillText(note, left + NOTE.room, top + NOTE.high / 2 + 0.5);
}

function tint(pen: CanvasRenderingContext2D, one: Drawn, seen: Viewport, opacity: number): void {
  if (opacity === 0) return;
  pen.beginPath();
  trace(pen, one.shape, seen);
  pen.globalAlpha = opacity;
  pen.fillStyle = one.color;
  pen.fill("evenodd");
  pen.globalAlpha = 1;
}

const lookOf = ({ dashed, color }: Drawn): string => `${dashed} ${color}`;

/** Neighbours that look alike together, in the order given. */
function rowsOf(all: readonly Drawn[]): readonly Drawn[][] {
  const rows: Drawn[][] = [];
  for (const one of all) {
    const row = rows.at(-1);
    if (row?.[0] && lookOf(row[0]) === lookOf(one)) row.push(one);
    else rows.push([one]);
  }
  return rows;
}

/** All that look alike together: thousands are drawn by few strokes. */
function groupsOf(all: readonly Drawn[]): readonly Drawn[][] {
  const groups = new Map<string, Drawn[]>();
  for (const one of all) {
    const group = groups.get(lookOf(one));
    if (group) group.push(one);
    else groups.set(lookOf(one), [one]);
  }
  return [...groups.values()];
}

/** Each row has one colour and one kind of line; some of it at a time. */
function* stroke(
  pen: CanvasRenderingContext2D,
  rows: readonly (readonly Drawn[])[],
  seen: Viewport,
  colorOf: (one: Drawn) => string,
  width: number,
): Generator<void, void> {
  for (const row of rows) {
    for (const chunk of chunks(row)) {
      const [first] = chunk;
      if (!first) continue;
      pen.lineWidth = width;
      pen.strokeStyle = colorOf(first);
      pen.setLineDash(first.dashed ? DASH : []);
      pen.beginPath();
      for (const one of chunk) trace(pen, one.shape, seen);
      pen.stroke();
      yield;
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
