/** Shares as one reads them, and the curve of learning. */

import type { JSX } from "preact";
import { number } from "./parts";

const WIDTH = 184;
const HEIGHT = 40;

/** "87 %". */
export const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** ".87", and "1" when it is as good as that. */
export function share(part: number): string {
  const rounded = Math.round(100 * part) / 100;
  return rounded >= 1 ? "1" : rounded.toFixed(2).replace(/^0/, "");
}

/** The same in a table, "–" where it is not known. */
export const figure = (part: number | null): string => (part === null ? "–" : share(part));

/** "(83–90)" of two shares; nothing where they are not known. */
export const ofShares = (low: number | null, high: number | null): string =>
  low === null || high === null ? "" : `(${Math.round(100 * low)}–${Math.round(100 * high)})`;

/** Where a run's point lies, of [answers, accuracy, …]: answers to the right, the share up between two shares. */
export function placesOf(
  points: readonly (readonly number[])[],
  bottom: number,
  top: number,
): readonly [number, number][] {
  const most = Math.max(1, ...points.map(([answers = 0]) => answers));
  const [first = 0] = points[0] ?? [];
  const x = (answers: number): number => 3 + ((WIDTH - 6) * (answers - first)) / Math.max(1, most - first);
  return points.map(([answers = 0, part = 0]) => [
    x(answers),
    3 + ((HEIGHT - 6) * (top - part)) / Math.max(0.05, top - bottom),
  ]);
}

const round = (n: number): string => n.toFixed(1);

/** [answers, accuracy, low, high] of each run, oldest first; the band is how sure that is. */
export function Curve({ points }: { points: readonly (readonly number[])[] }): JSX.Element {
  const shares = points.flatMap(([, ...all]) => all);
  const [bottom, top] = [Math.min(...shares), Math.max(...shares)];
  const line = placesOf(points, bottom, top);
  const edge = (at: 2 | 3) =>
    placesOf(
      points.map((one) => [one[0] ?? 0, one[at] ?? one[1] ?? 0]),
      bottom,
      top,
    );
  const path = (all: readonly (readonly [number, number])[]): string =>
    all.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");
  const [x, y] = line.at(-1) ?? [0, 0];
  const [from, to] = [points[0], points.at(-1)];
  const said = `Accuracy from ${percent(from?.[1] ?? 0)} at ${number(from?.[0] ?? 0)} answers to ${percent(to?.[1] ?? 0)} at ${number(to?.[0] ?? 0)}`;
  return (
    <svg class="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
      <title>{said}</title>
      <path class="band" d={`M${path(edge(2))}L${path(edge(3).toReversed())}Z`} />
      <path d={`M${path(line)}`} />
      <circle cx={round(x)} cy={round(y)} r="3" />
    </svg>
  );
}
