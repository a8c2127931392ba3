/** Learning beside the person: pages of one kind, prelabels that Submit accepts, and what must not move. */

import { expect, test } from "vitest";
import { fakeItem } from "../dev/fake-items";
import type { FakeKernel } from "../dev/fake-kernel";
import { fakeSuggestion, fakeTraining } from "../dev/fake-learning";
import type { FakeOptions } from "../dev/fake-options";
import { Pages } from "../src/session/pages";
import { through } from "../src/session/query";
import { openSuggestions } from "../src/session/suggesting";
import type { ItemInfo } from "../src/wire/protocol";
import { answerAll, at, kernelOf, type Live, labelsOf, saved, sessionOn, stateOf, until } from "./living";

const READY = fakeTraining({ phase: "ready", run: 1 });
const certain = (id: string, label: number) => fakeSuggestion(id, label, { certified: true });

/** Items of which these have suggestions, by place. */
function items(count: number, parts: Record<number, Partial<ItemInfo>>): ItemInfo[] {
  return Array.from({ length: count }, (_, place) => fakeItem(place, parts[place]));
}

async function bench(options: FakeOptions = {}): Promise<{ kernel: FakeKernel; session: Live }> {
  const kernel = kernelOf({ training: READY, ...options });
  return { kernel, session: await sessionOn(kernel, { layout: "2x2" }) };
}

/** The kernel has learnt again. */
function learnt(kernel: FakeKernel, run: number): void {
  kernel.learning.training = { ...kernel.learning.training, run };
  kernel.push("training", kernel.learning.training);
}

const openOn = (session: Live, place: number) =>
  openSuggestions(session.item(at(session, place)).peek(), "multiclass").map(({ annotation: { id } }) => id);

test("another mode asks for the next pages anew, never for the one under the hands", async () => {
  const { kernel, session } = await bench();
  await until(session.canNext, ({ now }) => now);
  const page = session.page.peek();
  kernel.learning.kind = "prelabelled";
  kernel.learning.order = (all) => all.toReversed();
  session.learning.setMode("confirm");
  await until(session.canNext, ({ now }) => now);
  expect(session.page.peek()).toEqual(page);
  session.next();
  expect(session.learning.kind.peek()).toBe("prelabelled");
  expect(at(session, 0)).toBe("photos/0059.jpg");
  expect(kernel.learning.modes.at(-1)).toBe("confirm");
});

