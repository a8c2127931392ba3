/** The keys as this person has them: the table of keymap.ts, and what they changed in this browser. */

import { computed, type Signal, signal } from "@preact/signals";
import type { LabelInfo } from "../wire/protocol";
import {
  type Binding,
  type Command,
  chordOf,
  type Line,
  labelChord,
  type Press,
  SHEET,
  shown,
} from "./keymap";

/** One entry for all projects: hands learn a key once. */
const ENTRY = "nblabel:keys";
/** Without these a button or a list could not be used, so they act only while a tile has the focus. */
const NEEDED = /^(?:Shift\+)?(?:Enter| |Arrow\w+|Home|End)$/;
/** What no page can have: the browser acts before it is asked, or people would be stuck. */
const BROWSERS = /^(?:Control\+(?:Shift\+)?(?:[wtnrlqp\d]|Tab)|F\d+|Tab|Shift\+Tab|Escape)$/;
const MODIFIERS = new Set(["Shift", "Control", "Meta", "Alt", "AltGraph", "CapsLock", "Dead", "Process"]);

/** Chords by the id of their binding, only for those that were changed. */
export type Own = Readonly<Record<string, readonly string[]>>;
type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const BINDINGS: readonly Binding[] = SHEET.flatMap((line) => line.bindings);

/** What a binding is kept under: a command can have two, one of them only in the grid. */
export const idOf = ({ command, where }: Binding): string =>
  where === "anywhere" && BINDINGS.some((one) => one.command === command && one.where === "grid")
    ? `${command} anywhere`
    : command;

const lineOf = (binding: Binding): Line | undefined => SHEET.find((line) => line.bindings.includes(binding));

/** The chord that a press means while a new key is asked for, or "" while only Shift or Ctrl is held. */
export function pressed(press: Press): string {
  return MODIFIERS.has(press.key) ? "" : chordOf(press);
}

/** The browser's storage, or null where a host gives none. */
function storage(): Kept | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

export class Keys {
  readonly own: Signal<Own>;
  #raw: string | null = null;

