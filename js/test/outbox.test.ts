import "./browser-stand-in";
import { afterEach, expect, test, vi } from "vitest";
import { change } from "../src/document/change";
import { newId } from "../src/document/ids";
import { type Kept, Outbox } from "../src/wire/outbox";

const ending = new AbortController();

function outbox(): Outbox {
  return new Outbox(ending.signal);
}

function kept(parts: Partial<Kept> = {}): Kept {
  const order = newId();
  const rest = { undoes: null, at: "", seconds: null, client: "me", bulk: null };
  const edit = { id: order, kind: "annotate" as const, changes: [change("a.jpg", "")], ...rest };
  return { project: "p", annotator: "ana", order, client: "me", edit, inverse: [], ...parts };
}

const real = globalThis.indexedDB;
afterEach(() => Object.defineProperty(globalThis, "indexedDB", { value: real, configurable: true }));

test("keeps edits in the order they were made, for whoever opens it next", async () => {
  const first = outbox();
  const all = [kept(), kept(), kept()];
  for (const one of all) first.keep(one);
  await first.ready;
  expect(await outbox().of("p")).toEqual(all);
});

test("what is kept is committed in the task that keeps it", async () => {
  const first = outbox();
  await first.ready;
  const one = kept();
  first.keep(one);
  const other = outbox();
  expect(await other.of("p")).toEqual([one]);
});

test("tells projects apart, whatever their annotators", async () => {
  const box = outbox();
  const mine = kept();
  const hers = kept({ annotator: "bea" });
  for (const one of [mine, hers, kept({ project: "p2" }), kept({ project: "o" })]) box.keep(one);
  expect(await box.of("p")).toEqual([mine, hers]);
});

test("forgets what has been judged, and everything when asked to", async () => {
  const box = outbox();
  const [one, two] = [kept(), kept()];
  box.keep(one);
  box.keep(two);
  box.drop([one]);
  expect(await box.of("p")).toEqual([two]);
  await box.forget();
  expect(await box.of("p")).toEqual([]);
});

test("a session that opens while another one does is durable like it", async () => {
  for (let later = 0; later < 30; later++) {
    const first = outbox();
    for (let step = 0; step < later; step++) await new Promise((resolve) => setImmediate(resolve));
    const second = outbox();
    await Promise.all([first.ready, second.ready]);
    expect([later, first.durable.value, second.durable.value]).toEqual([later, true, true]);
  }
});

test("is not durable where the browser has no database", async () => {
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });
  const box = outbox();
  box.keep(kept());
  await box.ready;
  expect(box.durable.peek()).toBe(false);
  expect(await box.of("p")).toEqual([]);
});

test("is not durable where what is put cannot be read back", async () => {
  const forgetful = Object.create(real) as IDBFactory;
  forgetful.open = (...args) => {
    const opening = real.open(...args);
    opening.addEventListener("success", () => {
      const db = opening.result;
      const transaction = db.transaction.bind(db);
      db.transaction = (...given: Parameters<IDBDatabase["transaction"]>) => {
        const begun = transaction(...given);
        const store = begun.objectStore.bind(begun);
        begun.objectStore = (name) => Object.assign(store(name), { put: () => store(name).count() });
        return begun;
      };
    });
    return opening;
  };
  Object.defineProperty(globalThis, "indexedDB", { value: forgetful, configurable: true });
  const box = outbox();
  await box.ready;
  expect(box.durable.peek()).toBe(false);
});

test("opens again after it was lost, so that what is still waiting can be kept", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });
  const box = outbox();
  await box.ready;
  expect(box.durable.peek()).toBe(false);
  Object.defineProperty(globalThis, "indexedDB", { value: real, configurable: true });
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(box.durable.peek()).toBe(true));
  const one = kept();
  box.keep(one);
  expect(await outbox().of("p")).toEqual([one]);
});
