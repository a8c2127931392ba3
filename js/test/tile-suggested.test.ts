/** What a tile says of suggestions, and what A, X and the buttons make of them. */

import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { through } from "../src/session/query";
import { openSuggestions } from "../src/session/suggesting";
import { Judging } from "../src/views/judging";
import { proposalSaid, proposalsOf, scoreText } from "../src/views/tile-suggested";
import type { Suggested } from "../src/wire/protocol";
import { at, kernelOf, type Live, labelsOf, sessionOn, until } from "./living";

function suggested(id: string, label: number, score: number | null): Suggested {
  const shape = { kind: "choice" } as const;
  const annotation = {
    id,
    label,
    shape,
    source: "import" as const,
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
  return { annotation, run: 1, origin: "import", score, certified: false };
}

const CLOSED = {
  open: signal(false),
  selected: signal(new Set<string>()),
  label: signal(null),
  canSubmit: signal({ now: true, why: "" }),
  select: () => {},
  drop: () => {},
  choose: () => {},
  everything: () => {},
  back: () => false,
};

async function bench(task: "multiclass" | "multilabel" = "multiclass") {
  const items = Array.from({ length: 9 }, (_, n) =>
    fakeItem(n, { suggested: n < 4 ? [suggested(`s${n}`, 1 + (n % 2), n / 4)] : [] }),
  );
  const session = await sessionOn(kernelOf({ items, task }));
  const said = signal("");
  return { session, said, judging: new Judging(session, signal(CLOSED), said) };
}

const all = (session: Live) => session.page.peek().map((key) => labelsOf(session, key));

test("a tile has a chip for each label, the best first, with how many there are", async () => {
  const { session } = await bench();
  const open = [suggested("a", 2, 0.974), suggested("b", 1, null), suggested("c", 2, 0.1)];
  const proposals = proposalsOf(open, session.labelsById.peek());
  expect(proposals.map(proposalSaid)).toEqual(["dog 2 .97", "cat"]);
});

test.each([
  [0.974, ".97"],
  [0.999, "1"],
  [1, "1"],
  [0, ".00"],
  [0.105, ".11"],
])("a score of %f is drawn as %s", (score, text) => expect(scoreText(score)).toBe(text));

describe("A and X", () => {
  test("judge the focused tile when none is selected", async () => {
    const { session, said, judging } = await bench();
    session.setFocus(2);
    judging.picked("accept");
    expect(all(session).flat()).toEqual([1]);
    expect([labelsOf(session, at(session, 2)), said.peek()]).toEqual([[1], "1 suggestion accepted."]);
  });

  test("judge the selected tiles, in one step", async () => {
    const { session, judging } = await bench();
    session.select(0, "only");
    session.select(1, "toggle");
    judging.picked("accept");
    expect(all(session).slice(0, 3)).toEqual([[1], [2], []]);
    expect(session.chosen.peek()).toBe(0);
    session.undo();
    expect(all(session).flat()).toEqual([]);
  });

  test("say so where nothing is suggested", async () => {
    const { session, said, judging } = await bench();
    session.setFocus(7);
    judging.picked("reject");
    expect([said.peek(), session.canUndo.peek().now]).toEqual(["Nothing is suggested here.", false]);
  });
});

describe("Accept all and Reject all", () => {
  test("are about the page, or what of it is selected", async () => {
    const { session, judging } = await bench("multilabel");
    expect([judging.open.value, judging.met.value]).toEqual([4, true]);
    session.select(3, "only");
    expect(judging.open.value).toBe(1);
    judging.all("reject");
    session.selectNone();
    expect(judging.open.value).toBe(3);
    judging.all("accept");
    expect([judging.open.value, judging.possible.value.now, judging.met.value]).toEqual([0, false, true]);
    expect(all(session).slice(0, 4)).toEqual([[1], [2], [1], []]);
  });

  test("are not there in a project without suggestions", async () => {
    const session = await sessionOn(kernelOf());
    expect(new Judging(session, signal(CLOSED), signal("")).met.value).toBe(false);
  });
});

test("the buttons of a chip judge what is suggested of its label", async () => {
  const { session, judging } = await bench("multilabel");
  judging.ofLabel("accept", at(session, 1), 2);
  judging.ofLabel("reject", at(session, 2), 1);
  expect(all(session).slice(0, 3)).toEqual([[], [2], []]);
  expect(openSuggestions(session.item(at(session, 2)).peek(), "multilabel")).toEqual([]);
});

test("regions are outlined on tiles for the label that the filter names alone", async () => {
  const { session, judging } = await bench("multilabel");
  const info = session.item(at(session, 1)).peek();
  expect(judging.onTile(info).outlined).toEqual([]);
  session.arrange(through({ suggested: [2] }));
  await until(session.query, (query) => query.where.suggested.length > 0);
  expect(judging.onTile(info).outlined).toHaveLength(1);
});
