/** The three dialogs: instructions, the shortcut sheet (drawn from the key table), and skipping with a note. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Line, labelChord, SHEET, shown } from "../input/keymap";
import type { Desk } from "./desk";
import { count, Key } from "./parts";
import { Sheet } from "./sheet";

function Markdown({ text }: { text: string }): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Two libraries that only instructions need: they are not evaluated before the first page is there.
    void import("./markdown").then(({ renderMarkdown }) =>
      body.current?.replaceChildren(renderMarkdown(text)),
    );
  }, [text]);
  return <div class="prose" dir="auto" ref={body} />;
}

/** The address when the instructions are nothing but a link, else null. */
function onlyLink(text: string): string | null {
  const trimmed = text.trim();
  return /^https?:\/\/\S+$/i.test(trimmed) ? trimmed : null;
}

function Instructions({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const text = session.project.value?.instructions ?? "";
  const link = onlyLink(text);
  const first = session.phase.value === "instructions";
  const start = (): void => {
    desk.dialog.value = null;
    session.start();
  };
  const close = (): void => desk.close();
  return (
    <Sheet
      desk={desk}
      name="Instructions"
      onClose={first ? undefined : close}
      actions={
        <button type="button" class="button primary" data-first onClick={first ? start : close}>
          {first ? "Start labeling" : "Close"}
        </button>
      }
    >
      {link && (
        <p>
          The instructions are on a page of their own:{" "}
          <a href={link} target="_blank" rel="noopener noreferrer">
            {link}
          </a>
        </p>
      )}
      {!link && text && <Markdown text={text} />}
      {!text && (
        <p>
          Nobody has written instructions yet. In a cell: <code>project.instructions = "# How to label"</code>
        </p>
      )}
    </Sheet>
  );
}

const GROUPS: readonly Line["group"][] = ["Label", "Choose pictures", "Answer", "Look around"];

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

function LabelKeys({ desk }: { desk: Desk }): JSX.Element {
  const keyed = desk.session.labels.value.map((label, place) => ({ label, chord: labelChord(label, place) }));
  return (
    <>
      {keyed
        .filter((one) => one.chord)
        .map(({ label, chord }) => (
          <div class="line" key={label.id}>
            <Keys chords={[chord]} />
            <dd>
              <i class="swatch" style={{ background: label.color }} /> <bdi>{label.path}</bdi>
            </dd>
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

function Shortcuts({ desk }: { desk: Desk }): JSX.Element {
  const task = desk.session.project.value?.task ?? "";
  const fits = (line: Line): boolean =>
    line.bindings.every((one) => one.task === undefined || one.task === task);
  return (
    <Sheet
      desk={desk}
      name="Keyboard shortcuts"
      onClose={() => desk.close()}
      actions={<Forget desk={desk} />}
    >
      <div class="keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {SHEET.filter((line) => line.group === group && fits(line)).map((line) => (
                <div class="line" key={line.says}>
                  <Keys chords={line.brief ? [line.brief] : line.bindings.flatMap((one) => one.chords)} />
                  <dd>{line.says}</dd>
                </div>
              ))}
              {group === "Label" && <LabelKeys desk={desk} />}
            </dl>
          </section>
        ))}
        <section>
          <h3>Pointer</h3>
          <dl>
            {POINTER.map(([what, says]) => (
              <div class="line" key={what}>
                <dt>{what}</dt>
                <dd>{says}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  );
}

const POINTER: readonly (readonly [string, string])[] = [
  ["Click", "Select that one alone"],
  ["Ctrl click", "Select, or no more"],
  ["Shift click", "Select up to here"],
  ["Drag", "Select by a rectangle"],
  ["Double click", "Open large, and back"],
];

const REASONS = ["No label fits", "Cannot tell", "Bad picture"];

function Note({ desk, item }: { desk: Desk; item: string | undefined }): JSX.Element {
  const { session } = desk;
  const info = item === undefined ? null : session.item(item).value;
  const text = useSignal(info?.answer.note ?? "");
  const many = Math.max(1, session.selected.value.size);
  const keep = (note: string): void => {
    if (item === undefined) session.skip(note);
    else session.note(item, note);
    desk.close();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    keep(text.value.trim());
  };
  return (
    <Sheet
      desk={desk}
      name={item === undefined ? "Skip with a note" : "Why it was skipped"}
      onClose={() => desk.close()}
    >
      <form onSubmit={submit}>
        <p>
          {item === undefined ? `${count(many, "picture")} will be skipped` : <bdi>{info?.name ?? item}</bdi>}
          . The reason stays with the answer.
        </p>
        <div class="reasons">
          {REASONS.map((reason) => (
            <button type="button" class="button" key={reason} onClick={() => keep(reason)}>
              {reason}
            </button>
          ))}
        </div>
        <input
          data-first
          type="text"
          dir="auto"
          aria-label="Reason"
          placeholder="Or in your own words"
          value={text}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <footer>
          <button type="button" class="button" onClick={() => desk.close()}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            {item === undefined ? "Skip" : "Keep"}
          </button>
        </footer>
      </form>
    </Sheet>
  );
}

export function Dialogs({ desk }: { desk: Desk }): JSX.Element | null {
  const open = desk.dialog.value;
  if (open?.kind === "shortcuts") return <Shortcuts desk={desk} />;
  if (open?.kind === "note") return <Note desk={desk} item={open.item} />;
  if (open?.kind === "instructions" || desk.session.phase.value === "instructions")
    return <Instructions desk={desk} />;
  return null;
}
