/** The jobs: how far each is, what it has spent, and what can be done with it and with what it suggests. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { through } from "../session/query";
import type { Job, JobInfo } from "../wire/protocol";
import type { Desk } from "./desk";
import { Outcome } from "./job-rehearsal";
import { AutoLabelDoor } from "./job-sheet";
import { endSaid, spentSaid, stateSaid } from "./job-words";
import { Amount, Attempt, Bar, count, number } from "./parts";
import { Sheet } from "./sheet";
import { thingOf } from "./words";

/** More than this are shown when they are asked for. */
const SHOWN = 2;
const BUSY = "The kernel is being asked.";

type Way = readonly [string, Job["act"]];

const WAYS: Partial<Record<JobInfo["state"], Way>> = {
  ready: ["Start", "start"],
  running: ["Pause", "pause"],
  paused: ["Resume", "resume"],
  failed: ["Resume", "resume"],
};

/** What can be done with a job now, in the words of its buttons. */
export function actsOf({ state, live, rehearsing, failed }: JobInfo): readonly Way[] {
  const way = WAYS[state];
  // What is suggested for each page is begun and ended by the switch.
  if (live) return [];
  if (!way) return state === "done" && failed > 0 ? [["Ask failed ones again", "resume"]] : [];
  return [...(rehearsing ? [] : [way]), ["Cancel", "cancel"]];
}

/** What it suggests: the way there, and judging all of what is shown of it. */
function Suggested({ desk, job }: { desk: Desk; job: JobInfo }): JSX.Element | null {
  const { session } = desk;
  const { run, suggested } = job;
  if (run === 0) return null;
  const found = session.arranged.value?.count ?? 0;
  const judge = (how: "accept" | "reject"): JSX.Element => {
    const name = `${how === "accept" ? "Accept" : "Reject"} all filtered`;
    const act = (): void => session.judgeFiltered(how);
    return (
      <Attempt desk={desk} name={name} why={found > 0 ? "" : "Nothing is left of it here."} act={act}>
        {name} <Amount n={found} />
      </Attempt>
    );
  };
  if (session.query.value.where.run.join() === String(run))
    return (
      <>
        {judge("accept")}
        {judge("reject")}
      </>
    );
  const show = (): void => {
    session.arrange(through({ state: ["unlabeled", "draft"], run: [run] }));
    desk.focusGrid();
  };
  return (
    <Attempt
      desk={desk}
      name="Show suggestions"
      why={suggested > 0 ? "" : "Nothing that it suggests is open."}
      act={show}
    >
      Show suggestions <Amount n={suggested} />
    </Attempt>
  );
}

function Entry({ desk, job }: { desk: Desk; job: JobInfo }): JSX.Element {
  const { jobs } = desk.session;
  const { id, model, done, total, failed, left, rehearsal, live, reason } = job;
  const text = live ? count(done, thingOf(desk.session)) : `${number(done)} of ${number(total)}`;
  const door = (name: string): JSX.Element => (
    <button
      type="button"
      class="link"
      onClick={() => {
        desk.dialog.value = { kind: "job", job: id };
      }}
    >
      {name}
    </button>
  );
  return (
    <fieldset class="job" aria-label={`Job ${id}`}>
      <h3 title={model}>
        <bdi>{model}</bdi> <span>{stateSaid(job)}</span>
      </h3>
      {!live && <Bar name={`Job ${id}`} done={done} all={total} text={text} />}
      <p>
        {text}
        {left > 0 && ` · ${number(left)} answered meanwhile`}
        {failed > 0 && [" · ", door(`${number(failed)} failed`)]}
        {rehearsal.length > 0 && [" · ", door("Rehearsal")]}
      </p>
      <p>{spentSaid(job)}</p>
      {reason && <p class={job.state === "failed" ? "error" : "warned"}>{reason}</p>}
      <p class="ways" key="ways">
        {actsOf(job).map(([name, act], place) => (
          <Attempt
            key={place}
            desk={desk}
            name={name}
            why={jobs.asked.value === id ? BUSY : ""}
            act={() => {
              jobs.order(act, id);
              if (act === "cancel") desk.focusGrid(); // The button goes.
            }}
          />
        ))}
        <Suggested desk={desk} job={job} />
      </p>
    </fieldset>
  );
}

function Live({ desk }: { desk: Desk }): JSX.Element {
  const { jobs } = desk.session;
  const on = jobs.live.value !== 0;
  const ask = (): void => {
    desk.dialog.value = { kind: "autolabel", page: true };
  };
  const turn = (): void => {
    const { followed } = jobs;
    if (on) jobs.leave();
    else if (followed) jobs.follow(...followed).catch(ask);
    else ask();
  };
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      onClick={() => desk.attempt({ now: jobs.asked.value !== 0, why: BUSY }, turn)}
    >
      <i />
      Suggest on each page
    </button>
  );
}

/** Says in passing how a job has ended: its room may be folded. */
export function useEnds(desk: Desk): void {
  useEffect(() => {
    const before = new Map<number, string>();
    return desk.session.jobs.all.subscribe((all) => {
      for (const job of all) {
        const ended = before.get(job.id) === "running" && !job.live;
        before.set(job.id, job.state);
        const said = ended ? endSaid(job) : "";
        if (said) desk.said.value = said;
      }
    });
  }, [desk]);
}

/** `door`: the way to a new one is here too, where it is not elsewhere in the room. */
export function JobsRoom({ desk, door = false }: { desk: Desk; door?: boolean }): JSX.Element | null {
  const all = desk.session.jobs.all.value;
  const shown = useSignal(SHOWN);
  if (all.length === 0 && !door) return null;
  return (
    <section class="card jobs" aria-label="Jobs">
      <h2>Jobs</h2>
      {all.slice(0, shown.value).map((job) => (
        <Entry key={job.id} desk={desk} job={job} />
      ))}
      {shown.value < all.length && (
        <button
          type="button"
          class="link"
          onClick={() => {
            shown.value = all.length;
          }}
        >
          Show all {number(all.length)}
        </button>
      )}
      {door && (
        <p class="ways">
          <AutoLabelDoor desk={desk} />
        </p>
      )}
      <Live desk={desk} />
    </section>
  );
}

/** A job by itself: its rehearsal, and why some of it failed. */
export function JobSheet({ desk, id }: { desk: Desk; id: number }): JSX.Element {
  const job = desk.session.jobs.all.value.find((one) => one.id === id);
  return (
    <Sheet desk={desk} name={`Job ${id}`} onClose={() => desk.close()}>
      {job && <Outcome desk={desk} job={job} />}
    </Sheet>
  );
}
