// @vitest-environment happy-dom
/** The tag of the selected region lies in the view, at that region, however the picture is turned. */

import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type Quarters, turnedSize } from "../src/scene/turning";
import { StageTag } from "../src/views/stage-tag";

const IMAGE = { width: 400, height: 300 };
const SEEN = { zoom: 1, x: 0, y: 0 };
const box = (x: number, y: number, width: number, height: number) => ({
  ...{ kind: "box" as const, x, y, width, height, angle: 0, frame: 0 },
});
const region = (shape: ReturnType<typeof box>) => ({ id: "R", shape, label: undefined, gripped: false });

function placed(shape: ReturnType<typeof box>, turned: Quarters): [number, number] {
  const tag = new StageTag(() => {});
  tag.draw(region(shape), { seen: SEEN, view: IMAGE, image: IMAGE, turned }, false);
  const [x, y] = tag.element.style.transform.match(/-?\d+/g) ?? [];
  return [Number(x), Number(y)];
}

test("lies above the top left corner that is seen", () => {
  const shape = box(100, 80, 50, 40);
  const corners = ([0, 1, 2, 3] as const).map((turned) => placed(shape, turned));
  // A quarter clockwise has what was at the left at the top, and what was at the bottom at the left.
  expect(corners).toEqual([
    [100, 50],
    [180, 70],
    [250, 150],
    [80, 220],
  ]);
});

test("is within the view as far as its region is", () => {
  const side = (most: number) => fc.integer({ min: 0, max: most - 20 });
  const turns = fc.constantFrom<Quarters>(0, 1, 2, 3);
  fc.assert(
    fc.property(side(400), side(300), turns, (x, y, turned) => {
      const view = turnedSize(IMAGE, turned);
      const [left, top] = placed(box(x, y, 20, 20), turned);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(view.width - 55);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top).toBeLessThanOrEqual(view.height - 24);
    }),
  );
});

test("deletes its region, and has nothing to delete with while regions are locked", () => {
  const drop = vi.fn();
  const tag = new StageTag(drop);
  const place = { seen: SEEN, view: IMAGE, image: IMAGE, turned: 0 as const };
  tag.draw(region(box(10, 10, 50, 50)), place, false);
  tag.element.querySelector<HTMLButtonElement>(".drop")?.click();
  expect(drop.mock.calls).toEqual([["drop", "R"]]);
  tag.draw(region(box(10, 10, 50, 50)), place, true);
  expect(tag.element.querySelector<HTMLButtonElement>(".drop")?.hidden).toBe(true);
  tag.draw(null, place, false);
  expect(tag.element.hidden).toBe(true);
});
