/** The side room: how the answers are spread over the labels. */

import type { JSX } from "preact";
import type { LabelInfo } from "../wire/protocol";
import type { Desk } from "./desk";
import { tally } from "./foot";
import { JobsRoom, useEnds } from "./job-list";
import { scarce } from "./labels";
import { ByLabel } from "./learning-labels";
import { LearningRoom } from "./learning-room";
import { number } from "./parts";
import { ago } from "./refresh";
import { Regions } from "./regions";
import { useScrollStop } from "./scrolling";
import { Spans } from "./spans";

/** More labels than this are shown as the most and the least answered only. */
const SHOWN = 12;

function Bar({ label, n, most }: { label: LabelInfo; n: number; most: number }): JSX.Element {
  return (
    <li title={label.path}>
      <bdi class="text">{label.name}</bdi>
      <span class="amount">{number(n)}</span>
      <i class="track">
        <i style={{ width: `${most ? (100 * n) / most : 0}%`, background: label.color }} />
      </i>
    </li>
  );
}

function Hint({ labels }: { labels: readonly LabelInfo[] }): JSX.Element | null {
  if (labels.length === 0) return null;
  const names = labels.slice(0, 3).map((label) => label.name);
  const more = labels.length > 3 ? ` and ${labels.length - 3} more` : "";
  return (
    <p class="hint">
      <bdi>{names.join(", ")}</bdi>
      {more} {labels.length === 1 ? "has" : "have"} few answers.
    </p>
  );
}

export function Side({ desk }: { desk: Desk }): JSX.Element | null {
  const box = useScrollStop<HTMLElement>();
  useEnds(desk);
  const progress = desk.session.progress.value;
  const labels = desk.session.labels.value;
  if (!desk.rooms.side.value) return null;
  if (desk.reader.open.value)
    return (
      <aside class="side" aria-label="Spans of the document" ref={box}>
        <Spans desk={desk} />
        <JobsRoom desk={desk} door />
      </aside>
    );
  if (desk.stage.open.value)
    return (
      <aside class="side" aria-label="Regions of the image" ref={box}>
        <Regions desk={desk} />
        <JobsRoom desk={desk} door />
      </aside>
    );
  const counts = progress?.per_label ?? {};
  const of = (label: LabelInfo): number => counts[label.id] ?? 0;
  const most = Math.max(0, ...labels.map(of));
  const listed = labels.length <= SHOWN ? labels : labels.toSorted((a, b) => of(b) - of(a)).slice(0, SHOWN);
  const { done, all } = progress ? tally(progress) : { done: 0, all: 0 };
  const byLabel = labels.length > 0 && (
    <section class="card">
      <h2>
        By label
        {labels.length > SHOWN && <span>the first {SHOWN}</span>}
      </h2>
      <ul>
        {listed.map((label) => (
          <Bar key={label.id} label={label} n={of(label)} most={most} />
        ))}
      </ul>
      <Hint labels={scarce(labels, counts)} />
    </section>
  );
  const learnt = desk.session.learning.training.value.per_label.length > 0;
  return (
    <aside class="side" aria-label="Progress by label" ref={box}>
      <JobsRoom desk={desk} />
      <LearningRoom desk={desk} byLabel={learnt ? <ByLabel desk={desk} /> : byLabel || null} />
      {progress && (
        <section class="card">
          <h2>Labelled</h2>
          <p class="big">{number(done)}</p>
          <p>
            of {number(all)}
            {progress.skipped > 0 && `, ${number(progress.skipped)} of them skipped`}
            {progress.broken > 0 && `; ${number(progress.broken)} cannot be shown`}
          </p>
          {progress.last_refresh && (
            <p title={new Date(progress.last_refresh).toLocaleString()}>
              Data refreshed {ago(progress.last_refresh)}
            </p>
          )}
        </section>
      )}
    </aside>
  );
}
