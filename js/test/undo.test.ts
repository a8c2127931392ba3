import { describe, expect, test } from "vitest";
import "./browser-stand-in";
import { answerAll, at, close, kernelOf, labelsOf, saved, sessionOn, stateOf, until } from "./living";

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

  test("of an act too large to be sent is worked out by the kernel", async () => {
    const kernel = kernelOf({ actItems: 3 });
    const before = await sessionOn(kernel);
    answerAll(before, 2);
    await saved(before);
    close(before);
    const session = await sessionOn(kernel);
    expect(labelsOf(session, at(session, 8))).toEqual([2]);
    session.undo();
    await until(session.item(at(session, 8)), (item) => item?.answer.state === "unlabeled");
    expect(session.canUndo.peek().now).toBe(false);
    session.redo();
    await until(session.item(at(session, 8)), (item) => item?.answer.state === "draft");
  });

  test("works after the last page, and leads back to it", async () => {
    const session = await sessionOn(kernelOf({ items: 4 }));
    answerAll(session);
    session.submit();
    await until(session.phase, (phase) => phase === "done");
    session.label(2);
    session.undo();
    expect(session.phase.peek()).toBe("labeling");
    expect(stateOf(session, at(session, 0))).toBe("draft");
    expect(labelsOf(session, at(session, 0))).toEqual([1]);
  });

  test("goes on beyond what the welcome told, and so does redo", async () => {
    const kernel = kernelOf();
    const before = await sessionOn(kernel);
    const key = at(before, 0);
    const acts = 130;
    for (let act = 0; act < acts; act += 1) before.label(1 + (act % 3));
    await saved(before);
    const end = kernel.store.answer(key);
    close(before);
    const session = await sessionOn(kernel);
    for (let act = 0; act < acts; act += 1) {
      await until(session.canUndo, ({ now }) => now);
      session.undo();
    }
    await saved(session);
    expect(kernel.store.answer(key)).toMatchObject({ state: "unlabeled", version: "" });
    close(session);
    const again = await sessionOn(kernel);
    for (let act = 0; act < acts; act += 1) {
      await until(again.canRedo, ({ now }) => now);
      again.redo();
    }
    await saved(again);
    expect(kernel.store.answer(key)).toEqual(end);
  });
});
