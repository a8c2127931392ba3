import { describe, expect, test, vi } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { newTab } from "./browser-stand-in";
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

describe("skipping and nothing", () => {
  test("a skipped item keeps no label and can be given a note; a label takes it back", async () => {
    const session = await sessionOn(kernelOf());
    const key = at(session, 0);
    session.label(1);
    session.skip("");
    session.note(key, "blurred");
    expect(session.item(key).peek()?.answer).toMatchObject({
      state: "skipped",
      note: "blurred",
      annotations: [],
    });
    session.label(1);
    expect(session.item(key).peek()?.answer).toMatchObject({ state: "draft", note: "" });
  });

  test("nothing here is an answer in multilabel and means nothing in multiclass", async () => {
    const many = await sessionOn(kernelOf({ task: "multilabel", project: "many" }));
    many.nothing();
    expect(stateOf(many, at(many, 0))).toBe("draft");
    const one = await sessionOn(kernelOf());
    one.nothing();
    expect(stateOf(one, at(one, 0))).toBe("unlabeled");
  });
});

describe("an item", () => {
  test("shown by name is a page of its own, and the page before comes next", async () => {
    const session = await sessionOn(kernelOf());
    const before = session.page.peek();
    session.show("photos/0050.jpg");
    await until(session.page, (page) => page[0] === "photos/0050.jpg");
    expect(session.page.peek()).toHaveLength(1);
    session.next();
    expect(session.page.peek()).toEqual(before);
  });

  test("changed in another tab changes here, and is not served when it is done", async () => {
    const kernel = kernelOf({ items: 12 });
    const first = await sessionOn(kernel);
    await until(first.canNext, ({ now }) => now);
    newTab();
    const second = await sessionOn(kernel);
    await until(second.canNext, ({ now }) => now);
    second.next();
    answerAll(second, 3);
    second.submit();
    await saved(second);
    await until(first.item("photos/0011.jpg"), (item) => item?.answer.state === "submitted");
    first.next();
    expect(first.page.peek()).toContain("photos/0000.jpg");
  });

  test("keeps the name of a merged label, as the one it became", async () => {
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    const labels = kernel.store.labels.map((one) => (one.id === 2 ? { ...one, merged_into: 1 } : one));
    session.label(2);
    kernel.push("labels", { labels });
    expect(session.labels.peek().map((one) => one.id)).toEqual([1, 3]);
    expect(session.labelsById.peek().get(2)?.path).toBe("cat");
    session.label(1);
    expect(labelsOf(session, at(session, 0))).toEqual([2]);
  });
});

describe("pictures", () => {
  test("larger than those there are asked for when the tiles grow", async () => {
    const asked: number[] = [];
    const picture = async (_: number, size: number) => {
      asked.push(size);
      return { bytes: new ArrayBuffer(4), width: 640, height: 480, type: "image/jpeg" };
    };
    const session = await sessionOn(kernelOf({ picture }), { tileSize: 200 });
    session.setTileSize(700);
    await vi.waitUntil(() => asked.includes(768));
    expect(asked[0]).toBe(256);
  });

  test("of pages far away are closed, and come back with the page", async () => {
    const session = await sessionOn(kernelOf({ items: 120 }));
    const first = at(session, 0);
    await until(session.picture(first), ({ bitmap }) => bitmap !== null);
    for (let page = 0; page < 6; page++) {
      await until(session.canNext, ({ now }) => now);
      session.next();
    }
    expect(session.picture(first).peek().bitmap).toBe(null);
    for (let page = 0; page < 6; page++) session.previous();
    await until(session.picture(first), ({ bitmap }) => bitmap !== null);
  });

  test("that no browser can show get no label and do not hold up the page", async () => {
    const kernel = kernelOf({ items: 9 });
    const session = await sessionOn(kernel);
    const one = { item: at(session, 0), size: 4000, buffer: -1, width: 0, height: 0, reason: "It is empty." };
    kernel.push("pictures", { pictures: [one] });
    session.selectAll();
    session.label(1);
    expect(session.canSubmit.peek().now).toBe(true);
    session.submit();
    await saved(session);
    expect(kernel.store.answer(at(session, 0)).state).toBe("unlabeled");
  });
});

describe("the project", () => {
  test("shows its instructions first, once", async () => {
    const kernel = kernelOf({ instructions: "# How" });
    const session = await sessionOn(kernel);
    expect(session.phase.peek()).toBe("instructions");
    session.start();
    expect(session.phase.peek()).toBe("labeling");
    await vi.waitUntil(() => kernel.started);
    close(session);
    expect((await sessionOn(kernel)).phase.peek()).toBe("labeling");
  });

  test("shows no instructions again that were begun with before the kernel knew of it, but new ones", async () => {
    const kernel = kernelOf({ instructions: "# How" });
    const session = await sessionOn(kernel);
    session.start();
    kernel.push("about", { status: "running", instructions: "# How", started: false });
    expect(session.phase.peek()).toBe("labeling");
    kernel.push("about", { status: "running", instructions: "# How else", started: false });
    expect(session.phase.peek()).toBe("instructions");
  });

  test("that is paused takes no answers and says so, until it runs again", async () => {
    const kernel = kernelOf({ status: "paused" });
    const session = await sessionOn(kernel);
    session.label(1);
    expect(stateOf(session, at(session, 0))).toBe("unlabeled");
    expect(session.notices.peek()[0]?.text).toContain("paused");
    kernel.push("about", { status: "running", instructions: "", started: true });
    session.label(1);
    expect(stateOf(session, at(session, 0))).toBe("draft");
  });

  test("with more items than before is not done any more", async () => {
    const kernel = kernelOf({ items: 4 });
    const session = await sessionOn(kernel);
    answerAll(session);
    session.submit();
    await until(session.phase, (phase) => phase === "done");
    await saved(session);
    kernel.store.add(fakeItem(77));
    kernel.push("progress", kernel.store.progress());
    await until(session.phase, (phase) => phase === "labeling");
    expect(session.page.peek()).toEqual(["photos/0077.jpg"]);
  });
});

test("a notebook may submit and show", async () => {
  const kernel = kernelOf();
  const session = await sessionOn(kernel);
  await until(session.canNext, ({ now }) => now);
  const first = at(session, 0);
  answerAll(session);
  kernel.push("steer", { act: "submit" });
  expect(session.page.peek()).not.toContain(first);
  kernel.push("steer", { act: "show", item: first });
  expect(session.page.peek()).toContain(first);
});
