/**
 * Brush: press, drag and let go; Shift draws a straight line from where the last stroke ended. By keys, arrows
 * bring the brush out and move it (Enter brings it out too), then Enter puts it down and lifts it again. The eraser
 * is the same hand with another brush.
 */

import type { Point } from "../geometry/point";
import { firstCursor, stepCursor } from "./cursor";
import type { Area, Effect, Hand, Preview, Scene, Step, Stroke, Tool } from "./tool";
import { LOCKED, NO_LABEL, say } from "./words";

export type BrushState =
  /** `last`: where the last stroke ended. `over`: where the brush hovers, with Shift as `line`. */
  | { readonly is: "idle"; readonly last: Point | null; readonly over: Point | null; readonly line: boolean }
  | { readonly is: "drag"; readonly points: readonly Point[] }
  /** The keyboard's brush; `points` once it is down. */
  | { readonly is: "cursor"; readonly at: Point; readonly points: readonly Point[] | null };

const IDLE: BrushState = { is: "idle", last: null, over: null, line: false };

const strokeOf = (points: readonly Point[], { brush }: Scene): Area => ({
  kind: "stroke",
  points,
  width: brush,
});

/** The points with one more, unless the hand has not moved. */
function longer(points: readonly Point[], at: Point): readonly Point[] {
  const last = points.at(-1);
  return last?.x === at.x && last.y === at.y ? points : [...points, at];
}

/** A tool that paints along the hand's way: pixels of the label in hand, or, erasing, of nobody. */
export function strokes(name: "brush" | "eraser", erase: boolean): Tool<BrushState> {
  const hindrance = ({ label, locked }: Scene): string | null =>
    erase ? (locked ? LOCKED : null) : label === null ? NO_LABEL : null;

  const done = (points: readonly Point[], scene: Scene): Step<BrushState> => {
    const paint: Effect = { do: "paint", area: strokeOf(points, scene), erase };
    return [{ is: "idle", last: points.at(-1) ?? null, over: null, line: false }, [paint]];
  };

  const press = (state: BrushState, { at, shift }: Hand, scene: Scene): Step<BrushState> => {
    const why = hindrance(scene);
    if (why !== null) return [IDLE, [say(why)]];
    const last = state.is === "idle" && shift ? state.last : null;
    return [{ is: "drag", points: last ? longer([last], at) : [at] }, []];
  };

  const hand = (state: BrushState, input: Hand, scene: Scene): Step<BrushState> => {
    if (input.type === "press") return press(state, input, scene);
    if (state.is === "idle") return [{ ...state, over: input.at, line: input.shift }, []];
    if (state.is === "cursor") return [state, []];
    const points = longer(state.points, input.at);
    return input.type === "move" ? [{ is: "drag", points }, []] : done(points, scene);
  };

  const enter = (state: BrushState & { is: "cursor" }, scene: Scene): Step<BrushState> => {
    const why = hindrance(scene);
    if (why !== null) return [state, [say(why)]];
    if (state.points === null) return [{ ...state, points: [state.at] }, []];
    return [{ ...state, points: null }, done(state.points, scene)[1]];
  };

  const key = (state: BrushState, input: Stroke, scene: Scene): Step<BrushState> => {
    if (state.is === "drag") return input.key === "Escape" ? [IDLE, []] : [state, []];
    const at = stepCursor(state.is === "cursor" ? state.at : state.last, input, scene);
    if (at !== null) {
      const points = state.is === "cursor" && state.points ? longer(state.points, at) : null;
      return [{ is: "cursor", at, points }, []];
    }
    if (state.is === "idle") {
      const out = input.key === "Enter";
      return [out ? { is: "cursor", at: firstCursor(state.last, scene), points: null } : state, []];
    }
    if (input.key === "Escape") return [state.points ? { ...state, points: null } : IDLE, []];
    return input.key === "Enter" ? enter(state, scene) : [state, []];
  };

  return {
    name,
    idle: IDLE,

    step(state, input, scene) {
      if (input.type === "cancel") return [IDLE, []];
      return input.type === "key" ? key(state, input, scene) : hand(state, input, scene);
    },

    preview(state, scene) {
      const area = (points: readonly Point[]): Preview => ({
        draw: "area",
        area: strokeOf(points, scene),
        erase,
      });
      if (hindrance(scene) !== null) return [];
      if (state.is === "drag") return [area(state.points)];
      if (state.is === "cursor") {
        return [
          area(state.points ?? [state.at]),
          { draw: "handle", at: state.at, lit: state.points !== null },
        ];
      }
      if (!state.over) return [];
      return [area(state.line && state.last ? [state.last, state.over] : [state.over])];
    },

    cursor: () => "crosshair",
    busy: (state) => state.is !== "idle",
  };
}

export const brush = strokes("brush", false);
