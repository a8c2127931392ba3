/** What a hand and its keys do in a document: the reader's model, over a living session. */

import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { fakeDocument } from "../dev/fake-texts";
import type { Session } from "../src/session/types";
import { visible } from "../src/views/reader-block";
import { labelAll, likenessOf } from "../src/views/reader-matches";
import { ReaderModel } from "../src/views/reader-model";
import { ReaderText } from "../src/views/reader-text";
import type { Annotation, ItemInfo, Suggested } from "../src/wire/protocol";
import { kernelOf, type Live, saved, sessionOn, until } from "./living";

const TEXT = "👩‍🚀 Ana met Ben in Bled. Ana left; Anabel stayed.\nאנה and Ana.";

function spanOf(id: string, start: number, end: number, label = 1): Annotation {
  const shape = { kind: "span" as const, start, end };
  return { id, label, shape, source: "human", run: null, certificate: null, rank: "", crowd: false };
}

interface Given {
  readonly text?: string;
  readonly annotations?: readonly Annotation[];
  readonly suggested?: readonly Suggested[];
}

/** A reader on one document, which is large and wholly read. */
async function reading(given: Given = {}) {
  const { text = TEXT, annotations = [], suggested = [] } = given;
  const state = annotations.length > 0 ? ("draft" as const) : ("unlabeled" as const);
  const answer = {
    version: annotations.length > 0 ? "1" : "",
    state,
    annotations: [...annotations],
    note: "",
  };
  const item: ItemInfo = { ...fakeDocument(0, text), answer, suggested: [...suggested] };
  const kernel = kernelOf({ items: [item], text: () => text, task: "spans", labels: ["Person", "Place"] });
  const session = await sessionOn(kernel, { layout: "3x3" });
  session.setLarge(0);
  const said = signal("");
  const reader = new ReaderModel(session, said);
  session.texts.wish([item.item]);
  await until(reader.text.view, ({ whole }) => whole);
  reader.begin();
  return { reader, session, said, kernel, item: item.item };
}

/** Label and text of every span, by place. */
function texts(reader: ReaderModel): [number, string][] {
  return reader.text.spans.peek().all.map((one) => [one.label, reader.read(one)]);
}

const at = (sought: string, nth = 0): number => {
  let place = -1;
  for (let i = 0; i <= nth; i++) place = TEXT.indexOf(sought, place + 1);
  return place;
};

/** As a drag does. */
function drag(reader: ReaderModel, from: number, to: number, exact = false): void {
  reader.place(from);
  reader.extend(to, exact ? "exact" : "words");
}

describe("a range", () => {
  it("grows to whole words, or is exact", async () => {
    const { reader } = await reading();
    drag(reader, at("Ben") + 1, at("Bled") + 2);
    expect(reader.read(reader.range.peek() ?? { start: 0, end: 0 })).toBe("Ben in Bled");
    drag(reader, at("Ben") + 1, at("Bled") + 2, true);
    expect(reader.read(reader.range.peek() ?? { start: 0, end: 0 })).toBe("en in Bl");
  });

  it("becomes a span of code points by a label, in one step of undo", async () => {
    const { reader, session } = await reading();
    drag(reader, at("Ana"), at("Ana") + 2);
    reader.choose(1);
    const [made] = session.item(reader.text.key.peek() ?? "").peek()?.answer.annotations ?? [];
    expect(made?.shape).toEqual({ kind: "span", start: 4, end: 7 });
    expect([reader.range.peek(), reader.picked.peek(), reader.armed.peek()]).toEqual([null, null, null]);
    session.undo();
    expect(texts(reader)).toEqual([]);
  });

  it("that has the label already is refused in words; with another label it may lie there", async () => {
    const { reader, said } = await reading({ annotations: [spanOf("A", 4, 7)] });
    drag(reader, at("Ana"), at("Ana") + 3);
    reader.choose(1);
    expect(said.peek()).toContain("“Ana” has this label here already");
    reader.choose(2);
    expect(texts(reader).sort()).toEqual([
      [1, "Ana"],
      [2, "Ana"],
    ]);
  });

  it("of blanks alone is none", async () => {
    const { reader } = await reading();
    drag(reader, at(" met"), at("met"));
    expect(reader.range.peek()).toBeNull();
  });
});

describe("a label", () => {
  it("is taken in hand without a range, and Enter marks with it", async () => {
    const { reader } = await reading();
    reader.choose(2);
    expect(reader.label.peek()).toBe(2);
    expect(reader.finish()).toBe(false);
    drag(reader, at("Bled"), at("Bled") + 4);
    expect(reader.finish()).toBe(true);
    expect(texts(reader)).toEqual([[2, "Bled"]]);
    reader.choose(2);
    expect(reader.armed.peek()).toBeNull();
  });

  it("goes to the picked span, which keeps its place", async () => {
    const { reader } = await reading({ annotations: [spanOf("A", 4, 7)] });
    reader.select(["A"]);
    reader.choose(2);
    expect(texts(reader)).toEqual([[2, "Ana"]]);
    expect(reader.label.peek()).toBe(2);
  });
});

