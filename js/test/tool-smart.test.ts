import { describe, expect, test } from "vitest";
import { smart } from "../src/tools/smart";
import { Drawing, rectangle, sceneOf } from "./drawing";

const drawing = (given = {}) => new Drawing(smart, sceneOf([], given));
const at = (x: number, y: number) => ({ x, y });
const BOX = rectangle(10, 10, 90, 80);

describe("smart region", () => {
  test("asks for what is in a box", () => {
    const hand = drawing().drag([10, 10], [100, 90]);
    expect(hand.effects).toEqual([{ do: "propose", box: BOX, inside: [], outside: [] }]);
    expect(hand.busy).toBe(true);
  });

  test("asks for what is under a click, and adds and removes by further ones", () => {
    const hand = drawing().click([50, 50]).click([60, 60]).click([90, 20], { alt: true });
    expect(hand.effects.at(-1)).toEqual({
      do: "propose",
      box: null,
      inside: [at(50, 50), at(60, 60)],
      outside: [at(90, 20)],
    });
  });

  test("begins anew with another box", () => {
    const hand = drawing().click([50, 50]).drag([10, 10], [100, 90]);
    expect(hand.effects.at(-1)).toEqual({ do: "propose", box: BOX, inside: [], outside: [] });
  });

  test("does not begin with what is outside", () => {
    const hand = drawing().click([50, 50], { alt: true });
    expect(hand.said).toHaveLength(1);
    expect(hand.busy).toBe(false);
  });

  test("takes the outline by Enter and gives it up by Escape", () => {
    const taken = drawing().click([50, 50]).key("Enter");
    expect(taken.effects.at(-1)).toEqual({ do: "accept" });
    expect(taken.state).toEqual(smart.idle);
    expect(drawing().click([50, 50]).key("Escape").effects.at(-1)).toEqual({ do: "reject" });
    expect(drawing().key("Enter").key("Escape").effects).toEqual([]);
  });

  test("takes the last click back, then gives up", () => {
    const hand = drawing().drag([10, 10], [100, 90]).click([50, 50]).key("Backspace");
    expect(hand.effects.at(-1)).toEqual({ do: "propose", box: BOX, inside: [], outside: [] });
    expect(hand.key("Backspace").effects.at(-1)).toEqual({ do: "reject" });
    expect(hand.busy).toBe(false);
  });

  test("gives up what is open when another tool is taken", () => {
    const hand = drawing().click([50, 50]).give({ type: "cancel" });
    expect(hand.effects.at(-1)).toEqual({ do: "reject" });
    expect(hand.give({ type: "cancel" }).effects).toHaveLength(2);
  });

  test("is pointed at by arrows, asked by Enter, taken by Enter in the same place", () => {
    const hand = drawing({ middle: at(50, 50) })
      .key("ArrowUp")
      .key("Enter");
    expect(hand.effects).toEqual([{ do: "propose", box: null, inside: [at(50, 49)], outside: [] }]);
    hand.key("ArrowUp").key("Enter", { alt: true }).key("Enter");
    expect(hand.effects.map((effect) => effect.do)).toEqual(["propose", "propose", "accept"]);
  });

  test("needs a label", () => {
    expect(drawing({ label: null }).click([50, 50]).said).toHaveLength(1);
  });
});
