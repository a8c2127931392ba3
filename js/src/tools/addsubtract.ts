/** Add and subtract where masks are drawn: the pixels in a ring get the label in hand, or lose theirs. */

import type { Ring } from "../geometry/polygon";
import { ringTool } from "./ring";
import type { Effect, Scene } from "./tool";
import { LOCKED, NO_LABEL, say } from "./words";

const painted = (ring: Ring, erase: boolean): readonly Effect[] => [
  { do: "paint", area: { kind: "rings", parts: [ring.map(([x, y]) => ({ x, y }))] }, erase },
];

export const add = ringTool({
  name: "add",
  refuse: ({ label }: Scene) => (label === null ? [say(NO_LABEL)] : null),
  done: (ring) => painted(ring, false),
});

export const subtract = ringTool({
  name: "subtract",
  refuse: ({ locked }: Scene) => (locked ? [say(LOCKED)] : null),
  done: (ring) => painted(ring, true),
});
