/** What the machine knows: how far it is, what it promises, how it learns, and what became of its suggestions. */

import type { JSX } from "preact";
import type { Training } from "../wire/protocol";
import type { Desk } from "./desk";
import { AutoLabelDoor } from "./job-sheet";
import { Curve, ofShares, percent, share } from "./learning-curve";
import { Attempt, Bar, Door, duration, ICONS, Icon, number, Plain } from "./parts";

const TARGETS = [0.8, 0.9, 0.95, 0.99];

const SAYS: Record<Training["phase"], string> = {
  off: "off",
  embedding: "reading items",
  clustering: "finding groups",
  learning: "learning",
  ready: "up to date",
  paused: "paused",
  failed: "halted",
};

/** What begins or ends learning, also where the room is folded. */
export function Switch({ desk, small = false }: { desk: Desk; small?: boolean }): JSX.Element {
  const { learning } = desk.session;
  const { phase } = learning.training.value;
  const start = phase === "off" || phase === "failed";
  const name = start ? "Start assistance" : "Stop assistance";
  const why = learning.asked.value === null ? "" : "The kernel is being asked.";
  return (
    <Attempt
      desk={desk}
      name={name}
      title={name}
      look={small ? "icon" : start ? "primary" : "plain"}
      why={why}
      act={() => learning.ask(start ? "start" : "stop")}
    >
      {small && <Icon path={start ? ICONS.model : ICONS.halt} />}
    </Attempt>
  );
}

function Begin({ desk }: { desk: Desk }): JSX.Element {
  return (
    <section class="card">
      <h2>Assistance</h2>
      <p>It learns from your answers, brings together what is alike, and suggests labels for the rest.</p>
      <p class="ways">
        <Switch desk={desk} />
        <Wish desk={desk} />
      </p>
    </section>
  );
}

function Wish({ desk }: { desk: Desk }): JSX.Element {
  return (
    <>
      <Door desk={desk} name="Get suggestions" to={{ kind: "suggestions" }} />
      <AutoLabelDoor desk={desk} />
    </>
  );
}

function Pause({ desk, phase }: { desk: Desk; phase: Training["phase"] }): JSX.Element | null {
  if (phase === "failed") return null;
  const paused = phase === "paused";
  const name = paused ? "Resume" : "Pause";
  return <Plain name={name} onClick={() => desk.session.learning.ask(paused ? "resume" : "pause")} />;
}

/** How far it is, on what, and the way to end it. */
function State({ desk, now }: { desk: Desk; now: Training }): JSX.Element {
  const { phase, fraction, error, notice } = now;
  const busy = phase === "embedding" || phase === "clustering";
  const on = [now.device, now.features].filter(Boolean).join(" · ");
  return (
    <section class="card">
      <h2>
        Assistance <span>{SAYS[phase]}</span>
      </h2>
      {busy && <Bar name={SAYS[phase]} done={Math.round(100 * fraction)} all={100} />}
      {phase === "failed" && (
        <p class="error">
          The model failed: <bdi>{error}</bdi> You can go on labeling.
        </p>
      )}
      {on && <p>{on}</p>}
      {notice && <p>{notice}</p>}
      <p class="ways">
        <Switch desk={desk} />
        <Pause desk={desk} phase={phase} />
        <Wish desk={desk} />
      </p>
    </section>
  );
}

/** The number of items that a promise begins with, to stand over the rest of the sentence; "" for none. */
export function parted(promise: string): readonly [string, string] {
  const found = /^([\d,]+ items?) (.+)$/s.exec(promise);
  return [found?.[1] ?? "", found?.[2] ?? promise];
}

