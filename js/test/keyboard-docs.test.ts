/** docs/keyboard.md names every key of the table. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SHEET } from "../src/input/keymap";

const WORDS: Record<string, string> = { Control: "Ctrl", " ": "Space" };

/** A chord as the page writes it: "Control+Shift+z" is "`Ctrl`+`Shift`+`Z`". */
function written(chord: string): string {
  const words = chord === "+" ? ["+"] : chord.split("+");
  const keys = words.map((word) => WORDS[word] ?? (word.length === 1 ? word.toUpperCase() : word));
  return keys.map((key) => `\`${key}\``).join("+");
}

test("the page about the keyboard names every key of the table", () => {
  const page = readFileSync(new URL("../../docs/keyboard.md", import.meta.url), "utf8");
  const chords = SHEET.flatMap((line) => (line.brief ? [] : line.bindings.flatMap((one) => one.chords)));
  // "=" is the key of "+" without Shift.
  const missing = chords.filter((chord) => chord !== "=" && !page.includes(written(chord)));
  expect(missing).toEqual([]);
  expect(chords.length).toBeGreaterThan(40);
});
