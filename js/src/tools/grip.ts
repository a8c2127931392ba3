/** What becomes of regions that are held: moved, resized, turned, pulled by a vertex. Never out of the picture. */

import { reachOf } from "../geometry/bounds";
import { type Handle, handleOf, moveBox, resizeBox, turnBox, withAngle } from "../geometry/box";
import { fitShape, roundOnce } from "../geometry/fit";
import type { Outline, Point, Size } from "../geometry/point";
import {
  type Bounds,
  boundsIn,
  moveParts,
  movePolygon,
  moveVertex,
  type Pair,
  ringsOf,
  stretchPolygon,
} from "../geometry/polygon";
import type { Modifiers, Region, Scene } from "./tool";
import { reshaped } from "./words";

export type Grip =
  | { readonly by: "whole"; readonly regions: readonly Region[] }
  | { readonly by: "handle"; readonly region: Region; readonly handle: Handle }
  | { readonly by: "parts"; readonly region: Region; readonly parts: readonly number[] }
  | { readonly by: "vertex"; readonly region: Region; readonly part: number; readonly index: number };

/** `lift`: of the handle that turns, image pixels. `step`: degrees to turn by. `keep`: the proportions. */
export interface Manner {
  readonly lift: number;
  readonly step: number;
  readonly keep: boolean;
}

/** The held regions that are another when the hand has gone from `from` to `to`. */
export function gripped(grip: Grip, from: Point, to: Point, scene: Scene, manner: Manner): readonly Region[] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (grip.by === "whole") return movedBy(grip.regions, dx, dy, scene.size);
  const { region } = grip;
  if (grip.by === "vertex") return pulled(region, grip.part, grip.index, [dx, dy], scene.size);
  if (grip.by === "parts") return partsMoved(region, grip.parts, [dx, dy], scene.size);
  if (region.shape.kind !== "box") return [];
  // The hand seldom takes a handle by its very middle: what moves is the handle, as far as the hand does.
  const held = handleOf(region.shape, grip.handle, manner.lift);
  const aim = { x: held.x + dx, y: held.y + dy };
  if (grip.handle === "turn")
    return sound([{ ...region, shape: turnBox(region.shape, aim, manner.step) }], scene.size);
  const place = region.shape.angle === 0 ? within(aim, scene.size) : aim;
  const shape = resizeBox(region.shape, grip.handle, place, manner.keep);
  return sound([{ ...region, shape }], scene.size);
}

function pulled(region: Region, part: number, index: number, [dx, dy]: Pair, size: Size): readonly Region[] {
  const { shape } = region;
  if (shape.kind !== "polygon") return [];
  const vertex = ringsOf(shape)[part]?.[index];
  if (vertex === undefined) return [];
  const to = within({ x: vertex[0] + dx, y: vertex[1] + dy }, size);
  return sound([{ ...region, shape: moveVertex(shape, part, index, to) }], size);
}

