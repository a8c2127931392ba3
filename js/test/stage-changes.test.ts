/** Gestures on regions, taken back: the document is as it was. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { UNTOUCHED } from "../src/document/annotation";
import { apply, change } from "../src/document/change";
import { reordered } from "../src/document/order";
import { moveBox, resizeBox, withAngle } from "../src/geometry/box";
import { fitShape } from "../src/geometry/fit";
import type { Outline } from "../src/geometry/point";
import { insertVertex, movePolygon, polygonOf, removeVertex } from "../src/geometry/polygon";
import type { Annotation, Answer, Change } from "../src/wire/protocol";

const SIZE = { width: 640, height: 480 };
const CHANGES = 10_000;

/** Numbers from a seed (mulberry32), so that a failure can be repeated. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Chance = (below: number) => number;

function fresh(chance: Chance): Outline {
  const [x, y] = [chance(60_000) / 100, chance(44_000) / 100];
  if (chance(3) === 0) return { kind: "mask", rle: chance(2) ? "PPYo0" : "PPYo1", frame: 0 };
  if (chance(2) === 0)
    return { kind: "box", x, y, width: 1 + chance(90), height: 1 + chance(90), angle: 0, frame: 0 };
  return polygonOf([[[x, y], [x + 30, y], [x, y + 30]]], chance(3)); // biome-ignore format: a ring on a line
}

/** A gesture on a region that is there: moved, resized, turned, reshaped. */
function altered(shape: Outline, chance: Chance): Outline {
  const [dx, dy] = [chance(2000) / 100 - 10, chance(2000) / 100 - 10];
  if (shape.kind === "mask") return { ...shape, rle: `${shape.rle.slice(0, -1)}${chance(10)}` };
  if (shape.kind === "box") {
    const all = [
      moveBox(shape, dx, dy),
      resizeBox(shape, "se", { x: shape.x + 20, y: shape.y + 30 }),
      withAngle(shape, dx),
    ];
    return all[chance(3)] ?? shape;
  }
  const at = { x: 100 + dx, y: 100 + dy };
  return (
    [movePolygon(shape, dx, dy), insertVertex(shape, 0, 0, at), removeVertex(shape, 0, 0)][chance(3)] ?? shape
  );
}

function annotation(id: string, shape: Outline, chance: Chance): Annotation {
  return {
    id,
    label: chance(9),
    shape,
    source: chance(5) ? "human" : "accepted",
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
}

/** One gesture: several regions put, changed, relabelled, reordered and dropped at a time. */
function gesture(answer: Answer, at: number, chance: Chance): Change {
  const put: Annotation[] = [];
  const drop: string[] = [];
  const way = (["forward", "backward", "front", "back"] as const)[chance(4)] ?? "front";
  for (const one of answer.annotations) {
    const what = chance(24);
    if (what === 0 || answer.annotations.length > 60) drop.push(one.id);
    else if (what === 1) put.push({ ...one, label: chance(9) });
    else if (what === 3) put.push(...reordered(answer.annotations, new Set([one.id]), way, () => `r${at}.z`));
    else if (what === 2 && one.shape.kind !== "choice" && one.shape.kind !== "span") {
      const shape = altered(one.shape, chance);
      if (shape.kind === "mask" || typeof fitShape(shape, SIZE) !== "string") put.push({ ...one, shape });
    }
  }
  for (let more = chance(3); more > 0; more--) put.push(annotation(`r${at}.${more}`, fresh(chance), chance));
  return change("a.jpg", answer.version, { put, drop, state: chance(4) ? "draft" : null });
}

test("ten thousand mixed changes are taken back one by one, and done again", { timeout: 60_000 }, () => {
  const chance = chances(4);
  let answer = UNTOUCHED;
  const stood: Answer[] = [];
  const inverses: Change[] = [];
  for (let at = 0; at < CHANGES; at++) {
    stood.push(answer);
    const [next, inverse] = apply(answer, gesture(answer, at, chance), `e${at}`);
    inverses.push(inverse);
    answer = next;
  }
  const last = answer;
  const again: Change[] = [];
  for (let at = CHANGES - 1; at >= 0; at--) {
    const [before, redo] = apply(answer, inverses[at] as Change, `u${at}`);
    again.push(redo);
    expect(before).toEqual(stood[at]);
    answer = before;
  }
  for (const redo of again.reverse()) [answer] = apply(answer, redo, "redo");
  expect(answer).toEqual(last);
});

test("a change and its inverse leave any answer as it was", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), (seed, count) => {
      const chance = chances(seed);
      let answer = UNTOUCHED;
      for (let at = 0; at < count; at++) [answer] = apply(answer, gesture(answer, at, chance), `e${at}`);
      const [after, inverse] = apply(answer, gesture(answer, count, chance), "last");
      expect(apply(after, inverse, "undo")[0]).toEqual(answer);
    }),
    { numRuns: 300 },
  );
});
