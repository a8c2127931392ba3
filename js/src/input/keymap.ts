/** Every key as it comes, in one table; keys.ts adds what a person has changed. The sheet is drawn from it. */

import type { ToolName } from "../tools/tool";
import type { LabelInfo } from "../wire/protocol";

/** Takes a tool. */
export type ToolCommand = `tool ${ToolName}`;
export type Command = Act | ToolCommand;
export type Act =
  | "find"
  | "nothing"
  | "up"
  | "down"
  | "left"
  | "right"
  | "extendUp"
  | "extendDown"
  | "extendLeft"
  | "extendRight"
  | "toggle"
  | "selectAll"
  | "large"
  | "zoomIn"
  | "zoomOut"
  | "fit"
  | "frameNext"
  | "framePrevious"
  | "rotate"
  | "lock"
  | "snap"
  | "smaller"
  | "larger"
  | "copy"
  | "paste"
  | "duplicate"
  | "hide"
  | "forward"
  | "backward"
  | "toFront"
  | "toBack"
  | "markNext"
  | "markPrevious"
  | "labelAll"
  | "accept"
  | "reject"
  | "acceptAll"
  | "rejectAll"
  | "back"
  | "submit"
  | "skip"
  | "skipNote"
  | "undo"
  | "redo"
  | "next"
  | "previous"
  | "instructions"
  | "shortcuts";

export interface Binding {
  readonly command: Command;
  /** Chords in the words of `aria-keyshortcuts`; `Control` also stands for the Command key of a Mac. */
  readonly chords: readonly string[];
  /**
   * grid: only while a tile has the focus, so that buttons keep their Enter, Space and arrows. large: only
   * while a picture is large, stage: only while regions are drawn on it; a label's own key goes before both.
   */
  readonly where: "grid" | "anywhere" | "large" | "stage";
  /** Tasks it makes sense in; all when left out. */
  readonly tasks?: readonly string[];
}

export interface Line {
  readonly group:
    | "Label"
    | "Choose pictures"
    | "Answer"
    | "Suggestions"
    | "Look around"
    | "Large picture"
    | "Draw"
    | "Regions"
    | "Spans";
  readonly says: string;
  readonly bindings: readonly Binding[];
  /** What the sheet shows in place of all their chords. */
  readonly brief?: string;
}

const anywhere = (command: Command, ...chords: string[]): Binding => ({ command, chords, where: "anywhere" });
const large = (command: Command, ...chords: string[]): Binding => ({ command, chords, where: "large" });
const drawn =
  (tasks: readonly string[]) =>
  (command: Command, ...chords: string[]): Binding => ({
    command,
    chords,
    where: "stage",
    tasks,
  });
const stage = drawn(["boxes", "polygons", "masks"]);
const boxes = drawn(["boxes"]);
const rings = drawn(["polygons", "masks"]);
const shapes = drawn(["boxes", "polygons"]);
const masks = drawn(["masks"]);
const spans = drawn(["spans"]);
const marked = drawn(["boxes", "polygons", "masks", "spans"]);
const grid = (command: Command, ...chords: string[]): Binding => ({ command, chords, where: "grid" });

