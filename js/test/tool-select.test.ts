import { describe, expect, test } from "vitest";
import { select } from "../src/tools/select";
import { Drawing, polygonal, rectangle, region, sceneOf, square } from "./drawing";

const REGIONS = [
  region("large", rectangle(0, 0, 200, 200)),
  region("small", rectangle(50, 50, 20, 20)),
  region("ring", polygonal(square(220, 20, 60), square(240, 40, 20))),
];
const drawing = (given = {}) => new Drawing(select, sceneOf(REGIONS, given));

describe("select", () => {
  test("takes the smallest region under a click", () => {
    expect(drawing().click([60, 60]).selected).toEqual(["small"]);
    expect(drawing().click([20, 20]).selected).toEqual(["large"]);
  });

  test("takes nothing through a hole, and the outline near it", () => {
    expect(drawing().click([250, 50]).selected).toEqual([]);
    expect(drawing().click([242, 50]).selected).toEqual(["ring"]);
  });

  test("toggles with Shift", () => {
    const hand = drawing().click([60, 60]).click([20, 20], { shift: true });
    expect(hand.selected).toEqual(["small", "large"]);
    expect(hand.click([60, 60], { shift: true }).selected).toEqual(["large"]);
  });

  test("takes what a rectangle drawn over nothing goes round, with Shift besides", () => {
    const hand = drawing().drag([390, 5], [210, 100]);
    expect(hand.selected).toEqual(["ring"]);
    expect(hand.drag([390, 290], [300, 200], { shift: true }).selected).toEqual(["ring"]);
    expect(hand.effects).toHaveLength(1);
  });

  test("shows the rectangle while it is drawn", () => {
    const hand = drawing().press([390, 5]).move([210, 100]);
    expect(hand.busy).toBe(true);
    expect(hand.preview.map(({ draw }) => draw)).toEqual(["line"]);
  });

  test("drops the selection by a click on nothing, and says nothing when there is none", () => {
    const hand = drawing({ selected: new Set(["small"]) }).click([390, 290]);
    expect(hand.selected).toEqual([]);
    expect(hand.click([390, 290]).effects).toHaveLength(1);
  });

  test("does nothing more at a double click", () => {
    const hand = drawing().click([60, 60], { shift: true }).click([60, 60], { shift: true }, 2);
    expect(hand.selected).toEqual(["small"]);
  });

  test.each(["Delete", "Backspace"])("drops regions by %s", (key) => {
    const hand = drawing({ selected: new Set(["small", "ring"]) }).key(key);
    expect(hand.ids).toEqual(["large"]);
  });

  test("drops no locked region, and says why", () => {
    const hand = drawing({ selected: new Set(["small"]), locked: true }).key("Delete");
    expect(hand.ids).toHaveLength(3);
    expect(hand.said).toHaveLength(1);
  });

  test("points at what can be taken", () => {
    const { tool, state, scene } = drawing();
    expect(tool.cursor(state, scene, { x: 60, y: 60 })).toBe("pointer");
    expect(tool.cursor(state, scene, { x: 390, y: 290 })).toBe("default");
  });
});
