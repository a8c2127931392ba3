/** What a page without Python is answered when it asks for an outline: a diamond in the box, or about the point. */

import type { FromPage, Prose } from "../src/wire/protocol";

const ABOUT = 16;

/** The body of `proposed`; empty when neither a box nor a point inside was given. */
export function fakeOutline({ box, inside }: FromPage["propose"]): { parts: number[][][]; score: number } {
  const [first] = inside;
  if (box.length === 0 && first === undefined) return { parts: [], score: 0 };
  const [px = 0, py = 0] = first ?? [];
  const [x = px - ABOUT / 2, y = py - ABOUT / 2, width = ABOUT, height = ABOUT] = box;
  const [middle, centre] = [x + width / 2, y + height / 2];
  const ring = [
    [middle, y],
    [x + width, centre],
    [middle, y + height],
    [x, centre],
  ];
  return { parts: [ring], score: 0.5 };
}

/** The instructions as paragraphs, without their marks. */
export function fakeGuide(markdown: string): Prose[] {
  return markdown
    .split("\n\n")
    .map((text) => ({ tag: "p", text: text.replaceAll(/[#*]/g, "").trim(), link: "", inside: [] }));
}
