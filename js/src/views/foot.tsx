/** The foot: how far the work has come, what is selected, and the way on. */

import type { JSX } from "preact";
import type { Progress } from "../wire/protocol";
import type { Desk } from "./desk";
import { Action, Bar, duration, ICONS, Icon, number, part } from "./parts";

/** Items that need nothing more from this person, and all that can be answered. */
export function tally(progress: Progress): { done: number; left: number; all: number } {
  const left = progress.unlabeled + progress.draft;
  const all = progress.total - progress.broken;
  return { done: Math.max(0, all - left), left, all };
}

/**
 * Done, left, the time that the rest will take and the rate, the most needed first, to be said one after the other as
 * far as there is room. Where something is `suggested` that is said in place of what is left.
 */
export function progressParts(progress: Progress, suggested = ""): string[] {
  const { left, all, done } = tally(progress);
  const parts = [number(done), ` of ${number(all)}`, ` · ${suggested || `${number(left)} left`}`];
  if (progress.seconds_left && left > 0) parts.push(` · ${duration(progress.seconds_left)} to go`);
  if (progress.per_hour) parts.push(` · ${number(Math.round(progress.per_hour))} per hour`);
  return parts;
}

function Labelled({ desk }: { desk: Desk }): JSX.Element {
  const progress = desk.session.progress.value;
  const { done, all } = progress ? tally(progress) : { done: 0, all: 0 };
  const parts = progress ? progressParts(progress, desk.judging.words.value) : [];
  return (
    <div class="labelled">
      <Bar name="Labelled" done={done} all={all} text={parts.join("")}>
        <i class="drafts" style={{ width: part(progress?.draft ?? 0, all) }} />
      </Bar>
      <span
        class="figures"
        title={progress?.broken ? `${number(progress.broken)} cannot be shown` : undefined}
      >
        {parts.map((one, place) => (
          <span key={place}>{one}</span>
        ))}
      </span>
    </div>
  );
}

/** A bulk act while it is stored, in place of the progress: both are bars, and only one moves. */
function Working({ desk }: { desk: Desk }): JSX.Element | null {
  const working = desk.session.working.value;
  if (working === null) return null;
  const { says, done, total } = working;
  const text = `${number(done)} of ${number(total)}`;
  return (
    <div class="labelled">
      <Bar name={says} done={done} all={total} text={text} />
      <span class="figures">
        {says} {text}
      </span>
    </div>
  );
}

/** How many are selected, once that cannot be seen at a glance. */
function Chosen({ desk }: { desk: Desk }): JSX.Element | null {
  const chosen = desk.session.chosen.value;
  if (chosen < 2) return null;
  return (
    <span class="chosen">
      {number(chosen)} selected
      <button
        type="button"
        class="button quiet"
        aria-label="Clear selection"
        onClick={() => desk.session.selectNone()}
      >
        Clear
      </button>
    </span>
  );
}

/** On the wall the number is part of the name: it is what will be sent. */
function submitName(desk: Desk): string {
  const { layout, toSubmit } = desk.session;
  const n = layout.value === "wall" ? toSubmit.value : 0;
  return n > 0 ? `Submit ${number(n)}` : "Submit";
}

function Way({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const wall = session.layout.value === "wall";
  const all = wall && session.places.value > 0 ? session.places.value : undefined;
  return (
    <div class={desk.judging.met.value ? "actions tight" : "actions"}>
      <Action desk={desk} command="undo" name="Undo" possible={session.canUndo.value} />
      <Action desk={desk} command="redo" name="Redo" possible={session.canRedo.value} />
      <Action desk={desk} command="previous" name="Previous" possible={desk.canPrevious.value} look="icon">
        <Icon path={ICONS.left} />
      </Action>
      <Action desk={desk} command="next" name="Next" possible={desk.canNext.value} look="icon">
        <Icon path={ICONS.right} />
      </Action>
      <Action desk={desk} command="selectAll" name="Select all" amount={all} possible={desk.canAct.value} />
      <Action desk={desk} command="skip" name="Skip" possible={desk.canAct.value} />
      {desk.judging.met.value && (
        <>
          <Action desk={desk} command="rejectAll" name="Reject all" possible={desk.judging.possible.value} />
          <Action desk={desk} command="acceptAll" name="Accept all" possible={desk.judging.possible.value} />
        </>
      )}
      <Action
        desk={desk}
        command="submit"
        name={submitName(desk)}
        possible={desk.canSubmit.value}
        look="primary"
      />
    </div>
  );
}

export function Foot({ desk }: { desk: Desk }): JSX.Element {
  return (
    <div class="foot">
      {desk.session.working.value ? <Working desk={desk} /> : <Labelled desk={desk} />}
      <Chosen desk={desk} />
      <span class="space" />
      <Way desk={desk} />
    </div>
  );
}
