/** How much shapes share, and which goes before which, as the kernel has it. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { iouOf } from "../src/geometry/overlap";
import type { Outline } from "../src/geometry/point";
import { isOverridden } from "../src/session/suggesting";
import type { Annotation } from "../src/wire/protocol";

interface Row {
  readonly one: Annotation["shape"];
  readonly other: Annotation["shape"];
  readonly iou: number;
  readonly meets: boolean;
}

const rows = JSON.parse(
  readFileSync(new URL("../../tests/wire/overlaps.json", import.meta.url), "utf8"),
) as Row[];

const of = (shape: Annotation["shape"]): Annotation => ({
  id: "a",
  label: 1,
  shape,
  source: "human",
  run: null,
  certificate: null,
  rank: "",
  crowd: false,
});

test.each(rows)("two shapes of $one.kind share $iou", ({ one, other, iou, meets }) => {
  if (one.kind !== "span") expect(iouOf(one as Outline, other as Outline)).toBeCloseTo(iou, 9);
  expect(isOverridden(one.kind === "span" ? "spans" : "boxes", of(one), [of(other)])).toBe(meets);
});
