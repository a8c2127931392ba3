/** The shortcut sheet, drawn from the key table; each line's key can be changed. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Line, SHEET, shown } from "../input/keymap";
import { pressed } from "../input/keys";
import type { Desk } from "./desk";
import { count, Key } from "./parts";
import { Sheet } from "./sheet";
import { type FixedLine, fixedIn, groupsOf } from "./sheet-lines";
import { thingOf } from "./words";

/** What is asked for, one key after another, where a line stands for several commands. */
const DIRECTIONS: Record<string, string> = { left: "left", right: "right", up: "up", down: "down" };

function Keys({ chords }: { chords: readonly string[] }): JSX.Element {
  return (
    <dt>
      {chords.map((chord, i) => (
        <span key={chord}>
          {i > 0 && " "}
          <Key text={shown(chord)} />
          <span class="unseen">{shown(chord)}</span>
        </span>
      ))}
    </dt>
  );
}

/** The keys that one change of a line asks for: one for each command on it. */
function slots(line: Line): string[] {
  const commands = [...new Set(line.bindings.map((one) => one.command))];
  if (commands.length === 1) return [""];
  return commands.map((one) => DIRECTIONS[one.replace("extend", "").toLowerCase()] ?? one);
}

interface Change {
  readonly line: Line;
  readonly chords: readonly string[];
}

interface Changing {
  readonly desk: Desk;
  readonly now: Change | null;
  begin(line: Line): void;
  press(event: KeyboardEvent): void;
  end(): void;
  reset(line: Line): void;
}

/** A press that has been taken must not also press the button by being let go. */
function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function refusal(desk: Desk, { line, chords }: Change, chord: string, event: KeyboardEvent): string {
  if (chords.includes(chord)) return `“${shown(chord)}” was pressed already. Press another.`;
  return desk.keys.objection(line, event, desk.session.labels.peek(), desk.session.project.peek()?.task);
}

function useChanging(desk: Desk, say: (text: string) => void): Changing {
  const now = useSignal<Change | null>(null);
  const ask = (change: Change): void => {
    const slot = slots(change.line)[change.chords.length];
    now.value = change;
    say(`Press the new key for “${change.line.says}”${slot ? `, ${slot}` : ""}. Esc keeps the old one.`);
  };
  const end = (text = ""): void => {
    now.value = null;
    say(text);
  };
  const take = (change: Change, chord: string): void => {
    const chords = [...change.chords, chord];
    if (chords.length < slots(change.line).length) {
      ask({ ...change, chords });
      return;
    }
    desk.keys.change(change.line, chords);
    end(`“${change.line.says}” is ${chords.map((one) => shown(one)).join(", ")} now.`);
  };
  const press = (event: KeyboardEvent): void => {
    const change = now.peek();
    if (!change || event.key === "Tab") return;
    swallow(event);
    const chord = pressed(event);
    if (event.key === "Escape") end("Nothing was changed.");
    if (event.key === "Escape" || chord === "" || event.isComposing) return;
    const why = refusal(desk, change, chord, event);
    if (why) say(why);
    else take(change, chord);
  };
  return {
    desk,
    now: now.value,
    begin: (line) => ask({ line, chords: [] }),
    press,
    end: () => now.peek() && end(),
    reset: (line) => say(desk.keys.reset(line) || `“${line.says}” is as it was at first.`),
  };
}

function CommandLine({ line, changing }: { line: Line; changing: Changing }): JSX.Element {
  const { keys } = changing.desk;
  const here = changing.now?.line === line;
  const own = keys.changed(line);
  const chords = line.bindings.flatMap((one) => keys.chords(one));
  const button = useRef<HTMLButtonElement>(null);
  const reset = (): void => {
    changing.reset(line);
    button.current?.focus();
  };
  return (
    <div class={here ? "line asked" : "line"}>
      <Keys chords={line.brief && !own ? [line.brief] : chords} />
      <dd>{line.says}</dd>
      <dd class="change">
        {own && (
          <button type="button" class="button quiet" aria-label={`Reset ${line.says}`} onClick={reset}>
            Reset
          </button>
        )}
        <button
          ref={button}
          type="button"
          class="button quiet"
          aria-label={here ? `Press a key for ${line.says}` : `Change ${line.says}`}
          onClick={() => changing.begin(line)}
          onKeyDown={changing.press}
          onKeyUp={(event) => here && swallow(event)}
          onBlur={changing.end}
        >
          {here ? "Press a key" : "Change"}
        </button>
      </dd>
    </div>
  );
}

