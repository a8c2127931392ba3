/** Promise 1 in the page: kernels die, tabs die, and each edit is stored exactly once. */

import { describe, expect, test, vi } from "vitest";
import { Outbox } from "../src/wire/outbox";
import { bitmaps, define, locks, newTab } from "./browser-stand-in";
import {
  answerAll,
  at,
  close,
  kernelOf,
  type Live,
  labelsOf,
  saved,
  sessionOn,
  stateOf,
  until,
} from "./living";

function once(applied: readonly string[]): boolean {
  return new Set(applied).size === applied.length;
}

/** Closes a session whose last answer no kernel has heard of. */
function leave(session: Live): void {
  session.label(2);
  close(session);
}

describe("a kernel", () => {
  test("that dies in the middle of a save has each edit exactly once after the cell ran again", async () => {
    const kernel = kernelOf();
    const before = await sessionOn(kernel);
    kernel.diesAfterEdits = 2;
    for (const label of [1, 2, 3, 1, 2]) before.label(label);
    await until(before.saving, ({ state }) => state === "kept");
    const key = at(before, 0);
    close(before);
    const session = await sessionOn(kernel);
    expect(labelsOf(session, key)).toEqual([2]);
    await saved(session);
    expect(kernel.store.applied).toHaveLength(5);
    expect(once(kernel.store.applied)).toBe(true);
    expect(kernel.store.answer(key).annotations.map((a) => a.label)).toEqual([2]);
  });

  test("that is dead keeps the person labeling, and says what is kept", async () => {
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    await until(session.canNext, ({ now }) => now);
    kernel.kill();
    answerAll(session);
    session.submit();
    answerAll(session, 2);
    expect(session.saving.peek()).toMatchObject({ state: "kept", count: 18 });
    await until(session.notices, (all) => all.some((one) => /Run the cell|run the cell/.test(one.text)));
    expect(session.notices.peek()[0]?.text).toContain("18 answers are kept here");
  });

  test("that runs a cell is waited for without a second copy", async () => {
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    kernel.busy = true;
    session.label(1);
    await until(session.saving, ({ why }) => why === "The kernel is busy.");
    session.label(2);
    kernel.free();
    await saved(session);
    expect(kernel.store.applied).toHaveLength(2);
  });

  test("that has no room takes the edits later", async () => {
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    kernel.trouble = "The disk is full.";
    session.label(1);
    await until(session.saving, ({ why }) => why === "The disk is full.");
    kernel.trouble = "";
    await saved(session);
    expect(kernel.store.applied).toHaveLength(1);
  });
});

describe("a reload", () => {
  test("before the kernel has heard of anything loses nothing, and undo reaches over it", async () => {
    const kernel = kernelOf();
    const before = await sessionOn(kernel);
    const key = at(before, 0);
    kernel.busy = true;
    before.label(1);
    before.label(2);
    close(before);
    kernel.kill();
    kernel.busy = false;
    const session = await sessionOn(kernel);
    expect(labelsOf(session, key)).toEqual([2]);
    session.undo();
    expect(labelsOf(session, key)).toEqual([1]);
    await saved(session);
    expect(kernel.store.answer(key).annotations.map((a) => a.label)).toEqual([1]);
  });
});

describe("two tabs", () => {
  test("are two clients, and the one that stays saves what the dead one left", async () => {
    const kernel = kernelOf();
    const first = await sessionOn(kernel);
    newTab();
    const second = await sessionOn(kernel);
    const key = at(first, 0);
    kernel.loses = (kind) => kind === "save";
    first.label(3);
    close(first);
    kernel.loses = () => false;
    await until(second.item(key), (item) => item?.answer.annotations[0]?.label === 3);
    await saved(second);
    expect(kernel.store.answer(key).state).toBe("draft");
    expect(second.canUndo.peek().now).toBe(false);
  });

  test("on one item give a clear conflict, and the person decides", async () => {
    const kernel = kernelOf({ delay: 30 });
    const first = await sessionOn(kernel);
    newTab();
    const second = await sessionOn(kernel);
    const key = at(first, 0);
    first.label(1);
    second.label(2);
    const [notice] = await until(second.notices, (all) => all.length > 0);
    expect(notice?.text).toBe(`"${key}" was changed in another tab: cat. Yours was dog.`);
    expect(labelsOf(second, key)).toEqual([1]);
    notice?.actions.find(({ name }) => name === "Use mine")?.run();
    await saved(second);
    expect(kernel.store.answer(key).annotations.map((a) => a.label)).toEqual([2]);
    await until(first.item(key), (item) => item?.answer.annotations[0]?.label === 2);
    expect(second.notices.peek()).toEqual([]);
  });
});