  readonly #byChord = computed(() => {
    const own = this.own.value;
    const found = new Map<string, Binding[]>();
    for (const binding of BINDINGS) {
      for (const chord of chordsOf(binding, own)) found.set(chord, [...(found.get(chord) ?? []), binding]);
    }
    return found;
  });

  constructor(private readonly kept: Kept | null = storage()) {
    this.own = signal({});
    this.reread();
  }

  /** Takes up what another widget of this browser has changed. */
  reread(): void {
    const raw = this.kept?.getItem(ENTRY) ?? null;
    if (raw === this.#raw) return;
    this.#raw = raw;
    this.own.value = read(raw);
  }

  chords(binding: Binding): readonly string[] {
    return chordsOf(binding, this.own.value);
  }

  changed(line: Line): boolean {
    return line.bindings.some((one) => idOf(one) in this.own.value);
  }

  /** The binding that this key stands for in this task, or null; `stage`: while regions are drawn. */
  find(press: Press, task: string, stage = false): Binding | null {
    if (press.altKey) return null;
    const chord = chordOf(press);
    const binding = this.#bound(chord, task, stage);
    if (!binding) return null;
    return NEEDED.test(chord) && binding.where === "anywhere" ? { ...binding, where: "grid" } : binding;
  }

  /** A command's chords as `aria-keyshortcuts` wants them. */
  aria(command: Command): string {
    return BINDINGS.filter((one) => one.command === command)
      .flatMap((one) => this.chords(one))
      .map((chord) => chord.replace(/ $/, "Space"))
      .join(" ");
  }

  /** The first chord of a command, as printed on its button. */
  hint(command: Command): string {
    const binding = BINDINGS.find((one) => one.command === command);
    return binding ? shown(this.chords(binding)[0] ?? "") : "";
  }

  /** The chord of a label at its place. A key of its own that a command has is not the label's. */
  labelChord = (label: LabelInfo, place: number): string =>
    labelChord(this.taker(label) ? { ...label, key: "" } : label, place);

  /** What the command is called that has this label's own key, or "". */
  taker(label: LabelInfo): string {
    const binding = label.key ? this.#bound(label.key.toLowerCase(), null, false) : undefined;
    return binding && binding.where !== "large" && binding.where !== "stage"
      ? (lineOf(binding)?.says ?? "")
      : "";
  }

  /** Why `press` cannot be a key of `line`, in words for the person, or "". */
  objection(line: Line, press: Press, labels: readonly LabelInfo[], task = ""): string {
    const chord = chordOf(press);
    const key = `“${shown(chord)}”`;
    if (press.altKey) return "Keys with Alt belong to the system. Press another.";
    if (BROWSERS.test(chord)) return `${key} belongs to the browser. Press another.`;
    if (/^(?:Digit|Numpad)\d$/.test(press.code) && !press.ctrlKey && !press.metaKey)
      return "The digits are the keys of the labels. Press another.";
    const label = labels.find((one) => one.key.toLowerCase() === chord);
    if (label) return `${key} is the key of the label “${label.path}”. Press another.`;
    const taken = this.#bound(chord, task, true);
    const other = taken && !line.bindings.includes(taken) ? lineOf(taken) : undefined;
    return other ? `${key} is the key of “${other.says}”. Press another, or change that one first.` : "";
  }

  /** Gives the bindings of a line new chords, one each; bindings beyond `chords` keep theirs. */
  change(line: Line, chords: readonly string[]): void {
    const own: Record<string, readonly string[]> = { ...this.own.peek() };
    line.bindings.forEach((one, i) => {
      const chord = chords[i];
      if (chord !== undefined) own[idOf(one)] = [chord];
    });
    this.#keep(own);
  }

  /**
   * Puts a line, or every line, back to its first keys. Gives why not when a key of it is another's by now.
   */
  reset(line?: Line): string {
    if (!line) {
      this.#keep({});
      return "";
    }
    const ids = new Set(line.bindings.map(idOf));
    const own = Object.fromEntries(Object.entries(this.own.peek()).filter(([id]) => !ids.has(id)));
    const other = BINDINGS.find(
      (one) => !line.bindings.includes(one) && line.bindings.some((mine) => clash(one, mine, own)),
    );
    if (other) return `“${lineOf(other)?.says}” has that key now. Change or reset it first.`;
    this.#keep(own);
    return "";
  }

  /** What a chord stands for: where regions are drawn, the keys for that go before. Of no task: of any. */
  #bound(chord: string, task: string | null, stage: boolean): Binding | undefined {
    const all = this.#byChord.value.get(chord) ?? [];
    const fits = all.filter(
      ({ tasks, where }) =>
        (task === null || tasks === undefined || tasks.includes(task)) && (stage || where !== "stage"),
    );
    return fits.find((one) => one.where === "stage") ?? fits[0];
  }

  #keep(own: Own): void {
    this.own.value = own;
    this.#raw = Object.keys(own).length ? JSON.stringify(own) : null;
    try {
      if (this.#raw === null) this.kept?.removeItem(ENTRY);
      else this.kept?.setItem(ENTRY, this.#raw);
    } catch {
      // Storage is full or forbidden: the keys hold in this page.
    }
  }
}

function chordsOf(binding: Binding, own: Own): readonly string[] {
  return own[idOf(binding)] ?? binding.chords;
}

/** What was kept, as far as it makes sense: an older nblabel or a hand may have written it. */
function read(raw: string | null): Own {
  let found: unknown;
  try {
    found = JSON.parse(raw ?? "{}");
  } catch {
    return {};
  }
  const known = new Set(BINDINGS.map(idOf));
  const entries = Object.entries(found && typeof found === "object" ? found : {});
  const own: Own = Object.fromEntries(
    entries.filter(([id, all]) => known.has(id) && Array.isArray(all) && all.every(isChord)),
  );
  const drawing = BINDINGS.filter((one) => one.where === "stage");
  const others = BINDINGS.filter((one) => one.where !== "stage");
  return distinct(drawing, own) && distinct(others, own) ? own : {};
}

const distinct = (bindings: readonly Binding[], own: Own): boolean =>
  bindings.every((one, at) => bindings.slice(at + 1).every((other) => !clash(one, other, own)));

/** Whether two have a chord in common, in some task. */
export function clash(one: Binding, other: Binding, own: Own): boolean {
  const chords = chordsOf(one, own);
  const apart = one.tasks && other.tasks && !one.tasks.some((task) => other.tasks?.includes(task));
  return !apart && chordsOf(other, own).some((chord) => chords.includes(chord));
}

const isChord = (chord: unknown): boolean =>
  typeof chord === "string" && chord !== "" && chord.length < 40 && !BROWSERS.test(chord);
