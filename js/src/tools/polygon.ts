/** Polygon: a ring becomes a region; where masks are drawn, the pixels in it. */

import { polygonOf } from "../geometry/polygon";
import { ringTool } from "./ring";
import type { Effect, Scene } from "./tool";
import { NO_LABEL, say } from "./words";

const unlabelled = ({ label }: Scene): readonly Effect[] | null => (label === null ? [say(NO_LABEL)] : null);

export const polygon = ringTool({
  name: "polygon",
  refuse: unlabelled,
  done: (ring, { label, frame, newId }) =>
    label === null
      ? [say(NO_LABEL)]
      : [{ do: "put", regions: [{ id: newId(), label, shape: polygonOf([ring], frame) }] }],
});

/** The same in the task `masks`. */
export const maskPolygon = ringTool({
  name: "polygon",
  refuse: unlabelled,
  done(ring) {
    const points = ring.map(([x, y]) => ({ x, y }));
    return [{ do: "paint", area: { kind: "rings", parts: [points] }, erase: false }];
  },
});
