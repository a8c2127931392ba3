/** Which labels the palette shows, in which order, and how they stand on the chosen tiles: pure functions. */

import { labelChord } from "../input/keymap";
import type { ItemInfo, LabelInfo } from "../wire/protocol";

export interface LabelRow {
  readonly label: LabelInfo;
  /** Its key as in the key table, "" when it has none. */
  readonly chord: string;
  /** How far it is indented: its depth in the tree, 0 while something is sought. */
  readonly indent: number;
  /** Its name, or while something is sought its whole path. */
  readonly text: string;
}

/** Without accents and case, so that "ecole" finds "École". */
export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** How well a label answers a query: 0 best, -1 not at all. */
export function rank(label: Pick<LabelInfo, "name" | "path">, query: string): number {
  const [whole, name, sought] = [plain(label.path), plain(label.name), plain(query.trim())];
  if (name === sought) return 0;
  if (name.startsWith(sought)) return 1;
  if (whole.split(/[/\s_-]+/).some((word) => word.startsWith(sought))) return 2;
  return whole.includes(sought) ? 3 : -1;
}

/** The rows of the palette: the whole tree, or what `query` finds, best first; `chordOf` gives their keys. */
export function labelRows(
  labels: readonly LabelInfo[],
  query: string,
  chordOf: (label: LabelInfo, place: number) => string = labelChord,
): LabelRow[] {
  const rows = labels.map((label, place) => ({ label, chord: chordOf(label, place) }));
  if (!query.trim()) return rows.map((row) => ({ ...row, indent: row.label.depth, text: row.label.name }));
  return rows
    .map((row) => ({ ...row, indent: 0, text: row.label.path, rank: rank(row.label, query) }))
    .filter((row) => row.rank >= 0)
    .sort((a, b) => a.rank - b.rank);
}

export type Pressed = "true" | "false" | "mixed";

/** Which labels the given items carry: "true" where all have it, "mixed" where some do. */
export function pressedLabels(items: readonly (ItemInfo | null)[]): ReadonlyMap<number, Pressed> {
  const counts = new Map<number, number>();
  for (const item of items) {
    for (const id of new Set(item?.answer.annotations.map((one) => one.label))) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([id, n]) => [id, n === items.length ? "true" : "mixed"]));
}

/** The labels that have far fewer answers than the others, once there are enough to tell. */
export function scarce(labels: readonly LabelInfo[], counts: Readonly<Record<string, number>>): LabelInfo[] {
  const numbers = labels.map((label) => counts[label.id] ?? 0);
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (labels.length < 2 || sum < 20 * labels.length) return [];
  const fair = sum / labels.length;
  return labels.filter((_, i) => (numbers[i] ?? 0) < fair / 5);
}
