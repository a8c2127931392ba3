/** What the foot says of the progress. */

import { expect, test } from "vitest";
import { progressParts } from "../src/views/foot";
import type { Progress } from "../src/wire/protocol";

const progress = (given: Partial<Progress>): Progress =>
  ({
    total: 60,
    unlabeled: 40,
    draft: 2,
    broken: 0,
    per_hour: null,
    seconds_left: null,
    ...given,
  }) as Progress;

test("the figures come in the order in which they are needed, for the last have no room first", () => {
  const all = progressParts(progress({ per_hour: 360.4, seconds_left: 7200 }));
  expect(all).toEqual(["18", " of 60", " · 42 left", " · 2 h to go", " · 360 per hour"]);
});

test("what is suggested is said in place of what is left", () => {
  expect(progressParts(progress({}), "3 suggested")).toEqual(["18", " of 60", " · 3 suggested"]);
});

test("nothing is said of the time when nothing is left", () => {
  const parts = progressParts(progress({ unlabeled: 0, draft: 0, seconds_left: 5, per_hour: 60 }));
  expect(parts.join("")).toBe("60 of 60 · 0 left · 60 per hour");
});
