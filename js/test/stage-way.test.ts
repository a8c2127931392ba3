// @vitest-environment happy-dom
/** Next and Previous where items are drawn on one by one: through the page, and over its edge. */

import { expect, test } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { Desk } from "../src/views/desk";
import { kernelOf, sessionOn, until } from "./living";

async function deskOf(task: "boxes" | "multiclass") {
  const items = Array.from({ length: 6 }, (_, n) => fakeItem(n));
  const session = await sessionOn(kernelOf({ task, items }), { layout: "2x2" });
  await until(session.canNext, ({ now }) => now);
  const desk = new Desk(session, document.createElement("div"));
  const ways = () => [desk.canPrevious.value.now, desk.canNext.value.now];
  return { session, desk, ways };
}

test("a picture of the page is next as well as a page", async () => {
  const { session, desk, ways } = await deskOf("boxes");
  expect(ways()).toEqual([false, true]);
  desk.open(1);
  expect(ways()).toEqual([true, true]);
  desk.run("next");
  expect(session.large.peek()).toBe(2);
  desk.run("next");
  desk.run("next");
  expect([session.large.peek(), session.page.peek().length]).toEqual([0, 2]);
  desk.run("next");
  expect(ways()).toEqual([true, false]);
  desk.run("next");
  expect(session.large.peek()).toBe(1);
  expect(desk.said.peek()).toMatch(/page/);
  for (let step = 0; step < 5; step++) desk.run("previous");
  expect([session.large.peek(), ways()]).toEqual([0, [false, true]]);
});

test("large, a picture that is only labelled has the way of its page", async () => {
  const { desk, ways } = await deskOf("multiclass");
  desk.open(2);
  expect(ways()).toEqual([false, true]);
});
