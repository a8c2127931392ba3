import fc from "fast-check";
import { expect, test } from "vitest";
import { Ranges } from "../src/session/ranges";

const ranges = fc
  .array(fc.tuple(fc.nat(60), fc.nat(12)))
  .map((all) => Ranges.from(all.map(([from, more]) => ({ from, to: from + more }))));
const set = (one: Ranges) => new Set(one.places());

test("stretches are a set of places: with, without and has agree with sets", () => {
  fc.assert(
    fc.property(ranges, ranges, fc.nat(80), (a, b, place) => {
      expect(set(a.with(b))).toEqual(new Set([...set(a), ...set(b)]));
      expect(set(a.without(b))).toEqual(new Set([...set(a)].filter((one) => !set(b).has(one))));
      expect(a.has(place)).toBe(set(a).has(place));
      expect(a.size).toBe(set(a).size);
    }),
  );
});

test("stretches never touch, so that everything is one", () => {
  fc.assert(
    fc.property(ranges, ({ all }) => {
      for (const [i, range] of all.slice(1).entries()) expect(range.from).toBeGreaterThan(all[i]?.to ?? 0);
    }),
  );
  expect(Ranges.of(0, 10).with(Ranges.of(10, 20)).all).toEqual([{ from: 0, to: 20 }]);
});

test("a place toggled in a million splits them, toggled again joins them", () => {
  const all = Ranges.of(0, 1_000_000);
  const but = all.toggle(500);
  expect(but.size).toBe(999_999);
  expect(but.has(500)).toBe(false);
  expect(but.toggle(500)).toEqual(all);
});
