/** Where things go, in pixels: pure arithmetic. */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The largest rectangle of the picture's shape inside `box`, centred: the whole picture is always seen. */
export function contain(width: number, height: number, box: Rect): Rect {
  if (width <= 0 || height <= 0) return { ...box, width: 0, height: 0 };
  const scale = Math.min(box.width / width, box.height / height);
  const w = Math.max(1, Math.round(width * scale));
  const h = Math.max(1, Math.round(height * scale));
  return {
    x: box.x + Math.round((box.width - w) / 2),
    y: box.y + Math.round((box.height - h) / 2),
    width: w,
    height: h,
  };
}

/** The tiles of a page, row by row, on whole pixels; `gap` between them and around them. */
export function tileRects(width: number, height: number, rows: number, columns: number, gap: number): Rect[] {
  const edge = (i: number, n: number, size: number): number => Math.round(gap + (i * (size - gap)) / n);
  return Array.from({ length: rows * columns }, (_, place) => {
    const row = Math.floor(place / columns);
    const column = place % columns;
    const x = edge(column, columns, width);
    const y = edge(row, rows, height);
    return {
      x,
      y,
      width: Math.max(1, edge(column + 1, columns, width) - gap - x),
      height: Math.max(1, edge(row + 1, rows, height) - gap - y),
    };
  });
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
