/** Which dialog is open; instructions and skipping with a note are here, the larger ones in files of their own. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "./desk";
import { Filter } from "./filter";
import { JobSheet } from "./job-list";
import { NameSheet } from "./job-names";
import { AutoLabel } from "./job-sheet";
import { count } from "./parts";
import { prose } from "./prose";
import { Sheet } from "./sheet";
import { Shortcuts } from "./shortcuts";
import { SuggestionsSheet } from "./suggestions-sheet";
import { reasonsOf, thingOf } from "./words";

/** The kernel reads the Markdown; when it cannot now, the text is shown as it was written. */
function Markdown({ desk, text }: { desk: Desk; text: string }): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let wanted = true;
    const show = (...nodes: (Node | string)[]): void => {
      if (wanted) body.current?.replaceChildren(...nodes);
    };
    desk.session.guide().then(
      (nodes) => show(...nodes.map(prose)),
      () => show(text),
    );
    return () => {
      wanted = false;
    };
  }, [desk, text]);
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
      {!link && text && <Markdown desk={desk} text={text} />}
      {!text && (
        <p>
          Nobody has written instructions yet. In a cell: <code>project.instructions = "# How to label"</code>
        </p>
      )}
    </Sheet>
  );
}

function Note({ desk, item }: { desk: Desk; item: string | undefined }): JSX.Element {
  const { session } = desk;
  const info = item === undefined ? null : session.item(item).value;
  const text = useSignal(info?.answer.note ?? "");
  const many = Math.max(1, session.selected.value.size);
  const thing = thingOf(session);
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
          {item === undefined ? `${count(many, thing)} will be skipped` : <bdi>{info?.name ?? item}</bdi>}.
          The reason stays with the answer.
        </p>
        <div class="reasons">
          {reasonsOf(thing).map((reason) => (
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
        <div class="ways">
          <button type="button" class="button" onClick={() => desk.close()}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            {item === undefined ? "Skip" : "Keep"}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

export function Dialogs({ desk }: { desk: Desk }): JSX.Element | null {
  const open = desk.dialog.value;
  if (open?.kind === "filter") return <Filter desk={desk} />;
  if (open?.kind === "suggestions") return <SuggestionsSheet desk={desk} />;
  if (open?.kind === "autolabel") return <AutoLabel desk={desk} page={open.page} />;
  if (open?.kind === "names") return <NameSheet desk={desk} />;
  if (open?.kind === "job") return <JobSheet desk={desk} id={open.job} />;
  if (open?.kind === "shortcuts") return <Shortcuts desk={desk} />;
  if (open?.kind === "note") return <Note desk={desk} item={open.item} />;
  if (open?.kind === "instructions" || desk.session.phase.value === "instructions")
    return <Instructions desk={desk} />;
  return null;
}
