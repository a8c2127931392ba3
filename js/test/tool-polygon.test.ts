import { describe, expect, test } from "vitest";
import { ringsOf } from "../src/geometry/polygon";
import { maskPolygon, polygon } from "../src/tools/polygon";
import type { Region } from "../src/tools/tool";
import { Drawing, polygonal, rectangle, region, sceneOf, square } from "./drawing";

const drawing = (regions: readonly Region[] = [], given = {}) =>
  new Drawing(polygon, sceneOf(regions, given));
const NEIGHBOUR = region("neighbour", polygonal(square(100, 100, 100)));

function ring(hand: Drawing<unknown>, id = "new 1"): readonly (readonly number[])[] {
  const shape = hand.shape(id);
  return shape?.kind === "polygon" ? (ringsOf(shape)[0] ?? []) : [];
}

describe("polygon", () => {
  test("is closed by a click on its first point", () => {
    const hand = drawing().click([10, 10]).click([60, 10]).click([60, 60]).click([14, 13]);
    expect(hand.shape("new 1")).toEqual(polygonal([[10, 10], [60, 10], [60, 60]])); // biome-ignore format: a ring on a line
    expect(hand.busy).toBe(false);
  });

  test("is closed by a double click, whose first click is a point", () => {
    const hand = drawing().click([10, 10]).click([60, 10]).click([60, 60]).click([60, 60], {}, 2);
    expect(ring(hand)).toHaveLength(3);
  });

  test("is closed by Enter", () => {
    expect(ring(drawing().click([10, 10]).click([60, 10]).click([60, 60]).key("Enter"))).toHaveLength(3);
  });

  test("stays open with two points, or with all on a line, and says why", () => {
    const hand = drawing().click([10, 10]).click([60, 10]).key("Enter");
    hand.click([90, 10]).key("Enter");
    expect(hand.said).toHaveLength(2);
    expect(hand.click([90, 50]).key("Enter").ids).toEqual(["new 1"]);
  });

  test("loses its last point by Backspace, and is given up with the first", () => {
    const hand = drawing().click([10, 10]).click([60, 10]).click([0, 0]).key("Backspace").click([60, 60]);
    expect(ring(hand.key("Enter"))).toEqual([[10, 10], [60, 10], [60, 60]]); // biome-ignore format: a ring on a line
    expect(drawing().click([10, 10]).key("Backspace").busy).toBe(false);
  });

  test("needs a label, and is given up by Escape", () => {
    expect(drawing([], { label: null }).click([10, 10]).said).toEqual(["Choose a label first."]);
    expect(drawing().click([10, 10]).click([20, 10]).key("Escape").state).toEqual(polygon.idle);
  });

  test("follows the picture's edges to a point set with Control", () => {
    const edge = () => [{ x: 30, y: 40 }];
    const hand = drawing([], { edge }).click([10, 10]).click([60, 10], { control: true }).click([60, 60]);
    expect(ring(hand.key("Enter"))).toEqual([[10, 10], [30, 40], [60, 10], [60, 60]]); // biome-ignore format: a ring on a line
  });

  test("is drawn freehand, and closed where the hand comes back", () => {
    const hand = drawing().press([150, 50]);
    for (let turn = 0; turn < 200; turn++) {
      hand.move([100 + 50 * Math.cos(turn / 32), 50 + 50 * Math.sin(turn / 32)]);
    }
    hand.release([150, 48]);
    expect(hand.frame("new 1").map(Math.round)).toEqual([50, 0, 100, 100]);
    expect(ring(hand).length).toBeLessThan(45);
  });

  test("goes on by clicks after a freehand stretch", () => {
    const hand = drawing().drag([10, 10], [60, 10]).click([60, 60]);
    expect(hand.busy).toBe(true);
    expect(ring(hand.key("Enter"))).toEqual([[10, 10], [60, 10], [60, 60]]); // biome-ignore format: a ring on a line
  });

  test("shows the line up to the hand, and its first point lit where it would close", () => {
    const hand = drawing().click([10, 10]).click([60, 10]).click([60, 60]).move([30, 30]);
    expect(hand.preview[0]).toMatchObject({ draw: "line", points: [{}, {}, {}, { x: 30, y: 30 }] });
    expect(hand.move([11, 11]).preview[1]).toEqual({ draw: "handle", at: { x: 10, y: 10 }, lit: true });
  });

  test("of the task masks covers pixels instead", () => {
    const hand = new Drawing(maskPolygon, sceneOf())
      .click([10, 10])
      .click([60, 10])
      .click([60, 60])
      .key("Enter");
    const points = [{ x: 10, y: 10 }, { x: 60, y: 10 }, { x: 60, y: 60 }]; // biome-ignore format: a ring on a line
    expect(hand.effects).toEqual([{ do: "paint", area: { kind: "rings", parts: [points] }, erase: false }]);
  });
});

