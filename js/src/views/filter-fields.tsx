/** The fields of the filter, each a part of `Where`. */

import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import type { Facts, LabelInfo, Where } from "../wire/protocol";
import type { Desk } from "./desk";
import { labelRows } from "./labels";
import { number } from "./parts";
import { textFilterOf, thingOf } from "./words";

type ItemState = Where["state"][number];

const STATES: readonly (readonly [ItemState, string])[] = [
  ["unlabeled", "Without an answer"],
  ["draft", "Draft"],
  ["submitted", "Submitted"],
  ["skipped", "Skipped"],
  ["voting", "Voting"],
  ["needs_review", "Needs review"],
  ["broken", "Cannot be shown"],
];
/** These exist in every project; the others are offered where there are any. */
const ALWAYS: readonly ItemState[] = ["unlabeled", "draft", "submitted", "skipped"];

/** More labels than this are found by typing. */
const LISTED = 60;

export interface Form {
  readonly desk: Desk;
  readonly where: Signal<Where>;
  readonly facts: Facts | null;
}

function set(form: Form, part: Partial<Where>): void {
  form.where.value = { ...form.where.peek(), ...part };
}

function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
}

interface CheckProps {
  readonly on: boolean;
  readonly text: string;
  readonly amount?: number | undefined;
  readonly color?: string;
  toggle(): void;
}

/** The number of items is told after the name, not as a part of it. */
function Check({ on, text, amount, color, toggle }: CheckProps): JSX.Element {
  const id = useId();
  return (
    <label class="check">
      <input type="checkbox" checked={on} aria-describedby={id} onChange={toggle} />
      {color && <i class="swatch" style={{ background: color }} />}
      <bdi class="text" title={text}>
        {text}
      </bdi>
      <span class="amount" id={id} aria-hidden="true">
        {amount === undefined ? "" : number(amount)}
      </span>
    </label>
  );
}

export function States(form: Form): JSX.Element {
  const { state } = form.where.value;
  const counts = form.facts?.states;
  const there = (one: ItemState): boolean =>
    ALWAYS.includes(one) || state.includes(one) || (counts?.[one] ?? 0) > 0;
  return (
    <fieldset>
      <legend>State</legend>
      <div class="checks">
        {STATES.filter(([one]) => there(one)).map(([one, text]) => (
          <Check
            key={one}
            on={state.includes(one)}
            text={text}
            amount={counts ? (counts[one] ?? 0) : undefined}
            toggle={() => set(form, { state: toggled(form.where.peek().state, one) })}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface LabelsProps extends Form {
  readonly part: "label" | "suggested";
  readonly legend: string;
  readonly labels: readonly LabelInfo[];
}

/** Labels to choose from; many of them behind a box to type in. Chosen ones stay in sight. */
export function Labels(props: LabelsProps): JSX.Element | null {
  const { part, legend, labels, where, facts } = props;
  const sought = useSignal("");
  const chosen = where.value[part];
  const rows = useMemo(() => labelRows(labels, sought.value), [labels, sought.value]);
  const first = rows.slice(0, LISTED).map((row) => row.label);
  const kept = labels.filter((one) => chosen.includes(one.id) && !first.includes(one));
  if (labels.length === 0) return null;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {labels.length > LISTED && (
        <input
          type="search"
          aria-label={`Find: ${legend}`}
          placeholder={`Find among ${number(labels.length)}`}
          value={sought}
          onInput={(event) => {
            sought.value = event.currentTarget.value;
          }}
        />
      )}
      <div class="checks long">
        {[...kept, ...first].map((label) => (
          <Check
            key={label.id}
            on={chosen.includes(label.id)}
            text={label.path}
            color={label.color}
            amount={part === "label" && facts ? (facts.labels[label.id] ?? 0) : undefined}
            toggle={() => set(props, { [part]: toggled(where.peek()[part], label.id) })}
          />
        ))}
        {rows.length === 0 && <p>No label has this in its name.</p>}
      </div>
    </fieldset>
  );
}

/** Offered only where there are suggestions with scores. */
export function Score(form: Form): JSX.Element | null {
  if (!form.facts?.scores) return null;
  const { min_score: least, certified } = form.where.value;
  const shown = (least ?? 0).toFixed(2);
  return (
    <fieldset>
      <legend>Suggestion</legend>
      <label class="score">
        <span>Minimum score</span>
        <input
          class="slider"
          type="range"
          aria-label="Minimum score"
          aria-valuetext={least === null ? "any" : shown}
          min={0}
          max={1}
          step={0.01}
          value={least ?? 0}
          onInput={(event) => {
            const score = Number(event.currentTarget.value);
            set(form, { min_score: score > 0 ? score : null });
          }}
        />
        <output>{least === null ? "any" : shown}</output>
      </label>
      <Check
        on={certified === true}
        text="Certified only"
        toggle={() => set(form, { certified: certified === true ? null : true })}
      />
    </fieldset>
  );
}

type Listed = "group" | "annotator" | "source" | "run" | "cluster";
const LISTS: readonly (readonly [Listed, keyof Facts, string])[] = [
  ["group", "groups", "Group"],
  ["annotator", "annotators", "Annotator"],
  ["source", "sources", "Source"],
  ["run", "runs", "Run"],
  ["cluster", "clusters", "Cluster"],
];

/** "9: small at localhost", where it is that of a job. */
export function runName(desk: Desk, run: number): string {
  const job = desk.session.jobs.all.value.find((one) => one.run === run);
  return job ? `${run}: ${job.model}` : String(run);
}

/** One of a list, or any; more than one can come from Python and stays until another is chosen. */
function Choice({ part, values, name, ...form }: Form & ChoiceProps): JSX.Element | null {
  const chosen = form.where.value[part];
  if (values.length === 0 && chosen.length === 0) return null;
  const several = chosen.length > 1;
  const all = [...new Set([...values, ...(several ? [] : chosen)])];
  const choose = (value: string): void => {
    const found = all.find((one) => String(one) === value);
    set(form, { [part]: found === undefined ? [] : [found] });
  };
  return (
    <label class="field">
      <span>{name}</span>
      <select
        class="choice"
        value={several ? "several" : String(chosen[0] ?? "")}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Any</option>
        {several && <option value="several">{chosen.join(", ")}</option>}
        {all.map((value) => (
          <option key={value} value={String(value)}>
            {part === "run" ? runName(form.desk, value as number) : String(value)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps {
  readonly part: Listed;
  readonly name: string;
  readonly values: readonly (string | number)[];
}

export function Contains(form: Form): JSX.Element {
  return (
    <label class="field">
      <span>{textFilterOf(thingOf(form.desk.session))}</span>
      <input
        type="text"
        dir="auto"
        spellcheck={false}
        autocomplete="off"
        value={form.where.value.text}
        onInput={(event) => set(form, { text: event.currentTarget.value })}
      />
    </label>
  );
}

/** One choice for each kind of thing that there is any of. */
export function Lists(form: Form): JSX.Element {
  return (
    <>
      {LISTS.map(([part, list, name]) => (
        <Choice
          key={part}
          {...form}
          part={part}
          name={name}
          values={(form.facts?.[list] as readonly (string | number)[]) ?? []}
        />
      ))}
    </>
  );
}
