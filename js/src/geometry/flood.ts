/** All pixels of a kind that hang together with one: side by side, not corner to corner. */

import type { Spans } from "./raster";

/** The stretches of a row that are of the kind, as from, to, from, to, …; they neither overlap nor touch. */
export type RowOf = (y: number) => readonly number[];

interface Row {
  readonly y: number;
  readonly runs: readonly number[];
  readonly taken: Uint8Array;
}

/** The pixels that hang together with the one at `x`, `y`; `rows` is how many there are. */
export function flood(x: number, y: number, rows: number, rowOf: RowOf): Spans {
  const known = new Map<number, Row>();
  const rowAt = (at: number): Row => {
    let row = known.get(at);
    if (!row) {
      const runs = rowOf(at);
      row = { y: at, runs, taken: new Uint8Array(runs.length / 2) };
      known.set(at, row);
    }
    return row;
  };
  const open: [Row, number][] = [];
  take(rowAt(y), x, x + 1, open);
  for (let next = open.pop(); next; next = open.pop()) {
    const [row, place] = next;
    const from = row.runs[2 * place] as number;
    const to = row.runs[2 * place + 1] as number;
    if (row.y > 0) take(rowAt(row.y - 1), from, to, open);
    if (row.y + 1 < rows) take(rowAt(row.y + 1), from, to, open);
  }
  return spansOf([...known.values()].sort((a, b) => a.y - b.y));
}

/** Takes the stretches that lie beside `from` to `to` and were not taken yet. */
function take(row: Row, from: number, to: number, open: [Row, number][]): void {
  const { runs, taken } = row;
  for (let place = firstBeyond(runs, from); 2 * place < runs.length; place++) {
    if ((runs[2 * place] as number) >= to) return;
    if (taken[place]) continue;
    taken[place] = 1;
    open.push([row, place]);
  }
}

/** The first stretch that ends after `from`. */
function firstBeyond(runs: readonly number[], from: number): number {
  let low = 0;
  let high = runs.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[2 * middle + 1] as number) <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function spansOf(rows: readonly Row[]): Spans {
  const spans: number[] = [];
  for (const { y, runs, taken } of rows) {
    taken.forEach((is, place) => {
      if (is) spans.push(y, runs[2 * place] as number, runs[2 * place + 1] as number);
    });
  }
  return Int32Array.from(spans);
}
