/** The head: what this is, how it is laid out, whether it is saved. */

import type { JSX } from "preact";
import { LAYOUTS, type Layout, type Saving } from "../session/types";
import type { Desk } from "./desk";
import { Action, ICONS, Icon } from "./parts";

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

function LayoutChoice({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  return (
    <select
      class="layout"
      aria-label="Layout"
      title="Layout: rows × columns"
      value={session.layout.value}
      onChange={(event) => {
        session.setLayout(event.currentTarget.value as Layout);
        desk.focusGrid();
      }}
    >
      {LAYOUTS.map((layout) => (
        <option key={layout} value={layout} selected={layout === session.layout.value}>
          {layout.replace("x", " × ")}
        </option>
      ))}
    </select>
  );
}

export function Head({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const project = session.project.value;
  const why = session.saving.value.why;
  const open = desk.side.value;
  return (
    <header class="head">
      <h1 title={project?.name}>
        <bdi>{project?.name ?? "nblabel"}</bdi>
      </h1>
      {project && <span class="chip task">{TASKS[project.task] ?? project.task}</span>}
      {project?.annotator && (
        <span class="chip who" title="Answers are kept under this name">
          as{" "}
          <b>
            <bdi>{project.annotator}</bdi>
          </b>
        </span>
      )}
      <span class="space" />
      {why && <span class="chip warn">{why}</span>}
      <SavingStatus desk={desk} />
      <LayoutChoice desk={desk} />
      <Action desk={desk} command="instructions" name="Instructions" look="icon">
        <Icon path={ICONS.book} />
      </Action>
      <button
        type="button"
        class="button icon"
        aria-label="Progress by label"
        aria-expanded={open}
        title="Progress by label"
        onClick={() => {
          desk.sideChosen.value = !open;
        }}
      >
        <Icon path={ICONS.side} />
      </button>
      <Action desk={desk} command="shortcuts" name="Keyboard shortcuts" look="icon">
        ?
      </Action>
    </header>
  );
}
