/** The lines of the shortcut sheet that no key table has, and the order of its groups; both differ by task. */

import type { Line } from "../input/keymap";
import { isRegional } from "../session/readiness";
import type { Thing } from "./words";

/** What is done, and what it does. */
export type FixedLine = readonly [string, string];

const PICTURES: readonly Line["group"][] = [
  "Choose pictures",
  "Answer",
  "Suggestions",
  "Look around",
  "Large picture",
];

/** Where answers are drawn, drawing comes first. A document is not zoomed into. */
export function groupsOf(task: string, thing: Thing): readonly Line["group"][] {
  if (isRegional(task)) return ["Label", "Draw", "Regions", ...PICTURES];
  const rest = thing === "picture" ? PICTURES : PICTURES.filter((group) => group !== "Large picture");
  return task === "spans" ? ["Label", "Spans", ...rest] : ["Label", ...rest];
}

const TILES: readonly FixedLine[] = [
  ["Click", "Select that one alone"],
  ["Ctrl click", "Select, or no more"],
  ["Shift click", "Select up to here"],
  ["Drag", "Select by a rectangle"],
  ["Double click", "Open large, and back"],
];

const LARGE: readonly FixedLine[] = [
  ["Large: wheel, pinch", "Zoom"],
  ["Large: drag, ⇧ arrows", "Move the picture"],
  ["Large: ⇧ wheel", "Turn the frames"],
  ["Large: right or ⇧ drag", "Window and level"],
];

const BY_HAND: readonly FixedLine[] = [
  ["Left button", "Draw with the tool in hand"],
  ["Right, middle drag", "Move the picture"],
  ["Right drag, grey values", "Window and level"],
  ["Wheel, pinch", "Zoom"],
  ["⇧ wheel", "Move sideways"],
  ["Alt wheel", "Turn the frames"],
];

const SQUARE: FixedLine = ["⇧ drag", "A square, or steps of 15°"];
const RINGS: readonly FixedLine[] = [
  ["Alt move", "Follow a neighbour's outline"],
  ["Ctrl move", "Follow the edges of the picture"],
];
const SMART: FixedLine = ["Alt click", "Take away from a smart region"];

const BY_KEYS: readonly FixedLine[] = [
  ["Arrow keys", "Move the cursor, or what is selected"],
  ["⇧ arrow keys", "Ten times as far"],
  ["Space", "Put a corner or a point here"],
  ["Enter", "Finish the shape, else submit"],
  ["Backspace", "Take the last point back"],
  ["Delete", "Delete what is selected"],
  ["Esc", "Let go of the shape"],
];

const MARK_BY_HAND: readonly FixedLine[] = [
  ["Drag", "Select whole words"],
  ["⇧ drag", "Select exact characters"],
  ["Double, triple click", "Select a word, a line"],
  ["⇧ click", "Select up to here"],
  ["Click on a span", "Pick it, again the one around it"],
  ["Drag its ends", "Make it longer or shorter"],
];

const MARK_BY_KEYS: readonly FixedLine[] = [
  ["Arrow keys", "Move the cursor"],
  ["Ctrl arrow keys", "By words"],
  ["⇧ arrow keys", "Select"],
  ["Space", "Pick the span here"],
  ["Alt arrow keys", "Move the end of the picked span"],
  ["Alt ⇧ arrow keys", "Move its start"],
  ["Enter", "Label what is selected, else submit"],
  ["Delete", "Delete the picked span"],
  ["Esc", "Let go, then back to the tiles"],
];

/** Sections of lines that are always so. */
export function fixedIn(task: string, thing: Thing): readonly (readonly [string, readonly FixedLine[]])[] {
  if (task === "spans")
    return [
      ["Mark by hand", MARK_BY_HAND],
      ["Mark by keys", MARK_BY_KEYS],
      ["Pointer on tiles", TILES],
    ];
  if (!isRegional(task)) return [["Pointer", thing === "picture" ? [...TILES, ...LARGE] : TILES]];
  return [
    ["Draw by hand", [...BY_HAND, ...(task === "boxes" ? [SQUARE] : RINGS), SMART]],
    ["Draw by keys", BY_KEYS],
    ["Pointer on tiles", TILES],
  ];
}
