/** Boxes, upright and turned: corners, handles, and what the hand does with them. Image pixels, degrees. Pure. */

import type { Rectangle } from "../wire/protocol";
import { roundedPoint, roundOnce } from "./fit";
import type { Point, Size } from "./point";
import { type Bounds, boundsIn, type Pair, type Ring, signedArea } from "./polygon";

/** The eight places that a box is resized by, named for an unturned one, and the one that turns it. */
export const SIDES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Side = (typeof SIDES)[number];
export type Handle = Side | "turn";

/** In which direction from the middle a handle lies. */
const WAY: Readonly<Record<Handle, Pair>> = {
  nw: [-1, -1],
  n: [0, -1],
  ne: [1, -1],
  e: [1, 0],
  se: [1, 1],
  s: [0, 1],
  sw: [-1, 1],
  w: [-1, 0],
  turn: [0, -1],
};

/** An upright box with these two corners; `square`: with equal sides, drawn from `from`. */
export function boxBetween(from: Point, to: Point, frame: number, square = false): Rectangle {
  const [a, b] = [roundedPoint(from), roundedPoint(square ? squared(from, to) : to)];
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [width, height] = [roundOnce(Math.abs(a.x - b.x)), roundOnce(Math.abs(a.y - b.y))];
  return { kind: "box", x, y, width, height, angle: 0, frame };
}

function squared(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const side = Math.max(Math.abs(dx), Math.abs(dy));
  return { x: from.x + (dx < 0 ? -side : side), y: from.y + (dy < 0 ? -side : side) };
}

/** The smallest upright box around points. */
export function boxAround(points: readonly Point[], frame: number): Rectangle {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const first = { x: Math.min(...xs), y: Math.min(...ys) };
  return boxBetween(first, { x: Math.max(...xs), y: Math.max(...ys) }, frame);
}

/** An upright box of this size about a point. */
export function boxAbout(middle: Point, { width, height }: Size, frame: number): Rectangle {
  const { x, y } = roundedPoint({ x: middle.x - width / 2, y: middle.y - height / 2 });
  return { kind: "box", x, y, width, height, angle: 0, frame };
}

export const middleOf = (box: Rectangle): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** Turned clockwise, as seen on the screen, about the origin. */
function turned({ x, y }: Point, degrees: number): Point {
  if (degrees === 0) return { x, y };
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return { x: x * cosine - y * sine, y: x * sine + y * cosine };
}

/** A point as the box sees it: from its middle, along its own sides. */
function inBox(box: Rectangle, at: Point): Point {
  const middle = middleOf(box);
  return turned({ x: at.x - middle.x, y: at.y - middle.y }, -box.angle);
}

function outOfBox(box: Rectangle, at: Point): Point {
  const [middle, { x, y }] = [middleOf(box), turned(at, box.angle)];
  return { x: middle.x + x, y: middle.y + y };
}

/** The four corners, clockwise from the top left one of the unturned box. */
export function cornersOf(box: Rectangle): Point[] {
  const { x, y, width, height } = box;
  if (box.angle !== 0) return (["nw", "ne", "se", "sw"] as const).map((side) => handleOf(box, side, 0));
  const [right, bottom] = [x + width, y + height];
  return [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
}

/** The same as a ring. */
export const ringOfBox = (box: Rectangle): Ring => cornersOf(box).map(({ x, y }): Pair => [x, y]);

/** Where a handle lies; the one that turns is `lift` pixels above the middle of the top edge. */
export function handleOf(box: Rectangle, handle: Handle, lift: number): Point {
  const [across, down] = WAY[handle];
  const above = handle === "turn" ? lift : 0;
  return outOfBox(box, { x: (across * box.width) / 2, y: (down * box.height) / 2 - above });
}

/**
 * The handle within `reach` of a point: the nearest, corners before edges. In a small box the handles reach less
 * far inwards, so that there is a middle left to take hold of.
 */
export function handleAt(box: Rectangle, at: Point, reach: number, lift: number): Handle | null {
  const inner = Math.min(reach, Math.min(box.width, box.height) / 4);
  let [best, nearest]: [Handle | null, number] = [null, containsInBox(box, at) ? inner : reach];
  for (const handle of ["nw", "ne", "se", "sw", "n", "e", "s", "w", "turn"] as const) {
    const { x, y } = handleOf(box, handle, lift);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance < nearest || (best === null && distance === nearest)) [best, nearest] = [handle, distance];
  }
  return best;
}