/** Labels' keys belong to the project. One that a command has is not the label's, and the line says so. */
function LabelKeys({ desk }: { desk: Desk }): JSX.Element {
  const { keys } = desk;
  const lines = desk.session.labels.value
    .map((label, place) => ({ label, chord: keys.labelChord(label, place), taker: keys.taker(label) }))
    .filter((one) => one.chord || one.taker);
  return (
    <>
      {lines.map(({ label, chord, taker }) => (
        <div class="line" key={label.id}>
          <Keys chords={chord ? [chord] : []} />
          <dd>
            <i class="swatch" style={{ background: label.color }} /> <bdi>{label.path}</bdi>
          </dd>
          {taker && (
            <dd class="why">
              Its own key {shown(label.key)} is that of “{taker}”.
            </dd>
          )}
        </div>
      ))}
    </>
  );
}

/** For a shared computer. It asks again when something would be lost that is nowhere else. */
function Forget({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const step = useSignal<"ask" | "sure" | "done">("ask");
  const unsaved = session.saving.value.count;
  const press = (): void => {
    if (session.saving.peek().count > 0 && step.value === "ask") step.value = "sure";
    else
      void session.forgetBrowser().then(() => {
        step.value = "done";
      });
  };
  const says = {
    ask: "Answers stay in this browser only until the kernel has them.",
    sure: `${count(unsaved, "answer")} not yet saved: forget them if this page closes before they are?`,
    done: "Nothing is kept in this browser now.",
  };
  return (
    <>
      <p role="status">{says[step.value]}</p>
      <button type="button" class="button" onClick={press}>
        {step.value === "sure" ? "Forget all the same" : "Forget this browser"}
      </button>
    </>
  );
}

/** What is always so: no key of it can be changed. */
function Fixed({ title, lines }: { title: string; lines: readonly FixedLine[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map(([what, says]) => (
          <div class="line" key={what}>
            <dt>{what}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What happened to the keys, and the way back to all of them as they came. */
function Told({ desk, text, say }: { desk: Desk; text: string; say(text: string): void }): JSX.Element {
  const own = Object.keys(desk.keys.own.value).length > 0;
  const bar = useRef<HTMLDivElement>(null);
  const reset = (): void => {
    bar.current?.closest<HTMLElement>("[role=dialog]")?.focus();
    desk.keys.reset();
    say("All keys are as they were at first.");
  };
  return (
    <div class="told" ref={bar}>
      <p role="status" aria-label="Keys">
        {text || "Keys that you change hold for every project in this browser."}
      </p>
      {own && (
        <button type="button" class="button quiet" onClick={reset}>
          Reset all keys
        </button>
      )}
    </div>
  );
}

export function Shortcuts({ desk }: { desk: Desk }): JSX.Element {
  const task = desk.session.project.value?.task ?? "";
  const thing = thingOf(desk.session);
  const text = useSignal("");
  const say = (said: string): void => {
    text.value = said;
  };
  const changing = useChanging(desk, say);
  useLayoutEffect(() => desk.keys.reread(), [desk]);
  const fits = (line: Line): boolean =>
    line.bindings.every((one) => one.tasks === undefined || one.tasks.includes(task));
  return (
    <Sheet
      desk={desk}
      name="Keyboard shortcuts"
      onClose={() => desk.close()}
      above={<Told desk={desk} text={text.value} say={say} />}
      actions={<Forget desk={desk} />}
    >
      <div class="keys">
        {groupsOf(task, thing).map((group) => (
          <section key={group}>
            <h3>{group.replace("picture", thing)}</h3>
            <dl>
              {SHEET.filter((line) => line.group === group && fits(line)).map((line) => (
                <CommandLine key={line.says} line={line} changing={changing} />
              ))}
              {group === "Label" && <LabelKeys desk={desk} />}
            </dl>
          </section>
        ))}
        {fixedIn(task, thing).map(([title, lines]) => (
          <Fixed key={title} title={title} lines={lines} />
        ))}
      </div>
    </Sheet>
  );
}
