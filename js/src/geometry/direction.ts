/** Which way a line of text flows, by its first strong character (UAX 9, rules P2 and P3). */

const STRONG = /\p{L}/u;
/** Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours. */
export const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export function flowsLeft(line: string): boolean {
  const first = STRONG.exec(line)?.[0];
  return first !== undefined && LEFTWARD.test(first);
}
