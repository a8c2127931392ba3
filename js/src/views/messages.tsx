/** What the widget says: standing facts about the project, notices with buttons, and pages without pictures. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { Notice, ProjectView } from "../session/types";
import type { Desk } from "./desk";
import { Action, ICONS, Icon, number } from "./parts";

const STATUS: Record<ProjectView["status"], string> = {
  running: "",
  paused: "This project is paused. It takes no answers until its owner resumes it.",
  complete: "This project is complete. It takes no more answers.",
};

/** Facts that hold for long: they take room instead of lying over the work. */
export function Banner({ desk }: { desk: Desk }): JSX.Element | null {
  const hidden = useSignal(false);
  const project = desk.session.project.value;
  if (!project) return null;
  const status = STATUS[project.status];
  if (status) return <div class="banner warn">{status}</div>;
  if (project.durable || hidden.value) return null;
  return (
    <div class="banner">
      <span>
        The disk of this place ends with the session. Keep a copy elsewhere:{" "}
        <code>project.backup("{project.name}.nblabel")</code>
      </span>
      <button type="button" class="button icon" aria-label="Close" onClick={() => (hidden.value = true)}>
        <Icon path={ICONS.close} />
      </button>
    </div>
  );
}

function Card({ desk, notice }: { desk: Desk; notice: Notice }): JSX.Element {
  return (
    <div class={`notice ${notice.tone}`} role="alert">
      <p dir="auto">{notice.text}</p>
      <div>
        {notice.actions.map((action) => (
          <button type="button" class="button" key={action.name} onClick={() => action.run()}>
            {action.name}
          </button>
        ))}
        <button
          type="button"
          class="button icon"
          aria-label="Dismiss"
          onClick={() => desk.session.dismiss(notice.id)}
        >
          <Icon path={ICONS.close} />
        </button>
      </div>
    </div>
  );
}

export function Notices({ desk }: { desk: Desk }): JSX.Element | null {
  const notices = desk.session.notices.value;
  if (notices.length === 0) return null;
  return (
    <div class="notices">
      {notices.map((notice) => (
        <Card key={notice.id} desk={desk} notice={notice} />
      ))}
    </div>
  );
}

function Message({
  title,
  children,
  ...rest
}: {
  title: string;
  children: ComponentChildren;
  role?: "status" | "alert";
  "aria-label"?: string;
}): JSX.Element {
  return (
    <div class="message" {...rest}>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}

function Done({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const progress = session.progress.value;
  const name = session.project.value?.name ?? "answers";
  const skipped = progress?.skipped ? ` ${number(progress.skipped)} were skipped.` : "";
  return (
    <Message role="status" aria-label="Done" title="All done">
      <p>
        No picture is left for you: {number(progress?.submitted ?? 0)} are answered.{skipped}
      </p>
      <p>Next, in a cell:</p>
      <pre>
        {`project.annotations()                    # a table\nproject.export("csv", ${JSON.stringify(`${name}.csv`)})`}
      </pre>
      <div class="actions">
        <Action desk={desk} command="previous" name="Look back" possible={session.canPrevious.value} />
      </div>
    </Message>
  );
}

function Empty(): JSX.Element {
  return (
    <Message title="Nothing to label yet">
      <p>This project has no pictures. Add some in a cell:</p>
      <pre>project.add("photos/")</pre>
    </Message>
  );
}

/** Quiet places where the pictures will be, and after a while the reason for waiting. */
function Opening({ desk }: { desk: Desk }): JSX.Element {
  const { rows, columns } = desk.session.shape.value;
  return (
    <div class="opening" style={{ gridTemplate: `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)` }}>
      {Array.from({ length: rows * columns }, (_, i) => (
        <i key={i} />
      ))}
      <p>Waiting for the kernel. If this lasts, run the cell again.</p>
    </div>
  );
}

/** What is shown in place of a page, or null while there is one. */
export function Instead({ desk }: { desk: Desk }): JSX.Element | null {
  const { session } = desk;
  const phase = session.phase.value;
  if (phase === "opening") return <Opening desk={desk} />;
  if (phase === "failed") {
    return (
      <Message role="alert" title="This project cannot be shown">
        <p dir="auto">{session.trouble.value}</p>
      </Message>
    );
  }
  if (session.progress.value?.total === 0) return <Empty />;
  return phase === "done" ? <Done desk={desk} /> : null;
}
