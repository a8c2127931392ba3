/** Suggestions in the page: open until the person answers, accepted and rejected by edits of their own. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { freeOf, iouOf } from "../src/geometry/overlap";
import { maskOf, readRuns, runsOf, writeRuns } from "../src/geometry/rle";
import { openSuggestions } from "../src/session/suggesting";
import type { Annotation, ItemInfo, Pixels, Suggested } from "../src/wire/protocol";
import { at, close, kernelOf, type Live, labelsOf, saved, sessionOn, stateOf, until } from "./living";

const RUN = 7;

function suggested(id: string, label: number, score: number | null, shape?: Annotation["shape"]): Suggested {
  const annotation: Annotation = {
    id,
    label,
    shape: shape ?? { kind: "choice" },
    source: "import",
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
  return { annotation, run: RUN, origin: "import", score, certified: false };
}

const box = (x: number, frame = 0): Annotation["shape"] => ({
  kind: "box",
  x,
  y: 0,
  width: 10,
  height: 10,
  angle: 0,
  frame,
});
const own = (label: number, shape: Annotation["shape"]): Annotation => ({
  id: "own",
  label,
  shape,
  source: "human",
  run: null,
  certificate: null,
  rank: "",
  crowd: false,
});

function info(
  all: Suggested[],
  annotations: Annotation[] = [],
  state: ItemInfo["answer"]["state"] = "draft",
) {
  return fakeItem(0, { suggested: all, answer: { version: "v", state, annotations, note: "" } });
}

const ids = (all: readonly Suggested[]) => all.map((one) => one.annotation.id);
const openIds = (session: Live, key: string, task = "multiclass") =>
  ids(openSuggestions(session.item(key).peek(), task));

test("what two runs say of one place is shown once", () => {
  const other = { ...suggested("b", 1, 0.8, box(0)), run: RUN + 1 };
  const all = [suggested("a", 1, 0.9, box(0)), other, suggested("c", 1, 0.7, box(40))];
  expect(ids(openSuggestions(info(all), "boxes"))).toEqual(["a", "c"]);
});

describe("a person's answer wins", () => {
  test("in multiclass over any suggestion, of which the best is shown", () => {
    const both = [suggested("a", 1, 0.9), suggested("b", 2, 0.5)];
    expect(ids(openSuggestions(info(both), "multiclass"))).toEqual(["a"]);
    expect(openSuggestions(info(both, [own(2, { kind: "choice" })]), "multiclass")).toEqual([]);
  });

  test("in multilabel over the same label", () => {
    const all = [suggested("a", 1, 0.9), suggested("b", 2, 0.5), suggested("c", 2, 0.4)];
    expect(ids(openSuggestions(info(all), "multilabel"))).toEqual(["a", "b"]);
    expect(ids(openSuggestions(info(all, [own(1, { kind: "choice" })]), "multilabel"))).toEqual(["b"]);
    const merged = (label: number) => (label === 2 ? 1 : label);
    expect(openSuggestions(info(all, [own(1, { kind: "choice" })]), "multilabel", merged)).toEqual([]);
  });

  test("over regions of the same place and frame, whatever their label", () => {
    const all = [
      suggested("a", 1, 0.9, box(0)),
      suggested("b", 1, 0.5, box(30)),
      suggested("c", 1, 0.1, box(0, 1)),
    ];
    expect(ids(openSuggestions(info(all, [own(2, box(2))]), "boxes"))).toEqual(["b", "c"]);
  });

  test("over spans that share a character", () => {
    const span = (start: number, end: number): Annotation["shape"] => ({ kind: "span", start, end });
    const all = [suggested("a", 1, 0.9, span(0, 4)), suggested("b", 1, 0.5, span(4, 6))];
    expect(ids(openSuggestions(info(all, [own(2, span(3, 4))]), "spans"))).toEqual(["b"]);
  });

  test("altogether once it is final", () => {
    expect(openSuggestions(info([suggested("a", 1, 0.9)], [], "submitted"), "multilabel")).toEqual([]);
    expect(openSuggestions(info([suggested("a", 1, 0.9)], [], "skipped"), "multilabel")).toEqual([]);
  });
});

describe("masks", () => {
  const mask = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
  const size = { width: 4, height: 3 };
  const pixels = (inside: boolean[]): Pixels => ({
    kind: "mask",
    rle: writeRuns(runsOf(inside.map(Number), size)),
    frame: 0,
  });
  const read = (shape: Pixels | null) =>
    [...(shape ? maskOf(readRuns(shape.rle, size), size) : new Uint8Array(12))].map(Boolean);

  test("are compared, and freed of others, pixel by pixel", () => {
    fc.assert(
      fc.property(mask, mask, (a, b) => {
        const both = a.filter((one, i) => one && b[i]).length;
        const either = a.filter((one, i) => one || b[i]).length;
        expect(iouOf(pixels(a), pixels(b))).toBeCloseTo(either > 0 ? both / either : 0, 12);
        expect(read(freeOf(pixels(a), [pixels(b)]))).toEqual(a.map((one, i) => one && !b[i]));
      }),
    );
  });
});

describe("accepting and rejecting", () => {
  const items = () =>
    Array.from({ length: 9 }, (_, n) =>
      fakeItem(n, { suggested: n < 3 ? [suggested(`s${n}`, 1 + n, 0.5 + n / 10)] : [] }),
    );

  test("makes it the person's at once, and undo opens it again, before and after the kernel's word", async () => {
    const kernel = kernelOf({ items: items() });
    const session = await sessionOn(kernel);
    const key = at(session, 0);
    for (const settle of [false, true]) {
      session.accept(key, ["s0"]);
      if (settle) await saved(session);
      expect([labelsOf(session, key), stateOf(session, key), openIds(session, key)]).toEqual([
        [1],
        "draft",
        [],
      ]);
      expect(session.item(key).peek()?.answer.annotations[0]).toMatchObject({ source: "accepted", run: RUN });
      session.undo();
      if (settle) await saved(session);
      expect([labelsOf(session, key), stateOf(session, key), openIds(session, key)]).toEqual([
        [],
        "unlabeled",
        ["s0"],
      ]);
    }
    expect(ids(kernel.store.find(key)?.suggested ?? [])).toEqual(["s0"]);
  });

  test("closes a wrong one and leaves the item without an answer; undo and redo", async () => {
    const kernel = kernelOf({ items: items() });
    const session = await sessionOn(kernel);
    const key = at(session, 1);
    session.reject(key, ["s1"]);
    expect([stateOf(session, key), openIds(session, key)]).toEqual(["unlabeled", []]);
    await saved(session);
    expect([openIds(session, key), kernel.store.find(key)?.suggested]).toEqual([[], []]);
    session.undo();
    expect(openIds(session, key)).toEqual(["s1"]);
    session.redo();
    await saved(session);
    expect([openIds(session, key), kernel.store.find(key)?.suggested]).toEqual([[], []]);
  });

  test("closes what another run says just the same", async () => {
    const twice = [
      suggested("a", 1, 0.9),
      { ...suggested("b", 1, 0.8), run: RUN + 1 },
      suggested("c", 2, 0.7),
    ];
    const session = await sessionOn(kernelOf({ items: [fakeItem(0, { suggested: twice })] }));
    const key = at(session, 0);
    expect(openIds(session, key)).toEqual(["a"]);
    session.reject(key, ["a"]);
    expect(openIds(session, key)).toEqual(["c"]);
    session.undo();
    expect(openIds(session, key)).toEqual(["a"]);
  });

  test("of several items is one step", async () => {
    const session = await sessionOn(kernelOf({ items: items() }));
    session.judge("accept", session.page.peek());
    expect(
      session.page
        .peek()
        .map((key) => labelsOf(session, key))
        .slice(0, 4),
    ).toEqual([[1], [2], [3], []]);
    session.undo();
    expect(session.page.peek().flatMap((key) => labelsOf(session, key))).toEqual([]);
    session.judge("reject", session.page.peek());
    expect(session.page.peek().flatMap((key) => openIds(session, key))).toEqual([]);
  });

  test("of a drawn item to the last one makes it a draft", async () => {
    const all = [suggested("a", 1, 0.9, box(0)), suggested("b", 1, 0.5, box(30))];
    const session = await sessionOn(kernelOf({ task: "boxes", items: [fakeItem(0, { suggested: all })] }));
    const key = at(session, 0);
    session.reject(key, ["a"]);
    expect(stateOf(session, key)).toBe("unlabeled");
    session.reject(key, ["b"]);
    expect(stateOf(session, key)).toBe("draft");
    session.undo();
    expect([stateOf(session, key), openIds(session, key, "boxes")]).toEqual(["unlabeled", ["b"]]);
  });

  test("of two that say one thing takes the better", async () => {
    const all = [suggested("a", 1, 0.9, box(0)), suggested("b", 2, 0.5, box(1))];
    const session = await sessionOn(kernelOf({ task: "boxes", items: [fakeItem(0, { suggested: all })] }));
    session.judge("accept", [at(session, 0)]);
    expect(labelsOf(session, at(session, 0))).toEqual([1]);
  });

  test("by moving it keeps which run it was of", async () => {
    const all = [suggested("a", 1, 0.9, box(0))];
    const kernel = kernelOf({ task: "boxes", items: [fakeItem(0, { suggested: all })] });
    const session = await sessionOn(kernel);
    const key = at(session, 0);
    session.drawing.redraw(key, [{ ...own(1, box(3)), id: "a" }], []);
    expect(openIds(session, key, "boxes")).toEqual([]);
    expect(session.item(key).peek()?.answer.annotations).toMatchObject([
      { id: "a", source: "human", run: RUN },
    ]);
    await saved(session);
    expect(kernel.store.find(key)?.suggested).toEqual([]);
  });

  test("is heard of by other pages", async () => {
    const kernel = kernelOf({ items: items() });
    const [mine, other] = [await sessionOn(kernel), await sessionOn(kernel)];
    mine.reject(at(mine, 2), ["s2"]);
    await until(other.item(at(other, 2)), (one) => one?.suggested.length === 0);
  });

  test("undone in a later session asks what is open again", async () => {
    const kernel = kernelOf({ items: items() });
    const before = await sessionOn(kernel);
    const key = at(before, 0);
    before.accept(key, ["s0"]);
    await saved(before);
    close(before);
    const session = await sessionOn(kernel);
    session.undo();
    await until(session.item(key), (one) => openSuggestions(one, "multiclass").length === 1);
  });

  test("is not done where nothing is open", async () => {
    const session = await sessionOn(kernelOf({ items: items() }));
    session.accept(at(session, 5), ["s1"]);
    session.judge("reject", [at(session, 6)]);
    expect(session.canUndo.peek().now).toBe(false);
  });
});
