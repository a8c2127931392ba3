/** Keys pressed on the stage that belong to the tool in hand, or to what is selected. */

import type { Desk } from "./desk";

const ARROWS = /^Arrow(?:Up|Down|Left|Right)$/;

export class Strokes {
  constructor(private readonly desk: Desk) {}

  /** True when the key was taken. A key that finishes or takes back a shape does nothing else. */
  take(event: KeyboardEvent): boolean {
    const { stage } = this.desk;
    const { key, altKey } = event;
    if (altKey && !ARROWS.test(key)) return false;
    if (stage.busy.value && /^(?:Enter|Escape|Backspace|Delete)$/.test(key)) return this.#feed(event, key);
    if (ARROWS.test(key)) return this.#feed(event, key);
    // Enter submits while nothing is in hand, so the place of the keyboard's cursor is taken with Space.
    if (key === " ") return this.#feed(event, "Enter");
    if ((key === "Delete" || key === "Backspace") && stage.selected.value.size > 0) {
      stage.drop(stage.selected.value);
      return true;
    }
    return false;
  }

  #feed(event: KeyboardEvent, key: string): boolean {
    const { stage } = this.desk;
    if (key === "Escape" && stage.smart.open.value) stage.smart.forget();
    const stroke = {
      type: "key" as const,
      key,
      shift: event.shiftKey,
      control: event.ctrlKey || event.metaKey,
      alt: event.altKey,
    };
    if (stage.tool.value === "select" && ARROWS.test(key)) stage.nudge(stroke);
    else stage.feed(stroke);
    return true;
  }
}
