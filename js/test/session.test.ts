import "./browser-stand-in";
import { describe, expect, test } from "vitest";
import { answerAll, at, close, kernelOf, labelsOf, saved, sessionOn, stateOf, until } from "./living";

describe("a page", () => {
  test("shows the first open items, with their pictures", async () => {
    const session = await sessionOn(kernelOf());
    expect(session.page.peek()).toHaveLength(9);
    await until(session.picture(at(session, 8)), ({ bitmap }) => bitmap !== null);
  });

  test("can be submitted when every tile has an answer or is skipped", async () => {
    const session = await sessionOn(kernelOf());
    session.setFocus(0);
    session.skip("blurred");
    expect(session.canSubmit.peek()).toEqual({ now: false, why: "8 items have no answer yet." });
    answerAll(session);
    expect(session.canSubmit.peek().now).toBe(true);
  });

  test("is followed at once by the next one when it was fetched ahead", async () => {
    const session = await sessionOn(kernelOf());
    const first = session.page.peek();
    await until(session.canNext, ({ now }) => now);
    answerAll(session);
    session.submit();
    expect(session.page.peek()).toHaveLength(9);
    expect(session.page.peek()).not.toContain(first[0]);
  });

  test("is cut anew by another layout, and no answer is lost", async () => {
    const session = await sessionOn(kernelOf());
    const first = session.page.peek();
    answerAll(session, 2);
    session.setLayout("2x2");
    expect(session.page.peek()).toEqual(first.slice(0, 4));
    session.setLayout("4x6");
    await until(session.page, (page) => page.length === 24);
    expect(session.page.peek().slice(0, 9)).toEqual(first);
    expect(first.map((key) => labelsOf(session, key))).toEqual(first.map(() => [2]));
  });

  test("passed without an answer comes back at the end, then there is nothing left", async () => {
    const kernel = kernelOf({ items: 20 });
    const session = await sessionOn(kernel);
    await until(session.canNext, ({ now }) => now);
    const passed = session.page.peek();
    session.next();
    for (let page = 0; page < 2; page++) {
      const before = session.page.peek();
      answerAll(session);
      session.submit();
      await until(session.page, (now) => now !== before);
    }
    expect(session.page.peek()).toEqual(passed);
    answerAll(session);
    session.submit();
    await until(session.phase, (phase) => phase === "done");
    await saved(session);
    expect(kernel.store.progress()).toMatchObject({ submitted: 20, unlabeled: 0 });
  });
});

describe("a label", () => {
  test("replaces the other one in multiclass, and the selection is dropped", async () => {
    const session = await sessionOn(kernelOf());
    session.select(0, "only");
    session.label(1);
    expect(session.selected.peek().size).toBe(0);
    session.label(2);
    expect(labelsOf(session, at(session, 0))).toEqual([2]);
  });

  test("in multilabel goes on where it is missing and comes off when all have it", async () => {
    const session = await sessionOn(kernelOf({ task: "multilabel" }));
    session.select(0, "only");
    session.label(1);
    session.select(1, "toggle");
    session.label(1);
    expect([0, 1].map((place) => labelsOf(session, at(session, place)))).toEqual([[1], [1]]);
    session.label(1);
    expect([0, 1].map((place) => stateOf(session, at(session, place)))).toEqual(["unlabeled", "unlabeled"]);
    expect(session.selected.peek().size).toBe(2);
  });

  test("on a submitted item makes it a draft again", async () => {
    const session = await sessionOn(kernelOf());
    await until(session.canNext, ({ now }) => now);
    const key = at(session, 0);
    answerAll(session);
    session.submit();
    session.previous();
    expect(stateOf(session, key)).toBe("submitted");
    session.label(3);
    expect(stateOf(session, key)).toBe("draft");
  });
});

describe("undo", () => {
  test("goes to the page of the act and takes it back", async () => {
    const session = await sessionOn(kernelOf());
    await until(session.canNext, ({ now }) => now);
    const first = session.page.peek();
    answerAll(session);
    session.submit();
    expect(session.page.peek()).not.toEqual(first);
    session.undo();
    expect(session.page.peek()).toEqual(first);
    expect(stateOf(session, at(session, 0))).toBe("draft");
    session.undo();
    expect(labelsOf(session, at(session, 0))).toEqual([]);
    session.redo();
    session.redo();
    expect(stateOf(session, at(session, 0))).toBe("submitted");
    await saved(session);
  });

  test("reaches over a reload", async () => {
    const kernel = kernelOf();
    const before = await sessionOn(kernel);
    const key = at(before, 0);
    answerAll(before);
    before.submit();
    await saved(before);
    close(before);
    const session = await sessionOn(kernel);
    expect(session.page.peek()).not.toContain(key);
    session.undo();
    await until(session.page, (page) => page.includes(key));
    session.undo();
    await saved(session);
    expect(kernel.store.answer(key)).toMatchObject({ state: "unlabeled", version: "" });
  });
});
