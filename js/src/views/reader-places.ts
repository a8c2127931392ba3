/** Where characters lie on the screen, and which lies at a point. Blocks that are not drawn lie nowhere. */

import { LEFTWARD } from "../geometry/direction";
import type { Point } from "../geometry/point";
import { words } from "../geometry/wordbounds";
import type { Block } from "./reader-block";

/** Height of a line in pixels, as in reader.css. */
export const LINE = 32;

type Hit = { readonly node: Node; readonly offset: number };

/** The place in the text under a point of the window, by whichever name the browser has for it. */
function hit(root: Document | ShadowRoot, { x, y }: Point): Hit | null {
  const shadowRoots = root instanceof ShadowRoot ? [root] : [];
  const position = document.caretPositionFromPoint?.(x, y, { shadowRoots });
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

/** The unit nearest to a point of the window, among the blocks that are drawn; null: there are none. */
export function unitAt(blocks: Iterable<Block>, at: Point, text: string): number | null {
  let best: { block: Block; box: DOMRect; far: number } | null = null;
  for (const block of blocks) {
    const box = block.element.getBoundingClientRect();
    const far = Math.max(box.top - at.y, at.y - box.bottom, 0);
    if (!best || far < best.far) best = { block, box, far };
  }
  if (!best) return null;
  const { block, box } = best;
  const inside = {
    x: Math.min(Math.max(at.x, box.left + 1), box.right - 1),
    y: Math.min(Math.max(at.y, box.top + 1), box.bottom - 1),
  };
  const exact = block.isMixed ? characterAt(block, inside, text) : null;
  if (exact !== null) return exact;
  const found = hit(block.element.getRootNode() as Document | ShadowRoot, inside);
  if (!found || !block.element.contains(found.node))
    return at.y < box.top ? block.place.start : block.place.end;
  const unit = block.unitAt(found.node, found.offset);
  return unit >= block.place.end ? block.place.end : words.floor(text, unit);
}

/**
 * The end of a character that is nearest to a point, sought among the rectangles of the characters themselves: where
 * directions meet, browsers give the place that is next in the other direction. Null: there is none under the point.
 */
function characterAt(block: Block, at: Point, text: string): number | null {
  const has = (start: number, end: number): boolean =>
    [...rangeOf(block, start, end).getClientRects()].some(
      ({ left, right, top, bottom }) =>
        at.x >= left && at.x <= right && Math.abs(at.y - (top + bottom) / 2) <= LINE / 2,
    );
  let { start, end } = block.place;
  if (end === start || !has(start, end)) return null;
  while (end - start > 1) {
    const middle = (start + end) >> 1;
    if (has(start, middle)) end = middle;
    else start = middle;
  }
  const from = words.floor(text, start);
  const to = Math.min(words.stepOne(text, from, true), block.place.end);
  const range = rangeOf(block, from, to);
  const { left, width } = range.getBoundingClientRect();
  return at.x - left > width / 2 !== isLeftward(range) ? to : from;
}

function rangeOf(block: Block, start: number, end: number): Range {
  const range = document.createRange();
  range.setStart(...block.nodeAt(start));
  range.setEnd(...block.nodeAt(end, true));
  return range;
}

/** The upright line at a unit, in window pixels. `before`: as the end of what stands before it. */
export function rectAt(block: Block, unit: number, before = false): DOMRect {
  const range = document.createRange();
  const [node, offset] = block.nodeAt(unit, before);
  const length = node.nodeType === Node.TEXT_NODE ? (node as Text).data.length : 0;
  if (length === 0) return emptyRect(block);
  // The edge of the character beside it: a collapsed range has no rectangle where lines are broken.
  if (before ? offset > 0 : offset >= length) {
    range.setStart(node, Math.max(0, offset - 1));
    range.setEnd(node, offset);
    return edgeOf(range, block, true);
  }
  range.setStart(node, offset);
  range.setEnd(node, offset + 1);
  return edgeOf(range, block, false);
}

function edgeOf(range: Range, block: Block, end: boolean): DOMRect {
  const rects = range.getClientRects();
  const rect = rects[end ? rects.length - 1 : 0];
  if (!rect) return emptyRect(block);
  const leftward = isLeftward(range);
  return new DOMRect(end !== leftward ? rect.right : rect.left, rect.top, 0, rect.height);
}

/** Whether the character of a range is written from right to left. */
function isLeftward(range: Range): boolean {
  return LEFTWARD.test(range.toString());
}

function emptyRect(block: Block): DOMRect {
  const box = block.element.getBoundingClientRect();
  const right = block.element.matches(":dir(rtl)");
  return new DOMRect(right ? box.right : box.left, box.top + box.height / 2 - 10, 0, 20);
}
