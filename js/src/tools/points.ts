/** Points: a click on an outline adds a vertex, a click on a vertex removes it, a drag moves it. */

import { fitShape } from "../geometry/fit";
import { edgeAt, regionAt, type Spot, vertexAt } from "../geometry/hit";
import type { Point } from "../geometry/point";
import { insertVertex, moveVertex, removeVertex, ringsOf } from "../geometry/polygon";
import { snap } from "../geometry/snap";
import type { Rings } from "../wire/protocol";
import { type Hand, type Preview, REACH, type Region, type Scene, type Step, type Tool } from "./tool";
import { dropSelected, isDrag, LOCKED, reshaped, say, selectedIn } from "./words";

/** `shape`: with the vertex that is held, at `part` and `index`. `fresh`: it was added by this press. */
export type PointsState =
  | { readonly is: "idle" }
  | {
      readonly is: "held";
      readonly region: Region;
      readonly shape: Rings;
      readonly part: number;
      readonly index: number;
      readonly fresh: boolean;
      readonly from: Point;
      readonly to: Point;
      readonly far: boolean;
    };

type Held = PointsState & { is: "held" };

const IDLE: PointsState = { is: "idle" };
const FLAT = "The polygon would have no area.";

/** Polygons that can be taken hold of: those selected, else all of them. */
function within(scene: Scene): readonly Region[] {
  const chosen = selectedIn(scene).filter(isPolygon);
  return chosen.length > 0 ? chosen : scene.regions.filter(isPolygon);
}

const isPolygon = ({ shape }: Region): boolean => shape.kind === "polygon";

function press(hand: Hand, scene: Scene): Step<PointsState> {
  const [regions, reach] = [within(scene), REACH / scene.zoom];
  const vertex = vertexAt(regions, hand.at, reach, scene.size);
  const spot = vertex ?? edgeAt(regions, hand.at, reach, scene.size);
  const region = regions.find(({ id }) => id === spot?.id);
  if (spot === null || region === undefined) return choose(hand.at, scene);
  if (scene.locked) return [IDLE, [say(LOCKED)]];
  return [held(region, spot, vertex === null, hand.at), []];
}

/** A press on no outline takes the region under it. */
function choose(at: Point, scene: Scene): Step<PointsState> {
  const under = regionAt(scene.regions, at, 0, scene.size);
  if (under !== null) return [IDLE, scene.selected.has(under.id) ? [] : [{ do: "select", ids: [under.id] }]];
  return [IDLE, scene.selected.size > 0 ? [{ do: "select", ids: [] }] : []];
}

function held(region: Region, spot: Spot, fresh: boolean, from: Point): PointsState {
  const { shape } = region;
  if (shape.kind !== "polygon") return IDLE;
  const { part, index } = spot;
  const common = { is: "held", region, part, fresh, from, to: from, far: false } as const;
  if (!fresh) return { ...common, shape, index };
  return { ...common, shape: insertVertex(shape, part, index, spot.at), index: index + 1 };
}

/** The polygon with the held vertex where the hand is. */
function moved(state: Held, scene: Scene): Rings {
  if (!state.far) return state.shape;
  const others = scene.snap ? scene.regions.filter(({ id }) => id !== state.region.id) : [];
  const at = snap(others, state.to, REACH / scene.zoom, scene.size)?.at ?? state.to;
  return moveVertex(state.shape, state.part, state.index, at);
}

function release(state: Held, scene: Scene): Step<PointsState> {
  const { id } = state.region;
  const shape =
    state.far || state.fresh ? moved(state, scene) : removeVertex(state.shape, state.part, state.index);
  if (shape === null) return [IDLE, [{ do: "drop", ids: [id] }]];
  if (typeof fitShape(shape, null) === "string") return [IDLE, [say(FLAT)]];
  const regions = reshaped([{ ...state.region, shape }], [state.region]);
  return [IDLE, regions.length > 0 ? [{ do: "put", regions }] : []];
}

export const points: Tool<PointsState> = {
  name: "points",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") {
      if (input.key === "Escape") return [IDLE, []];
      const drops = state.is === "idle" && (input.key === "Delete" || input.key === "Backspace");
      return [state, drops ? dropSelected(scene) : []];
    }
    if (input.type === "press") return press(input, scene);
    if (state.is === "idle") return [state, []];
    const far = state.far || isDrag(state.from, input.at, scene);
    const now: Held = { ...state, to: input.at, far };
    return input.type === "move" ? [now, []] : release(now, scene);
  },

  preview(state, scene) {
    const shape = state.is === "held" ? moved(state, scene) : null;
    const shown = scene.locked ? [] : selectedIn(scene).filter(({ id }) => state.is === "idle" || id !== state.region.id); // biome-ignore format: one thought
    const handles = shown.flatMap((region) =>
      handlesOf(region.shape.kind === "polygon" ? region.shape : null),
    );
    if (state.is === "idle" || shape === null) return handles;
    const mine = handlesOf(shape, state.part, state.index);
    return [{ draw: "instead", id: state.region.id, shape }, ...handles, ...mine];
  },

  cursor(state, scene, at) {
    if (state.is === "held" || at === null) return "default";
    const [regions, reach] = [within(scene), REACH / scene.zoom];
    if (vertexAt(regions, at, reach, scene.size)) return "pointer";
    return edgeAt(regions, at, reach, scene.size) ? "crosshair" : "default";
  },

  busy: (state) => state.is === "held",
};

function handlesOf(shape: Rings | null, part = -1, index = -1): Preview[] {
  return (shape ? ringsOf(shape) : []).flatMap((ring, ringAt) =>
    ring.map(([x, y], at): Preview => {
      return { draw: "handle", at: { x, y }, lit: ringAt === part && at === index };
    }),
  );
}
