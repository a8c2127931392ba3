/** Regions are brought forward and sent back, one of them changed for each that moves. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MADE } from "../src/document/annotation";
import { newId } from "../src/document/ids";
import { inOrder, ranksBetween, reordered, type Way } from "../src/document/order";
import type { Annotation } from "../src/wire/protocol";

const WAYS: readonly Way[] = ["forward", "backward", "front", "back"];

const made = (count: number): Annotation[] =>
  Array.from({ length: count }, () => ({ ...MADE, id: newId(), label: 1, shape: { kind: "choice" } }));

/** The regions after the act, in their order. */
function after(regions: readonly Annotation[], meant: readonly string[], way: Way): Annotation[] {
  const put = new Map(reordered(regions, new Set(meant), way, newId).map((one) => [one.id, one]));
  return regions.map((one) => put.get(one.id) ?? one).sort(inOrder);
}

const names = (all: readonly Annotation[], now: readonly Annotation[]): string =>
  now.map(({ id }) => "ABCDEFGH"[all.findIndex((one) => one.id === id)]).join("");

/** How A to E lie after those of the letters have been moved. */
function moved(letters: string, way: Way): string {
  const all = made(5);
  const ids = [...letters].map((letter) => all["ABCDE".indexOf(letter)]?.id ?? "");
  return names(all, after(all, ids, way));
}

describe("the order", () => {
  test.each([
    ["B", "forward", "ACBDE"],
    ["B", "backward", "BACDE"],
    ["B", "front", "ACDEB"],
    ["D", "back", "DABCE"],
    ["AB", "forward", "CABDE"],
    ["AC", "forward", "BADCE"],
    ["CE", "forward", "ABDCE"],
    ["BC", "backward", "BCADE"],
    ["AD", "front", "BCEAD"],
    ["BE", "back", "BEACD"],
    ["E", "front", "ABCDE"],
    ["A", "back", "ABCDE"],
  ] as const)("of A to E with %s moved to the %s is %s", (letters, way, order) => {
    expect(moved(letters, way)).toBe(order);
  });

  test("changes only what is moved, whatever was moved before", () => {
    const step = fc.tuple(fc.constantFrom(...WAYS), fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let all = made(8);
        for (const [way, places] of steps) {
          const meant = places.map((at) => all[at]?.id ?? "");
          const rest = (some: readonly Annotation[]) => some.filter(({ id }) => !meant.includes(id));
          const now = after(all, meant, way);
          expect(rest(now)).toEqual(rest(all));
          expect(new Set(now.map(({ id, rank }) => rank || id)).size).toBe(8);
          all = now;
        }
      }),
    );
  });

  test("one step forward and one back leaves no trace", () => {
    const all = made(3);
    const id = all[0]?.id ?? "";
    expect(after(after(all, [id], "forward"), [id], "backward")).toEqual(all);
  });

  test("what is drawn next lies over what was brought to the front", () => {
    const all = made(3);
    const now = after(all, [all[0]?.id ?? ""], "front");
    const next = made(1);
    expect(names([...all, ...next], [...now, ...next].sort(inOrder))).toBe("BCAD");
  });

  test("of five thousand one changes when one is moved, and short ranks are enough for half of them", () => {
    const all = made(5000);
    expect(reordered(all, new Set([all[2500]?.id ?? ""]), "forward", newId)).toHaveLength(1);
    const half = new Set(all.filter((_, at) => at % 2 === 0).map(({ id }) => id));
    const ranks = reordered(all, half, "back", newId).map(({ rank }) => rank.length);
    expect(Math.max(...ranks)).toBeLessThan(32);
  });

  test("there is room beside a rank, however often it is asked for", () => {
    let [low, high] = ["", newId()];
    for (let n = 0; n < 200; n++) [high] = ranksBetween(low, high, 1) as [string];
    for (let n = 0; n < 200; n++) [low] = ranksBetween(low, high, 1) as [string];
    expect(low < high).toBe(true);
    expect(Math.max(low.length, high.length)).toBeLessThan(100);
  });
});
