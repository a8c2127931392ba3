/** What the widget says: standing facts about the project, notices with buttons, and pages without pictures. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { filters, through } from "../session/query";
import type { BackupFile, Notice, ProjectView } from "../session/types";
import type { Desk } from "./desk";
import { clearFilter } from "./looking";
import { Action, count, ICONS, Icon, number } from "./parts";
import { RefreshData } from "./refresh";
import { useScrollStop } from "./scrolling";
import { addingOf, thingOf } from "./words";

const STATUS: Record<ProjectView["status"], string> = {
  running: "",
  paused: "This project is paused. It takes no answers until its owner resumes it.",
  complete: "This project is complete. It takes no more answers.",
};

/** Hands a file to the browser, which asks where it shall be, or knows. */
function download({ name, content }: BackupFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Download({ desk }: { desk: Desk }): JSX.Element {
  const { upkeep } = desk.session;
  const copied = upkeep.copied.value;
  const press = async (): Promise<void> => {
    const file = await upkeep.backup();
    if (!file) return;
    download(file);
    desk.said.value = `The backup is in your downloads: ${file.name}`;
  };
  return (
    <>
      {copied !== null && <span class="figures">{Math.round(100 * copied)} %</span>}
      <button type="button" class="button" aria-disabled={copied !== null} onClick={() => void press()}>
        Download backup
      </button>
    </>
  );
}

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
      <span>The disk of this place ends with the session. Keep a copy of the project elsewhere.</span>
      <span class="actions">
        <Download desk={desk} />
        <button type="button" class="button icon" aria-label="Close" onClick={() => (hidden.value = true)}>
          <Icon path={ICONS.close} />
        </button>
      </span>
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

/** What is said in passing goes by itself, after milliseconds enough to read it twice. */
const SAID_FOR = 8_000;

/** Why a key did nothing, what a refresh found: said over the pictures' lower edge, and gone with the next act. */
export function Said({ desk }: { desk: Desk }): JSX.Element {
  const text = desk.said.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      desk.said.value = "";
    }, SAID_FOR);
    return () => clearTimeout(timer);
  }, [desk, text]);
  return (
    <p class="said" aria-live="polite">
      {text}
    </p>
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
  const box = useScrollStop<HTMLDivElement>();
  return (
    <div class="message" ref={box} {...rest}>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}

/** A way to what the queue does not serve, offered where there is any of it. */
function ShowThem({
  desk,
  state,
  n,
}: {
  desk: Desk;
  state: "skipped" | "broken";
  n: number;
}): JSX.Element | null {
  if (n === 0) return null;
  const name = state === "skipped" ? "Show the skipped" : "Show the broken";
  const show = (): void => desk.session.arrange(through({ state: [state] }));
  return (
    <button type="button" class="button" onClick={show}>
      {name}
    </button>
  );
}

function Done({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const progress = session.progress.value;
  const name = session.project.value?.name ?? "answers";
  const [skipped, broken] = [progress?.skipped ?? 0, progress?.broken ?? 0];
  return (
    <Message role="status" aria-label="Done" title="All done">
      <p>
        No {thingOf(session)} is left for you: {number(progress?.submitted ?? 0)} are answered
        {skipped > 0 && `, ${number(skipped)} skipped`}
        {broken > 0 && `, ${number(broken)} cannot be shown`}.
      </p>
      <p>Next, in a cell:</p>
      <pre>
        {`project.annotations()                    # a table\nproject.export("csv", ${JSON.stringify(`${name}.csv`)})`}
      </pre>
      <div class="actions">
        <Action desk={desk} command="previous" name="Look back" possible={session.canPrevious.value} />
        <ShowThem desk={desk} state="skipped" n={skipped} />
        <ShowThem desk={desk} state="broken" n={broken} />
      </div>
    </Message>
  );
}

function Empty({ desk }: { desk: Desk }): JSX.Element {
  const sources = desk.session.progress.value?.sources ?? 0;
  const thing = thingOf(desk.session);
  return (
    <Message title="Nothing to label yet">
      <p>
        {sources > 0
          ? `There is no ${thing} in ${sources === 1 ? "the source" : `the ${sources} sources`} of this project. Put some there and refresh, or add others in a cell:`
          : `This project has no ${thing}s. Add some in a cell:`}
      </p>
      <pre>{addingOf(thing)}</pre>
      {sources > 0 && (
        <div class="actions">
          <RefreshData desk={desk} words />
        </div>
      )}
    </Message>
  );
}

/** The filter lets nothing through. */
function NoMatch({ desk }: { desk: Desk }): JSX.Element {
  const n = filters(desk.session.query.value.where).length;
  return (
    <Message role="status" aria-label="No match" title="Nothing matches">
      <p>
        None of the {count(desk.session.progress.value?.total ?? 0, thingOf(desk.session))} is let through by
        the {count(n, "filter")}.
      </p>
      <FilterWays desk={desk} />
    </Message>
  );
}

/** All pages of what a filter found have been seen. */
function Seen({ desk, found }: { desk: Desk; found: number }): JSX.Element {
  return (
    <Message role="status" aria-label="Done" title="That was all">
      <p>The last page of {count(found, thingOf(desk.session))} that match the filter is behind you.</p>
      <FilterWays desk={desk}>
        <Action desk={desk} command="previous" name="Look back" possible={desk.session.canPrevious.value} />
      </FilterWays>
    </Message>
  );
}

function FilterWays({ desk, children }: { desk: Desk; children?: ComponentChildren }): JSX.Element {
  const change = (): void => {
    desk.dialog.value = { kind: "filter" };
  };
  return (
    <div class="actions">
      {children}
      <button type="button" class="button" onClick={() => clearFilter(desk)}>
        Clear filter
      </button>
      <button type="button" class="button" onClick={change}>
        Change filter
      </button>
    </div>
  );
}

/** Quiet places where the pictures will be, and after a while the reason for waiting. */
function Opening({ desk }: { desk: Desk }): JSX.Element {
  const wall = desk.session.layout.value === "wall";
  const { rows, columns } = wall ? { rows: 4, columns: 7 } : desk.session.shape.value;
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
  if (session.progress.value?.total === 0) return <Empty desk={desk} />;
  const found = session.arranged.value?.count;
  if (filters(session.query.value.where).length > 0 && found !== undefined) {
    if (found === 0) return <NoMatch desk={desk} />;
    return phase === "done" ? <Seen desk={desk} found={found} /> : null;
  }
  return phase === "done" ? <Done desk={desk} /> : null;
}
