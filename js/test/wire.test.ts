import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kernelSchema, typescript } from "../scripts/types.mjs";
import { apply } from "../src/document/change";
import { complete } from "../src/wire/complete";
import type { Answer, Change } from "../src/wire/protocol";

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../tests/wire/${name}`, import.meta.url), "utf8"));
}

test("the types are those of the kernel's messages today", { timeout: 60_000 }, async () => {
  const written = readFileSync(new URL("../src/wire/protocol.ts", import.meta.url), "utf8");
  expect(await typescript(kernelSchema())).toBe(written);
});

const schema = kernelSchema() as { from_kernel: Record<string, string> };
const messages = fixture("messages.json") as { kind: string; sent: unknown; full: unknown }[];
const received = messages.filter(({ kind }) => Object.hasOwn(schema.from_kernel, kind));
test.each(received)("$kind gets its defaults back", ({ kind, sent, full }) => {
  expect(complete(kind, sent)).toEqual(full);
});

interface Step {
  readonly edit: string;
  readonly before: Answer;
  readonly change: Change;
  readonly after: Answer;
  readonly inverse: Change;
}

test("a change gives the same answer and the same inverse as in the kernel", () => {
  for (const row of fixture("changes.json") as Step[][]) {
    for (const step of row) {
      const before = complete("Answer", step.before) as Answer;
      const [after, inverse] = apply(before, complete("Change", step.change) as Change, step.edit);
      expect(after).toEqual(complete("Answer", step.after));
      expect(inverse).toEqual(complete("Change", step.inverse));
      expect(apply(after, inverse, "undo")[0]).toEqual(before);
    }
  }
});
