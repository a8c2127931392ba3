import { describe, expect, test } from "vitest";
import { areaOf } from "../src/geometry/bounds";
import { ringsOf } from "../src/geometry/polygon";
import { add, subtract } from "../src/tools/parts";
import type { Tool } from "../src/tools/tool";
import { Drawing, polygonal, rectangle, region, sceneOf, square } from "./drawing";

const REGIONS = [
  region("polygon", polygonal(square(100, 100, 100)), 7),
  region("other", polygonal(square(300, 100, 50))),
  region("box", rectangle(10, 10, 50, 50)),
];

const drawing = <S>(tool: Tool<S>, given = {}) =>
  new Drawing(tool, sceneOf(REGIONS, { selected: new Set(["polygon"]), ...given }));

function ring<S>(hand: Drawing<S>, x: number, y: number, side: number): Drawing<S> {
  for (const [left, top] of square(x, y, side)) hand.click([left, top]);
  return hand.key("Enter");
}

function polygon(hand: Drawing<unknown>): { rings: number; area: number } {
  const shape = hand.shape("polygon");
  return { rings: shape?.kind === "polygon" ? ringsOf(shape).length : 0, area: shape ? areaOf(shape) : 0 };
}

describe("add", () => {
  test("makes a ring apart another part of the selected region, as one gesture", () => {
    const hand = ring(drawing(add), 220, 220, 20);
    expect(polygon(hand)).toEqual({ rings: 2, area: 10_400 });
    expect(hand.scene.regions[0]).toMatchObject({ id: "polygon", label: 7 });
    expect(hand.effects.map((effect) => effect.do)).toEqual(["put"]);
  });

  test("joins a ring that overlaps", () => {
    expect(polygon(ring(drawing(add), 150, 100, 100))).toEqual({ rings: 1, area: 15_000 });
  });

  test("says when there is nothing to add", () => {
    expect(ring(drawing(add), 110, 110, 20).said).toHaveLength(1);
  });
});

describe("subtract", () => {
  test("makes a hole, and cuts a side", () => {
    expect(polygon(ring(drawing(subtract), 110, 110, 20))).toEqual({ rings: 2, area: 9_600 });
    expect(polygon(ring(drawing(subtract), 150, 100, 200))).toEqual({ rings: 1, area: 5_000 });
  });

  test("leaves the region when nothing of it would be left, or nothing of it lies there", () => {
    const hand = ring(ring(drawing(subtract), 50, 50, 200), 10, 200, 50);
    expect(polygon(hand).area).toBe(10_000);
    expect(hand.said).toHaveLength(2);
  });
});

describe.each([add, subtract])("$name", (tool) => {
  test("chooses the polygon under the first press when none is selected", () => {
    const hand = drawing(tool, { selected: new Set() }).click([320, 120]);
    expect(hand.selected).toEqual(["other"]);
    expect(hand.busy).toBe(false);
  });

  test("says that it needs one polygon", () => {
    expect(drawing(tool, { selected: new Set(["box"]) }).click([20, 20]).said).toHaveLength(1);
    expect(drawing(tool, { selected: new Set() }).click([250, 250]).said).toHaveLength(1);
  });

  test("changes nothing that is locked", () => {
    expect(drawing(tool, { locked: true }).click([220, 220]).said).toHaveLength(1);
  });
});
