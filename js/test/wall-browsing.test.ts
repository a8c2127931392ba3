import { describe, expect, test, vi } from "vitest";
import { ALL, EVERYTHING, through } from "../src/session/query";
import { answerAll, at, kernelOf, onWall, saved, sessionOn, stateOf, until } from "./living";

const BY_NAME = through({}, { sort: "name" });
const drafts = through({ state: ["draft"] });

describe("the wall", () => {
  test("loads what is in view, with its pictures, and little more", async () => {
    const kernel = kernelOf({ items: 50_000 });
    const session = await onWall(kernel);
    session.wall.look(30_000, 30_100, 10, 96);
    await until(session.page, (page) => page[0] === "photos/30000.jpg");
    await vi.waitUntil(() => session.wall.picture("photos/30099.jpg")?.image);
    expect(session.wall.key(20_000)).toBe(null);
    expect(kernel.heard.filter((kind) => kind === "rows").length).toBeLessThan(4);
  });

  test("asks for nothing on the way of a fling but what is in view when an answer comes", async () => {
    const kernel = kernelOf({ items: 200_000, delay: 30 });
    const session = await onWall(kernel);
    for (let from = 0; from < 190_000; from += 1_000) session.wall.look(from, from + 100, 10, 96);
    session.wall.look(190_000, 190_100, 10, 96);
    await until(session.page, (page) => page[0] === "photos/190000.jpg");
    expect(kernel.heard.filter((kind) => kind === "rows").length).toBeLessThan(8);
  });

  test("forgets what is far away, so that a million looked through stay small", async () => {
    const session = await onWall(kernelOf({ items: 90_000, picture: null }));
    for (let from = 0; from < 80_000; from += 1_024) {
      session.wall.look(from, from + 1_024, 32, 32);
      await vi.waitUntil(() => session.wall.key(from + 1_023), { interval: 1 });
    }
    expect(session.wall.key(0)).toBe(null);
    expect(session.wall.info("photos/0300.jpg")).toBe(null);
    expect(session.wall.key(79_900)).not.toBe(null);
  }, 30_000);

  test("goes on where it was when the kernel knows its arrangement no more", async () => {
    const kernel = kernelOf({ items: 20_000 });
    const session = await onWall(kernel);
    kernel.wall.forget();
    session.wall.look(15_000, 15_100, 10, 96);
    await until(session.page, (page) => page[0] === "photos/15000.jpg");
  });

  test("shows an item by name, wherever it is, and by itself when a filter leaves it out", async () => {
    const session = await onWall(kernelOf({ items: 5_000 }));
    session.show("photos/4321.jpg");
    await until(session.focus, (place) => place === 4321);
    session.arrange(through({ text: "/00" }));
    await until(session.places, (count) => count === 100);
    session.show("photos/4321.jpg");
    await until(session.places, (count) => count === 1);
    await until(session.current, (key) => key === "photos/4321.jpg");
  });

  test("takes no harm from a page that comes when it is shown already", async () => {
    const kernel = kernelOf({ items: 200, delay: 30 });
    const session = await sessionOn(kernel);
    await vi.waitUntil(() => kernel.heard.includes("work"));
    session.setLayout("wall");
    await until(session.places, (count) => count === 200);
    session.setLayout("3x3");
    await until(session.canNext, ({ now }) => now);
    expect(session.page.peek()).toHaveLength(9);
  });

  test("is reached from a page at the item that had the focus, and left for the page", async () => {
    const session = await sessionOn(kernelOf({ items: 2_000 }));
    const page = session.page.peek();
    session.setFocus(5);
    session.setLayout("wall");
    await until(session.current, (key) => key === page[5]);
    session.setLayout("3x3");
    expect(session.page.peek()).toEqual(page);
  });
});

describe("a query", () => {
  test("in paged layouts is leafed through in its order, submitted items too", async () => {
    const session = await sessionOn(kernelOf({ items: 40 }));
    session.arrange(BY_NAME);
    await until(session.page, (page) => page[0] === "photos/0039.jpg");
    await until(session.canNext, ({ now }) => now);
    session.next();
    expect(session.page.peek()[0]).toBe("photos/0030.jpg");
    answerAll(session);
    session.submit();
    await until(session.page, (page) => page[0] === "photos/0021.jpg");
    session.previous();
    expect(stateOf(session, at(session, 0))).toBe("submitted");
    expect(at(session, 0)).toBe("photos/0030.jpg");
  });

  test("ends after its last item, and the queue of open items comes back without it", async () => {
    const session = await sessionOn(kernelOf({ items: 40 }));
    session.arrange(through({ text: "000" }));
    await until(session.page, (page) => page.length === 9 && session.arranged.peek()?.count === 10);
    answerAll(session);
    session.submit();
    await until(session.page, (page) => page.length === 1);
    answerAll(session);
    session.submit();
    await until(session.phase, (phase) => phase === "done");
    session.arrange(EVERYTHING);
    await until(session.page, (page) => page[0] === "photos/0010.jpg");
    expect(session.arranged.peek()).toBe(null);
  });

  test("that finds nothing says so by its count", async () => {
    const session = await sessionOn(kernelOf());
    session.arrange(drafts);
    await until(session.phase, (phase) => phase === "done");
    expect(session.arranged.peek()?.count).toBe(0);
  });

  test("can be counted without leaving what is shown", async () => {
    const kernel = kernelOf({ items: 2_000 });
    const session = await onWall(kernel);
    const before = session.arranged.peek();
    expect(await session.matching({ ...ALL, text: "/000" })).toBe(10);
    expect(session.arranged.peek()).toBe(before);
    expect(kernel.wall.asked).toHaveLength(1);
  });

  test("of the notebook comes with the welcome, or later by filter()", async () => {
    const kernel = kernelOf({ items: 40, query: BY_NAME });
    const session = await sessionOn(kernel);
    await until(session.page, (page) => page[0] === "photos/0039.jpg");
    kernel.push("steer", { act: "filter", query: null });
    await until(session.page, (page) => page[0] === "photos/0000.jpg");
    expect(at(session, 0)).toBe("photos/0000.jpg");
    await saved(session);
  });
});
