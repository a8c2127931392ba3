/** Move: whole regions, a box by its handles, a polygon by a vertex, with Alt by a part; arrows do it by keys. */

import { type Handle, handleAt, handleOf, SIDES } from "../geometry/box";
import { regionAt } from "../geometry/hit";
import type { Point } from "../geometry/point";
import { nearestVertex, partAt, ringsOf } from "../geometry/polygon";
import { arrow } from "./cursor";
import { type Grip, gripped, nudged } from "./grip";
import {
  type Cursor,
  type Hand,
  type Preview,
  REACH,
  type Region,
  type Scene,
  type Step,
  type Stroke,
  type Tool,
} from "./tool";
import { dropSelected, isDrag, LOCKED, reshaped, say, selectedIn, toggled } from "./words";

/** How far above the top edge the handle that turns a box is, in screen pixels. */
export const LIFT = 24;
/** With Shift boxes turn in steps of so many degrees. */
const STEP = 15;

/** `from`: where the hand took hold, `to`: where it is. `far`: it has gone far enough to be a drag. */
export type MoveState =
  | { readonly is: "idle" }
  | {
      readonly is: "drag";
      readonly grip: Grip;
      readonly from: Point;
      readonly to: Point;
      readonly shift: boolean;
      readonly far: boolean;
    };

const IDLE: MoveState = { is: "idle" };

/** Only a region that is selected alone has handles: those of many would cover the picture. */
function only(scene: Scene): Region | null {
  const selected = selectedIn(scene);
  return selected.length === 1 ? (selected[0] ?? null) : null;
}

/** What the hand gets hold of at a point: a handle or vertex, else a region, with Alt a part of it. */
function gripAt(at: Point, scene: Scene, alt = false): Grip | null {
  const [region, reach] = [only(scene), REACH / scene.zoom];
  if (region?.shape.kind === "box") {
    const handle = handleAt(region.shape, at, reach, LIFT / scene.zoom);
    if (handle !== null) return { by: "handle", region, handle };
  }
  if (region?.shape.kind === "polygon") {
    const vertex = nearestVertex(ringsOf(region.shape), at, reach);
    if (vertex !== null) return { by: "vertex", region, part: vertex.part, index: vertex.index };
    const parts = alt ? partAt(ringsOf(region.shape), at) : [];
    if (parts.length > 0) return { by: "parts", region, parts };
  }
  const under = regionAt(scene.regions, at, reach, scene.size);
  if (under === null) return null;
  return { by: "whole", regions: scene.selected.has(under.id) ? selectedIn(scene) : [under] };
}

function press(hand: Hand, scene: Scene): Step<MoveState> {
  const grip = gripAt(hand.at, scene, hand.alt);
  if (grip === null) return [IDLE, scene.selected.size > 0 ? [{ do: "select", ids: [] }] : []];
  const fresh = grip.by === "whole" ? grip.regions.find(({ id }) => !scene.selected.has(id)) : undefined;
  if (hand.shift && grip.by === "whole") {
    const under = regionAt(scene.regions, hand.at, REACH / scene.zoom, scene.size);
    return [IDLE, under ? [toggled(scene, under.id)] : []];
  }
  const effects = fresh ? [{ do: "select" as const, ids: [fresh.id] }] : [];
  return [{ is: "drag", grip, from: hand.at, to: hand.at, shift: hand.shift, far: false }, effects];
}

/** The regions as they are with the hand where it is now. */
const changed = (state: MoveState & { is: "drag" }, scene: Scene): readonly Region[] =>
  gripped(state.grip, state.from, state.to, scene, {
    lift: LIFT / scene.zoom,
    step: state.shift ? STEP : 0,
    keep: state.shift,
  });

function drag(state: MoveState & { is: "drag" }, hand: Hand, scene: Scene): Step<MoveState> {
  const far = state.far || isDrag(state.from, hand.at, scene);
  const now = { ...state, to: hand.at, shift: hand.shift, far };
  // Said once, when the hand begins to pull, so that a click on a locked region just selects it.
  if (far && scene.locked) return [IDLE, [say(LOCKED)]];
  if (hand.type === "move") return [now, []];
  const { grip } = state;
  const moved = far ? changed(now, scene) : [];
  const regions = grip.by === "whole" ? moved : reshaped(moved, [grip.region]);
  return [IDLE, regions.length > 0 ? [{ do: "put", regions }] : []];
}

function key(state: MoveState, stroke: Stroke, scene: Scene): Step<MoveState> {
  if (stroke.key === "Escape") return [IDLE, []];
  if (state.is === "drag") return [state, []];
  if (stroke.key === "Delete" || stroke.key === "Backspace") return [state, dropSelected(scene)];
  const way = arrow(stroke);
  const chosen = selectedIn(scene);
  if (way === null || chosen.length === 0) return [state, []];
  if (scene.locked) return [state, [say(LOCKED)]];
  const regions = nudged(chosen, way, stroke, scene);
  return [state, regions.length > 0 ? [{ do: "put", regions }] : []];
}

function handlesOf(region: Region, lit: Grip | null, scene: Scene): Preview[] {
  const { shape } = region;
  if (shape.kind === "box") {
    const held = lit?.by === "handle" ? lit.handle : null;
    return [...SIDES, "turn" as const].map((handle) => ({
      draw: "handle",
      at: handleOf(shape, handle, LIFT / scene.zoom),
      lit: handle === held,
    }));
  }
  if (shape.kind === "mask") return [];
  const held = lit?.by === "vertex" ? lit : null;
  return ringsOf(shape).flatMap((ring, part) =>
    ring.map(([x, y], index): Preview => {
      return { draw: "handle", at: { x, y }, lit: held?.part === part && held.index === index };
    }),
  );
}

const ARROWS: readonly Cursor[] = ["ns-resize", "nesw-resize", "ew-resize", "nwse-resize"];
const CLOCK: readonly Handle[] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** The arrow that shows which way a handle goes, turned with its box. */
function arrowOf(handle: Handle, degrees: number): Cursor {
  if (handle === "turn") return "grab";
  return ARROWS[(CLOCK.indexOf(handle) + Math.round(degrees / 45)) % 4] ?? "move";
}

function cursorOf(grip: Grip): Cursor {
  if (grip.by === "vertex") return "pointer";
  if (grip.by === "whole" || grip.by === "parts") return "move";
  return arrowOf(grip.handle, grip.region.shape.kind === "box" ? grip.region.shape.angle : 0);
}

export const move: Tool<MoveState> = {
  name: "move",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") return key(state, input, scene);
    if (input.type === "press") return press(input, scene);
    return state.is === "drag" ? drag(state, input, scene) : [state, []];
  },

  preview(state, scene) {
    const lit = state.is === "drag" ? state.grip : null;
    const shown = state.is === "drag" && state.far ? changed(state, scene) : [];
    const instead = shown.map(({ id, shape }): Preview => ({ draw: "instead", id, shape }));
    const region = only(scene);
    if (region === null || scene.locked) return instead;
    return [...instead, ...handlesOf(shown.find(({ id }) => id === region.id) ?? region, lit, scene)];
  },

  cursor(state, scene, at) {
    if (state.is === "drag") return cursorOf(state.grip);
    const grip = at === null ? null : gripAt(at, scene);
    return grip === null ? "default" : cursorOf(grip);
  },

  busy: (state) => state.is === "drag",
};
