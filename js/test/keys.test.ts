import { describe, expect, it } from "vitest";
import { type Command, type Line, type Press, SHEET } from "../src/input/keymap";
import { Keys } from "../src/input/keys";
import type { LabelInfo } from "../src/wire/protocol";

class Kept {
  readonly all = new Map<string, string>();
  getItem = (key: string) => this.all.get(key) ?? null;
  setItem = (key: string, value: string) => void this.all.set(key, value);
  removeItem = (key: string) => void this.all.delete(key);
}

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  code: /^\d$/.test(key) ? `Digit${key}` : "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

function line(command: Command): Line {
  const found = SHEET.find((one) => one.bindings.some((binding) => binding.command === command));
  if (!found) throw new Error(command);
  return found;
}

const owl = { id: 1, path: "Bird/Owl", name: "Owl", key: "o" } as LabelInfo;
const meant = (keys: Keys, key: string, held: Partial<Press> = {}) =>
  keys.find(press(key, held), "multilabel")?.command;

describe("a changed key", () => {
  it("does what the first one did, and the first one does nothing any more", () => {
    const keys = new Keys(new Kept());
    keys.change(line("skip"), ["q"]);
    expect([meant(keys, "q"), meant(keys, "s")]).toEqual(["skip", undefined]);
    expect([keys.aria("skip"), keys.hint("skip")]).toEqual(["q", "Q"]);
  });

  it("is there again in the next widget of this browser, and in one that is open", () => {
    const kept = new Kept();
    const open = new Keys(kept);
    new Keys(kept).change(line("skip"), ["q"]);
    expect(meant(new Keys(kept), "q")).toBe("skip");
    expect(meant(open, "q")).toBeUndefined();
    open.reread();
    expect(meant(open, "q")).toBe("skip");
  });

  it("of a line with four commands is four keys", () => {
    const keys = new Keys(new Kept());
    keys.change(line("left"), ["h", "l", "k", "j"]);
    expect(["h", "l", "k", "j"].map((key) => meant(keys, key))).toEqual(["left", "right", "up", "down"]);
  });

  it("of Submit leaves Ctrl Enter, which works from everywhere", () => {
    const keys = new Keys(new Kept());
    keys.change(line("submit"), ["m"]);
    expect(meant(keys, "m")).toBe("submit");
    expect(meant(keys, "Enter", { ctrlKey: true })).toBe("submit");
    expect(meant(keys, "Enter")).toBeUndefined();
  });

  it("that buttons need acts only on the tiles", () => {
    const keys = new Keys(new Kept());
    keys.change(line("toggle"), ["q"]);
    keys.change(line("skip"), [" "]);
    expect(keys.find(press(" "), "")).toMatchObject({ command: "skip", where: "grid" });
    expect(keys.find(press("q"), "")).toMatchObject({ command: "toggle" });
  });

  it("leaves no entry behind when it is reset", () => {
    const kept = new Kept();
    const keys = new Keys(kept);
    keys.change(line("skip"), ["q"]);
    expect(keys.reset(line("skip"))).toBe("");
    expect([meant(keys, "s"), kept.all.size]).toEqual(["skip", 0]);
  });

  it("is not reset onto a key that another command has by now", () => {
    const keys = new Keys(new Kept());
    keys.change(line("skip"), ["q"]);
    keys.change(line("large"), ["s"]);
    expect(keys.reset(line("skip"))).toMatch("“Open large, and back” has that key now");
    keys.reset();
    expect([meant(keys, "s"), meant(keys, "z")]).toEqual(["skip", "large"]);
  });
});

describe("a key is refused", () => {
  const keys = new Keys(null);
  const why = (key: string, held: Partial<Press> = {}) =>
    keys.objection(line("skip"), press(key, held), [owl]);

  it("that another command has, which is named", () => {
    expect(why("z")).toMatch("“Z” is the key of “Open large, and back”.");
    expect(why("Z", { ctrlKey: true, shiftKey: true })).toMatch("“Ctrl ⇧ Z” is the key of “Redo”.");
  });

  it("that a label has, which is named", () => {
    expect(why("o")).toMatch("“O” is the key of the label “Bird/Owl”.");
    expect(why("4")).toMatch("The digits are the keys of the labels.");
    expect(why("!", { code: "Digit1", shiftKey: true })).toMatch("The digits are the keys of the labels.");
  });

  it("that the browser or the system keeps for itself", () => {
    expect(why("w", { ctrlKey: true })).toMatch("“Ctrl W” belongs to the browser.");
    expect(why("F5")).toMatch("belongs to the browser");
    expect(why("q", { altKey: true })).toMatch("Alt");
  });

  it("but not one that is free, or the line's own", () => {
    expect([why("q"), why("s"), why("x", { ctrlKey: true })]).toEqual(["", "", ""]);
  });
});

describe("a label's own key that a command has", () => {
  it("is the command's; the label keeps the digit of its place, and the command is named", () => {
    const keys = new Keys(new Kept());
    expect(keys.labelChord(owl, 2)).toBe("o");
    keys.change(line("skip"), ["o"]);
    expect([keys.labelChord(owl, 2), keys.taker(owl)]).toEqual(["3", "Skip"]);
  });
});

describe("what was kept and makes no sense", () => {
  it.each(["{", "null", '{"skip":["z"]}', '{"skip":[7],"fly":["x"]}', '{"skip":["Tab"]}', '{"skip":"x"}'])(
    "%s leaves the keys as they come",
    (raw) => {
      const kept = new Kept();
      kept.setItem("nblabel:keys", raw);
      expect(new Keys(kept).own.value).toEqual({});
    },
  );

  it("is no trouble where a host forbids storage", () => {
    const forbid = () => {
      throw new Error("SecurityError");
    };
    const keys = new Keys({ getItem: () => null, setItem: forbid, removeItem: forbid });
    keys.change(line("skip"), ["q"]);
    expect(meant(keys, "q")).toBe("skip");
  });
});
