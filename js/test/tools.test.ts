/** What holds for every tool, whatever the hand and the keyboard do. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitShape } from "../src/geometry/fit";
import { runsOf, writeRuns } from "../src/geometry/rle";
import { toolOf, toolsOf } from "../src/tools/all";
import type { Effect, Input, Preview, Region, Scene, Tool } from "../src/tools/tool";
import { polygonal, rectangle, region, sceneOf, square } from "./drawing";

const TASKS = ["boxes", "polygons", "masks"];
const ALL = TASKS.flatMap((task) => toolsOf(task).map((name) => [task, name] as const));
const SIZE = { width: 40, height: 30 };
const KEYS = [
  "Enter",
  "Escape",
  "Backspace",
  "Delete",
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Tab",
  "q",
];

const pixels = Uint8Array.from({ length: 1200 }, (_, at) => Number(at % 40 > 30 && at > 600));
const REGIONS: readonly Region[] = [
  region("large", rectangle(0, 0, 30, 30)),
  region("turned", rectangle(5, 5, 20, 10, 40)),
  region("polygon", polygonal(square(10, 10, 15), square(12, 12, 4))),
  region("triangle", polygonal([[30, 5], [38, 5], [30, 12]])), // biome-ignore format: a ring on a line
  region("mask", { kind: "mask", rle: writeRuns(runsOf(pixels, SIZE)), frame: 0 }),
];

/** Few places, so that hands come back to where they were; beyond the picture too. */
const place = fc.record({ x: fc.integer({ min: -4, max: 22 }), y: fc.integer({ min: -4, max: 17 }) });
const at = place.map(({ x, y }) => ({ x: x * 2, y: y * 2 }));
const keys = { shift: fc.boolean(), control: fc.boolean(), alt: fc.boolean() };
const hand = fc.record({
  type: fc.constantFrom("press" as const, "move" as const, "move" as const, "release" as const),
  at,
  clicks: fc.constantFrom(1 as const, 1 as const, 2 as const),
  ...keys,
});
const stroke = fc.record({ type: fc.constant("key" as const), key: fc.constantFrom(...KEYS), ...keys });
const inputs: fc.Arbitrary<Input[]> = fc.array(fc.oneof(hand, hand, stroke), { maxLength: 30 });
const given: fc.Arbitrary<Partial<Scene>> = fc.record({
  zoom: fc.constantFrom(0.5, 1, 4, 64),
  locked: fc.constantFrom(false, false, true),
  snap: fc.boolean(),
  label: fc.constantFrom(1, 1, null),
  selected: fc.subarray(REGIONS.map(({ id }) => id)).map((ids) => new Set(ids)),
});
const scenes = given.map((more) => sceneOf(REGIONS, { size: SIZE, ...more }));

/** What the stage makes of an effect. */
function after(now: Scene, effect: Effect): Scene {
  if (effect.do === "select") return { ...now, selected: new Set(effect.ids) };
  if (effect.do === "drop")
    return { ...now, regions: now.regions.filter(({ id }) => !effect.ids.includes(id)) };
  if (effect.do !== "put") return now;
  const put = effect.regions.flatMap((one) => {
    const shape = fitShape(one.shape, now.size);
    return typeof shape === "string" ? [] : [{ ...one, shape }];
  });
  const kept = now.regions.filter(({ id }) => !put.some((one) => one.id === id));
  return { ...now, regions: [...kept, ...put] };
}

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function isSound(effect: Effect, scene: Scene): boolean {
  if (!numbersIn(effect).every(Number.isFinite)) return false;
  const known = (id: string): boolean => scene.regions.some((one) => one.id === id);
  switch (effect.do) {
    case "put":
      // Without a size, since what lies outside the picture is for the stage to refuse.
      return (
        effect.regions.length > 0 &&
        effect.regions.every(({ shape }) => typeof fitShape(shape, null) !== "string")
      );
    case "drop":
      return effect.ids.length > 0 && effect.ids.every(known);
    case "select":
      return effect.ids.every(known);
    case "paint":
      return effect.area.kind !== "stroke" || (effect.area.points.length > 0 && effect.area.width > 0);
    case "propose":
      return effect.box !== null || effect.inside.length > 0;
    case "template":
      return effect.size.width > 0 && effect.size.height > 0;
    case "say":
      return effect.text.length > 0;
    default:
      return true;
  }
}

