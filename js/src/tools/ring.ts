/**
 * Drawing a ring, for every tool that does: by clicks, by a freehand drag, along a neighbour's outline, or by
 * arrows and Enter. What becomes of the finished ring is the tool's.
 */

import { borderOf } from "../geometry/bounds";
import { tidy } from "../geometry/fit";
import type { Spot } from "../geometry/hit";
import type { Point } from "../geometry/point";
import type { Pair, Ring } from "../geometry/polygon";
import { simplifyLine } from "../geometry/simplify";
import { sameRing, snap, trace } from "../geometry/snap";
import { firstCursor, stepCursor } from "./cursor";
import {
  type Effect,
  type Hand,
  type Modifiers,
  type Preview,
  REACH,
  type Scene,
  type Step,
  type Stroke,
  type Tool,
  type ToolName,
} from "./tool";
import { isDrag, say } from "./words";

export interface RingState {
  readonly points: readonly Point[];
  /** The place on a neighbour's outline that the last point lies on. */
  readonly on: Spot | null;
  /** Where the next point would come, and the stretch of an outline that would be traced up to it. */
  readonly hand: Point | null;
  readonly traced: readonly Point[];
  /** How the hand has gone while it is pressed. */
  readonly path: readonly Point[] | null;
  /** `hand` is the keyboard's cursor. */
  readonly keys: boolean;
}

/** `refuse`: what is to be done instead of beginning a ring there; null: it may begin. */
export interface RingUse {
  readonly name: ToolName;
  refuse(scene: Scene, at: Point): readonly Effect[] | null;
  done(ring: Ring, scene: Scene): readonly Effect[];
}

const IDLE: RingState = { points: [], on: null, hand: null, traced: [], path: null, keys: false };
const TOO_FEW = "A polygon needs at least three points.";
const FLAT = "All points lie on one line: the polygon has no area.";

const pair = ({ x, y }: Point): Pair => [x, y];
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const isOpen = (state: RingState): boolean => state.points.length > 0;

/** Whether a point there closes the ring, being at its beginning. */
function closes({ points }: RingState, at: Point, scene: Scene): boolean {
  const first = points[0];
  return first !== undefined && points.length >= 3 && distance(first, at) * scene.zoom <= REACH;
}

/** Where a point comes that is set at `at`, and what leads there. Alt snaps too, and traces; Control follows edges. */
function aimed(state: RingState, at: Point, { alt, shift, control }: Modifiers, scene: Scene) {
  const last = state.points.at(-1);
  if (control && last && scene.edge) return { at, on: null, traced: scene.edge(last, at) };
  const on = scene.snap || alt ? snap(scene.regions, at, REACH / scene.zoom, scene.size) : null;
  const region = on && scene.regions.find(({ id }) => id === on.id);
  const ring = on && region ? borderOf(region.shape)[on.part] : undefined;
  const along = alt && ring !== undefined && on !== null && state.on !== null && sameRing(state.on, on);
  const traced = along && state.on ? trace(ring, state.on, on, shift) : [];
  return { at: on?.at ?? at, on, traced };
}

/** With a point more. */
function extended(state: RingState, hand: Hand | Stroke, at: Point, scene: Scene): RingState {
  const aim = aimed(state, at, hand, scene);
  return { ...state, points: [...state.points, ...aim.traced, aim.at], on: aim.on, hand: aim.at, traced: [] };
}

function close(state: RingState, use: RingUse, scene: Scene): Step<RingState> {
  const still = { ...state, path: null };
  if (state.points.length < 3) return [still, [say(TOO_FEW)]];
  const ring = tidy(state.points.map(pair));
  return ring.length === 0 ? [still, [say(FLAT)]] : [IDLE, use.done(ring, scene)];
}

function press(state: RingState, hand: Hand, use: RingUse, scene: Scene): Step<RingState> {
  const refused = isOpen(state) ? null : use.refuse(scene, hand.at);
  if (refused !== null) return [IDLE, refused];
  if (isOpen(state) && (hand.clicks === 2 || closes(state, hand.at, scene))) return close(state, use, scene);
  const more = extended(state, hand, hand.at, scene);
  return [{ ...more, path: [hand.at], keys: false }, []];
}

