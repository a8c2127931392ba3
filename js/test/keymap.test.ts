import { describe, expect, it } from "vitest";
import { labelChord, labelOf, type Press, SHEET, shown } from "../src/input/keymap";
import { clash, Keys } from "../src/input/keys";
import type { LabelInfo } from "../src/wire/protocol";

const keys = new Keys(null);
const commandOf = (one: Press, task: string) => keys.find(one, task);

const press = (key: string, code: string, held: Partial<Press> = {}): Press => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

const labels: LabelInfo[] = Array.from({ length: 25 }, (_, i) => ({
  id: i + 1,
  path: `L${i + 1}`,
  name: `L${i + 1}`,
  depth: 0,
  color: "#000",
  key: i === 24 ? "g" : "",
  description: "",
  parent: null,
  retired: false,
  merged_into: null,
}));

describe("label keys", () => {
  it("1 to 9 and 0 are the first ten labels, with Shift the next ten", () => {
    expect(labelOf(press("1", "Digit1"), labels)?.id).toBe(1);
    expect(labelOf(press("0", "Digit0"), labels)?.id).toBe(10);
    expect(labelOf(press("!", "Digit1", { shiftKey: true }), labels)?.id).toBe(11);
    expect(labelOf(press(")", "Digit0", { shiftKey: true }), labels)?.id).toBe(20);
  });

  it("are read by physical key: a French keyboard needs no Shift for 1", () => {
    expect(labelOf(press("&", "Digit1"), labels)?.id).toBe(1);
  });

  it("of the number pad count only while it gives digits", () => {
    expect(labelOf(press("3", "Numpad3"), labels)?.id).toBe(3);
    expect(labelOf(press("PageDown", "Numpad3"), labels)).toBeNull();
  });

  it("a label's own key is read by character", () => {
    expect(labelOf(press("g", "KeyU"), labels)?.id).toBe(25);
    expect(labelChord(labels[24] as LabelInfo, 24)).toBe("g");
  });

  it("never fire with Ctrl, Alt or the Command key", () => {
    for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
      expect(labelOf(press("1", "Digit1", held), labels)).toBeNull();
    }
  });

  it("end after twenty places", () => {
    expect(labelChord(labels[9] as LabelInfo, 9)).toBe("0");
    expect(labelChord(labels[19] as LabelInfo, 19)).toBe("Shift+0");
    expect(labelChord(labels[20] as LabelInfo, 20)).toBe("");
  });
});

describe("command keys", () => {
  it("Ctrl and the Command key are one", () => {
    expect(commandOf(press("z", "KeyZ", { ctrlKey: true }), "")?.command).toBe("undo");
    expect(commandOf(press("z", "KeyZ", { metaKey: true }), "")?.command).toBe("undo");
    expect(commandOf(press("Z", "KeyZ", { ctrlKey: true, shiftKey: true }), "")?.command).toBe("redo");
  });

  it("a sign is read by character, wherever its key and Shift are", () => {
    expect(commandOf(press("?", "Slash", { shiftKey: true }), "")?.command).toBe("shortcuts");
    expect(commandOf(press("?", "Minus", { shiftKey: true }), "")?.command).toBe("shortcuts");
    expect(commandOf(press("/", "Digit7", { shiftKey: true }), "")?.command).toBe("find");
  });

  it("Enter submits only from the grid, Ctrl+Enter from everywhere", () => {
    expect(commandOf(press("Enter", "Enter"), "")?.where).toBe("grid");
    expect(commandOf(press("Enter", "Enter", { ctrlKey: true }), "")?.where).toBe("anywhere");
  });

  it("N is there for several labels per item only", () => {
    expect(commandOf(press("n", "KeyN"), "multilabel")?.command).toBe("nothing");
    expect(commandOf(press("n", "KeyN"), "multiclass")).toBeNull();
  });

  it("no chord stands for two things in one task", () => {
    const all = SHEET.flatMap((line) => line.bindings);
    const pairs = all.flatMap((one, at) => all.slice(at + 1).map((other) => [one, other] as const));
    expect(pairs.filter(([one, other]) => clash(one, other, {}))).toEqual([]);
    expect(all.flatMap((one) => one.chords)).toHaveLength(
      new Set(all.flatMap((one) => one.chords)).size + 2, // of the brush, and of the order of regions
    );
  });
});

describe("keys in words", () => {
  it("are shown as printed and told to screen readers as ARIA wants", () => {
    expect(shown("Control+Shift+z", false)).toBe("Ctrl ⇧ Z");
    expect(shown("Control+Shift+z", true)).toBe("⌘ ⇧ Z");
    expect(keys.aria("redo")).toBe("Control+Shift+z Control+y");
    expect(keys.aria("toggle")).toBe("Space");
  });
});
