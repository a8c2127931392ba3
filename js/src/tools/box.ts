/** Box: drag from corner to corner, Shift for a square; or arrows and Enter at both corners. */

import { boxBetween } from "../geometry/box";
import type { Point } from "../geometry/point";
import type { Rectangle } from "../wire/protocol";
import { firstCursor, stepCursor } from "./cursor";
import { type Effect, type Preview, type Scene, SLIP, type Step, type Stroke, type Tool } from "./tool";
import { NO_LABEL, say, TOO_SMALL } from "./words";

/** `cursor`: the keyboard's pointer is out, and `corner` is the first corner once Enter has set it. */
export type BoxState =
  | { readonly is: "idle"; readonly last: Point | null }
  | { readonly is: "drag"; readonly from: Point; readonly to: Point; readonly square: boolean }
  | { readonly is: "cursor"; readonly at: Point; readonly corner: Point | null };

const IDLE: BoxState = { is: "idle", last: null };

/** A new box region, and its size for the next template; or why it comes to nothing. */
export function newBox(shape: Rectangle, scene: Scene): readonly Effect[] {
  if (scene.label === null) return [say(NO_LABEL)];
  const { width, height } = shape;
  if (Math.min(width, height) * scene.zoom < SLIP || Math.min(width, height) <= 0) return [say(TOO_SMALL)];
  return [
    { do: "put", regions: [{ id: scene.newId(), label: scene.label, shape }] },
    { do: "template", size: { width, height } },
  ];
}

/** The box that stands open in this state, if any. */
function open(state: BoxState, { frame }: Scene): Rectangle | null {
  if (state.is === "drag") return boxBetween(state.from, state.to, frame, state.square);
  if (state.is === "cursor" && state.corner) return boxBetween(state.corner, state.at, frame);
  return null;
}

function press(at: Point, square: boolean, scene: Scene): Step<BoxState> {
  if (scene.label === null) return [IDLE, [say(NO_LABEL)]];
  return [{ is: "drag", from: at, to: at, square }, []];
}

function key(state: BoxState, stroke: Stroke, scene: Scene): Step<BoxState> {
  if (state.is === "drag") return stroke.key === "Escape" ? [IDLE, []] : [state, []];
  const moved = stepCursor(state.is === "cursor" ? state.at : state.last, stroke, scene);
  if (moved !== null) {
    return [{ is: "cursor", at: moved, corner: state.is === "cursor" ? state.corner : null }, []];
  }
  if (state.is === "idle") {
    const out = stroke.key === "Enter";
    return [out ? { is: "cursor", at: firstCursor(state.last, scene), corner: null } : state, []];
  }
  if (stroke.key === "Backspace") return [{ ...state, corner: null }, []];
  if (stroke.key === "Escape") return [state.corner ? { ...state, corner: null } : IDLE, []];
  return stroke.key === "Enter" ? enter(state, scene) : [state, []];
}

function enter(state: BoxState & { is: "cursor" }, scene: Scene): Step<BoxState> {
  if (scene.label === null) return [state, [say(NO_LABEL)]];
  if (state.corner === null) return [{ ...state, corner: state.at }, []];
  const effects = newBox(boxBetween(state.corner, state.at, scene.frame), scene);
  const done = effects.some((effect) => effect.do === "put");
  return [done ? { is: "idle", last: state.at } : state, effects];
}

export const box: Tool<BoxState> = {
  name: "box",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, scene);
    if (input.type === "press") return press(input.at, input.shift, scene);
    if (state.is !== "drag") return [state, []];
    const now: BoxState = { ...state, to: input.at, square: input.shift };
    if (input.type === "move") return [now, []];
    return [IDLE, newBox(boxBetween(now.from, now.to, scene.frame, now.square), scene)];
  },

  preview(state, scene) {
    const shape = open(state, scene);
    const drawn: Preview[] = [];
    if (shape && scene.label !== null && shape.width > 0 && shape.height > 0) {
      drawn.push({ draw: "shape", shape, label: scene.label });
    }
    if (state.is === "cursor") drawn.push({ draw: "handle", at: state.at, lit: state.corner !== null });
    return drawn;
  },

  cursor: () => "crosshair",
  busy: (state) => state.is !== "idle",
};
