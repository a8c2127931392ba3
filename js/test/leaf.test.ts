/** The lines of a document on a tile too small for words. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../src/paint/leaf";

test("lines break at spaces and at line ends, and a long word goes on in the next", () => {
  expect(linesOf("aaa bb cccc", 4, 9)).toEqual([0.75, 0.5, 1]);
  expect(linesOf("a\n\nbb", 4, 9)).toEqual([0.25, 0, 0.5]);
  expect(linesOf("aaaaaaaaaa", 4, 9)).toEqual([1, 1, 0.5]);
  expect(linesOf("", 4, 9)).toEqual([0]);
  expect(linesOf("a bb", 4, 9)).toEqual([1]);
});

test("there are never more lines than fit, and none is longer than a whole one", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", "\n", "字", "𝔄"), maxLength: 200 });
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 8 }),
      (given, columns, rows) => {
        const lines = linesOf(given, columns, rows);
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(lines.every((part) => part >= 0 && part <= 1)).toBe(true);
        const words = given.replace(/\s/g, "").length;
        if (lines.length < rows)
          expect(lines.reduce((sum, part) => sum + part * columns, 0)).toBeGreaterThanOrEqual(words - 1e-6);
      },
    ),
  );
});
