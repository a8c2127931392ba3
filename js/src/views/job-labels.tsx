/** Which labels a job gives: all, but for those left out; how well each is known stands beside it. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { LabelInfo, LabelQuality } from "../wire/protocol";
import type { Drafting } from "./job-drafting";
import { labelRows } from "./labels";
import { figure, percent } from "./learning-curve";
import { Attempt, count, number, Plain } from "./parts";

/** More labels than this are found by typing. */
const LISTED = 60;

/** "161 answers, precision 94 %, recall 91 %, poor". */
export function knownSaid({ count: n, precision, recall }: LabelQuality, poor: boolean): string {
  const parts = [count(n, "answer")];
  if (precision !== null) parts.push(`precision ${percent(precision)}`);
  if (recall !== null) parts.push(`recall ${percent(recall)}`);
  if (poor) parts.push("poor");
  return parts.join(", ");
}

const UNKNOWN: LabelQuality = { label: 0, count: 0, precision: null, recall: null, poor: false };

interface LineProps {
  readonly drafting: Drafting;
  readonly label: LabelInfo;
  readonly known: LabelQuality | undefined;
}

function Line({ drafting, label, known = UNKNOWN }: LineProps): JSX.Element {
  const { without } = drafting;
  const id = useId();
  const poor = drafting.poor.value.has(label.id);
  const toggle = (): void => {
    const left = new Set(without.peek());
    if (!left.delete(label.id)) left.add(label.id);
    without.value = left;
  };
  return (
    <label class="check known" title={label.description || label.path}>
      <input
        type="checkbox"
        aria-label={label.path}
        aria-describedby={id}
        checked={!without.value.has(label.id)}
        onChange={toggle}
      />
      <i class="swatch" style={{ background: label.color }} />
      <bdi class="text">{label.path}</bdi>
      <span id={id} class="unseen">
        {knownSaid(known, poor)}
      </span>
      <Figures of={[poor && "poor", number(known.count), figure(known.precision), figure(known.recall)]} />
    </label>
  );
}

/** Told by the line's description to those who do not see them. */
function Figures({ of }: { of: readonly (string | false)[] }): JSX.Element {
  return (
    <>
      {of.map((text, place) => (
        <span key={place} class={place ? "figure" : "poor"} aria-hidden="true">
          {text}
        </span>
      ))}
    </>
  );
}

export function JobLabels({ drafting }: { drafting: Drafting }): JSX.Element {
  const { desk, without } = drafting;
  const sought = useSignal("");
  const labels = desk.session.labels.value;
  const poor = drafting.poor.value;
  const rows = labelRows(labels, sought.value).slice(0, LISTED);
  const all = without.value.size === 0;
  const out = [...poor].every((id) => without.value.has(id));
  const leave = (ids: Iterable<number>): void => {
    without.value = new Set(ids);
  };
  return (
    <fieldset class="part">
      <legend>Labels</legend>
      {labels.length > LISTED && (
        <input
          type="search"
          aria-label="Find a label"
          placeholder={`Find among ${number(labels.length)}`}
          value={sought}
          onInput={(event) => {
            sought.value = event.currentTarget.value;
          }}
        />
      )}
      <div class="checks long">
        <p class="check known">
          <Figures of={["", "answers", "precision", "recall"]} />
        </p>
        {rows.map(({ label }) => (
          <Line key={label.id} drafting={drafting} label={label} known={drafting.known.value.get(label.id)} />
        ))}
        {rows.length === 0 && <p>No label has this in its name.</p>}
      </div>
      <p class="ways">
        <Plain
          name={all ? "Choose none" : "Choose all"}
          onClick={() => leave(all ? labels.map(({ id }) => id) : [])}
        />
        {poor.size > 0 && (
          <Attempt
            desk={desk}
            name="Leave out poor ones"
            why={out ? "All of them are left out." : ""}
            act={() => leave([...without.peek(), ...poor])}
          />
        )}
      </p>
    </fieldset>
  );
}
