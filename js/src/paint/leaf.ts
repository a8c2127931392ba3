/** A document on a tile that is too small for words: its lines, as one sees a page from afar. */

import { flowsLeft } from "../geometry/direction";
import type { Rect } from "./fit";

/** In CSS pixels: from one line to the next, how high its ink is, what a character takes, and the margin. */
const [LINE, INK, CHARACTER] = [5, 1.6, 2.4];
const FAINT = 0.28;

/** How long the lines of a text are that fill `rows` lines of `columns` characters, as parts of a whole line. */
export function linesOf(text: string, columns: number, rows: number): number[] {
  const found: number[] = [];
  let [from, space] = [0, 0];
  for (let at = 0; at <= text.length && found.length < rows; at++) {
    const letter = text.charAt(at);
    if (letter === " ") space = at;
    const over = letter !== "" && at - from >= columns;
    if (letter !== "\n" && letter !== "" && !over) continue;
    const end = over && letter !== "\n" && space > from ? space : at;
    found.push(Math.min(1, (end - from) / columns));
    from = end === space || letter === "\n" ? end + 1 : end;
    if (at < from) at = from - 1;
  }
  return found;
}

/** Paints the lines of `text` into `box`, in device pixels; `scale` of them are one CSS pixel. */
export function paintLeaf(
  context: CanvasRenderingContext2D,
  text: string,
  box: Rect,
  scale: number,
  ink: string,
): void {
  const margin = Math.max(2, box.width / scale / 9);
  const [width, height] = [box.width / scale - 2 * margin, box.height / scale - 2 * margin];
  const [columns, rows] = [Math.floor(width / CHARACTER), Math.floor(height / LINE)];
  if (columns < 1 || rows < 1) return;
  const left = flowsLeft(text.slice(0, columns * rows));
  context.fillStyle = ink;
  context.globalAlpha = FAINT;
  linesOf(text, columns, rows).forEach((part, row) => {
    const long = part * width;
    const x = left ? margin + width - long : margin;
    const y = box.y + Math.round((margin + row * LINE) * scale);
    const high = Math.max(1, Math.round(INK * scale));
    context.fillRect(box.x + Math.round(x * scale), y, Math.round(long * scale), high);
  });
  context.globalAlpha = 1;
}
