/** Documents in the page: their beginnings, and the rest piece by piece, in code points. */

import { describe, expect, it } from "vitest";
import { fakeDocument } from "../dev/fake-texts";
import { Document } from "../src/document/document";
import { createSession } from "../src/session/session";
import { LiveTexts, PIECE, type Texts } from "../src/session/texts";
import { Link } from "../src/wire/link";
import { answerAll, at, kernelOf, onWall, saved, sessionOn, until } from "./living";

const letter = (index: number) => `Letter ${index}. On the ninth Adelaide took the night train to Trieste.`;
/** Long, and nothing in it is as long in UTF-16 as it is in code points. */
const long = (pieces: number) => "𝔄é 🧵".repeat((pieces * PIECE) / 4);

const settled = (texts: Texts, key: string) =>
  until(texts.of(key), ({ whole, reason }) => whole || reason !== "");

describe("documents in the page", () => {
  it("shows the beginning that came with the item, and asks for nothing", async () => {
    const kernel = kernelOf({ text: letter });
    const session = await sessionOn(kernel);
    const key = at(session, 3);
    expect(session.texts.on.peek()).toBe(true);
    expect(session.texts.of(key).peek()).toMatchObject({
      text: letter(3),
      length: letter(3).length,
      whole: true,
    });
    expect(kernel.texts.reads).toEqual([]);
  });

  it("asks for no picture, whatever is labelled, turned and filtered", async () => {
    const kernel = kernelOf({ text: letter });
    const session = await sessionOn(kernel);
    session.setTileSize(900);
    answerAll(session);
    session.submit();
    await until(session.page, (page) => page[0] === "letters/0009.txt");
    await saved(session);
    session.setLayout("wall");
    await until(session.arranged, (found) => found !== null);
    session.wall.look(0, 60, 6, 300);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(kernel.wants).toEqual([]);
    expect(session.item("letters/0000.txt").peek()?.answer.state).toBe("submitted");
  });

  it("reads what is looked at to its end, in pieces that never overlap", async () => {
    const whole = long(3);
    const kernel = kernelOf({ text: () => whole, items: 3 });
    const session = await sessionOn(kernel);
    const key = at(session, 0);
    session.texts.wish([key]);
    const { text, length } = await settled(session.texts, key);
    expect(text).toBe(whole);
    expect(length).toBe([...whole].length);
    expect(kernel.texts.reads.map(({ start }) => start)).toEqual([1_200, 1_200 + PIECE, 1_200 + 2 * PIECE]);
  });

  it("reads the first piece of what may be looked at next, and no more of it", async () => {
    const kernel = kernelOf({ text: () => long(3), items: 3 });
    const session = await sessionOn(kernel);
    const [first, second] = [at(session, 0), at(session, 1)];
    session.texts.wish([first, second]);
    await settled(session.texts, first);
    expect(kernel.texts.reads.filter(({ item }) => item === second)).toHaveLength(1);
    expect([...session.texts.of(second).peek().text].length).toBe(1_200 + PIECE);
  });

  it("goes on with the newest wish alone, and with none when nobody looks", async () => {
    const kernel = kernelOf({ text: () => long(6), items: 3, delay: 5 });
    const session = await sessionOn(kernel);
    const [first, second] = [at(session, 0), at(session, 1)];
    session.texts.wish([first]);
    session.texts.wish([second]);
    await settled(session.texts, second);
    expect(kernel.texts.reads.filter(({ item }) => item === first)).toHaveLength(1);
    session.texts.wish([first]);
    session.texts.release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(session.texts.of(first).peek().whole).toBe(false);
  });

  it("asks for the beginnings that the kernel had not at hand", async () => {
    const items = Array.from({ length: 12 }, (_, i) => fakeDocument(i, letter(i), false));
    const kernel = kernelOf({ text: letter, items });
    const session = await sessionOn(kernel);
    expect(session.texts.of(at(session, 5)).peek()).toMatchObject({ text: "", length: 0, whole: false });
    session.texts.begin(session.page.peek());
    await settled(session.texts, at(session, 5));
    expect(session.texts.of(at(session, 5)).peek().text).toBe(letter(5));
    expect(kernel.texts.reads.every(({ count }) => count === 1_200)).toBe(true);
  });

  it("says why a document cannot be read, and the page can be submitted without it", async () => {
    const items = Array.from({ length: 9 }, (_, i) => fakeDocument(i, letter(i), i !== 4));
    const kernel = kernelOf({ text: letter, items });
    kernel.texts.unreadable = (item) => (item.includes("0004") ? "It is not UTF-8." : "");
    const session = await sessionOn(kernel);
    session.texts.begin(session.page.peek());
    await until(session.picture(at(session, 4)), ({ reason }) => reason === "It is not UTF-8.");
    answerAll(session);
    expect(session.item(at(session, 4)).peek()?.answer.state).toBe("unlabeled");
    expect(session.canSubmit.peek().now).toBe(true);
  });

  it("asks again when the kernel is back", async () => {
    const kernel = kernelOf({ text: () => long(1), items: 2 });
    const model = kernel.model();
    const session = createSession(model);
    await until(session.phase, (phase) => phase === "labeling");
    const key = at(session, 0);
    model.dead = true;
    session.texts.wish([key]);
    model.dead = false;
    expect((await settled(session.texts, key)).text).toBe(long(1));
    session.dispose();
  });

  it("begins anew when the file was changed while it was read", async () => {
    let text = long(2);
    const kernel = kernelOf({ text: () => text, items: 2, delay: 5 });
    const session = await sessionOn(kernel);
    const key = at(session, 0);
    session.texts.wish([key]);
    await until(session.texts.of(key), (view) => view.text.length > 10_000);
    text = `Dear ${long(3)}`;
    const view = await settled(session.texts, key);
    expect(view.text).toBe(text);
  });

  it("keeps what was read while answers change, and drops it when the text has", async () => {
    const kernel = kernelOf({ text: () => long(2), items: 2 });
    const session = await sessionOn(kernel);
    const key = at(session, 0);
    session.texts.wish([key]);
    const { text } = await settled(session.texts, key);
    answerAll(session);
    await saved(session);
    expect(session.texts.of(key).peek().text).toBe(text);
    session.texts.release();
    const item = kernel.store.find(key);
    if (item) Object.assign(item, { text: "Another one.", length: 12 });
    kernel.push("changed", { items: [key], client: "", all: false });
    await until(session.texts.of(key), (view) => view.text === "Another one.");
    expect(session.texts.of(key).peek().whole).toBe(true);
  });

  it("asks once whether the spans of a short document are still there", async () => {
    const shape = { kind: "span" as const, start: 0, end: 6 };
    const own = {
      id: "S",
      label: 1,
      shape,
      source: "human" as const,
      run: null,
      certificate: null,
      rank: "",
      crowd: false,
    };
    const answer = { version: "1", state: "draft" as const, annotations: [own], note: "" };
    const items = [{ ...fakeDocument(0, letter(0)), answer }, fakeDocument(1, letter(1))];
    const kernel = kernelOf({ task: "spans", text: letter, items });
    kernel.texts.lost = () => ({ S: "Letter" });
    const session = await sessionOn(kernel);
    session.texts.wish(session.page.peek());
    await until(session.texts.of(at(session, 0)), ({ lost }) => lost.get("S") === "Letter");
    session.texts.wish(session.page.peek());
    expect(kernel.texts.reads.map(({ item }) => item)).toEqual([at(session, 0)]);
  });

  it("does not put a first piece after the beginning that its item brought meanwhile", async () => {
    const kernel = kernelOf({ text: () => long(2), items: 1, delay: 5 });
    const ending = new AbortController();
    const doc = new Document();
    const texts = new LiveTexts(new Link(kernel.model(), ending.signal), doc, ending.signal);
    const item = fakeDocument(0, long(2));
    texts.wish([item.item]);
    doc.receive(item);
    expect(texts.of(item.item).peek().text).toBe(item.text);
    expect((await settled(texts, item.item)).text).toBe(long(2));
    ending.abort();
  });

  it("lets go of the longest unused when texts take too much", async () => {
    const kernel = kernelOf({ text: () => "a".repeat(2 * PIECE), items: 3 });
    const ending = new AbortController();
    const link = new Link(kernel.model(), ending.signal);
    const texts = new LiveTexts(link, new Document(), ending.signal, 5 * PIECE);
    const keys = kernel.store.items.map(({ item }) => item);
    for (const key of keys) {
      texts.wish([key]);
      await settled(texts, key);
    }
    expect(keys.map((key) => texts.of(key).peek().text.length)).toEqual([0, 2 * PIECE, 2 * PIECE]);
    ending.abort();
  });

  it("keeps few documents of a wall in mind, since each brings how it begins", async () => {
    const kernel = kernelOf({ text: (at) => `${letter(at)} ${"sea ".repeat(200)}`, items: 9_216 });
    const session = await onWall(kernel);
    for (let place = 0; place < 9_216; place += 256) {
      session.wall.look(place, place + 256, 16, 96);
      while (session.wall.key(place + 250) === null) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const kept = kernel.store.items.filter(({ item }) => session.wall.info(item) !== null).length;
    expect(kept).toBeLessThanOrEqual(65 * 128);
    expect(session.wall.words(session.wall.key(9_100) ?? "")?.text).toContain("Letter 9100");
  });
});
