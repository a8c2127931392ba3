/** What kind of page this is, and what the next ones shall be. */

import type { ComponentChildren, JSX } from "preact";
import { isEverything } from "../session/query";
import type { Mode } from "../session/types";
import type { Desk } from "./desk";
import { number } from "./parts";

const MODES: Record<Mode, string> = {
  automatic: "Automatic",
  confirm: "Confirm prelabels",
  teach: "Teach the model",
};

const BADGES = {
  clustered: { name: "Clustered", says: "These look alike: select all and label them at once" },
  prelabelled: {
    name: "Prelabelled",
    says: "Filled in with the promise: Submit accepts what you leave as it is",
  },
};

/** What the page is made of, where it is made of what was learnt; else what is given. */
export function Badge({ desk, children }: { desk: Desk; children: ComponentChildren }): JSX.Element {
  const { kind, training } = desk.session.learning;
  const now = kind.value;
  const [first = 0] = desk.session.query.value.where.run;
  const job = desk.session.jobs.all.value.find(({ run }) => run > 0 && run === first);
  if (job)
    return (
      <span class="chip made" role="note" aria-label="Auto-labelled" title={job.model}>
        <b>Auto-labelled</b> <span>job {job.id}</span>
      </span>
    );
  if (now !== "clustered" && now !== "prelabelled") return <>{children}</>;
  const { name, says } = BADGES[now];
  const { run } = training.value;
  return (
    <span class="chip made" role="note" aria-label={name} title={says}>
      <b>{name}</b>
      {now === "prelabelled" && run > 0 && <span>run {number(run)}</span>}
    </span>
  );
}

export function NextPages({ desk }: { desk: Desk }): JSX.Element | null {
  const { learning, query, layout } = desk.session;
  if (!learning.on.value) return null;
  const queued = isEverything(query.value) && layout.value !== "wall";
  const why = queued ? "Next pages" : "Next pages: only in work order, on pages";
  return (
    <select
      class="choice"
      aria-label="Next pages"
      title={why}
      disabled={!queued}
      value={learning.mode.value}
      onChange={(event) => {
        learning.setMode(event.currentTarget.value as Mode);
        desk.focusGrid();
      }}
    >
      {(Object.keys(MODES) as Mode[]).map((mode) => (
        <option key={mode} value={mode} selected={mode === learning.mode.value}>
          {MODES[mode]}
        </option>
      ))}
    </select>
  );
}