export function containsInBox(box: Rectangle, at: Point): boolean {
  const { x, y } = inBox(box, at);
  return Math.abs(x) <= box.width / 2 && Math.abs(y) <= box.height / 2;
}

/** How far a box reaches, turned or not. */
export function boundsOfBox(box: Rectangle): Bounds {
  if (box.angle === 0) {
    return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
  }
  return boundsIn([ringOfBox(box)]);
}

export const moveBox = (box: Rectangle, dx: number, dy: number): Rectangle => ({
  ...box,
  x: box.x + dx,
  y: box.y + dy,
});

/**
 * The box with a side or corner at `to`; the opposite one stays where it is, and crossing it turns the box
 * inside out. `keep`: a corner keeps the proportions.
 */
export function resizeBox(box: Rectangle, side: Side, to: Point, keep = false): Rectangle {
  const [across, down] = WAY[side];
  // Of an upright box both edges come out as round numbers, so that rounding moves neither.
  let aim = inBox(box, box.angle === 0 ? roundedPoint(to) : to);
  if (keep && across !== 0 && down !== 0) aim = proportional(box, side, aim);
  const [left, right] = stretch(across, box.width / 2, aim.x);
  const [top, bottom] = stretch(down, box.height / 2, aim.y);
  const middle = outOfBox(box, { x: (left + right) / 2, y: (top + bottom) / 2 });
  const [width, height] = [right - left, bottom - top];
  return { ...box, x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}

/** Both ends of one direction when the end at `way` comes to `to`; 0: none does. */
function stretch(way: number, half: number, to: number): Pair {
  if (way === 0) return [-half, half];
  return [Math.min(-way * half, to), Math.max(-way * half, to)];
}

function proportional({ width, height }: Rectangle, side: Side, aim: Point): Point {
  const [across, down] = WAY[side];
  const [dx, dy] = [aim.x + (across * width) / 2, aim.y + (down * height) / 2];
  const scale = Math.max(Math.abs(dx) / width, Math.abs(dy) / height);
  return {
    x: (-across * width) / 2 + (dx < 0 ? -1 : 1) * scale * width,
    y: (-down * height) / 2 + (dy < 0 ? -1 : 1) * scale * height,
  };
}

/** The box turned so that its top points to `at`; `step`: to whole multiples of so many degrees. */
export function turnBox(box: Rectangle, at: Point, step = 0): Rectangle {
  const middle = middleOf(box);
  const degrees = (Math.atan2(at.x - middle.x, middle.y - at.y) * 180) / Math.PI;
  return withAngle(box, step > 0 ? Math.round(degrees / step) * step : degrees);
}

/** The box at this angle, about its middle. */
export const withAngle = (box: Rectangle, degrees: number): Rectangle => ({
  ...box,
  angle: roundOnce(((degrees % 360) + 360) % 360) % 360,
});

/** How much two boxes share of what they cover together, 0 to 1. */
export function iou(a: Rectangle, b: Rectangle): number {
  const shared = a.angle === 0 && b.angle === 0 ? sharedUpright(a, b) : sharedTurned(a, b);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

function sharedUpright(a: Rectangle, b: Rectangle): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 0 && down > 0 ? across * down : 0;
}

/** One box cut along each side of the other in turn. */
function sharedTurned(a: Rectangle, b: Rectangle): number {
  const cutter = ringOfBox(b);
  let left = ringOfBox(a);
  cutter.forEach((from, at) => {
    left = cut(left, from, cutter[(at + 1) % cutter.length] ?? from);
  });
  return Math.abs(signedArea(left));
}

/** What of a convex ring lies on the right hand of the line from a to b, where the inside of a box is. */
function cut(ring: Ring, a: Pair, b: Pair): Ring {
  const depth = ([x, y]: Pair): number => (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
  const kept: Pair[] = [];
  let before = ring.at(-1);
  for (const point of ring) {
    const [one, other] = [before === undefined ? 0 : depth(before), depth(point)];
    if (before !== undefined && one < 0 !== other < 0) {
      const share = one / (one - other);
      kept.push([before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])]);
    }
    if (other >= 0) kept.push(point);
    before = point;
  }
  return kept;
}
