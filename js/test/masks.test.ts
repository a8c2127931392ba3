/** Masks of an answer: shown in a map, changed there, and put back into the answer. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Area, LabelMap } from "../src/geometry/labelmap";
import { changeOf, MaskFollower } from "../src/geometry/masks";
import type { Size } from "../src/geometry/point";
import { maskOf, readRuns, runsOf, writeRuns } from "../src/geometry/rle";
import type { Annotation } from "../src/wire/protocol";

const size: Size = { width: 20, height: 12 };
const pixels = fc.uint8Array({ minLength: 240, maxLength: 240, max: 1 });
let ids = 0;
const newId = (): string => `new${String(ids++).padStart(6, "0")}`;

function mask(id: string, label: number, inside: Uint8Array, frame = 0): Annotation {
  const shape = { kind: "mask", rle: writeRuns(runsOf(inside, size)), frame } as const;
  return { id, label, shape, source: "import", run: 4, certificate: 5, rank: "", crowd: false };
}

const answer = fc
  .array(fc.record({ label: fc.integer({ min: 1, max: 3 }), inside: pixels }), { maxLength: 4 })
  .map((masks) => masks.map(({ label, inside }, i) => mask(`m${i}`, label, inside)));

const dab = (x: number, y: number, width = 5): Area => ({ kind: "stroke", points: [{ x, y }], width });
const place = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 12 }));

/** The owner of every pixel: of masks that claim it, the last. */
function shown(annotations: readonly Annotation[]): number[] {
  const owners = new Array<number>(240).fill(0);
  for (const { label, shape } of annotations) {
    if (shape.kind !== "mask" || shape.frame !== 0) continue;
    maskOf(readRuns(shape.rle, size), size).forEach((is, at) => {
      if (is) owners[at] = label;
    });
  }
  return owners;
}

const ownersOf = (map: LabelMap): number[] =>
  Array.from({ length: 240 }, (_, at) => map.ownerAt({ x: at % 20, y: Math.floor(at / 20) }));

/** The answer after a change, in its order. */
function changed(annotations: readonly Annotation[], map: LabelMap, owners: readonly number[]): Annotation[] {
  const { put, drop } = changeOf(map, owners, annotations, 0, newId);
  const kept = new Map(annotations.map((one) => [one.id, one]));
  for (const id of drop) kept.delete(id);
  for (const one of put) kept.set(one.id, one);
  return [...kept.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe("the masks of an answer", () => {
  test("are drawn in its order, the later over the earlier", () => {
    fc.assert(
      fc.property(answer, (annotations) => {
        expect(ownersOf(LabelMap.from(size, annotations))).toEqual(shown(annotations));
      }),
    );
  });

  test("that claim the same pixels are told of", () => {
    const all = new Uint8Array(240).fill(1);
    const one = new Uint8Array(240);
    one[7] = 1;
    expect(LabelMap.from(size, [mask("a", 1, all), mask("b", 2, one)]).claimedTwice).toBe(1);
    expect(LabelMap.from(size, [mask("a", 1, all), mask("b", 1, one)]).claimedTwice).toBe(0);
  });

  test("of another size are told of, and stay in the answer when their label is painted", () => {
    const wrong: Annotation = {
      ...mask("a", 1, new Uint8Array(240)),
      shape: { kind: "mask", rle: "PPYo0", frame: 0 },
    };
    const map = LabelMap.from(size, [wrong]);
    expect(map.unread).toEqual([{ id: "a", reason: "The mask's string is not one of 20 x 12 pixels." }]);
    const after = changed([wrong], map, map.paint(dab(5, 5), 1).owners);
    expect(after[0]).toBe(wrong);
    expect(after).toHaveLength(2);
  });

  test("of other frames, and what is no mask, are left alone", () => {
    const all = new Uint8Array(240).fill(1);
    const box: Annotation = {
      ...mask("b", 1, all),
      shape: { kind: "box", x: 1, y: 1, width: 2, height: 2, angle: 0, frame: 0 },
    };
    const annotations = [mask("a", 1, all, 2), box];
    const map = LabelMap.from(size, annotations);
    expect(map.owners).toEqual([]);
    expect(changed(annotations, map, map.paint(dab(5, 5), 1).owners).slice(0, 2)).toEqual(annotations);
    expect(LabelMap.from(size, annotations, 2).areaOf(1)).toBe(240);
  });

  test("become what the map shows, one for each label, the person's own", () => {
    fc.assert(
      fc.property(answer, place, fc.integer({ min: 0, max: 4 }), (annotations, [x, y], owner) => {
        const map = LabelMap.from(size, annotations);
        const { owners } = map.paint(dab(x, y), owner);
        const after = changed(annotations, map, owners);
        for (const label of owners) {
          const masks = after.filter((one) => one.label === label);
          expect(masks.map(({ shape }) => shape)).toEqual(
            map.areaOf(label) === 0 ? [] : [{ kind: "mask", rle: map.rleOf(label), frame: 0 }],
          );
          // A mask that is changed is still of the run that it was of.
          const before = annotations.some((one) => one.label === label && one.shape.kind === "mask");
          for (const { source, run, certificate } of masks) {
            expect([source, run, certificate]).toEqual(["human", before ? 4 : null, null]);
          }
        }
        expect(after.filter(({ label }) => !owners.includes(label))).toEqual(
          annotations.filter(({ label }) => !owners.includes(label)),
        );
      }),
    );
  });

  test("keep their id while their label has pixels", () => {
    const all = new Uint8Array(240).fill(1);
    const map = LabelMap.from(size, [mask("a", 1, all)]);
    expect(changeOf(map, map.erase(dab(5, 5)).owners, [mask("a", 1, all)], 0, newId).put[0]?.id).toBe("a");
    expect(changeOf(map, map.erase(dab(5, 5, 99)).owners, [mask("a", 1, all)], 0, newId).drop).toEqual(["a"]);
  });
});

describe("a map that follows an answer", () => {
  test("shows any answer after any other", () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 4 }), (answers) => {
        const map = new LabelMap(size);
        const follower = new MaskFollower(map);
        for (const annotations of answers) {
          follower.follow(annotations);
          expect(ownersOf(map)).toEqual(shown(annotations));
          expect(follower.follow(annotations).tiles).toEqual([]);
        }
      }),
    );
  });

  test("draws nothing again after the hand's own act", () => {
    fc.assert(
      fc.property(place, place, ([x, y], [left, top]) => {
        const map = new LabelMap(size);
        const follower = new MaskFollower(map);
        let annotations: Annotation[] = [];
        for (const [area, owner] of [
          [dab(x, y), 1],
          [dab(left, top), 2],
        ] as const) {
          annotations = changed(annotations, map, map.paint(area, owner).owners);
          const before = ownersOf(map);
          expect(follower.follow(annotations).tiles).toEqual([]);
          expect(ownersOf(map)).toEqual(before);
        }
      }),
    );
  });

  test("goes back to the answer when an act on the map did not come into it", () => {
    fc.assert(
      fc.property(answer, place, (annotations, [x, y]) => {
        const map = new LabelMap(size);
        const follower = new MaskFollower(map);
        follower.follow(annotations);
        map.paint(dab(x, y), 3);
        follower.follow(annotations);
        expect(ownersOf(map)).toEqual(shown(annotations));
      }),
    );
  });
});
