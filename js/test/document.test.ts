import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemOf } from "../dev/fake-items";
import { FakeStore } from "../dev/fake-store";
import { choice, UNTOUCHED } from "../src/document/annotation";
import { change } from "../src/document/change";
import { Document } from "../src/document/document";
import { History, type Step } from "../src/document/history";
import { isId, newId, observe } from "../src/document/ids";
import type { Answer, Change, Edit, ItemInfo } from "../src/wire/protocol";

const KEYS = ["a", "b", "c"];

function info(item: string, answer: Answer = UNTOUCHED): ItemInfo {
  return itemOf(item, { answer });
}

function edit(changes: Change[], kind: Edit["kind"] = "annotate", undoes: string | null = null): Edit {
  return { id: newId(), kind, changes, undoes, at: "", seconds: null, client: "me", bulk: null };
}

/** A page with its history and a store behind it; messages travel when `deliver` is called. */
class Bench {
  readonly doc = new Document();
  readonly history = new History();
  readonly store = new FakeStore(
    KEYS.map((key) => info(key)),
    [],
  );
  readonly sent: Edit[] = [];

  constructor() {
    for (const key of KEYS) this.doc.receive(info(key));
  }

  act(made: Edit): void {
    this.history.record(made, this.doc.act(made));
    this.sent.push(made);
  }

  revert(kind: "undo" | "redo"): boolean {
    const steps: readonly Step[] = (kind === "undo" ? this.history.done : this.history.undone).peek();
    const step = steps.at(-1);
    if (step) this.act(edit([...step.changes], kind, step.edit));
    return step !== undefined;
  }

  /** The kernel takes the next message; `told` brings its answer back, else only a stale look does. */
  deliver(told: boolean): void {
    const next = this.sent[0];
    if (next === undefined) return;
    const verdict = this.store.save(next);
    if (!told) return;
    this.sent.shift();
    expect(this.doc.settle(next, verdict)).toEqual([]);
  }

  look(key: string): void {
    const now = this.store.find(key);
    if (now) this.doc.receive({ ...now });
  }

  answers(): unknown {
    return KEYS.map((key) => this.doc.peek(key)?.answer);
  }
}

type Command =
  | { readonly do: "label"; readonly items: readonly number[]; readonly label: number }
  | { readonly do: "state"; readonly item: number; readonly state: "submitted" | "skipped" }
  | { readonly do: "undo" | "redo" | "deliver" | "lose" }
  | { readonly do: "look"; readonly item: number };

const item = fc.nat(KEYS.length - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant("label" as const),
    items: fc.uniqueArray(item, { minLength: 1 }),
    label: fc.nat(4),
  }),
  fc.record({
    do: fc.constant("state" as const),
    item,
    state: fc.constantFrom("submitted" as const, "skipped" as const),
  }),
  fc.record({ do: fc.constantFrom("undo" as const, "redo" as const, "deliver" as const, "lose" as const) }),
  fc.record({ do: fc.constant("look" as const), item }),
);

function run(bench: Bench, one: Command): void {
  const answer = (key: string) => bench.doc.peek(key)?.answer ?? UNTOUCHED;
  const key = (place: number) => KEYS[place] ?? "a";
  if (one.do === "undo" || one.do === "redo") bench.revert(one.do);
  else if (one.do === "deliver" || one.do === "lose") bench.deliver(one.do === "deliver");
  else if (one.do === "look") bench.look(key(one.item));
  else if (one.do === "state")
    bench.act(edit([change(key(one.item), answer(key(one.item)).version, { state: one.state })]));
  else if (one.do === "label") {
    const changes = one.items.map(key).map((item) => {
      const { version, annotations } = answer(item);
      const drop = annotations.map((a) => a.id);
      return change(item, version, { put: [choice(one.label)], drop, state: "draft" });
    });
    bench.act(edit(changes));
  }
}

