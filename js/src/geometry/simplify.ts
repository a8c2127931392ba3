/** Lines and rings with fewer points, for painting and for what a hand draws. Pure. */

import type { Pair, Ring } from "./polygon";

/**
 * The line without the points that lie within `tolerance` of what is left (Ramer, 1972; Douglas and Peucker,
 * 1973). The ends stay.
 */
export function simplifyLine(line: Ring, tolerance: number): Ring {
  if (line.length < 3) return line;
  const keep = new Uint8Array(line.length);
  keep[0] = keep[line.length - 1] = 1;
  const open: Pair[] = [[0, line.length - 1]];
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const [first, last] = stretch;
    const far = farthest(line, first, last, tolerance);
    if (far === -1) continue;
    keep[far] = 1;
    open.push([first, far], [far, last]);
  }
  return line.filter((_, index) => keep[index] === 1);
}

/** Which point between two is the farthest off the segment that joins them; -1: none is beyond the tolerance. */
function farthest(line: Ring, first: number, last: number, tolerance: number): number {
  const [ax, ay] = line[first] as Pair;
  const [bx, by] = line[last] as Pair;
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  let [found, most] = [-1, tolerance * tolerance];
  for (let index = first + 1; index < last; index++) {
    const [px, py] = line[index] as Pair;
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length));
    const [x, y] = [px - ax - along * dx, py - ay - along * dy];
    const distance = x * x + y * y;
    if (distance > most) [found, most] = [index, distance];
  }
  return found;
}

/**
 * A ring to be painted, no point of it further than `tolerance` from the one that stands (half a screen pixel is
 * `0.5 / zoom`). What is smaller than that comes out as a few points, never as none.
 */
export function simplifyRing(ring: Ring, tolerance: number): Ring {
  const thin = thinned(ring, tolerance / 4);
  if (thin.length < 4) return thin;
  const opposite = farthestFrom(thin);
  const there = simplifyLine(thin.slice(0, opposite + 1), 0.75 * tolerance);
  const back = simplifyLine([...thin.slice(opposite), thin[0] as Pair], 0.75 * tolerance);
  return [...there, ...back.slice(1, -1)];
}

/** Without the points that are nearer than `distance` to the last one kept: one pass, and most are gone. */
function thinned(ring: Ring, distance: number): Ring {
  let [keptX, keptY] = ring[0] ?? [0, 0];
  return ring.filter(([x, y], index) => {
    if (index > 0 && (x - keptX) ** 2 + (y - keptY) ** 2 <= distance * distance) return false;
    [keptX, keptY] = [x, y];
    return true;
  });
}

function farthestFrom(ring: Ring): number {
  const [x, y] = ring[0] as Pair;
  let [found, most] = [0, -1];
  ring.forEach(([px, py], index) => {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance > most) [found, most] = [index, distance];
  });
  return found;
}
