/** Code points and UTF-16 units: one text, two ways of counting. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Offsets } from "../src/geometry/offsets";

/** Texts of a few thousand units, pairs among them, so that checkpoints are passed. */
const texts = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.constant("😀".repeat(40)), fc.constant("plain words ")), {
    maxLength: 120,
  })
  .map((parts) => parts.join("").replace(/[\ud800-\udfff]/gu, "?"));

test("each code point has its unit, and each unit its code point", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const offsets = new Offsets(text);
      const points = [...text];
      expect([offsets.units, offsets.points]).toEqual([text.length, points.length]);
      let unit = 0;
      for (const [point, character] of points.entries()) {
        expect(offsets.unitOf(point)).toBe(unit);
        expect(offsets.pointOf(unit)).toBe(point);
        unit += character.length;
      }
      expect(offsets.unitOf(points.length)).toBe(text.length);
    }),
    { numRuns: 60 },
  );
});

test("a text that came in pieces counts as if it had come at once", () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(4000), { maxLength: 5 }), (text, cuts) => {
      const points = [...text];
      const grown = new Offsets();
      for (const cut of [...cuts.sort((a, b) => a - b), points.length])
        grown.grow(points.slice(0, Math.max(cut, grown.points)).join(""));
      const whole = new Offsets(text);
      for (let point = 0; point <= points.length; point += 7)
        expect(grown.unitOf(point)).toBe(whole.unitOf(point));
    }),
    { numRuns: 60 },
  );
});

test("the middle of a pair stands for the character after it, and what is outside for the ends", () => {
  const offsets = new Offsets("a😀b");
  expect(offsets.pointOf(2)).toBe(2);
  expect([offsets.pointOf(-5), offsets.pointOf(99)]).toEqual([0, 3]);
  expect([offsets.unitOf(-5), offsets.unitOf(99)]).toEqual([0, 4]);
});

test("a checkpoint within a pair counts it once", () => {
  const text = `${"a".repeat(1023)}😀😀b`;
  const offsets = new Offsets(text);
  expect(offsets.unitOf(1024)).toBe(1025);
  expect(offsets.unitOf(1025)).toBe(1027);
  expect(offsets.pointOf(1025)).toBe(1024);
});
