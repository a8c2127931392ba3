/** Words and characters as Unicode has them, with the browser's segmenter and without. */

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { matchesOf } from "../src/geometry/matches";
import { Words, words } from "../src/geometry/wordbounds";

const plain = new Words(true);
const part = (text: string, { start, end }: { start: number; end: number }) => text.slice(start, end);

describe.each([
  ["with a segmenter", words],
  ["without", plain],
])("%s", (_, by) => {
  it.each([
    ["The Salt Atlas", 5, 9, "Salt"],
    ["The Salt Atlas", 6, 11, "Salt Atlas"],
    ["I don't know", 4, 5, "don't"],
    ["(Ana), Ben", 2, 3, "Ana"],
    ["אני גר בתל אביב", 8, 9, "בתל"],
    ["naïve cafe\u0301s", 8, 9, "cafe\u0301s"],
    ["🙂 ok", 3, 4, "ok"],
  ])("a range of %s grows to whole words", (text, start, end, wanted) => {
    expect(part(text, by.snap(text, { start, end }))).toBe(wanted);
  });

  it("blanks at the ends are left out, and blanks alone are nothing", () => {
    expect(part("a  bc  d", by.snap("a  bc  d", { start: 1, end: 6 }))).toBe("bc");
    const { start, end } = by.snap("a   b", { start: 1, end: 3 });
    expect(end - start).toBe(0);
  });

  it("steps go to the end of the next word, and back to the start of the one before", () => {
    const text = "one, two three";
    expect([by.step(text, 0, true), by.step(text, 3, true), by.step(text, 4, true)]).toEqual([3, 4, 8]);
    expect([by.step(text, 14, false), by.step(text, 9, false)]).toEqual([9, 5]);
    expect([by.step(text, 14, true), by.step(text, 0, false)]).toEqual([14, 0]);
  });

  it("a combining mark goes with its letter", () => {
    expect(by.stepOne("e\u0301x", 0, true)).toBe(2);
    expect(by.stepOne("e\u0301x", 2, false)).toBe(0);
    expect(by.floor("e\u0301x", 1)).toBe(0);
  });
});

it.each([
  ["ผมอยู่ที่กรุงเทพมหานคร", "กรุงเทพมหานคร"],
  ["東京都に住んでいます", "東京"],
])("scripts without spaces have words too: %s", (text, word) => {
  const start = text.indexOf(word);
  expect(part(text, words.snap(text, { start: start + 1, end: start + 2 }))).toContain(word.slice(0, 2));
  expect(words.snap(text, { start: start + 1, end: start + 2 }).end).toBeLessThanOrEqual(text.length);
});

it("a family of emoji and a flag are one character each", () => {
  const text = "👩‍👩‍👧‍👦🇸🇮!";
  const family = words.stepOne(text, 0, true);
  expect(text.slice(0, family)).toBe("👩‍👩‍👧‍👦");
  expect(text.slice(family, words.stepOne(text, family, true))).toBe("🇸🇮");
});

test("a snapped range contains what was marked but for blanks, and snapping it again changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.nat(60), fc.nat(60), (text, a, b) => {
      const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
      const once = words.snap(text, { start, end });
      expect(words.snap(text, once)).toEqual(once);
      if (once.end > once.start)
        expect(text.slice(start, end).trim().length).toBeLessThanOrEqual(once.end - once.start);
    }),
  );
});

test("far from any blank the surroundings are enough", () => {
  const text = "x".repeat(5000);
  const { start, end } = words.snap(text, { start: 2500, end: 2501 });
  expect(start).toBeLessThan(2500);
  expect(end).toBeGreaterThan(2501);
});

describe("matches", () => {
  const text = "Ana met Anabel. Ana's cat, ana; Ana";
  it("are exact, with whole words or without", () => {
    expect(matchesOf(text, "Ana", true).map(({ start }) => start)).toEqual([0, 32]);
    expect(matchesOf(text, "Ana", false).map(({ start }) => start)).toEqual([0, 8, 16, 32]);
  });

  it("never lie over each other", () => {
    expect(matchesOf("aaaaa", "aa", false)).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
    ]);
  });

  it("never part a character from its marks", () => {
    expect(matchesOf("e e\u0301 👩 👩‍👧", "e", false)).toHaveLength(1);
    expect(matchesOf("e e\u0301 👩 👩‍👧", "👩", false)).toHaveLength(1);
  });

  it("of nothing are none", () => expect(matchesOf("abc", "", false)).toEqual([]));

  test("are what was sought, in order, none over another", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 40 }),
        fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 }),
        (all, sought) => {
          const found = matchesOf(all, sought, false);
          found.forEach(({ start, end }, i) => {
            expect(all.slice(start, end)).toBe(sought);
            if (i > 0) expect(start).toBeGreaterThanOrEqual(found[i - 1]?.end ?? 0);
          });
          expect(found.length).toBe(all.split(sought).length - 1);
        },
      ),
    );
  });
});
