/** Name these: a model proposes names for what is selected, or grouped; the palette offers them. */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Desk } from "./desk";
import { focused } from "./element";
import { Offer } from "./job-drafting";
import { Consent, Offered, Waiting } from "./job-sheet";
import { isLocal } from "./job-words";
import { Attempt, count, Door, ICONS, Icon, Plain } from "./parts";
import { Sheet } from "./sheet";
import { thingOf } from "./words";

/** How many the names would be for: what is selected, else the group that is looked through. */
function meant(desk: Desk): number {
  const { chosen, query, arranged } = desk.session;
  if (chosen.value > 0) return chosen.value;
  return query.value.where.cluster.length > 0 ? (arranged.value?.count ?? 0) : 0;
}

/** The door, where there is something to be named. */
export function NameThese({ desk }: { desk: Desk }): JSX.Element | null {
  if (meant(desk) === 0) return null;
  return (
    <p class="alike naming">
      <Door desk={desk} name="Name these" to={{ kind: "names" }} />
    </p>
  );
}

function Ways({ offer }: { offer: Offer }): JSX.Element {
  const { desk } = offer;
  const { jobs, chosen } = desk.session;
  const { consent } = offer.chosen.value;
  const address = offer.address.value;
  const info = offer.info.value;
  const asks = address ? !isLocal(address) : info?.consent;
  const where = address?.host ?? info?.endpoint ?? "";
  const waits = offer.busy.value ? "The model is being asked." : "";
  const ask = async (): Promise<void> => {
    const items = chosen.peek() > 0 ? await jobs.selection() : jobs.filtered();
    if (await jobs.name(items, offer.chosen.peek())) desk.close();
    else offer.trouble.value = "The model proposes no name for them.";
  };
  return (
    <>
      {asks && <Consent offer={offer} where={where} what={`these ${thingOf(desk.session)}s`} />}
      <p role="status" aria-label="Summary">
        <span class="error">{offer.trouble.value}</span>
        {waits}
      </p>
      <Attempt
        desk={desk}
        name="Suggest names"
        look="primary"
        why={
          offer.lacks.value ||
          waits ||
          (asks && !consent ? `Agree first that they are sent to ${where}.` : "")
        }
        act={() => void offer.doing(ask)}
      />
    </>
  );
}

export function NameSheet({ desk }: { desk: Desk }): JSX.Element {
  const offer = useMemo(() => new Offer(desk), [desk]);
  useEffect(() => void offer.again(), [offer]);
  const models = offer.there.value;
  return (
    <Sheet
      desk={desk}
      name="Name these"
      onClose={() => desk.close()}
      actions={models && <Ways offer={offer} />}
    >
      <p>
        A model looks at {count(meant(desk), thingOf(desk.session))} and proposes labels for what they show.
      </p>
      {models ? <Offered offer={offer} models={models} /> : <Waiting offer={offer} />}
    </Sheet>
  );
}

/** Names that a model proposed, under the labels that there are. */
export function OfferedLabels({ desk }: { desk: Desk }): JSX.Element | null {
  const { jobs } = desk.session;
  const offered = jobs.offered.value;
  const list = useRef<HTMLUListElement>(null);
  const before = useRef(0);
  useLayoutEffect(() => {
    const fewer = offered.length < before.current;
    before.current = offered.length;
    // The button that was pressed is gone: the next one is at hand.
    if (!fewer || focused(desk.root) !== document.body) return;
    const next = list.current?.querySelector("button");
    if (next) next.focus();
    else desk.focusGrid();
  });
  if (offered.length === 0) return null;
  return (
    <ul class="offered" aria-label="Offered labels" ref={list}>
      {offered.map((one) => (
        <li key={one.name} title={one.description}>
          <bdi class="text">{one.name}</bdi>
          <Plain name={`Add ${one.name}`} onClick={() => jobs.add(one)}>
            Add
          </Plain>
          <Plain name={`Dismiss ${one.name}`} look="icon" onClick={() => jobs.dismiss(one)}>
            <Icon path={ICONS.close} />
          </Plain>
          <p dir="auto">{one.description}</p>
        </li>
      ))}
    </ul>
  );
}
