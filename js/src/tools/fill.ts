/**
 * Fill: a click gives all pixels that hang together and have one owner, or none, to the label in hand; with Alt
 * to nobody. By keys, arrows and Enter.
 */

import type { Point } from "../geometry/point";
import { firstCursor, stepCursor } from "./cursor";
import type { Effect, Scene, Step, Stroke, Tool } from "./tool";
import { LOCKED, NO_LABEL, say } from "./words";

export const OUTSIDE = "Click inside the picture.";

export type FillState =
  | { readonly is: "idle"; readonly last: Point | null }
  | { readonly is: "cursor"; readonly at: Point };

const IDLE: FillState = { is: "idle", last: null };

function flood(at: Point, erase: boolean, scene: Scene): readonly Effect[] {
  const { width, height } = scene.size;
  if (!(at.x >= 0 && at.y >= 0 && at.x < width && at.y < height)) return [say(OUTSIDE)];
  if (erase && scene.locked) return [say(LOCKED)];
  if (!erase && scene.label === null) return [say(NO_LABEL)];
  return [{ do: "paint", area: { kind: "flood", at }, erase }];
}

function key(state: FillState, input: Stroke, scene: Scene): Step<FillState> {
  const at = stepCursor(state.is === "cursor" ? state.at : state.last, input, scene);
  if (at !== null) return [{ is: "cursor", at: withinPixels(at, scene) }, []];
  if (state.is === "idle") {
    const out = input.key === "Enter";
    return [out ? { is: "cursor", at: withinPixels(firstCursor(state.last, scene), scene) } : state, []];
  }
  if (input.key === "Escape") return [IDLE, []];
  return input.key === "Enter" ? [state, flood(state.at, input.alt, scene)] : [state, []];
}

/** The picture's far edges belong to no pixel: there the cursor stands on the last one. */
function withinPixels({ x, y }: Point, { size }: Scene): Point {
  return { x: Math.min(x, size.width - 0.5), y: Math.min(y, size.height - 0.5) };
}

export const fill: Tool<FillState> = {
  name: "fill",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, scene);
    if (input.type !== "press") return [state, []];
    return [{ is: "idle", last: input.at }, flood(input.at, input.alt, scene)];
  },

  preview: (state) => (state.is === "cursor" ? [{ draw: "handle", at: state.at, lit: false }] : []),
  cursor: () => "crosshair",
  busy: (state) => state.is !== "idle",
};