/** Like a whole region, up to the border of the picture. */
function partsMoved(region: Region, parts: readonly number[], way: Pair, size: Size): readonly Region[] {
  const { shape } = region;
  if (shape.kind !== "polygon") return [];
  const held = ringsOf(shape).filter((_, at) => parts.includes(at));
  const { left, top, right, bottom } = boundsIn(held);
  const dx = roundOnce(clamp(way[0], -left, size.width - right));
  const dy = roundOnce(clamp(way[1], -top, size.height - bottom));
  return dx === 0 && dy === 0 ? [] : [{ ...region, shape: moveParts(shape, parts, dx, dy) }];
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(Math.min(value, Math.max(most, 0)), Math.min(least, 0));

const within = ({ x, y }: Point, size: Size): Point => ({
  x: Math.min(Math.max(x, 0), size.width),
  y: Math.min(Math.max(y, 0), size.height),
});

/** Only what can be stored: a shape without area is left out, and so stays as it was. */
const sound = (regions: readonly Region[], size: Size): readonly Region[] =>
  regions.filter(({ shape }) => typeof fitShape(shape, size) !== "string");

/**
 * Moved together, as far as the picture reaches: over its border they would be cut. A turned box may reach over
 * it as long as its middle does not. Masks do not move.
 */
function movedBy(regions: readonly Region[], dx: number, dy: number, size: Size): readonly Region[] {
  const free = regions.filter(({ shape }) => shape.kind !== "mask");
  const room = roomOf(free, size);
  const [x, y] = [clamp(dx, room.left, room.right), clamp(dy, room.top, room.bottom)];
  // Whole hundredths, so that rounding afterwards changes no shape.
  const [across, down] = [roundOnce(x), roundOnce(y)];
  if (across === 0 && down === 0) return [];
  return free.map((region) => ({ ...region, shape: shifted(region.shape, across, down) }));
}

/** How far all of them can go in each direction. */
function roomOf(regions: readonly Region[], size: Size): Bounds {
  const room = { left: -size.width, top: -size.height, right: size.width, bottom: size.height };
  for (const { shape } of regions) {
    const { left, top, right, bottom } = frameOf(shape, size);
    room.left = Math.max(room.left, -left);
    room.top = Math.max(room.top, -top);
    room.right = Math.min(room.right, size.width - right);
    room.bottom = Math.min(room.bottom, size.height - bottom);
  }
  return room;
}

function frameOf(shape: Outline, size: Size): Bounds {
  if (shape.kind !== "box" || shape.angle === 0) return reachOf(shape, size);
  const [x, y] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
  return { left: x, right: x, top: y, bottom: y };
}

function shifted(shape: Outline, dx: number, dy: number): Outline {
  if (shape.kind === "box") return moveBox(shape, dx, dy);
  return shape.kind === "polygon" ? movePolygon(shape, dx, dy) : shape;
}

/** By an arrow: a pixel on, with Shift ten; with Control the right and lower sides go, with Alt a box turns. */
export function nudged(
  regions: readonly Region[],
  [across, down]: Pair,
  { shift, control, alt }: Modifiers,
  { size }: Scene,
): readonly Region[] {
  const step = shift ? 10 : 1;
  const [dx, dy] = [across * step, down * step];
  if (!alt && !control) return movedBy(regions, dx, dy, size);
  const changed = regions.flatMap((region) =>
    alt ? turnedBy(region, dx + dy) : grown(region, dx, dy, size),
  );
  return reshaped(sound(changed, size), regions);
}

function turnedBy(region: Region, degrees: number): Region[] {
  const { shape } = region;
  return shape.kind === "box" ? [{ ...region, shape: withAngle(shape, shape.angle + degrees) }] : [];
}

/** Larger or smaller by its right and lower side; never smaller than a pixel, never out of the picture. */
function grown(region: Region, dx: number, dy: number, size: Size): Region[] {
  const { shape } = region;
  if (shape.kind === "mask") return [];
  if (shape.kind === "box" && shape.angle !== 0) return [{ ...region, shape: grownTurned(shape, dx, dy) }];
  const from = reachOf(shape, size);
  const right = dx === 0 ? from.right : Math.min(Math.max(from.right + dx, from.left + 1), size.width);
  const bottom = dy === 0 ? from.bottom : Math.min(Math.max(from.bottom + dy, from.top + 1), size.height);
  if (right === from.right && bottom === from.bottom) return [];
  if (shape.kind === "polygon")
    return [{ ...region, shape: stretchPolygon(shape, from, { ...from, right, bottom }) }];
  return [
    {
      ...region,
      shape: { ...shape, width: roundOnce(right - from.left), height: roundOnce(bottom - from.top) },
    },
  ];
}

function grownTurned(shape: Outline & { kind: "box" }, dx: number, dy: number): Outline {
  const corner = handleOf(shape, "se", 0);
  const turn = (shape.angle * Math.PI) / 180;
  const x = Math.max(dx, 1 - shape.width);
  const y = Math.max(dy, 1 - shape.height);
  const to = {
    x: corner.x + x * Math.cos(turn) - y * Math.sin(turn),
    y: corner.y + x * Math.sin(turn) + y * Math.cos(turn),
  };
  return resizeBox(shape, "se", to);
}