describe("whatever a person does, and however late the kernel answers,", () => {
  const commands = fc.array(command, { maxLength: 60 });

  test("undoing all gives the start and redoing all the end", () => {
    fc.assert(
      fc.property(commands, (all) => {
        const bench = new Bench();
        for (const one of all) run(bench, one);
        while (bench.revert("redo"));
        const end = bench.answers();
        while (bench.revert("undo"));
        expect(bench.answers()).toEqual(KEYS.map(() => UNTOUCHED));
        while (bench.revert("redo"));
        expect(bench.answers()).toEqual(end);
      }),
    );
  });

  test("the kernel ends with what the page shows, each edit applied once", () => {
    fc.assert(
      fc.property(commands, (all) => {
        const bench = new Bench();
        for (const one of all) run(bench, one);
        while (bench.sent.length > 0) bench.deliver(true);
        expect(KEYS.map((key) => bench.store.answer(key))).toEqual(bench.answers());
        expect(new Set(bench.store.applied).size).toBe(bench.store.applied.length);
      }),
    );
  });
});

describe("an answer changed elsewhere", () => {
  test("stays hidden under the person's own until the verdict, which says what is lost", () => {
    const bench = new Bench();
    const theirs = edit([change("a", "", { put: [choice(2)], state: "draft" })]);
    const mine = edit([change("a", "", { put: [choice(1)], state: "draft" })]);
    bench.store.save(theirs);
    bench.act(mine);
    bench.look("a");
    expect(bench.doc.peek("a")?.answer.annotations.map((a) => a.label)).toContain(1);
    const [lost] = bench.doc.settle(mine, bench.store.save(mine));
    expect(lost).toMatchObject({ item: "a", why: "conflict" });
    expect(bench.doc.peek("a")?.answer).toEqual(bench.store.answer("a"));
  });
});

describe("history", () => {
  const act = (edit: string, undone = false) => ({ edit, kind: "annotate", items: 1, undone, changes: [] });

  test("begins with the kernel's acts: the newest is undone first, the last undone redone first", () => {
    const history = new History();
    history.begin([act("1"), act("2"), act("3", true), act("4", true)]);
    expect(history.done.peek().at(-1)?.edit).toBe("2");
    expect(history.undone.peek().at(-1)?.edit).toBe("3");
  });

  test("takes up unsaved edits once, whether the kernel knew them or not", () => {
    const history = new History();
    const made = edit([change("a", "")]);
    history.begin([act("1"), { ...act(made.id), undone: true }]);
    history.record(made, []);
    history.record({ ...edit([]), kind: "undo", undoes: made.id }, []);
    expect(history.done.peek().map((step) => step.edit)).toEqual(["1"]);
    expect(history.undone.peek().map((step) => step.edit)).toEqual([made.id]);
  });
});

describe("ids", () => {
  test("grow, even within a millisecond", () => {
    const all = Array.from({ length: 1_000 }, newId);
    expect([...all].sort()).toEqual(all);
    expect(all.every(isId)).toBe(true);
  });

  test("grow past one that was observed, but not past a clock a day ahead", () => {
    const ahead = (milliseconds: number) => {
      let [left, text] = [Date.now() + milliseconds, ""];
      for (let digit = 0; digit < 10; digit++) {
        text = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(left % 32) + text;
        left = Math.floor(left / 32);
      }
      return `${text}0000000000000000`;
    };
    const [hour, week] = [ahead(3_600_000), ahead(7 * 86_400_000)];
    observe(week);
    expect(newId() < week).toBe(true);
    observe(hour);
    expect(newId() > hour).toBe(true);
  });
});

test("a draft counts from its act on, whether the kernel has judged it, told of it, or neither", () => {
  const doc = new Document();
  doc.receive(info("a"));
  const act = edit([change("a", "", { state: "draft" })]);
  const counts = [doc.ahead.peek()];
  doc.act(act);
  counts.push(doc.ahead.peek());
  doc.settle(act, { edit: act.id, refusals: [] });
  counts.push(doc.ahead.peek());
  doc.counted();
  counts.push(doc.ahead.peek());
  expect(counts).toEqual([0, 1, 1, 0]);
});