describe("spans over each other", () => {
  const nested = [spanOf("outer", 4, 24), spanOf("inner", 12, 15, 2), spanOf("middle", 8, 18)];

  it("are picked from the innermost outward, and again", async () => {
    const { reader } = await reading({ annotations: nested });
    const picked = [0, 1, 2, 3].map(() => {
      reader.pickAmong(["outer", "inner", "middle"], 0);
      return reader.picked.peek();
    });
    expect(picked).toEqual(["inner", "middle", "outer", "inner"]);
    reader.pickAmong([], 3);
    expect([reader.picked.peek(), reader.caret.peek()]).toEqual([null, 3]);
  });

  it("are walked through in reading order, round and round", async () => {
    const { reader } = await reading({ annotations: nested });
    const walked = [0, 1, 2, 3].map(() => {
      reader.leaf(1);
      return reader.picked.peek();
    });
    expect(walked).toEqual(["outer", "middle", "inner", "outer"]);
    reader.leaf(-1);
    expect(reader.picked.peek()).toBe("inner");
  });

  it("go one at a time with Delete", async () => {
    const { reader } = await reading({ annotations: nested });
    reader.select(["middle"]);
    reader.drop(reader.selected.peek());
    expect(texts(reader).length).toBe(2);
    expect(reader.picked.peek()).toBeNull();
  });
});

describe("the ends of a span", () => {
  it("move by characters and by words, and never past each other", async () => {
    const { reader } = await reading({ annotations: [spanOf("A", 12, 15)] });
    reader.select(["A"]);
    reader.nudge(true, true, true);
    reader.nudge(false, false, false);
    expect(texts(reader)).toEqual([[1, " Ben in"]]);
    for (let i = 0; i < 20; i++) reader.nudge(true, false, false);
    expect(texts(reader)[0]?.[1].length).toBeGreaterThan(0);
  });

  it("of a suggestion make it the person's", async () => {
    const suggested = {
      annotation: spanOf("P", 12, 15),
      run: 3,
      origin: "job",
      score: 0.9,
      certified: false,
    };
    const { reader } = await reading({ suggested: [suggested] });
    reader.select(["P"]);
    reader.nudge(true, true, true);
    const [own] = reader.text.info.peek()?.answer.annotations ?? [];
    expect([own?.id, own?.source]).toEqual(["P", "accepted"]);
    expect(reader.text.listed.peek().map(({ suggested }) => suggested)).toEqual([null]);
  });
});

describe("all matches", () => {
  it("of the newest span are labelled in one step, whole words only", async () => {
    const { reader, session } = await reading();
    drag(reader, at("Ana"), at("Ana") + 3);
    reader.choose(1);
    expect(likenessOf(reader)?.places.length).toBe(2);
    labelAll(reader);
    expect(texts(reader).map(([, text]) => text)).toEqual(["Ana", "Ana", "Ana"]);
    session.undo();
    expect(texts(reader).length).toBe(1);
  });

  it("of a range want a label in hand, and include it", async () => {
    const { reader, said } = await reading();
    drag(reader, at("Ana"), at("Ana") + 3);
    labelAll(reader);
    expect(said.peek()).toBe("Choose a label first.");
    reader.armed.value = 2;
    labelAll(reader);
    expect(texts(reader)).toEqual([
      [2, "Ana"],
      [2, "Ana"],
      [2, "Ana"],
    ]);
  });

  it("say so when there are none, and when there is nothing to seek", async () => {
    const { reader, said } = await reading();
    labelAll(reader);
    expect(said.peek()).toContain("first");
    drag(reader, at("Ben"), at("Ben") + 3);
    reader.choose(1);
    labelAll(reader);
    expect(said.peek()).toContain("nowhere else");
  });
});

describe("Escape", () => {
  it("lets go of the range, the picked span and the label, one after the other", async () => {
    const { reader } = await reading({ annotations: [spanOf("A", 4, 7)] });
    reader.choose(1);
    drag(reader, at("Ben"), at("Ben") + 3);
    expect([reader.back(), reader.range.peek()]).toEqual([true, null]);
    expect([reader.back(), reader.armed.peek()]).toEqual([true, null]);
    expect(reader.back()).toBe(false);
  });
});

describe("a document in pieces", () => {
  it("has the spans of what is here, and all of them at its end", async () => {
    const text = `${"word ".repeat(30_000)}Ana`;
    const { reader, session, item } = await reading({ text, annotations: [spanOf("A", 150_000, 150_003)] });
    expect(texts(reader)).toEqual([[1, "Ana"]]);
    expect(reader.text.known.peek().offsets.points).toBe(150_003);
    await saved(session as Live);
    expect(session.texts.of(item).peek().text).toBe(text);
  });
});

describe("what cannot be seen", () => {
  it("is drawn by one unit each, so that offsets stay; tabs are themselves", () => {
    const text = "\u001b[31m\u0000\ta\u007f\r";
    expect(visible(text)).toBe("␛[31m␀\ta␡\u200b");
    expect(visible(text).length).toBe(text.length);
  });
});

describe("a span whose text is gone", () => {
  it("is listed with what it marked, and not drawn where other words stand now", () => {
    const annotations = [spanOf("A", 0, 3), spanOf("B", 4, 7)];
    const answer = { version: "1", state: "draft" as const, annotations, note: "" };
    const view = { text: "new words", length: 9, whole: true, reason: "", lost: new Map([["A", "Ana"]]) };
    const session = {
      largeKey: signal("letter"),
      project: signal({ task: "spans" }),
      texts: { of: () => signal(view) },
      item: () => signal({ ...fakeDocument(0, view.text), answer }),
    };
    const text = new ReaderText(session as unknown as Session);
    expect(text.listed.value.map(({ annotation: { id }, lost }) => [id, lost])).toEqual([
      ["A", "Ana"],
      ["B", ""],
    ]);
    expect(text.spans.value.all.map(({ id }) => id)).toEqual(["B"]);
  });
});
