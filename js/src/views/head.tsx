/** The head: what this is, how it is looked through, whether it is saved, and the rooms that fold. */

import type { JSX } from "preact";
import type { Saving } from "../session/types";
import type { Desk } from "./desk";
import { Looking } from "./looking";
import { Badge } from "./paging";
import { Action, ICONS, Icon } from "./parts";
import { RefreshData } from "./refresh";

const TASKS: Record<string, string> = { multiclass: "one label each", multilabel: "any number of labels" };

export function savingText({ state, count }: Saving): string {
  if (state === "saved") return "Saved";
  if (state === "saving") return `Saving ${count}`;
  return `${state === "kept" ? "Kept here" : "In this page only"}: ${count} not yet saved`;
}

function SavingStatus({ desk }: { desk: Desk }): JSX.Element {
  const saving = desk.session.saving.value;
  // Every key would be read out otherwise; only trouble is worth interrupting for.
  const live = saving.state === "kept" || saving.state === "page" ? "polite" : "off";
  return (
    <span
      class={`status ${saving.state}`}
      role="status"
      aria-label="Saving"
      aria-live={live}
      title={saving.why || undefined}
    >
      {savingText(saving)}
    </span>
  );
}

function About({ desk }: { desk: Desk }): JSX.Element {
  const project = desk.session.project.value;
  const one = desk.board.value.open.value || desk.reader.on.value;
  const key = one ? desk.large.key.value : null;
  const name = key === null ? "" : (desk.session.item(key).value?.name ?? key);
  return (
    <>
      <h1 title={project?.name}>
        <bdi>{project?.name ?? "nblabel"}</bdi>
      </h1>
      {name ? (
        <span class="chip item" title={name}>
          <bdi>{name}</bdi>
        </span>
      ) : (
        <Badge desk={desk}>
          {project && <span class="chip task">{TASKS[project.task] ?? project.task}</span>}
        </Badge>
      )}
      {project?.annotator && (
        <span class="chip who" title="Answers are kept under this name">
          as{" "}
          <b>
            <bdi>{project.annotator}</bdi>
          </b>
        </span>
      )}
    </>
  );
}

/** The button that folds a room away, or opens it. */
function Fold({ desk, room, name }: { desk: Desk; room: "palette" | "side"; name: string }): JSX.Element {
  return (
    <button
      type="button"
      class="button icon"
      aria-label={name}
      aria-expanded={desk.rooms[room].value}
      title={name}
      onClick={() => desk.rooms.fold(room)}
    >
      <Icon path={ICONS[room]} />
    </button>
  );
}

/** Where answers are drawn: all items, or one of them on the stage or in the reader. */
function Ways({ desk }: { desk: Desk }): JSX.Element | null {
  if (!desk.marks.value) return null;
  const large = desk.session.large.value !== null;
  const way = (name: string, on: boolean): JSX.Element => (
    <button
      type="button"
      aria-pressed={on}
      title={on ? undefined : `${name} (${desk.keys.hint("large")})`}
      onClick={() => on || desk.run("large")}
    >
      {name}
    </button>
  );
  return (
    <fieldset class="ways-of-seeing" aria-label="View">
      {way("Grid", !large)}
      {way(desk.reader.on.value ? "Text" : "Image", large)}
    </fieldset>
  );
}

export function Head({ desk }: { desk: Desk }): JSX.Element {
  const why = desk.session.saving.value.why;
  const open = desk.board.value.open.value;
  const drawn = desk.reader.on.value ? "Spans" : "Regions";
  const side = open ? drawn : "Progress by label";
  return (
    <div class={open ? "head one" : "head"}>
      <Fold desk={desk} room="palette" name="Label list" />
      <About desk={desk} />
      <span class="space" />
      {why && <span class="chip warn">{why}</span>}
      <SavingStatus desk={desk} />
      <Looking desk={desk}>
        <Ways desk={desk} />
      </Looking>
      <RefreshData desk={desk} />
      <Action desk={desk} command="instructions" name="Instructions" look="icon">
        <Icon path={ICONS.book} />
      </Action>
      <Action desk={desk} command="shortcuts" name="Keyboard shortcuts" look="icon">
        ?
      </Action>
      <Fold desk={desk} room="side" name={side} />
    </div>
  );
}
