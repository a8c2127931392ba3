import { describe, expect, test } from "vitest";
import { cornersOf } from "../src/geometry/box";
import { move } from "../src/tools/move";
import type { Scene } from "../src/tools/tool";
import { Drawing, polygonal, rectangle, region, sceneOf, square } from "./drawing";

const REGIONS = [
  region("box", rectangle(100, 100, 80, 40)),
  region("turned", rectangle(250, 100, 80, 40, 30)),
  region("polygon", polygonal(square(20, 200, 60), square(40, 220, 20))),
];
const drawing = (...selected: string[]) =>
  new Drawing(move, sceneOf(REGIONS, { selected: new Set(selected) }));
const locked = (hand: Drawing<unknown>): Scene => ({ ...hand.scene, locked: true });

describe("move", () => {
  test("takes a region along that was not selected, and selects it", () => {
    const hand = drawing().drag([140, 120], [150, 125]);
    expect(hand.frame("box")).toEqual([110, 105, 80, 40]);
    expect(hand.selected).toEqual(["box"]);
  });

  test("takes all that are selected, as one gesture", () => {
    const hand = drawing("box", "polygon").drag([140, 120], [130.004, 120]);
    expect(hand.frame("box")).toEqual([90, 100, 80, 40]);
    expect(hand.frame("polygon")).toEqual([10, 200, 60, 60]);
    expect(hand.effects.map((effect) => effect.do)).toEqual(["put"]);
  });

  test("stops at the picture's border and loses nothing of a region", () => {
    expect(drawing("box").drag([140, 120], [-900, 900]).frame("box")).toEqual([0, 260, 80, 40]);
    const turned = drawing("turned").drag([290, 120], [290, -900]).shape("turned");
    expect(turned).toEqual(rectangle(250, -20, 80, 40, 30));
  });

  test("is a click when the hand slips by less than three pixels", () => {
    const hand = drawing("box").drag([140, 120], [142, 120]);
    expect(hand.effects).toEqual([]);
  });

  test("is nothing when it ends where it began", () => {
    const hand = drawing("box").press([140, 120]).move([200, 120]).release([140, 120]);
    hand.press([180, 140]).move([200, 160]).release([180, 140]).drag([140, 120], [140.004, 120]);
    expect(hand.effects).toEqual([]);
  });

  test("toggles with Shift, and selects nothing on nothing", () => {
    expect(drawing("box").click([290, 120], { shift: true }).selected).toEqual(["box", "turned"]);
    expect(drawing("box").click([390, 290]).selected).toEqual([]);
  });

  test.each([
    [
      [100, 100],
      [90, 80],
      [90, 80, 90, 60],
    ],
    [
      [140, 100],
      [0, 80],
      [100, 80, 80, 60],
    ],
    [
      [180, 100],
      [190, 130],
      [100, 130, 90, 10],
    ],
    [
      [180, 120],
      [200, 0],
      [100, 100, 100, 40],
    ],
    [
      [180, 140],
      [90, 90],
      [90, 90, 10, 10],
    ],
    [
      [140, 140],
      [0, 160],
      [100, 100, 80, 60],
    ],
    [
      [100, 140],
      [110.5, 150],
      [110.5, 100, 69.5, 50],
    ],
    [
      [100, 120],
      [-50, 120],
      [0, 100, 180, 40],
    ],
  ] as const)("resizes by the handle at %j", (from, to, frame) => {
    expect(drawing("box").drag(from, to).frame("box")).toEqual(frame);
  });

  test("keeps the proportions with Shift", () => {
    expect(drawing("box").drag([180, 140], [220, 141], { shift: true }).frame("box")).toEqual([
      100, 100, 120, 60,
    ]);
  });

  test("moves a handle as far as the hand, wherever it was taken", () => {
    expect(drawing("box").drag([184, 143], [194, 153]).frame("box")).toEqual([100, 100, 90, 50]);
  });

  test("keeps the opposite corner of a turned box", () => {
    const before = cornersOf(rectangle(250, 100, 80, 40, 30) as never);
    const hand = drawing("turned");
    const { x, y } = before[2] ?? { x: 0, y: 0 };
    const after = cornersOf(hand.drag([x, y], [x + 20, y + 30]).shape("turned") as never);
    expect(
      Math.hypot((after[0]?.x ?? 0) - (before[0]?.x ?? 9), (after[0]?.y ?? 0) - (before[0]?.y ?? 9)),
    ).toBeLessThan(0.02);
    expect(Math.hypot((after[2]?.x ?? 0) - x - 20, (after[2]?.y ?? 0) - y - 30)).toBeLessThan(0.02);
  });

  test("turns a box by the handle above it, with Shift in steps", () => {
    const hand = drawing("box").drag([140, 76], [184, 120]);
    expect(hand.shape("box")).toEqual(rectangle(100, 100, 80, 40, 90));
    expect(drawing("box").drag([140, 76], [185, 118], { shift: true }).shape("box")).toMatchObject({
      angle: 90,
    });
  });

  test("pulls a vertex", () => {
    const hand = drawing("polygon").drag([80, 200], [90, 190]);
    expect(hand.frame("polygon")).toEqual([20, 190, 70, 70]);
  });

  test("moves one part of a polygon with Alt, up to the border", () => {
    const shape = polygonal(square(20, 20, 60), square(40, 40, 20), square(100, 20, 30));
    const scene = sceneOf([region("parts", shape)], { selected: new Set(["parts"]) });
    const hand = new Drawing(move, scene).drag([30, 30], [40, -900], { alt: true });
    expect(hand.shape("parts")).toEqual(
      polygonal(square(30, 0, 60), square(50, 20, 20), square(100, 20, 30)),
    );
  });

  test("changes nothing when the change would leave no area", () => {
    expect(drawing("box").drag([180, 120], [100, 120]).frame("box")).toEqual([100, 100, 80, 40]);
  });

  test("moves nothing that is locked, and says why once", () => {
    const hand = drawing("box");
    hand.scene = locked(hand);
    hand.drag([140, 120], [200, 200]);
    expect(hand.frame("box")).toEqual([100, 100, 80, 40]);
    expect(hand.said).toHaveLength(1);
  });

  test("shows the handles of the one that is selected, and what it becomes", () => {
    expect(drawing("box").handles()).toHaveLength(9);
    expect(drawing("box", "turned").handles()).toEqual([]);
    expect(drawing("polygon").handles()).toHaveLength(8);
    const seen = drawing("box").press([140, 120]).move([150, 120]).preview;
    expect(seen[0]).toEqual({ draw: "instead", id: "box", shape: rectangle(110, 100, 80, 40) });
  });

  test("shows which way a handle goes", () => {
    const { tool, state, scene } = drawing("box");
    expect(tool.cursor(state, scene, { x: 180, y: 140 })).toBe("nwse-resize");
    expect(tool.cursor(state, scene, { x: 140, y: 76 })).toBe("grab");
    expect(tool.cursor(state, scene, { x: 140, y: 120 })).toBe("move");
  });
});

