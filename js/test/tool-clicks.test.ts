/** Boxes by four extreme points, and by a template. */

import { describe, expect, test } from "vitest";
import { extreme } from "../src/tools/extreme";
import { template } from "../src/tools/template";
import { Drawing, sceneOf } from "./drawing";

const four = (given = {}) => new Drawing(extreme, sceneOf([], given));
const ready = (given = {}) => new Drawing(template, sceneOf([], given));

describe("extreme points", () => {
  test("make a box at the fourth click, in any order", () => {
    const hand = four().click([50, 10]).click([10, 40]).click([90, 45]);
    expect(hand.busy).toBe(true);
    expect(hand.click([55, 80]).frame("new 1")).toEqual([10, 10, 80, 70]);
    expect(hand.busy).toBe(false);
  });

  test("are taken back one by one", () => {
    const hand = four()
      .click([50, 10])
      .click([0, 0])
      .key("Backspace")
      .click([10, 40])
      .click([90, 45])
      .click([55, 80]);
    expect(hand.frame("new 1")).toEqual([10, 10, 80, 70]);
    expect(four().click([50, 10]).key("Backspace").busy).toBe(false);
  });

  test("may be two corners and Enter, not one", () => {
    const hand = four().click([50, 10]).key("Enter");
    expect(hand.said).toHaveLength(1);
    expect(hand.click([10, 40]).key("Enter").frame("new 1")).toEqual([10, 10, 40, 30]);
  });

  test("all in one place come to nothing, and it is said", () => {
    const hand = four().click([5, 5]).click([5, 5]).click([5, 5]).click([6, 5]);
    expect(hand.ids).toEqual([]);
    expect(hand.said).toHaveLength(1);
  });

  test("show the box that they make with the hand", () => {
    const hand = four().click([50, 10]).move([90, 45]);
    expect(hand.preview[0]).toMatchObject({ draw: "shape", shape: { x: 50, y: 10, width: 40, height: 35 } });
  });

  test("are set by arrows and Enter too", () => {
    const hand = four({ middle: { x: 100, y: 100 } })
      .key("ArrowUp", { shift: true }, 2)
      .key("Enter");
    hand.key("ArrowDown", { shift: true }, 2).key("ArrowRight", { shift: true }, 3).key("Enter").key("Enter");
    expect(hand.frame("new 1")).toEqual([100, 80, 30, 20]);
  });

  test("need a label", () => {
    expect(four({ label: null }).click([5, 5]).said).toHaveLength(1);
  });
});

describe("a template box", () => {
  test("comes about the point that is clicked", () => {
    expect(ready().click([100, 80]).frame("new 1")).toEqual([75, 55, 50, 50]);
    expect(
      ready({ template: { width: 20, height: 60 } })
        .click([100, 80])
        .frame("new 1"),
    ).toEqual([90, 50, 20, 60]);
  });

  test("goes with the hand until it is let go", () => {
    const hand = ready().press([100, 80]).move([110, 80]);
    expect(hand.preview).toMatchObject([{ draw: "shape", shape: { x: 85, y: 55 } }]);
    expect(hand.release([120, 80]).frame("new 1")).toEqual([95, 55, 50, 50]);
  });

  test("is cut at the border", () => {
    expect(ready().click([0, 0]).frame("new 1")).toEqual([0, 0, 25, 25]);
  });

  test("is seen under the pointer, which does not keep Enter", () => {
    const hand = ready().move([100, 80]);
    expect(hand.preview).toHaveLength(1);
    expect(hand.busy).toBe(false);
    expect(hand.key("Enter").ids).toEqual([]);
    expect(hand.key("Enter").frame("new 1")).toEqual([175, 125, 50, 50]);
  });

  test("is put by arrows and Enter, and given up by Escape", () => {
    const hand = ready({ middle: { x: 100, y: 80 } })
      .key("ArrowLeft")
      .key("Escape")
      .key("ArrowLeft")
      .key("Enter");
    expect(hand.frame("new 1")).toEqual([74, 55, 50, 50]);
  });

  test("needs a label", () => {
    expect(ready({ label: null }).click([100, 80]).said).toHaveLength(1);
  });
});
