// @vitest-environment happy-dom
/** What a person reads of learning: the room, the badge of a page, tiles, and figures in words. */

import { signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import { fakeItem } from "../dev/fake-items";
import { FakeKernel } from "../dev/fake-kernel";
import { fakeSuggestion, fakeTraining } from "../dev/fake-learning";
import type { FakeOptions } from "../dev/fake-options";
import { createSession } from "../src/session/session";
import { mountFrame } from "../src/views/frame";
import { placesOf, share } from "../src/views/learning-curve";
import { qualitySaid } from "../src/views/learning-labels";
import { parted, pullSaid } from "../src/views/learning-room";
import { chipsOf, doubtOf, proposalsOf } from "../src/views/tile-suggested";
import type { Quality } from "../src/wire/protocol";

const GLASS: Quality = {
  label: 2,
  precision: 0.94,
  precision_low: 0.88,
  precision_high: 0.97,
  recall: 0.91,
  missing: 0,
  certified: 3,
};
const METAL: Quality = { ...GLASS, label: 3, missing: 2 };
const READY = fakeTraining({
  phase: "ready",
  run: 7,
  device: "CPU",
  promise: "412 items can be prelabelled now.",
  certified: 412,
  per_label: [GLASS, METAL],
  rare: [3],
});

let end = (): void => {};

afterEach(() => {
  end();
  document.body.replaceChildren();
});

async function open(options: FakeOptions) {
  const kernel = new FakeKernel({
    items: 12,
    labels: ["Paper", "Glass", "Metal"],
    picture: null,
    ...options,
  });
  const session = createSession(kernel.model(), { layout: "2x2" });
  const root = document.createElement("div");
  document.body.append(root);
  const over = new AbortController();
  mountFrame(root, session, { pixels: signal(660), keep: () => {} }, over.signal);
  end = () => {
    over.abort();
    session.dispose();
  };
  await vi.waitFor(() => expect(heading(root, "Labelled")).toBeDefined());
  return { kernel, session, root };
}

const buttons = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>("button")];
const named = (root: HTMLElement, name: string) =>
  buttons(root).find((one) => one.getAttribute("aria-label") === name);
const shown = (root: HTMLElement, text: string) => buttons(root).find((one) => one.textContent === text);
const heading = (root: HTMLElement, name: string) =>
  [...root.querySelectorAll(".card")].find((one) => one.querySelector("h2")?.textContent?.startsWith(name));

test("assistance is begun and ended by its button", async () => {
  const { kernel, session, root } = await open({ training: fakeTraining() });
  named(root, "Start assistance")?.click();
  await vi.waitFor(() => expect(named(root, "Stop assistance")).toBeDefined());
  await vi.waitFor(() => expect(session.learning.asked.value).toBeNull());
  named(root, "Stop assistance")?.click();
  await vi.waitFor(() => expect(named(root, "Start assistance")).toBeDefined());
  expect(kernel.learning.asked.map(({ act }) => act)).toEqual(["start", "stop"]);
});

test("the promise begins with its number, and a label that is not learnt says what it needs", async () => {
  const { root } = await open({ training: READY });
  expect(heading(root, "Promise")?.querySelector(".big")?.textContent).toBe("412 items");
  expect(heading(root, "Promise")?.textContent).toContain("can be prelabelled now.");
  expect(heading(root, "By label")?.textContent).toContain("needs 2");
  expect(heading(root, "By label")?.textContent).toContain("Metal has few answers.");
});

test("the likely ones of a rare label are looked through, and the filter is taken away whole", async () => {
  const { session, root } = await open({ training: READY });
  shown(root, "Show likely ones")?.click();
  expect([session.query.value.where.suggested, session.query.value.sort]).toEqual([[3], "certain"]);
  await vi.waitFor(() => expect(named(root, "Clear filter")).toBeDefined());
  named(root, "Clear filter")?.click();
  expect(session.query.value.where.suggested).toEqual([]);
});

test("a model that fails is named, and the person is told that they can go on", async () => {
  const { root } = await open({ training: { ...READY, phase: "failed", error: "It hangs." } });
  expect(root.querySelector(".error")?.textContent).toBe(
    "The model failed: It hangs. You can go on labeling.",
  );
  expect(named(root, "Start assistance")).toBeDefined();
});

test("the badge says of what kind the page is, and the next ones can be chosen", async () => {
  const { session, root } = await open({ training: READY, kind: "clustered" });
  expect(root.querySelector("[role=note]")?.getAttribute("aria-label")).toBe("Clustered");
  const next = root.querySelector<HTMLSelectElement>("[aria-label='Next pages']");
  expect([...(next?.options ?? [])].map(({ text }) => text)).toEqual([
    "Automatic",
    "Confirm prelabels",
    "Teach the model",
  ]);
  if (next) next.value = "teach";
  next?.dispatchEvent(new Event("change"));
  expect(session.learning.mode.value).toBe("teach");
});

test("without learning there is no badge and no choice of pages", async () => {
  const { root } = await open({ training: fakeTraining() });
  expect(root.querySelector("[role=note], [aria-label='Next pages']")).toBeNull();
});

test("only a chip that says something new comes in softly", () => {
  const labels = new Map([[2, { id: 2, name: "Glass", path: "Glass", color: "#000" } as never]]);
  const said = (score: number) => proposalsOf([fakeSuggestion("a", 2, { score, certified: true })], labels);
  const fresh = (now: number, before: number | null) =>
    chipsOf(said(now), before === null ? null : said(before))[0]?.classList.contains("fresh");
  expect([fresh(0.9, 0.9), fresh(0.95, 0.9), fresh(0.9, null)]).toEqual([false, true, false]);
  expect(chipsOf(said(0.9), null)[0]?.classList.contains("certain")).toBe(true);
});

test("an answer that is doubted says why", () => {
  const doubt = "Looks like Metal (.94)";
  expect(doubtOf(fakeItem(0, { doubt })).map(({ textContent }) => textContent)).toEqual([doubt]);
  expect(doubtOf(fakeItem(0))).toEqual([]);
});

test("figures are told as one reads them", () => {
  expect([share(0.941), share(0.999), share(0)]).toEqual([".94", "1", ".00"]);
  expect(qualitySaid(GLASS)).toBe("Precision 94 % (88–97), recall 91 %");
  expect(qualitySaid(METAL)).toBe("2 more answers until it is suggested");
  expect(pullSaid(0.042)).toBe("People agree 4 % more often with a suggestion that they see.");
  expect(parted("1,204 items are right.")).toEqual(["1,204 items", "are right."]);
  expect(parted("Nothing yet.")).toEqual(["", "Nothing yet."]);
});

test("the curve goes to the right with the answers and up with the share", () => {
  const [first, last] = placesOf(
    [
      [10, 0.4],
      [50, 0.8],
    ],
    0.4,
    0.8,
  );
  expect((first?.[0] ?? 0) < (last?.[0] ?? 0) && (first?.[1] ?? 0) > (last?.[1] ?? 0)).toBe(true);
});