/** The sheet, line by line. Keys of labels are added by `labelChord`, since they follow the palette. */
export const SHEET: readonly Line[] = [
  { group: "Label", says: "Find a label by typing", bindings: [anywhere("find", "/")] },
  {
    group: "Label",
    says: "Nothing here",
    bindings: [
      {
        command: "nothing",
        chords: ["n"],
        where: "anywhere",
        tasks: ["multilabel", "boxes", "polygons", "masks", "spans"],
      },
    ],
  },
  {
    group: "Choose pictures",
    says: "Move",
    brief: "Arrow keys",
    bindings: [
      grid("left", "ArrowLeft"),
      grid("right", "ArrowRight"),
      grid("up", "ArrowUp"),
      grid("down", "ArrowDown"),
    ],
  },
  {
    group: "Choose pictures",
    says: "Select on the way",
    brief: "Shift+Arrow keys",
    bindings: [
      grid("extendLeft", "Shift+ArrowLeft"),
      grid("extendRight", "Shift+ArrowRight"),
      grid("extendUp", "Shift+ArrowUp"),
      grid("extendDown", "Shift+ArrowDown"),
    ],
  },
  { group: "Choose pictures", says: "Select, or no more", bindings: [grid("toggle", " ")] },
  { group: "Choose pictures", says: "Select all", bindings: [anywhere("selectAll", "Control+a")] },
  {
    group: "Answer",
    says: "Submit the page",
    bindings: [grid("submit", "Enter"), anywhere("submit", "Control+Enter")],
  },
  { group: "Answer", says: "Skip", bindings: [anywhere("skip", "s")] },
  { group: "Answer", says: "Skip and say why", bindings: [anywhere("skipNote", "Shift+s")] },
  { group: "Answer", says: "Undo", bindings: [anywhere("undo", "Control+z")] },
  { group: "Answer", says: "Redo", bindings: [anywhere("redo", "Control+Shift+z", "Control+y")] },
  { group: "Suggestions", says: "Next region or span", bindings: [marked("markNext", "j")] },
  { group: "Suggestions", says: "Previous region or span", bindings: [marked("markPrevious", "Shift+j")] },
  { group: "Suggestions", says: "Accept", bindings: [anywhere("accept", "a")] },
  { group: "Suggestions", says: "Reject", bindings: [anywhere("reject", "x")] },
  { group: "Suggestions", says: "Accept all", bindings: [anywhere("acceptAll", "Shift+a")] },
  { group: "Suggestions", says: "Reject all", bindings: [anywhere("rejectAll", "Shift+x")] },
  { group: "Look around", says: "Next page", bindings: [anywhere("next", "PageDown")] },
  { group: "Look around", says: "Previous page", bindings: [anywhere("previous", "PageUp")] },
  { group: "Look around", says: "Open large, and back", bindings: [anywhere("large", "z")] },
  { group: "Large picture", says: "Zoom in", bindings: [large("zoomIn", "+", "=")] },
  { group: "Large picture", says: "Zoom out", bindings: [large("zoomOut", "-")] },
  { group: "Large picture", says: "Fit the picture in", bindings: [large("fit", "f")] },
  { group: "Large picture", says: "Next frame", bindings: [large("frameNext", ".")] },
  { group: "Large picture", says: "Previous frame", bindings: [large("framePrevious", ",")] },
  { group: "Large picture", says: "Turn the picture", bindings: [stage("rotate", "y")] },
  { group: "Draw", says: "Select regions", bindings: [stage("tool select", "v")] },
  { group: "Draw", says: "Draw a box", bindings: [boxes("tool box", "r")] },
  { group: "Draw", says: "Box by four points", bindings: [boxes("tool extreme", "Shift+r")] },
  { group: "Draw", says: "Template box", bindings: [boxes("tool template", "t")] },
  { group: "Draw", says: "Draw a polygon", bindings: [rings("tool polygon", "p")] },
  { group: "Draw", says: "Brush", bindings: [masks("tool brush", "b")] },
  { group: "Draw", says: "Eraser", bindings: [masks("tool eraser", "e")] },
  { group: "Draw", says: "Fill", bindings: [masks("tool fill", "g")] },
  { group: "Draw", says: "Add to it", bindings: [rings("tool add", "Shift+p")] },
  { group: "Draw", says: "Subtract from it", bindings: [rings("tool subtract", "Shift+e")] },
  { group: "Draw", says: "Smart region", bindings: [stage("tool smart", "w")] },
  { group: "Draw", says: "Move and reshape", bindings: [shapes("tool move", "m")] },
  { group: "Draw", says: "Add or remove points", bindings: [drawn(["polygons"])("tool points", "u")] },
  { group: "Draw", says: "Snap to neighbours", bindings: [drawn(["polygons"])("snap", "k")] },
  { group: "Draw", says: "Smaller brush", bindings: [masks("smaller", "[")] },
  { group: "Draw", says: "Larger brush", bindings: [masks("larger", "]")] },
  { group: "Regions", says: "Lock regions", bindings: [stage("lock", "l")] },
  { group: "Regions", says: "Hide, or show again", bindings: [stage("hide", "h")] },
  { group: "Regions", says: "Bring forward", bindings: [shapes("forward", "]")] },
  { group: "Regions", says: "Send backward", bindings: [shapes("backward", "[")] },
  { group: "Regions", says: "Bring to front", bindings: [shapes("toFront", "}")] },
  { group: "Regions", says: "Send to back", bindings: [shapes("toBack", "{")] },
  { group: "Regions", says: "Copy", bindings: [shapes("copy", "Control+c")] },
  { group: "Regions", says: "Paste", bindings: [shapes("paste", "Control+v")] },
  { group: "Regions", says: "Duplicate", bindings: [shapes("duplicate", "Control+d")] },
  { group: "Spans", says: "Label all matches", bindings: [spans("labelAll", "Shift+Enter")] },
  { group: "Look around", says: "One step back", bindings: [anywhere("back", "Escape")] },
  { group: "Look around", says: "Instructions", bindings: [anywhere("instructions", "i")] },
  { group: "Look around", says: "This sheet", bindings: [anywhere("shortcuts", "?")] },
];

/** The part of a keyboard event that decides. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Characters that carry their Shift within them: where `?` lies differs from keyboard to keyboard. */
const isSign = (key: string): boolean =>
  key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== " ";

/** A press in the words of `aria-keyshortcuts`. */
export function chordOf(press: Press): string {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const control = press.ctrlKey || press.metaKey ? "Control+" : "";
  const shift = press.shiftKey && !isSign(key) ? "Shift+" : "";
  return control + shift + key;
}

/** 1 to 9 and 0 are places 0 to 9; with Shift 10 to 19. Read by physical key, so any keyboard layout will do. */
function digitPlace(press: Press): number {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (digit === undefined || (press.code.startsWith("Numpad") && press.key !== digit)) return -1;
  return ((Number(digit) + 9) % 10) + (press.shiftKey ? 10 : 0);
}

/** The label that this key stands for, or null. A label's own key goes before its place's. */
export function labelOf(press: Press, labels: readonly LabelInfo[]): LabelInfo | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const own = labels.find((label) => label.key && label.key.toLowerCase() === press.key.toLowerCase());
  return own ?? labels[digitPlace(press)] ?? null;
}

/** The chord of a label at its place in the palette, "" beyond the keys. */
export function labelChord(label: LabelInfo, place: number): string {
  if (label.key) return label.key;
  if (place >= 20) return "";
  return (place >= 10 ? "Shift+" : "") + ((place + 1) % 10);
}

const MAC: Record<string, string> = { Control: "⌘", Shift: "⇧" };
const PC: Record<string, string> = { Control: "Ctrl", Shift: "⇧" };
const SHOWN: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
  Escape: "Esc",
  PageDown: "Page ↓",
  PageUp: "Page ↑",
};

const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** A chord as it is printed on a key: "Control+Shift+z" is "Ctrl ⇧ Z". */
export function shown(chord: string, mac: boolean = IS_MAC): string {
  const words = chord === "+" ? ["+"] : chord.split("+");
  const names = mac ? MAC : PC;
  return words
    .map((word) => names[word] ?? SHOWN[word] ?? (word.length === 1 ? word.toUpperCase() : word))
    .join(" ");
}
