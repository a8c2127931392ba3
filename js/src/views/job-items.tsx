/** Which items a job is about, and what it may spend on them. */

import type { JSX } from "preact";
import { filters } from "../session/query";
import type { BudgetInfo } from "../wire/protocol";
import { tally } from "./foot";
import type { Drafting } from "./job-drafting";
import { amount, Field } from "./job-model";
import { Amount } from "./parts";
import { thingOf } from "./words";

/** `page`: those of each page, as it is shown. */
export type Scope = "open" | "count" | "query" | "keys" | "page";

const MOST = 10_000_000;

export function JobItems({ drafting }: { drafting: Drafting }): JSX.Element {
  const { desk, scope, first } = drafting;
  const { progress, chosen, query, arranged } = desk.session;
  const thing = thingOf(desk.session);
  const way = (value: Scope, name: string, n?: number): JSX.Element => (
    <label class="check">
      <input
        type="radio"
        name="items"
        checked={scope.value === value}
        onChange={() => {
          scope.value = value;
        }}
      />
      <span class="text">{name}</span>
      <Amount n={n} />
    </label>
  );
  return (
    <fieldset class="part">
      <legend>Items</legend>
      <div class="checks">
        {way(
          "open",
          `All ${thing}s without an answer`,
          progress.value ? tally(progress.value).left : undefined,
        )}
        {way("count", `The first ${thing}s without an answer`)}
        {scope.value === "count" && (
          <Field
            name="How many"
            type="number"
            value={first.value}
            set={(typed) => {
              first.value = Math.min(MOST, Math.round(amount(typed) ?? 0));
            }}
          />
        )}
        {filters(query.value.where).length > 0 && way("query", "What is filtered", arranged.value?.count)}
        {chosen.value > 0 && way("keys", "What is selected", chosen.value)}
        {drafting.pages.value && way("page", "Each page, as it is shown")}
      </div>
    </fieldset>
  );
}

export function JobBudget({ drafting }: { drafting: Drafting }): JSX.Element {
  const { budget } = drafting.desk.session.jobs;
  const field = (name: string, part: keyof BudgetInfo, lacks = ""): JSX.Element => (
    <Field
      name={name}
      type="number"
      value={lacks ? "" : (budget.value[part] ?? "")}
      hint="no limit"
      lacks={lacks}
      set={(typed) => {
        const n = amount(typed);
        budget.value = { ...budget.peek(), [part]: part === "money" ? n : n && Math.floor(n) };
      }}
    />
  );
  return (
    <fieldset class="part">
      <legend>Budget</legend>
      <div class="fields">
        {field("Money", "money", drafting.priced.value ? "" : "needs the prices")}
        {field("Tokens", "tokens")}
        {field("Requests", "requests")}
      </div>
      <p class="hint">It stops before the request that could go beyond.</p>
    </fieldset>
  );
}
