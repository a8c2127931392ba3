/** Documents at the fake kernel: the text of each item, in code points. */

import type { Passage, Read } from "../src/wire/protocol";

/** The passage of `text` that is asked for. */
export function fakePassage(text: string, { start, count }: Read): Passage {
  const points = [...text];
  return { start, text: points.slice(start, start + count).join(""), length: points.length, lost: {} };
}