describe("move by keys", () => {
  test("nudges by a pixel, with Shift by ten, up to the border", () => {
    const hand = drawing("box").key("ArrowLeft").key("ArrowDown", { shift: true });
    expect(hand.frame("box")).toEqual([99, 110, 80, 40]);
    expect(hand.key("ArrowUp", { shift: true }, 20).frame("box")).toEqual([99, 0, 80, 40]);
  });

  test("resizes with Control, also polygons and turned boxes", () => {
    const hand = drawing("box", "polygon", "turned").key("ArrowRight", { control: true, shift: true });
    expect(hand.frame("box")).toEqual([100, 100, 90, 40]);
    expect(hand.frame("polygon")).toEqual([20, 200, 70, 60]);
    expect(hand.shape("turned")).toMatchObject({ width: 90, height: 40, angle: 30 });
  });

  test("never makes a box smaller than a pixel", () => {
    const thin = new Drawing(
      move,
      sceneOf([region("thin", rectangle(50, 50, 9, 1, 30))], { selected: new Set(["thin"]) }),
    );
    expect(thin.key("ArrowUp", { control: true }).effects).toEqual([]);
    expect(drawing("box").key("ArrowUp", { control: true, shift: true }, 9).frame("box")).toEqual([
      100, 100, 80, 1,
    ]);
  });

  test("turns with Alt", () => {
    expect(drawing("box").key("ArrowLeft", { alt: true }).shape("box")).toMatchObject({ angle: 359 });
  });

  test("deletes, but nothing locked", () => {
    const hand = drawing("box").key("Delete");
    expect(hand.ids).toEqual(["turned", "polygon"]);
    const other = drawing("box");
    other.scene = locked(other);
    expect(other.key("Delete").key("ArrowLeft").ids).toHaveLength(3);
    expect(other.said).toHaveLength(2);
  });
});