describe("answers that are not this session's", () => {
  test("of another person are offered, never sent unasked, and saved under that name", async () => {
    const kernel = kernelOf();
    const hers = await sessionOn(kernelOf({ annotator: "bea" }));
    leave(hers);
    const session = await sessionOn(kernel);
    const [notice] = await until(session.notices, (all) => all.length > 0);
    expect(notice?.text).toContain("bea's answers");
    expect(kernel.heard).not.toContain("save");
    notice?.actions.find(({ name }) => name === "Save them here")?.run();
    await until(session.saving, ({ state }) => state === "saved");
    expect(kernel.savedBy).toEqual(["bea"]);
  });

  test("of the project that this one was copied from are offered too", async () => {
    const original = await sessionOn(kernelOf({ project: "original" }));
    leave(original);
    const kernel = kernelOf({ project: "copy", former: ["original"] });
    const session = await sessionOn(kernel);
    const [notice] = await until(session.notices, (all) => all.length > 0);
    expect(notice?.text).toContain("a copy of");
    expect(kernel.store.applied).toEqual([]);
    notice?.actions.find(({ name }) => name === "Save them here")?.run();
    await saved(session);
    expect(kernel.store.applied).toHaveLength(1);
    await until(session.item(at(session, 0)), (item) => item?.answer.annotations[0]?.label === 2);
  });
});

describe("a browser", () => {
  test("without a database says that answers are in this page only, and warns before it closes", async () => {
    define("indexedDB", undefined);
    const warned = vi.fn();
    define("addEventListener", warned);
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    kernel.kill();
    session.label(1);
    await until(session.saving, ({ state }) => state === "page");
    expect(session.saving.peek().count).toBe(1);
    expect(warned).toHaveBeenCalledWith("beforeunload", expect.any(Function));
  });

  test("without locks offers what another tab left, for it cannot know whether that one lives", async () => {
    define("navigator", {});
    leave(await sessionOn(kernelOf()));
    newTab();
    const kernel = kernelOf();
    const session = await sessionOn(kernel);
    const [notice] = await until(session.notices, (all) => all.length > 0);
    expect(notice?.text).toContain("another tab");
    notice?.actions.find(({ name }) => name === "Save them here")?.run();
    await saved(session);
    expect(kernel.store.applied).toHaveLength(1);
  });

  test("forgets everything when asked to", async () => {
    const dead = kernelOf();
    const before = await sessionOn(dead);
    dead.kill();
    before.label(1);
    await before.forgetBrowser();
    close(before);
    const session = await sessionOn(kernelOf());
    expect(stateOf(session, at(session, 0))).toBe("unlabeled");
    expect(session.saving.peek().state).toBe("saved");
  });
});

test("a session leaves nothing behind: fifty times no listener, lock or bitmap", async () => {
  const kernel = kernelOf({ items: 12 });
  for (let time = 0; time < 50; time++) {
    const session = await sessionOn(kernel);
    await until(session.picture(at(session, 0)), ({ bitmap }) => bitmap !== null);
    close(session);
  }
  await vi.waitFor(() => {
    expect([...kernel.models].reduce((sum, model) => sum + model.listeners, 0)).toBe(0);
    expect(locks.count).toBe(0);
    expect(bitmaps.open).toBe(0);
  });
});

test("a browser database that answers late still gives what it keeps", async () => {
  const kernel = kernelOf();
  const before = await sessionOn(kernel);
  const key = at(before, 0);
  kernel.kill();
  before.label(2);
  close(before);
  const slow = vi.spyOn(Outbox.prototype, "of").mockImplementationOnce(async function (
    this: Outbox,
    project,
  ) {
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    return this.of(project);
  });
  const session = await sessionOn(kernel);
  expect(labelsOf(session, key)).toEqual([]);
  await until(session.item(key), (item) => item?.answer.annotations.length === 1);
  await saved(session);
  expect(kernel.store.answer(key).annotations.map((a) => a.label)).toEqual([2]);
  slow.mockRestore();
});
