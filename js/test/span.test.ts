/** Spans: found by place, told apart by lanes, cut into segments. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { lanesOf, type Span, SpanIndex, segmentsOf, shared } from "../src/geometry/span";

const spans = fc
  .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 })), { maxLength: 30 })
  .map((all): Span[] => all.map(([start, length], i) => ({ id: `s${i}`, start, end: start + length })));
const stretches = fc
  .tuple(fc.nat(90), fc.integer({ min: 1, max: 40 }))
  .map(([start, length]) => ({ start, end: start + length }));

test("the index finds exactly what shares a character with a stretch", () => {
  fc.assert(
    fc.property(spans, stretches, (all, stretch) => {
      const index = new SpanIndex(all);
      const wanted = index.all.filter((one) => shared(one, stretch) > 0);
      expect(index.over(stretch)).toEqual(wanted);
    }),
  );
});

test("of those at a place the innermost comes first", () => {
  const index = new SpanIndex([
    { id: "outer", start: 0, end: 20 },
    { id: "inner", start: 5, end: 9 },
    { id: "middle", start: 4, end: 12 },
  ]);
  expect(index.at(6).map(({ id }) => id)).toEqual(["inner", "middle", "outer"]);
  expect(index.at(12).map(({ id }) => id)).toEqual(["outer"]);
});

test("no two that share a character have the same lane, and no lane is empty", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const index = new SpanIndex(all);
      for (const a of all)
        for (const b of all)
          if (a !== b && shared(a, b) > 0) expect(index.lanes.get(a.id)).not.toBe(index.lanes.get(b.id));
      const used = new Set(index.lanes.values());
      expect([...used].sort((a, b) => a - b)).toEqual([...used.keys()].map((_, i) => i));
    }),
  );
});

test("spans beside each other share a lane", () => {
  const lanes = lanesOf([
    { id: "a", start: 0, end: 4 },
    { id: "b", start: 4, end: 8 },
  ]);
  expect([...lanes.values()]).toEqual([0, 0]);
});

test("segments are the stretch, each with all that lies over it", () => {
  fc.assert(
    fc.property(spans, stretches, (all, stretch) => {
      const index = new SpanIndex(all);
      const segments = segmentsOf(stretch, index.over(stretch));
      expect(segments[0]?.start).toBe(stretch.start);
      expect(segments.at(-1)?.end).toBe(stretch.end);
      for (const [i, segment] of segments.entries()) {
        expect(segment.end).toBeGreaterThan(segment.start);
        if (i > 0) expect(segment.start).toBe(segments[i - 1]?.end);
        const over = index.all.filter((one) => one.start <= segment.start && one.end >= segment.end);
        expect(segment.spans).toEqual(over);
      }
    }),
  );
});
