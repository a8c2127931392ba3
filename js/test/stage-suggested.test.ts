// @vitest-environment happy-dom
/** Suggestions on the stage: picked, accepted, rejected and changed as regions are, until they are the person's. */

import { computed, signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { revealed } from "../src/scene/viewport";
import { Judging } from "../src/views/judging";
import { LargeModel } from "../src/views/large-model";
import { boardOf } from "../src/views/stage-board";
import { StageModel } from "../src/views/stage-model";
import type { Annotation, Suggested } from "../src/wire/protocol";
import { at, kernelOf, sessionOn, until } from "./living";

const PLAIN = { shift: false, control: false, alt: false };
const box = (x: number): Annotation["shape"] => ({
  kind: "box",
  x,
  y: 20,
  width: 40,
  height: 40,
  angle: 0,
  frame: 0,
});

function suggested(id: string, x: number, score: number): Suggested {
  const annotation = {
    id,
    label: 1,
    shape: box(x),
    source: "import" as const,
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
  return { annotation, run: 7, origin: "import", score, certified: false };
}

async function bench() {
  const all = [suggested("a", 20, 0.9), suggested("b", 120, 0.6), suggested("c", 520, 0.3)];
  const items = [fakeItem(0, { suggested: all }), fakeItem(1)];
  const session = await sessionOn(kernelOf({ task: "boxes", items }));
  const said = signal("");
  const large = new LargeModel(session);
  let judging: Judging | null = null;
  const stage = new StageModel(session, large, said, (info) => judging?.openOf(info) ?? []);
  const board = boardOf(stage);
  judging = new Judging(session, signal(board), said);
  large.resize({ width: 640, height: 480 }, 1);
  session.setLarge(0);
  const key = at(session, 0);
  session.largePictures.wish([{ item: key, frame: 0, pixels: 640 }]);
  await until(
    computed(() => stage.scene.value),
    (scene) => scene !== null,
  );
  const answer = () => session.item(key).peek()?.answer;
  const open = () => stage.proposed.all.peek().map((one) => one.annotation.id);
  return { session, stage, judging, said, key, answer, open, large };
}

describe("suggestions on the stage", () => {
  test("are listed before the person's, and picked as regions are", async () => {
    const { stage, session, key } = await bench();
    session.drawing.redraw(key, [{ ...suggested("own", 300, 0).annotation, source: "human" }], []);
    expect(stage.listed.peek().map((one) => one.id)).toEqual(["a", "b", "c", "own"]);
    stage.feed({ type: "press", at: { x: 140, y: 40 }, clicks: 1, ...PLAIN });
    expect([...stage.selected.peek()]).toEqual(["b"]);
  });

  test("are gone through by A and X alone, and Enter submits", async () => {
    const { stage, session, judging, answer, open } = await bench();
    stage.leaf(1);
    expect([...stage.selected.peek()]).toEqual(["a"]);
    judging.picked("accept");
    expect([...stage.selected.peek()]).toEqual(["b"]);
    judging.picked("reject");
    expect([...stage.selected.peek()]).toEqual(["c"]);
    judging.picked("accept");
    expect([open(), [...stage.selected.peek()], answer()?.annotations.map((one) => one.id)]).toEqual([
      [],
      [],
      ["a", "c"],
    ]);
    expect(stage.canSubmit.peek().now).toBe(true);
    for (let step = 0; step < 3; step++) session.undo();
    expect([open(), answer()?.state]).toEqual([["a", "b", "c"], "unlabeled"]);
  });

  test("cannot be submitted by mistake while nothing is accepted", async () => {
    const { stage } = await bench();
    expect(stage.canSubmit.peek()).toEqual({
      now: false,
      why: "Nothing is accepted yet. Press A to accept, X to reject, N if there is nothing here.",
    });
  });

  test("become the person's when they are moved, or get another label", async () => {
    const { stage, answer, open } = await bench();
    stage.select(["a"]);
    stage.nudge({ type: "key", key: "ArrowRight", ...PLAIN });
    expect(answer()?.annotations).toMatchObject([{ id: "a", source: "human", run: 7, shape: box(21) }]);
    stage.select(["b"]);
    stage.choose(2);
    expect(answer()?.annotations.map((one) => [one.id, one.label])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(open()).toEqual(["c"]);
  });

  test("are rejected by Delete, which takes the person's own first", async () => {
    const { stage, session, key, answer, open } = await bench();
    session.drawing.redraw(key, [{ ...suggested("own", 300, 0).annotation, source: "human" }], []);
    stage.drop(["a", "own"]);
    expect([open(), answer()?.annotations]).toEqual([["a", "b", "c"], []]);
    stage.drop(["a"]);
    expect(open()).toEqual(["b", "c"]);
  });

  test("are not deleted with all regions", async () => {
    const { stage, open } = await bench();
    stage.dropAll();
    expect(open()).toEqual(["a", "b", "c"]);
  });

  test("of the person's own are not judged", async () => {
    const { session, stage, judging, said, key } = await bench();
    session.drawing.redraw(key, [{ ...suggested("own", 300, 0).annotation, source: "human" }], []);
    stage.select(["own"]);
    judging.picked("reject");
    expect(said.peek()).toBe("What is selected is not a suggestion.");
  });

  test("A with nothing picked accepts all of them", async () => {
    const { judging, answer } = await bench();
    judging.picked("accept");
    expect(answer()?.annotations.map((one) => one.id)).toEqual(["a", "b", "c"]);
  });
});

test("what is out of view is brought into it, with room around, no nearer than before", () => {
  const seen = { zoom: 2, x: 0, y: 0 };
  const view = { width: 400, height: 300 };
  const part = (left: number, top: number, side: number) => ({
    left,
    top,
    right: left + side,
    bottom: top + side,
  });
  expect(revealed(seen, part(50, 50, 10), view)).toEqual(seen);
  expect(revealed(seen, part(300, 50, 10), view)).toEqual({ zoom: 2, x: 134, y: 0 });
  const { zoom, x } = revealed(seen, part(500, 0, 204), view);
  expect([zoom, x]).toEqual([1, 352]);
});
