import { describe, expect, test } from "vitest";
import { ringsOf } from "../src/geometry/polygon";
import { points } from "../src/tools/points";
import { Drawing, polygonal, rectangle, region, sceneOf, square } from "./drawing";

const REGIONS = [
  region("polygon", polygonal(square(100, 100, 100), [[120, 120], [140, 120], [120, 140]])), // biome-ignore format: a ring on a line
  region("triangle", polygonal([[300, 100], [350, 100], [300, 150]])), // biome-ignore format: a ring on a line
  region("box", rectangle(10, 10, 50, 50)),
];
const drawing = (given = {}) => new Drawing(points, sceneOf(REGIONS, given));

function rings(hand: Drawing<unknown>, id: string): number[] {
  const shape = hand.shape(id);
  return shape?.kind === "polygon" ? ringsOf(shape).map((ring) => ring.length) : [];
}

describe("points", () => {
  test("adds a vertex by a click on an edge", () => {
    const hand = drawing().click([150, 103]);
    expect(rings(hand, "polygon")).toEqual([5, 3]);
    expect(hand.frame("polygon")).toEqual([100, 100, 100, 100]);
  });

  test("adds and moves it when the hand goes on", () => {
    expect(drawing().drag([150, 100], [150, 80]).frame("polygon")).toEqual([100, 80, 100, 120]);
  });

  test("removes a vertex by a click on it", () => {
    expect(rings(drawing().click([201, 201]), "polygon")).toEqual([3, 3]);
  });

  test("moves a vertex by a drag", () => {
    const hand = drawing().drag([200, 200], [220, 230]);
    expect(hand.frame("polygon")).toEqual([100, 100, 120, 130]);
    expect(hand.effects.map((effect) => effect.do)).toEqual(["put"]);
  });

  test("drops a ring that would have two points, and the region with its last ring", () => {
    expect(rings(drawing().click([140, 120]), "polygon")).toEqual([4]);
    expect(drawing().click([350, 100]).ids).toEqual(["polygon", "box"]);
  });

  test("refuses what would leave no area, and says why", () => {
    const hand = drawing().drag([300, 150], [325, 100]);
    expect(hand.frame("triangle")).toEqual([300, 100, 50, 50]);
    expect(hand.said).toHaveLength(1);
  });

  test("takes the selected polygons only, when there are any", () => {
    expect(drawing({ selected: new Set(["triangle"]) }).click([150, 100]).effects).toEqual([
      { do: "select", ids: ["polygon"] },
    ]);
  });

  test("snaps a vertex to a neighbour when asked", () => {
    const hand = drawing({ snap: true }).drag([200, 100], [296, 97]);
    expect(hand.frame("polygon")).toEqual([100, 100, 200, 100]);
  });

  test("selects by a click inside, nothing by one on nothing", () => {
    const hand = drawing().click([170, 170]);
    expect(hand.selected).toEqual(["polygon"]);
    expect(hand.handles()).toHaveLength(7);
    expect(hand.click([390, 290]).selected).toEqual([]);
  });

  test("changes nothing that is locked, and says why", () => {
    const hand = drawing({ locked: true }).click([150, 100]);
    expect(rings(hand, "polygon")).toEqual([4, 3]);
    expect(hand.said).toHaveLength(1);
  });

  test("shows what the polygon becomes while a vertex is held", () => {
    const hand = drawing().press([200, 200]).move([220, 230]);
    expect(hand.preview[0]).toMatchObject({ draw: "instead", id: "polygon" });
    expect(hand.key("Escape").busy).toBe(false);
  });

  test("deletes the selection", () => {
    expect(drawing({ selected: new Set(["box"]) }).key("Delete").ids).toEqual(["polygon", "triangle"]);
  });
});