describe("polygon beside a neighbour", () => {
  test("snaps to its vertices and edges when asked", () => {
    const hand = drawing([NEIGHBOUR], { snap: true }).click([205, 98]).click([250, 150]).click([203, 150]);
    expect(ring(hand.key("Enter"))).toEqual([[200, 100], [250, 150], [200, 150]]); // biome-ignore format: a ring on a line
    expect(
      ring(drawing([NEIGHBOUR]).click([205, 98]).click([250, 150]).click([203, 150]).key("Enter")),
    ).toContainEqual([203, 150]);
  });

  test("snaps to boxes", () => {
    const box = region("box", rectangle(100, 100, 50, 50));
    const hand = drawing([box], { snap: true })
      .click([152, 120])
      .click([200, 120])
      .click([200, 180])
      .key("Enter");
    expect(ring(hand)[0]).toEqual([150, 120]);
  });

  test("traces the border between two clicks with Alt, the shorter way", () => {
    const hand = drawing([NEIGHBOUR]).click([150, 99], { alt: true }).click([201, 150], { alt: true });
    expect(ring(hand.click([250, 50]).key("Enter"))).toEqual([[150, 100], [200, 100], [200, 150], [250, 50]]); // biome-ignore format: a ring on a line
  });

  test("traces the longer way with Shift besides", () => {
    const keys = { alt: true, shift: true };
    const hand = drawing([NEIGHBOUR]).click([150, 99], { alt: true }).click([201, 150], keys);
    expect(ring(hand.key("Enter"))).toHaveLength(5);
  });

  test("shows what would be traced", () => {
    const hand = drawing([NEIGHBOUR]).click([150, 99], { alt: true }).move([201, 150], { alt: true });
    expect(hand.preview[0]).toMatchObject({
      draw: "line",
      points: [{}, { x: 200, y: 100 }, { x: 200, y: 150 }],
    });
  });

  test("shows the place that it would snap to before it is begun", () => {
    expect(drawing([NEIGHBOUR], { snap: true }).move([205, 98]).handles()).toEqual([{ x: 200, y: 100 }]);
    expect(drawing([NEIGHBOUR]).move([205, 98]).preview).toEqual([]);
  });
});

describe("polygon by keys", () => {
  test("is drawn and closed with arrows and Enter", () => {
    const hand = drawing([], { middle: { x: 100, y: 100 } })
      .key("ArrowUp")
      .key("Enter");
    hand.key("ArrowRight", { shift: true }, 5).key("Enter").key("ArrowDown", { shift: true }, 5).key("Enter");
    expect(hand.busy).toBe(true);
    expect(ring(hand.key("Enter"))).toEqual([[100, 99], [150, 99], [150, 149]]); // biome-ignore format: a ring on a line
  });

  test("is closed by Enter on the first point", () => {
    const hand = drawing([], { middle: { x: 100, y: 100 } })
      .key("ArrowUp")
      .key("Enter");
    hand.key("ArrowRight", { shift: true }, 2).key("Enter").key("ArrowDown", { shift: true }, 2).key("Enter");
    hand.key("ArrowLeft", { shift: true }, 2).key("ArrowUp", { shift: true }, 2).key("Enter");
    expect(ring(hand)).toHaveLength(3);
  });

  test("brings the cursor out by Enter too, and puts it away by Escape", () => {
    const hand = drawing().key("Enter");
    expect(hand.handles()).toEqual([{ x: 200, y: 150 }]);
    expect(hand.key("Escape").busy).toBe(false);
  });
});
