import { describe, expect, test } from "vitest";
import { box } from "../src/tools/box";
import { Drawing, rectangle, sceneOf } from "./drawing";

const drawing = (given = {}) => new Drawing(box, sceneOf([], given));

describe("box", () => {
  test("is drawn from corner to corner, in any direction", () => {
    expect(drawing().drag([10, 20], [110, 80]).shape("new 1")).toEqual(rectangle(10, 20, 100, 60));
    expect(drawing().drag([110, 80], [10, 20]).shape("new 1")).toEqual(rectangle(10, 20, 100, 60));
  });

  test("has its corners where the hand was, to a hundredth", () => {
    const hand = drawing({ zoom: 3 }).drag([10 / 3, 20 / 3], [100.125, 80.006]);
    expect(hand.shape("new 1")).toEqual(rectangle(3.33, 6.67, 96.79, 73.34));
  });

  test("is cut at the picture's border", () => {
    expect(drawing().drag([390, 290], [500, 500]).frame("new 1")).toEqual([390, 290, 10, 10]);
  });

  test("is square with Shift", () => {
    expect(drawing().drag([100, 100], [60, 90], { shift: true }).frame("new 1")).toEqual([60, 60, 40, 40]);
  });

  test("comes to nothing when it is tiny on the screen, and says so", () => {
    const hand = drawing().click([10, 10]).drag([10, 10], [200, 12]);
    expect(hand.ids).toEqual([]);
    expect(hand.said).toHaveLength(2);
    expect(drawing({ zoom: 20 }).drag([10, 10], [11, 11]).ids).toEqual(["new 1"]);
  });

  test("needs a label", () => {
    const hand = drawing({ label: null }).drag([10, 10], [50, 50]);
    expect(hand.ids).toEqual([]);
    expect(hand.said).toEqual(["Choose a label first."]);
  });

  test("makes the next template as large as itself", () => {
    expect(drawing().drag([10, 20], [110, 80]).scene.template).toEqual({ width: 100, height: 60 });
  });

  test("is seen while it is drawn", () => {
    const hand = drawing().press([10, 20]).move([110, 80]);
    expect(hand.preview).toEqual([{ draw: "shape", shape: rectangle(10, 20, 100, 60), label: 1 }]);
    expect(hand.key("Escape").busy).toBe(false);
  });
});

describe("box by keys", () => {
  test("begins in the middle of what is seen and ends at the second Enter", () => {
    const hand = drawing({ middle: { x: 100, y: 100 } })
      .key("ArrowRight")
      .key("Enter");
    expect(hand.handles()).toEqual([{ x: 101, y: 100 }]);
    hand.key("ArrowRight", { shift: true }, 4).key("ArrowDown", { shift: true }, 3).key("Enter");
    expect(hand.shape("new 1")).toEqual(rectangle(101, 100, 40, 30));
    expect(hand.busy).toBe(false);
  });

  test("moves a screen pixel at a time, and not out of the picture", () => {
    const hand = drawing({ zoom: 4 }).key("ArrowLeft");
    expect(hand.handles()).toEqual([{ x: 199.75, y: 150 }]);
    expect(hand.key("ArrowUp", { shift: true }, 100).handles()).toEqual([{ x: 199.75, y: 0 }]);
  });

  test("goes back a step by Escape, and then ends", () => {
    const hand = drawing().key("ArrowUp").key("Enter").key("Escape");
    expect(hand.busy).toBe(true);
    expect(hand.key("Escape").state).toEqual(box.idle);
  });

  test("brings the cursor out by Enter too, and sets nothing yet", () => {
    const hand = drawing().key("Enter");
    expect(hand.preview).toEqual([{ draw: "handle", at: { x: 200, y: 150 }, lit: false }]);
  });

  test("goes on from where the last box ended", () => {
    const hand = drawing().key("ArrowUp").key("Enter");
    hand.key("ArrowDown", { shift: true }, 2).key("ArrowRight", { shift: true }, 2).key("Enter");
    expect(hand.key("ArrowRight").handles()).toEqual([{ x: 221, y: 169 }]);
  });
});
