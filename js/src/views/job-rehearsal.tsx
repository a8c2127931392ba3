/** How a rehearsal went: precision and recall of each label on what people answered, and where they disagree. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Details, JobInfo, Rehearsed } from "../wire/protocol";
import type { Desk } from "./desk";
import { spentSaid } from "./job-words";
import { ofShares, percent } from "./learning-curve";
import { Bar, count, number } from "./parts";

const said = (part: number | null): string => (part === null ? "–" : percent(part));

/** Label by label, and last, as the label 0, all of them together. */
function Table({ desk, rows }: { desk: Desk; rows: readonly Rehearsed[] }): JSX.Element {
  const labels = desk.session.labelsById.value;
  const ordered = rows.toSorted((a, b) => Number(a.label === 0) - Number(b.label === 0));
  return (
    <table aria-label="Rehearsal">
      <thead>
        <tr>
          {["Label", "Answers", "Precision", "Recall"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ordered.map(({ label, count: n, precision, low, high, recall }) => (
          <tr key={label} class={label ? "" : "all"}>
            <th scope="row">
              <bdi>{label ? labels.get(label)?.path : "All"}</bdi>
            </th>
            <td>{number(n)}</td>
            <td>
              {said(precision)} {ofShares(low, high)}
            </td>
            <td>{said(recall)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Items, each with what is to be said of it; its name is the way to it. */
function Lines({ desk, of }: { desk: Desk; of: readonly (readonly [string, string])[] }): JSX.Element {
  const show = (item: string): void => {
    desk.close();
    desk.session.show(item);
  };
  return (
    <ul class="instances">
      {of.map(([item, text]) => (
        <li key={item}>
          <button type="button" class="link" onClick={() => show(item)}>
            <bdi>{item}</bdi>
          </button>
          <p dir="auto">{text}</p>
        </li>
      ))}
    </ul>
  );
}

/** What came of a job: its rehearsal, where people answered otherwise, and what it could not do. */
export function Outcome({ desk, job }: { desk: Desk; job: JobInfo }): JSX.Element {
  const told = useSignal<Details | null>(null);
  const { id, rehearsal, rehearsing, failed, done, total, reason, state } = job;
  // There is more to tell when these have changed.
  useEffect(() => {
    let current = true;
    desk.session.jobs.details(id).then(
      (details) => {
        if (current) told.value = details;
      },
      () => undefined, // The figures are here all the same.
    );
    return () => {
      current = false;
    };
  }, [desk, id, failed, rehearsal.length]);
  const box = useRef<HTMLDivElement>(null);
  // It stands below what was chosen, out of sight in most widgets: when it begins, and when it has come to something.
  useLayoutEffect(() => box.current?.scrollIntoView?.({ block: "nearest" }), [rehearsing]);
  const others = told.value?.disagreements ?? [];
  const undone = told.value?.failed ?? [];
  const spent = spentSaid(job);
  return (
    <div class="outcome" ref={box}>
      {rehearsing && (
        <>
          <p role="status">Rehearsing on what people answered</p>
          <Bar name="Rehearsed" done={done} all={total} />
        </>
      )}
      {reason && (
        <p class={state === "failed" ? "error" : "warned"} role="status">
          {reason}
        </p>
      )}
      {rehearsal.length > 0 && <Table desk={desk} rows={rehearsal} />}
      {spent && <p class="hint">{spent}</p>}
      {others.length > 0 && <h3>{count(others.length, "disagreement")}</h3>}
      <Lines
        desk={desk}
        of={others.map((one) => [one.item, `answered ${one.answered}, the model said ${one.said}`])}
      />
      {failed > 0 && <h3>{number(failed)} failed</h3>}
      <Lines desk={desk} of={undone.map((one) => [one.item, one.reason])} />
    </div>
  );
}
