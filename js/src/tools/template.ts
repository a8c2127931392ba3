/** Template box: a click puts a box of a ready size about the point; until it is let go it can be moved. */

import { boxAbout } from "../geometry/box";
import type { Point } from "../geometry/point";
import { newBox } from "./box";
import { firstCursor, stepCursor } from "./cursor";
import type { Scene, Step, Stroke, Tool } from "./tool";
import { NO_LABEL, say } from "./words";

/** `over`: the pointer shows where it would come. `held`: it is pressed. `keys`: arrows move it, Enter puts it. */
export type TemplateState =
  | { readonly is: "idle" }
  | { readonly is: "over" | "held" | "keys"; readonly at: Point };

const IDLE: TemplateState = { is: "idle" };

const put = (at: Point, scene: Scene): Step<TemplateState> => [
  IDLE,
  newBox(boxAbout(at, scene.template, scene.frame), scene),
];

function key(state: TemplateState, stroke: Stroke, scene: Scene): Step<TemplateState> {
  if (stroke.key === "Escape") return [IDLE, []];
  if (state.is === "held") return [state, []];
  const moved = stepCursor(state.is === "keys" ? state.at : null, stroke, scene);
  if (moved !== null) return [{ is: "keys", at: moved }, []];
  if (stroke.key !== "Enter") return [state, []];
  return state.is === "keys" ? put(state.at, scene) : [{ is: "keys", at: firstCursor(null, scene) }, []];
}

export const template: Tool<TemplateState> = {
  name: "template",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, scene);
    if (input.type === "press") {
      return scene.label === null ? [IDLE, [say(NO_LABEL)]] : [{ is: "held", at: input.at }, []];
    }
    if (input.type === "move") return [{ is: state.is === "held" ? "held" : "over", at: input.at }, []];
    return state.is === "held" ? put(input.at, scene) : [state, []];
  },

  preview(state, { template, frame, label }) {
    if (state.is === "idle" || label === null) return [];
    const shape = boxAbout(state.at, template, frame);
    const drawn = { draw: "shape", shape, label } as const;
    return state.is === "keys" ? [drawn, { draw: "handle", at: state.at, lit: true }] : [drawn];
  },

  cursor: () => "crosshair",
  busy: (state) => state.is === "held" || state.is === "keys",
};
