/** Get suggestions: how many, and in which order they are looked through. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Sheet } from "./sheet";
import { thingOf } from "./words";

const FIRST = 50;
const MOST = 100_000;

export function SuggestionsSheet({ desk }: { desk: Desk }): JSX.Element {
  const limit = useSignal(FIRST);
  const sort = useSignal<"uncertain" | "certain">("uncertain");
  const { learning } = desk.session;
  const thing = thingOf(desk.session);
  const begin = learning.on.value ? "" : " Assistance starts for it.";
  const submit = (event: Event): void => {
    event.preventDefault();
    desk.close();
    learning.suggest(Math.min(MOST, Math.max(1, Math.round(limit.peek() || FIRST))), sort.peek());
  };
  const order = (value: "uncertain" | "certain", name: string, says: string): JSX.Element => (
    <label class="check">
      <input
        type="radio"
        name="order"
        checked={sort.value === value}
        onChange={() => {
          sort.value = value;
        }}
      />
      <span class="text">
        {name} <span class="amount">{says}</span>
      </span>
    </label>
  );
  return (
    <Sheet desk={desk} name="Get suggestions" onClose={() => desk.close()}>
      <form class="filter" onSubmit={submit}>
        <p>
          Shows {thing}s with a suggestion each, to accept (A) or reject (X).{begin}
        </p>
        <label class="field">
          <span>How many {thing}s</span>
          <input
            data-first
            type="number"
            min={1}
            max={MOST}
            value={limit.value}
            onInput={(event) => {
              limit.value = event.currentTarget.valueAsNumber;
            }}
          />
        </label>
        <fieldset>
          <legend>Order</legend>
          {order("uncertain", "Uncertain first", "teaches the most")}
          {order("certain", "Certain first", "goes the fastest")}
        </fieldset>
        <div class="ways">
          <button type="button" class="button" onClick={() => desk.close()}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Show suggestions
          </button>
        </div>
      </form>
    </Sheet>
  );
}
