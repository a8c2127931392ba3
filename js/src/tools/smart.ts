/**
 * Smart region: a box or a click asks for the outline of a thing; further clicks say what belongs to it, with Alt
 * what does not; Enter takes the outline. The outline itself is no state of the tool's.
 */

import { boxBetween } from "../geometry/box";
import type { Point } from "../geometry/point";
import type { Rectangle } from "../wire/protocol";
import { firstCursor, stepCursor } from "./cursor";
import {
  type Effect,
  type Hand,
  type Preview,
  type Scene,
  SLIP,
  type Step,
  type Stroke,
  type Tool,
} from "./tool";
import { isDrag, NO_LABEL, say } from "./words";

interface Click {
  readonly at: Point;
  readonly inside: boolean;
}

/** `box` and `clicks`: what was asked about. `from` and `to`: the hand is pressed. `cursor`: the keyboard's. */
export interface SmartState {
  readonly box: Rectangle | null;
  readonly clicks: readonly Click[];
  readonly from: Point | null;
  readonly to: Point | null;
  readonly cursor: Point | null;
}

const IDLE: SmartState = { box: null, clicks: [], from: null, to: null, cursor: null };
const NOT_INSIDE = "Click on the thing first, or drag a box around it.";

const isOpen = ({ box, clicks }: SmartState): boolean => box !== null || clicks.length > 0;

/** Asks for the outline of what is known now. */
function ask(state: SmartState): Step<SmartState> {
  const of = (kind: boolean): Point[] =>
    state.clicks.filter(({ inside }) => inside === kind).map(({ at }) => at);
  return [state, [{ do: "propose", box: state.box, inside: of(true), outside: of(false) }]];
}

function click(state: SmartState, at: Point, inside: boolean, scene: Scene): Step<SmartState> {
  if (scene.label === null) return [state, [say(NO_LABEL)]];
  if (!inside && !isOpen(state)) return [state, [say(NOT_INSIDE)]];
  return ask({ ...state, clicks: [...state.clicks, { at, inside }] });
}

function release(state: SmartState, hand: Hand, scene: Scene): Step<SmartState> {
  const still = { ...state, from: null, to: null };
  if (state.from === null) return [state, []];
  const box = boxBetween(state.from, hand.at, scene.frame);
  // A slip in one direction only is a click too: there is no box so thin.
  const drawn = isDrag(state.from, hand.at, scene) && Math.min(box.width, box.height) * scene.zoom >= SLIP;
  return drawn ? ask({ ...still, box, clicks: [] }) : click(still, hand.at, !hand.alt, scene);
}

/** The last click is taken back, and when there is none the box. */
function back(state: SmartState): Step<SmartState> {
  const clicks = state.clicks.slice(0, -1);
  const left = { ...state, clicks };
  if (state.clicks.length > 0 && isOpen(left)) return ask(left);
  return [IDLE, given(state)];
}

const given = (state: SmartState): readonly Effect[] => (isOpen(state) ? [{ do: "reject" }] : []);

function key(state: SmartState, stroke: Stroke, scene: Scene): Step<SmartState> {
  if (stroke.key === "Escape") return [IDLE, given(state)];
  if (state.from !== null) return [state, []];
  const moved = stepCursor(state.cursor, stroke, scene);
  if (moved !== null) return [{ ...state, cursor: moved }, []];
  if (stroke.key === "Backspace" && isOpen(state)) return back(state);
  return stroke.key === "Enter" ? enter(state, stroke, scene) : [state, []];
}

/** Enter brings out the cursor; at a new place of it, it is a click there; else it takes the outline. */
function enter(state: SmartState, { alt }: Stroke, scene: Scene): Step<SmartState> {
  const { cursor } = state;
  const last = state.clicks.at(-1)?.at;
  if (cursor && !(last?.x === cursor.x && last.y === cursor.y)) return click(state, cursor, !alt, scene);
  if (isOpen(state)) return [IDLE, [{ do: "accept" }]];
  return [{ ...state, cursor: firstCursor(cursor, scene) }, []];
}

export const smart: Tool<SmartState> = {
  name: "smart",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, given(state)];
    if (input.type === "key") return key(state, input, scene);
    if (input.type === "press") {
      if (scene.label === null) return [state, [say(NO_LABEL)]];
      return [{ ...state, from: input.at, to: input.at, cursor: null }, []];
    }
    if (input.type === "release") return release(state, input, scene);
    return [state.from === null ? state : { ...state, to: input.at }, []];
  },

  preview(state, scene) {
    const drawn: Preview[] = state.clicks.map(({ at, inside }) => ({ draw: "handle", at, lit: inside }));
    if (state.cursor) drawn.push({ draw: "handle", at: state.cursor, lit: false });
    const shape = state.from && state.to ? boxBetween(state.from, state.to, scene.frame) : null;
    if (shape && scene.label !== null && shape.width > 0 && shape.height > 0) {
      drawn.unshift({ draw: "shape", shape, label: scene.label });
    }
    return drawn;
  },

  cursor: () => "crosshair",
  busy: (state) => isOpen(state) || state.from !== null || state.cursor !== null,
};