interface Moment {
  readonly state: unknown;
  readonly scene: Scene;
  readonly effects: readonly Effect[];
}

/** Every state that a row of inputs leads through. */
function moments(tool: Tool<unknown>, scene: Scene, row: readonly Input[]): Moment[] {
  let state = tool.idle;
  let now = scene;
  return row.map((input) => {
    const [next, effects] = tool.step(state, input, now);
    const moment = { state: next, scene: now, effects };
    state = next;
    for (const effect of effects) now = after(now, effect);
    return moment;
  });
}

const always = (tool: Tool<unknown>, rule: (row: Moment[]) => void): void =>
  fc.assert(
    fc.property(scenes, inputs, (scene, row) => rule(moments(tool, scene, row))),
    { numRuns: 200 },
  );

describe.each(ALL)("in the task %s the tool %s", (task, name) => {
  const tool = toolOf(task, name);

  test("is idle after a cancel, from wherever it is", () => {
    always(tool, (row) => {
      for (const { state, scene } of row) {
        const [then] = tool.step(state, { type: "cancel" }, scene);
        expect(then).toEqual(tool.idle);
      }
    });
    expect(tool.busy(tool.idle)).toBe(false);
  });

  test("asks for nothing empty and nothing that is no number", () => {
    always(tool, (row) => {
      for (const { effects, scene } of row) {
        for (const effect of effects) expect([effect, isSound(effect, scene)]).toEqual([effect, true]);
      }
    });
  });

  test("shows only what can be drawn", () => {
    always(tool, (row) => {
      for (const { state, scene } of row) {
        const shown: readonly Preview[] = tool.preview(state, scene);
        expect(numbersIn(shown).every(Number.isFinite)).toBe(true);
        expect(tool.cursor(state, scene, { x: 12, y: 12 })).toBeTypeOf("string");
      }
    });
  });

  test("changes no region that is locked", () => {
    always(tool, (row) => {
      for (const { effects } of row.filter((moment) => moment.scene.locked)) {
        const changed = effects.flatMap((effect) =>
          effect.do === "drop" ? effect.ids : effect.do === "put" ? effect.regions.map(({ id }) => id) : [],
        );
        expect(changed.filter((id) => REGIONS.some((one) => one.id === id))).toEqual([]);
      }
    });
  });

  test("gives Enter and Escape back when it is not busy", () => {
    always(tool, (row) => {
      for (const { state, scene } of row.filter((moment) => !tool.busy(moment.state))) {
        for (const key of ["Enter", "Escape"]) {
          const [, effects] = tool.step(
            state,
            { type: "key", key, shift: false, control: false, alt: false },
            scene,
          );
          expect(effects).toEqual([]);
        }
      }
    });
  });
});

describe("the tools of a task", () => {
  test("are those of the tool bar", () => {
    expect(toolsOf("boxes")).toEqual(["select", "box", "extreme", "template", "smart", "move"]);
    expect(toolsOf("polygons")).toEqual(["select", "polygon", "smart", "move", "points", "add", "subtract"]);
    expect(toolsOf("masks")).toEqual([
      "select",
      "brush",
      "eraser",
      "fill",
      "polygon",
      "add",
      "subtract",
      "smart",
    ]);
    expect(toolsOf("multiclass")).toEqual([]);
  });

  test("are no others", () => {
    expect(() => toolOf("boxes", "brush")).toThrow(/brush/);
  });
});
