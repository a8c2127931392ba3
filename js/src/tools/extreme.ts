/** Extreme points: a click each at the top, the left, the bottom and the right of a thing, in any order, and the box is there. */

import { boxAround } from "../geometry/box";
import type { Point } from "../geometry/point";
import { newBox } from "./box";
import { firstCursor, stepCursor } from "./cursor";
import type { Preview, Scene, Step, Stroke, Tool } from "./tool";
import { NO_LABEL, say } from "./words";

/** `hand`: the pointer; with `keys` the keyboard's cursor. */
export interface ExtremeState {
  readonly points: readonly Point[];
  readonly hand: Point | null;
  readonly keys: boolean;
}

const IDLE: ExtremeState = { points: [], hand: null, keys: false };
const POINTS = 4;
const TOO_FEW = "Four points make a box; two opposite corners will do.";

function add(state: ExtremeState, at: Point, scene: Scene): Step<ExtremeState> {
  if (scene.label === null) return [IDLE, [say(NO_LABEL)]];
  const points = [...state.points, at];
  return points.length < POINTS ? [{ ...state, points }, []] : finish({ ...state, points }, scene);
}

function finish({ points }: ExtremeState, scene: Scene): Step<ExtremeState> {
  return [IDLE, newBox(boxAround(points, scene.frame), scene)];
}

function key(state: ExtremeState, stroke: Stroke, scene: Scene): Step<ExtremeState> {
  const moved = stepCursor(state.keys ? state.hand : (state.points.at(-1) ?? null), stroke, scene);
  if (moved !== null) return [{ ...state, hand: moved, keys: true }, []];
  if (stroke.key === "Escape") return [IDLE, []];
  if (stroke.key === "Backspace" && state.points.length > 0) {
    const points = state.points.slice(0, -1);
    return [points.length > 0 || state.keys ? { ...state, points } : IDLE, []];
  }
  return stroke.key === "Enter" ? enter(state, scene) : [state, []];
}

/** Brings out the cursor; then sets a point, a second time on the same spot it finishes. */
function enter(state: ExtremeState, scene: Scene): Step<ExtremeState> {
  if (!busy(state)) return [{ ...state, hand: firstCursor(null, scene), keys: true }, []];
  const { hand, keys, points } = state;
  const last = points.at(-1);
  if (keys && hand && !(last?.x === hand.x && last.y === hand.y)) return add(state, hand, scene);
  return points.length < 2 ? [state, [say(TOO_FEW)]] : finish(state, scene);
}

const busy = ({ points, keys }: ExtremeState): boolean => points.length > 0 || keys;

export const extreme: Tool<ExtremeState> = {
  name: "extreme",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, scene);
    if (input.type === "press") return add({ ...state, keys: false }, input.at, scene);
    if (input.type === "release" || state.points.length === 0) return [state, []];
    return [{ ...state, hand: input.at, keys: false }, []];
  },

  preview({ points, hand, keys }, { label, frame }) {
    const drawn: Preview[] = points.map((at) => ({ draw: "handle", at, lit: false }));
    if (hand && keys) drawn.push({ draw: "handle", at: hand, lit: true });
    const all = hand && points.length > 0 ? [...points, hand] : points;
    const shape = all.length > 1 ? boxAround(all, frame) : null;
    if (shape && label !== null && shape.width > 0 && shape.height > 0) {
      drawn.unshift({ draw: "shape", shape, label });
    }
    return drawn;
  },

  cursor: () => "crosshair",
  busy,
};
