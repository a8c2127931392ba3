import { describe, expect, test, vi } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { fakeSuggestion } from "../dev/fake-learning";
import { kernelOf, labelsOf, onWall, saved, until } from "./living";

describe("a selection on the wall", () => {
  test("of everything is one range, and Shift reaches places that were never loaded", async () => {
    const session = await onWall(kernelOf({ items: 30_000, picture: null }));
    session.selectAll();
    expect(session.chosen.peek()).toBe(30_000);
    session.select(7, "only");
    session.select(25_000, "extend");
    expect(session.chosen.peek()).toBe(24_994);
    expect(session.selected.peek().size).toBe(0);
    session.selectNone();
    expect(session.chosen.peek()).toBe(0);
  });

  test("of a few loaded items is labelled one by one, at once", async () => {
    const kernel = kernelOf({ items: 30_000, picture: null });
    const session = await onWall(kernel);
    session.select(3, "only");
    session.select(5, "extend");
    session.label(2);
    expect(labelsOf(session, "photos/0004.jpg")).toEqual([2]);
    expect(kernel.bulks).toEqual([]);
    expect(session.chosen.peek()).toBe(0);
  });

  test("with nothing selected is the focused tile", async () => {
    const session = await onWall(kernelOf({ items: 2_000, picture: null }));
    session.setFocus(42);
    session.label(1);
    expect(labelsOf(session, "photos/0042.jpg")).toEqual([1]);
  });
});

describe("an act in bulk", () => {
  test("is one edit and one step, and is taken back as one", async () => {
    const kernel = kernelOf({ items: 20_000, picture: null });
    const session = await onWall(kernel);
    session.selectAll();
    session.label(3);
    expect(session.saving.peek().count).toBe(20_000);
    await saved(session);
    expect(kernel.bulks).toMatchObject([{ act: "label", label: 3, count: 20_000, between: [], but: [] }]);
    expect(kernel.store.progress().draft).toBe(20_000);
    await vi.waitUntil(() => labelsOf(session, "photos/0000.jpg")[0] === 3);
    session.undo();
    await saved(session);
    expect(kernel.store.progress().draft).toBe(0);
    expect(session.canUndo.peek().now).toBe(false);
    expect(session.canRedo.peek().now).toBe(true);
  });

  test("names the ends of its stretch, and what was left out of it", async () => {
    const kernel = kernelOf({ items: 20_000, picture: null });
    const session = await onWall(kernel);
    session.select(10, "only");
    session.select(15_000, "extend");
    session.select(20, "toggle");
    session.skip("blurred");
    await until(session.saving, ({ count }) => count > 0);
    await saved(session);
    const between = [{ first: "photos/0010.jpg", last: "photos/15000.jpg" }];
    const bulk = { act: "skip", note: "blurred", count: 14_990, between, but: ["photos/0020.jpg"] };
    expect(kernel.bulks).toMatchObject([bulk]);
    expect(kernel.store.progress().skipped).toBe(14_990);
  });

  test("says how far it is", async () => {
    const kernel = kernelOf({ items: 20_000, picture: null, delay: 20 });
    const session = await onWall(kernel);
    session.selectAll();
    session.label(1);
    expect(session.working.peek()).toEqual({ says: "Labelling", done: 0, total: 20_000 });
    await until(session.working, (work) => work?.done === 10_000);
    await until(session.working, (work) => work === null);
  });

  test("in multilabel puts a label on, and by the same key on the same selection takes it off", async () => {
    const kernel = kernelOf({ items: 5_000, picture: null, task: "multilabel" });
    const session = await onWall(kernel);
    session.selectAll();
    session.label(1);
    session.label(1);
    await saved(session);
    expect(kernel.bulks.map((bulk) => bulk.act)).toEqual(["label", "unlabel"]);
  });

  test.each([
    ["accept", [2]],
    ["reject", []],
  ] as const)("to %s what is suggested is one edit, and is taken back as one", async (how, labels) => {
    const items = Array.from({ length: 5_000 }, (_, index) =>
      fakeItem(index, { suggested: index % 2 === 0 ? [fakeSuggestion(`S${index}`, 2)] : [] }),
    );
    const kernel = kernelOf({ items, picture: null });
    const session = await onWall(kernel);
    session.selectAll();
    session.judge(how, null);
    expect(session.working.peek()?.says).toBe(how === "accept" ? "Accepting" : "Rejecting");
    await saved(session);
    expect(kernel.bulks).toMatchObject([{ act: how, count: 5_000, between: [], but: [] }]);
    await vi.waitUntil(() => session.item("photos/0000.jpg").peek()?.suggested.length === 0);
    expect(labelsOf(session, "photos/0000.jpg")).toEqual(labels);
    expect(labelsOf(session, "photos/0001.jpg")).toEqual([]);
    session.undo();
    await saved(session);
    await vi.waitUntil(() => session.item("photos/0000.jpg").peek()?.suggested.length === 1);
    expect(kernel.store.progress().draft).toBe(0);
  });

  test("of Submit sends all that is answered, however many", async () => {
    const kernel = kernelOf({ items: 20_000, picture: null });
    const session = await onWall(kernel);
    expect(session.canSubmit.peek().now).toBe(false);
    session.label(1);
    expect(session.toSubmit.peek()).toBe(1);
    session.submit();
    expect(session.item("photos/0000.jpg").peek()?.answer.state).toBe("submitted");
    session.selectAll();
    session.label(2);
    await saved(session);
    await until(session.toSubmit, (count) => count === 20_000);
    session.submit();
    await saved(session);
    expect(kernel.store.progress().submitted).toBe(20_000);
  });

  test("is told to the notebook as what it would be done to", async () => {
    const kernel = kernelOf({ items: 5_000, picture: null });
    const session = await onWall(kernel);
    session.selectAll();
    session.select(0, "toggle");
    await vi.waitUntil(() => kernel.shown?.chosen);
    const chosen = { count: 4_999, between: [], but: ["photos/0000.jpg"] };
    expect(kernel.shown?.chosen).toMatchObject(chosen);
  });
});
