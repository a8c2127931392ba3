/** Where the blocks of a document lie. */

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Heights } from "../src/scene/heights";
import { LONGEST, TextMap } from "../src/scene/textmap";

const MEASURE = { line: 30, units: 80 };
const blocksOf = (map: TextMap) => Array.from({ length: map.count }, (_, i) => map.block(i));

describe("blocks", () => {
  it("are the lines, without their line feeds", () => {
    const map = new TextMap("one\n\ntwo\r\n", MEASURE);
    expect(blocksOf(map)).toEqual([
      { start: 0, end: 3 },
      { start: 4, end: 4 },
      { start: 5, end: 9 },
      { start: 10, end: 10 },
    ]);
  });

  it("of a long line end at blanks, and are one line together", () => {
    const text = `${"word ".repeat(2000)}\nnext`;
    const map = new TextMap(text, MEASURE);
    expect(map.count).toBe(4);
    for (const { end } of blocksOf(map).slice(0, 2)) expect(text.charAt(end - 1)).toBe(" ");
    expect(map.lineAt(6000)).toEqual({ start: 0, end: 10_000 });
    expect(map.lineAt(10_002)).toEqual({ start: 10_001, end: 10_005 });
  });

  it("never cut a pair", () => {
    const text = `a${"😀".repeat(5000)}`;
    for (const { start } of blocksOf(new TextMap(text, MEASURE)))
      expect(start === 0 || start % 2 === 1).toBe(true);
  });
});

test("blocks are the whole text, in order, each short; growing in pieces changes nothing", () => {
  const texts = fc
    .array(
      fc.oneof(
        fc.constant("\n"),
        fc.constant("ab ".repeat(1500)),
        fc.constant("x".repeat(4100)),
        fc.string(),
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, fc.array(fc.nat(20_000), { maxLength: 4 }), (text, cuts) => {
      const whole = blocksOf(new TextMap(text, MEASURE));
      const grown = new TextMap("", MEASURE);
      for (const cut of cuts.sort((a, b) => a - b)) grown.grow(text.slice(0, cut));
      grown.grow(text);
      expect(blocksOf(grown)).toEqual(whole);
      let at = 0;
      whole.forEach(({ start, end }, i) => {
        expect(start === at || (start === at + 1 && text.charAt(at) === "\n")).toBe(true);
        expect(end - start).toBeLessThanOrEqual(LONGEST);
        expect(grown.blockAt(start)).toBe(i);
        expect(grown.blockAt(end)).toBe(whole[i + 1]?.start === end ? i + 1 : i);
        at = end;
      });
      expect(at).toBe(text.length);
    }),
    { numRuns: 60 },
  );
});

describe("heights", () => {
  it("are estimated from the length, then as measured", () => {
    const map = new TextMap(`${"x".repeat(100)}\nshort\n`, MEASURE);
    expect([map.height, map.top(1), map.top(2)]).toEqual([120, 60, 90]);
    map.measured(0, 90);
    expect([map.height, map.top(1), map.at(89), map.at(90), map.at(9999)]).toEqual([150, 90, 0, 1, 2]);
    map.lay({ line: 20, units: 100 });
    expect(map.height).toBe(60);
  });

  it("tell which blocks are seen", () => {
    const map = new TextMap("a\n".repeat(100), MEASURE);
    expect(map.window(300, 600)).toEqual({ from: 10, to: 21 });
    expect(map.window(-50, 20)).toEqual({ from: 0, to: 1 });
  });

  test("sums are those of a plain list, however it was changed", () => {
    const acts = fc.array(fc.tuple(fc.constantFrom("push", "set", "cut"), fc.nat(40), fc.nat(99)), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(acts, fc.nat(5000), (all, sought) => {
        const heights = new Heights();
        const plain: number[] = [];
        for (const [act, place, height] of all) {
          if (act === "push") plain.push(height + 1);
          if (act === "push") heights.push(height + 1);
          if (act === "set" && place < plain.length) plain[place] = height + 1;
          if (act === "set") heights.set(place, height + 1);
          if (act === "cut") plain.length = Math.min(plain.length, place);
          if (act === "cut") heights.cut(place);
        }
        const before = (n: number) => plain.slice(0, n).reduce((a, b) => a + b, 0);
        for (let n = 0; n <= plain.length; n++) expect(heights.before(n)).toBe(before(n));
        const at = plain.findIndex((_, n) => before(n + 1) > sought);
        if (plain.length > 0) expect(heights.at(sought)).toBe(at < 0 ? plain.length - 1 : at);
      }),
    );
  });
});
