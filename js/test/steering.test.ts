import { expect, test } from "vitest";
import { through } from "../src/session/query";
import { kernelOf, onWall, sessionOn, until } from "./living";

const SOME = through({ text: "/000" });

test("what the notebook selects is shown and selected, on pages their first one", async () => {
  const kernel = kernelOf({ items: 40 });
  const session = await sessionOn(kernel);
  kernel.push("steer", { act: "filter", query: SOME, select: true });
  await until(session.selected, (selected) => selected.size === 9);
  expect([...session.selected.peek()]).toEqual(session.page.peek());
});

test("on the wall all of it, though it is not loaded yet", async () => {
  const kernel = kernelOf({ items: 2_000 });
  const session = await onWall(kernel);
  kernel.push("steer", { act: "filter", query: SOME, select: true });
  await until(session.chosen, (chosen) => chosen === 10);
});

test("without that, nothing is selected", async () => {
  const kernel = kernelOf({ items: 40 });
  const session = await sessionOn(kernel);
  kernel.push("steer", { act: "filter", query: SOME });
  await until(session.arranged, (arranged) => arranged?.count === 10);
  expect(session.selected.peek().size).toBe(0);
});