function move(state: RingState, hand: Hand, scene: Scene): RingState {
  if (state.path === null) {
    if (!isOpen(state) && !scene.snap) return state.keys ? state : IDLE;
    const aim = aimed(state, hand.at, hand, scene);
    return { ...state, hand: aim.at, traced: aim.traced, keys: false };
  }
  const [begin] = state.path;
  const slipped = state.path.length === 1 && begin !== undefined && !isDrag(begin, hand.at, scene);
  return { ...state, hand: hand.at, path: slipped ? state.path : [...state.path, hand.at] };
}

/** A freehand stretch ends: it is simplified to a screen pixel, and closes the ring where it began. */
function release(state: RingState, hand: Hand, use: RingUse, scene: Scene): Step<RingState> {
  const { path } = move(state, hand, scene);
  if (path === null) return [state, []];
  if (path.length === 1) return [{ ...state, path: null }, []];
  const drawn = simplifyLine(path.map(pair), 1 / scene.zoom).slice(1);
  const points = [...state.points, ...drawn.map(([x, y]): Point => ({ x, y }))];
  const open: RingState = { ...state, points, on: null, hand: hand.at, path: null };
  const first = state.points[0] ?? hand.at;
  const away = path.some((point) => distance(first, point) * scene.zoom > 2 * REACH);
  return away && closes(open, hand.at, scene) ? close(open, use, scene) : [open, []];
}

function key(state: RingState, stroke: Stroke, use: RingUse, scene: Scene): Step<RingState> {
  if (stroke.key === "Escape") return [IDLE, []];
  if (state.path !== null) return [state, []];
  const cursor = stepCursor(state.keys ? state.hand : (state.points.at(-1) ?? null), stroke, scene);
  if (cursor !== null) {
    const traced = stroke.alt ? aimed(state, cursor, stroke, scene).traced : [];
    return [{ ...state, hand: cursor, traced, keys: true }, []];
  }
  if (stroke.key === "Backspace" && isOpen(state)) {
    const left = { ...state, points: state.points.slice(0, -1), on: null, traced: [] };
    return [isOpen(left) || left.keys ? left : IDLE, []];
  }
  return stroke.key === "Enter" ? enter(state, stroke, use, scene) : [state, []];
}

/** Brings out the cursor; then sets a point; on the first point, or a second time on the last, it closes. */
function enter(state: RingState, stroke: Stroke, use: RingUse, scene: Scene): Step<RingState> {
  if (!isOpen(state) && !state.keys) {
    return [{ ...IDLE, hand: firstCursor(state.hand, scene), keys: true }, []];
  }
  const last = state.points.at(-1);
  const set = state.keys && state.hand !== null && !(last && distance(last, state.hand) === 0);
  if (!set || state.hand === null || closes(state, state.hand, scene)) return close(state, use, scene);
  const refused = isOpen(state) ? null : use.refuse(scene, state.hand);
  return refused === null ? [extended(state, stroke, state.hand, scene), []] : [state, refused];
}

function preview(state: RingState, scene: Scene): Preview[] {
  const path = state.path?.slice(1) ?? [];
  const ahead = state.path === null && state.hand ? [...state.traced, state.hand] : [];
  const line = isOpen(state) ? [...state.points, ...path, ...ahead] : [];
  const shut = state.hand !== null && closes(state, state.hand, scene);
  const handles = state.points.map((at, index): Preview => {
    return { draw: "handle", at, lit: index === 0 && shut };
  });
  if (state.hand && state.path === null) handles.push({ draw: "handle", at: state.hand, lit: state.keys });
  return line.length > 1 ? [{ draw: "line", points: line }, ...handles] : handles;
}

/** The tool that draws rings and gives them to `use`. */
export const ringTool = (use: RingUse): Tool<RingState> => ({
  name: use.name,
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, use, scene);
    if (input.type === "press") return press(state, input, use, scene);
    return input.type === "move" ? [move(state, input, scene), []] : release(state, input, use, scene);
  },

  preview,
  cursor: () => "crosshair",
  busy: (state) => isOpen(state) || state.keys,
});
