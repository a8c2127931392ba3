/** Select: a click takes the smallest region under it, Shift one more, a drag over nothing what it goes round. */

import { regionAt, regionsWithin } from "../geometry/hit";
import type { Point } from "../geometry/point";
import type { Bounds } from "../geometry/polygon";
import { type Effect, type Hand, REACH, type Scene, type Step, type Tool } from "./tool";
import { dropSelected, isDrag, selectedIds, toggled } from "./words";

/** `band`: a press on nothing, which may become a rectangle drawn around regions. */
export type SelectState =
  | { readonly is: "idle" }
  | { readonly is: "band"; readonly from: Point; readonly to: Point; readonly add: boolean };

const IDLE: SelectState = { is: "idle" };

const boundsOfBand = ({ from, to }: { from: Point; to: Point }): Bounds => ({
  left: Math.min(from.x, to.x),
  top: Math.min(from.y, to.y),
  right: Math.max(from.x, to.x),
  bottom: Math.max(from.y, to.y),
});

function press(hand: Hand, scene: Scene): Step<SelectState> {
  const under = regionAt(scene.regions, hand.at, REACH / scene.zoom, scene.size);
  if (under === null) return [{ is: "band", from: hand.at, to: hand.at, add: hand.shift }, []];
  // The second press of a double click must not take back what the first one did.
  if (hand.clicks === 2) return [IDLE, []];
  return [IDLE, [hand.shift ? toggled(scene, under.id) : { do: "select", ids: [under.id] }]];
}

function release(state: SelectState & { is: "band" }, to: Point, scene: Scene): Step<SelectState> {
  const kept = state.add ? selectedIds(scene) : [];
  if (!isDrag(state.from, to, scene)) return [IDLE, change(kept, scene)];
  const band = boundsOfBand({ from: state.from, to });
  const found = regionsWithin(scene.regions, band, scene.size).map(({ id }) => id);
  return [IDLE, change([...new Set([...kept, ...found])], scene)];
}

/** Nothing when just these are selected already. */
function change(ids: readonly string[], { selected }: Scene): readonly Effect[] {
  const same = ids.length === selected.size && ids.every((id) => selected.has(id));
  return same ? [] : [{ do: "select", ids }];
}

export const select: Tool<SelectState> = {
  name: "select",
  idle: IDLE,

  step(state, input, scene) {
    if (input.type === "cancel") return [IDLE, []];
    if (input.type === "key") {
      if (input.key === "Escape") return [IDLE, []];
      return [state, input.key === "Delete" || input.key === "Backspace" ? dropSelected(scene) : []];
    }
    if (input.type === "press") return press(input, scene);
    if (state.is === "idle") return [state, []];
    return input.type === "move" ? [{ ...state, to: input.at }, []] : release(state, input.at, scene);
  },

  preview(state, scene) {
    if (state.is === "idle" || !isDrag(state.from, state.to, scene)) return [];
    const { left, top, right, bottom } = boundsOfBand(state);
    const corners = [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
      { x: left, y: top },
    ];
    return [{ draw: "line", points: corners }];
  },

  cursor(state, scene, at) {
    if (state.is === "band" || at === null) return "default";
    return regionAt(scene.regions, at, REACH / scene.zoom, scene.size) ? "pointer" : "default";
  },

  busy: (state) => state.is === "band",
};