function Promised({ desk, now }: { desk: Desk; now: Training }): JSX.Element {
  const { certified, needed, promise, target } = now;
  const [items, rest] = parted(promise);
  const targets = [...new Set([...TARGETS, target])].sort((a, b) => a - b);
  const { learning } = desk.session;
  return (
    <section class="card">
      <h2>
        Promise
        <label>
          <select
            class="choice"
            aria-label="Share of prelabels that are right"
            value={String(target)}
            disabled={learning.asked.value !== null}
            onChange={(event) => {
              learning.ask("promise", Number(event.currentTarget.value));
              desk.focusGrid();
            }}
          >
            {targets.map((one) => (
              <option key={one} value={String(one)} selected={one === target}>
                {percent(one)}
              </option>
            ))}
          </select>{" "}
          right
        </label>
      </h2>
      {items && <p class="big">{items}</p>}
      {rest && <p>{rest}</p>}
      {items && (
        <p class="hint">{certified > 0 ? `${number(certified)} of them are open.` : "None is open."}</p>
      )}
      {!promise && (
        <p>
          {needed ? `${number(needed)} more checks needed.` : "Nothing is promised yet."} Some items are shown
          without a suggestion: your answers to them are the checks.
        </p>
      )}
    </section>
  );
}

/** From so many checks on, accuracy is told by them alone (`ENOUGH` of the kernel's record). */
const CHECKS = 20;

function Learnt({ now }: { now: Training }): JSX.Element {
  const { accuracy, accuracy_low, accuracy_high, answers, checks, curve, hint, run } = now;
  return (
    <section class="card">
      <h2>
        Learning <span>{run > 0 ? `run ${number(run)}` : ""}</span>
      </h2>
      {curve.length > 1 && <Curve points={curve} />}
      {accuracy === null ? (
        <p>
          {answers > 0 ? `${number(answers)} answers so far. ` : ""}A label is suggested once it is learnt
          from three answers.
        </p>
      ) : (
        <p>
          Accuracy on {checks < CHECKS ? "unseen answers" : "checks"} <b>{percent(accuracy)}</b>{" "}
          {ofShares(accuracy_low, accuracy_high)}, from {number(answers)} answers
        </p>
      )}
      {hint && <p class="hint">{hint}</p>}
    </section>
  );
}

function Thresholds({ now }: { now: Training }): JSX.Element | null {
  if (now.thresholds.length === 0) return null;
  return (
    <section class="card">
      <h2>
        Other scores <span>items · right</span>
      </h2>
      <ul class="figures">
        {now.thresholds.map(({ score, count, accuracy }) => (
          <li key={score}>
            <span>from {share(score)}</span>
            <span>{number(count)}</span>
            <span>{accuracy === null ? "–" : percent(accuracy)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The part by which people agree more often with what they see, as one says it. */
export function pullSaid(pull: number): string {
  const points = Math.round(100 * Math.abs(pull));
  if (points === 0) return "People agree with a suggestion as often as without seeing it.";
  return `People agree ${points} % ${pull > 0 ? "more" : "less"} often with a suggestion that they see.`;
}

function Outcome({ now }: { now: Training }): JSX.Element | null {
  const { accepted, changed, rejected, seconds_saved: saved, pull } = now;
  if (accepted + changed + rejected === 0) return null;
  return (
    <section class="card">
      <h2>Suggestions</h2>
      <p>
        <b>{number(accepted)}</b> accepted · <b>{number(changed)}</b> changed · <b>{number(rejected)}</b>{" "}
        rejected
      </p>
      {saved !== null && saved >= 60 && <p>About {duration(saved)} saved</p>}
      {pull !== null && <p>{pullSaid(pull)}</p>}
    </section>
  );
}

export function LearningRoom({ desk, byLabel }: { desk: Desk; byLabel: JSX.Element | null }): JSX.Element {
  const now = desk.session.learning.training.value;
  if (now.phase === "off")
    return (
      <>
        <Begin desk={desk} />
        {byLabel}
        <Outcome now={now} />
      </>
    );
  const begun = now.run > 0 || now.answers > 0;
  // What asks for the person comes first; when all is well, what they look for does.
  const well = now.run > 0 && now.phase !== "failed" && now.phase !== "paused";
  const state = <State desk={desk} now={now} />;
  return (
    <>
      {!well && state}
      <Promised desk={desk} now={now} />
      {begun && <Learnt now={now} />}
      {byLabel}
      <Thresholds now={now} />
      <Outcome now={now} />
      {well && state}
    </>
  );
}
