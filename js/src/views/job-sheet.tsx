/** Auto-label: which model, which labels, which items, at what cost; rehearsed first where people have answered. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Models } from "../wire/protocol";
import type { Desk } from "./desk";
import { focused } from "./element";
import { Drafting, type Offer, REHEARSED } from "./job-drafting";
import { JobBudget, JobItems } from "./job-items";
import { JobLabels } from "./job-labels";
import { Model } from "./job-model";
import { Outcome } from "./job-rehearsal";
import { planSaid } from "./job-words";
import { Attempt, count, Door, ICONS, Icon, Plain } from "./parts";
import { Sheet } from "./sheet";
import { thingOf } from "./words";

/** Opens the dialog. `small`: where the side room is folded. */
export function AutoLabelDoor({ desk, small = false }: { desk: Desk; small?: boolean }): JSX.Element {
  const look = small ? "icon" : "plain";
  return (
    <Door
      desk={desk}
      name="Auto-label"
      title="Auto-label"
      look={look}
      to={{ kind: "autolabel", page: false }}
    >
      {small && <Icon path={ICONS.wand} />}
    </Door>
  );
}

interface ConsentProps {
  readonly offer: Offer;
  readonly where: string;
  /** What goes there: "1,204 pictures". */
  readonly what: string;
}

export function Consent({ offer, where, what }: ConsentProps): JSX.Element {
  const { desk, chosen } = offer;
  const bare =
    thingOf(desk.session) === "picture" ? ", made smaller and without what else is in their files," : "";
  return (
    <label class="check consent">
      <input
        type="checkbox"
        checked={chosen.value.consent}
        onChange={(event) => {
          chosen.value = { ...chosen.peek(), consent: event.currentTarget.checked };
        }}
      />
      <span>
        I agree that {what}
        {bare} are sent to <bdi>{where}</bdi>.
      </span>
    </label>
  );
}

interface OfferedProps {
  readonly offer: Offer;
  readonly models: Models;
  readonly children?: ComponentChildren;
}

/** The model, and what else there is to choose. The focus that waits on the dialog goes to the first field. */
export function Offered({ offer, models, children }: OfferedProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const sheet = form.current?.closest<HTMLElement>("[role=dialog]");
    if (sheet && focused(sheet) === sheet) sheet.querySelector<HTMLElement>("[data-first]")?.focus();
  }, []);
  useLayoutEffect(() => {
    // What had the focus may be gone: a key was found, and the way to look for it with it.
    const sheet = form.current?.closest<HTMLElement>("[role=dialog]");
    if (sheet && focused(sheet) === document.body) sheet.focus({ preventScroll: true });
  });
  return (
    <form class="filter jobs" ref={form} onSubmit={(event) => event.preventDefault()}>
      <Model offer={offer} models={models} prices={children !== undefined} />
      {children}
    </form>
  );
}

/** Until it is known what there is, or where there is nothing, the dialog says so. */
export function Waiting({ offer }: { offer: Offer }): JSX.Element {
  const { value } = offer.models;
  if (value === null) return <p role="status">The kernel is being asked.</p>;
  return (
    <>
      <p role="alert">{typeof value === "string" ? value : value.why}</p>
      <p class="ways">
        <Plain name="Try again" onClick={() => void offer.again()} />
      </p>
    </>
  );
}

function Form({ drafting, models }: { drafting: Drafting; models: Models }): JSX.Element {
  const job = drafting.job.value;
  return (
    <Offered offer={drafting} models={models}>
      <div class="two">
        <JobLabels drafting={drafting} />
        <div class="part">
          <JobItems drafting={drafting} />
          {drafting.paid.value && <JobBudget drafting={drafting} />}
        </div>
      </div>
      {drafting.planned.value?.warnings.map((text) => (
        <p class="warned" key={text}>
          {text}
        </p>
      ))}
      {job && <Outcome desk={drafting.desk} job={job} />}
    </Offered>
  );
}

function Ways({ drafting }: { drafting: Drafting }): JSX.Element {
  const { desk } = drafting;
  const thing = thingOf(desk.session);
  const planned = drafting.planned.value;
  const live = drafting.live.value;
  const [what, spent] = planned ? planSaid(planned, drafting.paid.value, thing) : ["", ""];
  const sent = live ? `the ${thing}s of each page that I look at` : count(planned?.items ?? 0, thing);
  const wrong = drafting.wrong.value;
  return (
    <>
      {planned?.consent && <Consent offer={drafting} where={drafting.where.value} what={sent} />}
      <p role="status" aria-label="Summary">
        {wrong ? <span class="error">{wrong}</span> : <b>{what && live ? `Each page: ${what}` : what}</b>}{" "}
        {!wrong && spent}
      </p>
      <Attempt
        desk={desk}
        name="Rehearse"
        title={`On ${REHEARSED} answered ${thing}s`}
        why={drafting.unrehearsed.value}
        act={() => void drafting.rehearse()}
      />
      <Attempt
        desk={desk}
        name="Start"
        look="primary"
        why={drafting.halts.value}
        act={() => void drafting.start()}
      />
    </>
  );
}

export function AutoLabel({ desk, page }: { desk: Desk; page: boolean }): JSX.Element {
  const drafting = useMemo(() => new Drafting(desk, page), [desk, page]);
  useEffect(() => drafting.begin(), [drafting]);
  const models = drafting.there.value;
  return (
    <Sheet
      desk={desk}
      name="Auto-label"
      onClose={() => desk.close()}
      actions={models && <Ways drafting={drafting} />}
    >
      {models ? <Form drafting={drafting} models={models} /> : <Waiting offer={drafting} />}
    </Sheet>
  );
}
