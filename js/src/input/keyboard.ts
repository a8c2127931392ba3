/** Listens to the keys pressed inside the widget, and lets none of them out into the notebook. */

import type { LabelInfo } from "../wire/protocol";
import { type Command, labelOf } from "./keymap";
import type { Keys } from "./keys";

export interface Keyboard {
  readonly keys: Keys;
  readonly task: () => string;
  readonly labels: () => readonly LabelInfo[];
  /** True while a picture is large. */
  readonly large: () => boolean;
  /** True while answers are drawn on it, or in it. */
  readonly stage: () => boolean;
  /** A key that goes to the tool in hand, or moves in the text; true when it was taken. */
  draw(event: KeyboardEvent): boolean;
  /** Enter on a tile; true when that opens it rather than submits. */
  enter(): boolean;
  /** True while a dialog is open, which has keys of its own. */
  readonly blocked: () => boolean;
  run(command: Command): void;
  label(id: number): void;
}

/** Keeps the notebook's shortcuts away from an element. */
const SUPPRESS = "data-lm-suppress-shortcuts";

const isField = (target: Element): boolean =>
  target.matches("input, textarea, select, [contenteditable=true]");
const isGrid = (target: Element): boolean =>
  target.matches("[role=gridcell], [role=grid], .drawing, .reading");

function answer(event: KeyboardEvent, keyboard: Keyboard): boolean {
  const target = event.target as Element;
  const found = keyboard.keys.find(event, keyboard.task(), keyboard.stage());
  if (target.matches(".drawing, .reading") && keyboard.draw(event)) return true;
  const over = found?.where === "large" ? keyboard.large() : found?.where !== "stage" || keyboard.stage();
  const own = found?.where === "large" || found?.where === "stage";
  const away = !over || (own && labelOf(event, keyboard.labels()) !== null);
  const binding = away ? null : found;
  if (isField(target)) {
    // What is typed belongs to the field, whatever key a person has given to submitting.
    const typing = !event.ctrlKey && !event.metaKey;
    if (binding?.command !== "submit" || binding.where !== "anywhere" || typing) return false;
  } else {
    // A digit with Shift can also be a sign ("/" on a German keyboard): the label goes first where it exists.
    const label = binding && !/^(?:Digit)/.test(event.code) ? null : labelOf(event, keyboard.labels());
    if (label) {
      performance.clearMarks("nblabel:key");
      performance.mark("nblabel:key");
      keyboard.label(label.id);
      return true;
    }
  }
  if (!binding || (binding.where === "grid" && !isGrid(target))) return false;
  if (binding.where === "grid" && binding.command === "submit" && keyboard.enter()) return true;
  keyboard.run(binding.command);
  return true;
}

/** Attaches the keyboard to the widget's root until `signal` aborts. */
export function listen(root: HTMLElement, keyboard: Keyboard, signal: AbortSignal): void {
  root.addEventListener(
    "keydown",
    (event) => {
      event.stopPropagation();
      if (event.defaultPrevented || event.isComposing || keyboard.blocked()) return;
      if (answer(event, keyboard)) event.preventDefault();
    },
    { signal },
  );
  for (const kind of ["keyup", "keypress"] as const) {
    root.addEventListener(kind, (event) => event.stopPropagation(), { signal });
  }
  // Notebook 7 catches keys on their way down, where nothing here can stop them, and looks for this mark from
  // the focused element upwards: "d d" would delete the cell if only the root had it.
  const mark = (event: Event): void => {
    (event.target as Element).setAttribute(SUPPRESS, "true");
    keyboard.keys.reread();
  };
  root.addEventListener("focusin", mark, { signal });
  root.setAttribute(SUPPRESS, "true");
}
