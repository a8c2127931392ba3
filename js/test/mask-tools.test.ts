/** Brush, eraser, fill, add and subtract: press, move, and what is to become of the pixels. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point } from "../src/geometry/point";
import { add, subtract } from "../src/tools/addsubtract";
import { brush } from "../src/tools/brush";
import { eraser } from "../src/tools/eraser";
import { fill } from "../src/tools/fill";
import type { Effect, Input, Scene, Tool } from "../src/tools/tool";

const scene: Scene = {
  size: { width: 100, height: 80 },
  frame: 0,
  zoom: 2,
  regions: [],
  selected: new Set(),
  locked: false,
  label: 4,
  snap: false,
  template: { width: 5, height: 5 },
  brush: 9,
  newId: () => "id",
};
const plain = { shift: false, control: false, alt: false };
type Kind = "press" | "move" | "release";
const hand = (type: Kind, x: number, y: number, more = {}): Input => ({
  ...plain,
  type,
  at: { x, y },
  clicks: 1,
  ...more,
});
const key = (name: string, more = {}): Input => ({ ...plain, type: "key", key: name, ...more });

/** What the tool does with these inputs, and the state it ends in. */
function run<S>(tool: Tool<S>, inputs: readonly Input[], where = scene): { state: S; effects: Effect[] } {
  const effects: Effect[] = [];
  let state = tool.idle;
  for (const input of inputs) {
    const [next, more] = tool.step(state, input, where);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

const stroke = (points: readonly Point[], erase = false): Effect => ({
  do: "paint",
  area: { kind: "stroke", points, width: 9 },
  erase,
});
const drag = [hand("press", 1, 2), hand("move", 3, 4), hand("move", 3, 4), hand("release", 5, 6)];

describe("the brush", () => {
  test("paints once, when the hand lets go", () => {
    expect(run(brush, drag.slice(0, 3)).effects).toEqual([]);
    expect(run(brush, drag).effects).toEqual([
      stroke([
        { x: 1, y: 2 },
        { x: 3, y: 4 },
        { x: 5, y: 6 },
      ]),
    ]);
  });

  test("shows the stroke while it is drawn, and itself while it hovers", () => {
    const { state } = run(brush, drag.slice(0, 2));
    const area = {
      kind: "stroke",
      points: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
      width: 9,
    };
    expect(brush.preview(state, scene)).toEqual([{ draw: "area", area, erase: false }]);
    const over = run(brush, [hand("move", 7, 8)]).state;
    expect(brush.preview(over, scene)).toEqual([
      { draw: "area", area: { ...area, points: [{ x: 7, y: 8 }] }, erase: false },
    ]);
    expect(brush.busy(over)).toBe(false);
  });

  test("draws a straight line from the last stroke with Shift", () => {
    const shift = [hand("press", 50, 60, { shift: true }), hand("release", 50, 60, { shift: true })];
    expect(run(brush, [...drag, ...shift]).effects[1]).toEqual(
      stroke([
        { x: 5, y: 6 },
        { x: 50, y: 60 },
      ]),
    );
    expect(run(brush, shift).effects).toEqual([stroke([{ x: 50, y: 60 }])]);
    const { state } = run(brush, [...drag, hand("move", 50, 60, { shift: true })]);
    expect(brush.preview(state, scene)).toEqual([
      {
        ...stroke([
          { x: 5, y: 6 },
          { x: 50, y: 60 },
        ]),
        do: undefined,
        draw: "area",
      },
    ]);
  });

  test("is moved by arrows, put down and lifted by Enter", () => {
    const keys = [key("ArrowRight"), key("Enter"), key("ArrowDown", { shift: true }), key("Enter")];
    const { state, effects } = run(brush, keys);
    expect(effects).toEqual([
      stroke([
        { x: 50.5, y: 40 },
        { x: 50.5, y: 45 },
      ]),
    ]);
    expect(brush.busy(state)).toBe(true);
    expect(run(brush, [...keys, key("Escape")]).state).toEqual(brush.idle);
    expect(run(brush, [...keys.slice(0, 3), key("Escape"), key("Enter"), key("Enter")]).effects).toEqual([
      stroke([{ x: 50.5, y: 45 }]),
    ]);
  });

  test("is brought out by Enter in the middle of what is seen", () => {
    const { state, effects } = run(brush, [key("Enter"), key("Enter"), key("Enter")]);
    expect(effects).toEqual([stroke([{ x: 50, y: 40 }])]);
    expect(brush.busy(state)).toBe(true);
    expect(run(fill, [key("Enter"), key("Enter")]).effects).toHaveLength(1);
  });

  test("needs a label, and says so", () => {
    const none = { ...scene, label: null };
    expect(run(brush, drag, none).effects).toEqual([{ do: "say", text: "Choose a label first." }]);
    expect(run(eraser, drag, none).effects).toHaveLength(1);
    expect(run(eraser, drag, none).effects[0]?.do).toBe("paint");
  });
});

describe("the eraser", () => {
  test("gives the pixels to nobody", () => {
    expect(run(eraser, drag).effects).toEqual([
      stroke(
        [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
          { x: 5, y: 6 },
        ],
        true,
      ),
    ]);
  });

  test("changes nothing that is locked", () => {
    const locked = { ...scene, locked: true };
    expect(run(eraser, drag, locked).effects).toEqual([
      { do: "say", text: "The regions are locked. Unlock them to change them." },
    ]);
    expect(eraser.preview(run(eraser, [hand("move", 1, 1)], locked).state, locked)).toEqual([]);
  });
});

describe("fill", () => {
  const flood = (x: number, y: number, erase = false): Effect => ({
    do: "paint",
    area: { kind: "flood", at: { x, y } },
    erase,
  });

  test("fills what hangs together at a click, and empties it with Alt", () => {
    expect(run(fill, [hand("press", 3, 4), hand("move", 9, 9), hand("release", 9, 9)]).effects).toEqual([
      flood(3, 4),
    ]);
    expect(run(fill, [hand("press", 3, 4, { alt: true })]).effects).toEqual([flood(3, 4, true)]);
  });

  test("says why a click outside or without a label comes to nothing", () => {
    expect(run(fill, [hand("press", 100, 4)]).effects).toEqual([
      { do: "say", text: "Click inside the picture." },
    ]);
    expect(run(fill, [hand("press", 1, 4)], { ...scene, label: null }).effects[0]?.do).toBe("say");
    expect(run(fill, [hand("press", 1, 4, { alt: true })], { ...scene, locked: true }).effects[0]?.do).toBe(
      "say",
    );
  });

  test("reaches the last pixel by arrows", () => {
    const far = Array.from({ length: 99 }, () => key("ArrowRight", { shift: true }));
    expect(run(fill, [...far, key("Enter")]).effects).toEqual([flood(99.5, 40)]);
  });
});

describe("add and subtract", () => {
  const clicks = [
    [10, 10],
    [30, 10],
    [30, 20],
  ].flatMap(([x, y]) => [hand("press", x as number, y as number), hand("release", x as number, y as number)]);
  const parts = [
    [
      { x: 10, y: 10 },
      { x: 30, y: 10 },
      { x: 30, y: 20 },
    ],
  ];

  test.each([
    [add, false],
    [subtract, true],
  ] as const)("paint the pixels in a ring", (tool, erase) => {
    const { state, effects } = run(tool, [...clicks, key("Enter")]);
    expect(effects).toEqual([{ do: "paint", area: { kind: "rings", parts }, erase }]);
    expect(state).toEqual(tool.idle);
  });

  test("say why they cannot", () => {
    expect(run(add, clicks.slice(0, 1), { ...scene, label: null }).effects[0]?.do).toBe("say");
    expect(run(subtract, clicks.slice(0, 1), { ...scene, locked: true }).effects[0]?.do).toBe("say");
  });
});

const coordinate = fc.integer({ min: -20, max: 120 });
const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.record({
    type: fc.constantFrom<Kind>("press", "move", "release"),
    at: fc.record({ x: coordinate, y: coordinate }),
    clicks: fc.constantFrom<1 | 2>(1, 2),
    shift: fc.boolean(),
    control: fc.boolean(),
    alt: fc.boolean(),
  }),
  fc
    .constantFrom("Enter", "Escape", "Backspace", "Delete", "ArrowLeft", "ArrowUp", "x")
    .map((name) => key(name)),
);

describe.each([brush, eraser, fill, add, subtract] as Tool<unknown>[])("$name", (tool) => {
  test("is idle after cancel from every state, and paints nothing that is not there", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 12 }), fc.boolean(), (inputs, locked) => {
        const { state, effects } = run(tool, inputs, { ...scene, locked });
        const [after, last] = tool.step(state, { type: "cancel" }, scene);
        expect([after, last]).toEqual([tool.idle, []]);
        expect(tool.busy(after)).toBe(false);
        for (const effect of effects) {
          if (effect.do !== "paint") continue;
          if (effect.area.kind === "stroke") expect(effect.area.points.length).toBeGreaterThan(0);
          if (effect.area.kind === "rings") expect(effect.area.parts[0]?.length).toBeGreaterThan(2);
        }
      }),
    );
  });
});
