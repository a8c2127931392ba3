/** Add and Subtract in the task `polygons`: a ring is joined to the selected region, or cut out of it. */

import { areaOf } from "../geometry/bounds";
import { joined, without } from "../geometry/combine";
import { regionAt } from "../geometry/hit";
import type { Point } from "../geometry/point";
import { polygonOf, type Ring } from "../geometry/polygon";
import type { Rings } from "../wire/protocol";
import { ringTool } from "./ring";
import type { Effect, Region, Scene } from "./tool";
import { LOCKED, say, selectedIn } from "./words";

const NONE = "Select one polygon first: click on it.";
const INSIDE = "That lies inside the region already.";
const APART = "Nothing of the region lies there.";
const ALL = "Nothing of the region would be left. Delete it instead.";

/** The selected polygon that is to be changed. */
function chosen(scene: Scene): (Region & { readonly shape: Rings }) | null {
  const [region, ...others] = selectedIn(scene);
  if (region?.shape.kind !== "polygon" || others.length > 0) return null;
  return { ...region, shape: region.shape };
}

/** Without a polygon to change a press chooses the one under it. */
function refuse(scene: Scene, at: Point): readonly Effect[] | null {
  if (scene.locked) return [say(LOCKED)];
  if (chosen(scene) !== null) return null;
  const polygons = scene.regions.filter(({ shape }) => shape.kind === "polygon");
  const under = regionAt(polygons, at, 0, scene.size);
  return under === null ? [say(NONE)] : [{ do: "select", ids: [under.id] }];
}

function changed(scene: Scene, ring: Ring, change: typeof joined, same: string): readonly Effect[] {
  const region = chosen(scene);
  if (region === null) return [say(NONE)];
  if (scene.locked) return [say(LOCKED)];
  const parts = change(region.shape, ring);
  if (parts.length === 0) return [say(ALL)];
  const shape = polygonOf(parts, region.shape.frame);
  // A hundredth of a square pixel is less than a point moved by the least there is.
  if (Math.abs(areaOf(shape) - areaOf(region.shape)) < 0.01) return [say(same)];
  return [{ do: "put", regions: [{ ...region, shape }] }];
}

export const add = ringTool({
  name: "add",
  refuse,
  done: (ring, scene) => changed(scene, ring, joined, INSIDE),
});

export const subtract = ringTool({
  name: "subtract",
  refuse,
  done: (ring, scene) => changed(scene, ring, without, APART),
});