test("after a run the next page is the newest, and the pages that were ready come after it", async () => {
  const { kernel, session } = await bench();
  await until(session.canNext, ({ now }) => now);
  kernel.learning.order = (all) => all.toReversed();
  kernel.learning.kind = "clustered";
  learnt(kernel, 2);
  await until(session.learning.training, ({ run }) => run === 2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  session.next();
  expect([at(session, 0), session.learning.kind.peek()]).toEqual(["photos/0059.jpg", "clustered"]);
  session.next();
  expect([at(session, 0), session.learning.kind.peek()]).toEqual(["photos/0004.jpg", "manual"]);
});

test("pages of two kinds are never mixed, however they are cut", () => {
  const pages = new Pages();
  pages.begin(["a", "b", "c"], "manual");
  pages.append(["d", "e", "f"], 3, "prelabelled");
  pages.cut(2);
  const cut: unknown[] = [];
  do cut.push([pages.kind.peek(), pages.page.peek().join("")]);
  while (pages.next());
  expect(cut).toEqual([
    ["manual", "ab"],
    ["manual", "c"],
    ["prelabelled", "de"],
    ["prelabelled", "f"],
  ]);
});

test("Submit accepts the prelabels that nobody touched, uncertified ones never, and undo takes it back", async () => {
  const { kernel, session } = await bench({
    items: items(8, { 0: { suggested: [certain("S0", 2)] }, 1: { suggested: [fakeSuggestion("S1", 3)] } }),
  });
  expect(session.canSubmit.peek().why).toBe("3 items have no answer yet.");
  for (const place of [1, 2, 3]) {
    session.select(place, "only");
    session.label(1);
  }
  const page = session.page.peek();
  session.submit();
  await saved(session);
  const [first] = kernel.store.answer(page[0] ?? "").annotations;
  expect([first?.id, first?.label, first?.source, first?.run]).toEqual(["S0", 2, "accepted", 1]);
  expect(kernel.store.answer(page[1] ?? "").annotations[0]?.label).toBe(1);
  session.undo();
  await saved(session);
  expect(kernel.store.answer(page[0] ?? "").state).toBe("unlabeled");
});

test("where a person said that nothing is here no prelabel is accepted", async () => {
  const suggested = [certain("S0", 2)];
  const { session } = await bench({ items: items(1, { 0: { suggested } }), task: "multilabel" });
  const key = at(session, 0);
  session.nothing();
  session.submit();
  expect([stateOf(session, key), labelsOf(session, key)]).toEqual(["submitted", []]);
});

test("what is to be answered blind shows no suggestion, and its answer on a page of work is a check", async () => {
  const blind = { blind: true, suggested: [certain("S0", 2)] };
  const { kernel, session } = await bench({ items: items(4, { 0: blind }) });
  const changes: [string, boolean][] = [];
  const save = kernel.store.save.bind(kernel.store);
  kernel.store.save = (edit, given = edit.changes) => {
    if (edit.kind === "submit")
      changes.push(...given.map((one) => [one.item, one.blind] as [string, boolean]));
    return save(edit, given);
  };
  expect(openOn(session, 0)).toEqual([]);
  expect(session.canSubmit.peek().now).toBe(false);
  answerAll(session);
  session.submit();
  await saved(session);
  expect(changes.map(([, check]) => check)).toEqual([true, false, false, false]);
});

test("an answer under a filter is no check, though the item is to be answered blind", async () => {
  const { kernel, session } = await bench({ items: items(4, { 0: { blind: true } }) });
  session.arrange(through({ text: "photos" }));
  await until(session.learning.kind, (kind) => kind === null);
  let checks = 0;
  const save = kernel.store.save.bind(kernel.store);
  kernel.store.save = (edit, given = edit.changes) => {
    checks += given.filter((one) => one.blind).length;
    return save(edit, given);
  };
  answerAll(session);
  session.submit();
  await saved(session);
  expect(checks).toBe(0);
});

test("what is offered shows at once, but not under the pointer until it leaves", async () => {
  const { kernel, session } = await bench();
  let under: string | null = at(session, 0);
  session.learning.watch(() => under);
  const offer = { [at(session, 0)]: [fakeSuggestion("S0", 1)], [at(session, 1)]: [fakeSuggestion("S1", 1)] };
  kernel.push("offered", { run: 2, items: offer });
  await until(session.item(at(session, 1)), (info) => info?.suggested.length === 1);
  expect(openOn(session, 0)).toEqual([]);
  under = null;
  session.learning.letGo();
  expect(openOn(session, 0)).toEqual(["S0"]);
});

test("what is offered for a draft changes nothing that is seen", async () => {
  const { kernel, session } = await bench();
  session.label(1);
  const key = at(session, 0);
  kernel.push("offered", { run: 2, items: { [key]: [certain("S0", 2)] } });
  await until(session.item(key), (info) => info?.suggested.length === 1);
  expect([openOn(session, 0), labelsOf(session, key)]).toEqual([[], [1]]);
});

test("Submit waits a moment when a prelabel of the page has just changed", async () => {
  const { kernel, session } = await bench({ items: items(4, {}) });
  answerAll(session);
  session.clear(at(session, 0), 1);
  kernel.push("offered", { run: 2, items: { [at(session, 0)]: [certain("S0", 2)] } });
  await until(session.learning.unseen, (now) => now);
  expect(session.canSubmit.peek().why).toBe("A prelabel has just changed: look again.");
  await until(session.canSubmit, ({ now }) => now);
});

test("suggestions that are asked for are shown once there are any; learning begins for it", async () => {
  const { kernel, session } = await bench({ training: fakeTraining() });
  session.learning.suggest(20, "uncertain");
  await until(session.learning.training, ({ phase }) => phase === "ready");
  expect(kernel.learning.asked.map(({ act }) => act)).toEqual(["start"]);
  expect(session.notices.peek().map(({ id }) => id)).toEqual(["wish"]);
  learnt(kernel, 1);
  const { where, sort, limit } = await until(session.query, (query) => query.limit > 0);
  expect([where.min_score, sort, limit]).toEqual([0, "uncertain", 20]);
  expect(session.notices.peek()).toEqual([]);
});

test("a promise that is chosen is asked for, and what the kernel says is shown", async () => {
  const { kernel, session } = await bench();
  session.learning.ask("promise", 0.95);
  await until(session.learning.training, ({ target }) => target === 0.95);
  expect(kernel.learning.asked).toEqual([{ act: "promise", target: 0.95 }]);
});
