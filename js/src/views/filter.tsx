/** The filter: what to look through, with the number of items that match while it is being set. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { ALL, filters } from "../session/query";
import type { Where } from "../wire/protocol";
import type { Desk } from "./desk";
import { Contains, type Form, Labels, Lists, Score, States } from "./filter-fields";
import { number } from "./parts";
import { Sheet } from "./sheet";

const SETTLED = 150;

/** What only Python can set, in words. The dialog keeps it, and says that it is there. */
const UNSEEN: Partial<Record<keyof Where, string>> = {
  max_score: "highest score",
  doubt: "doubt",
  ids: "a list of items",
};

/** "12 match", "None match", or what keeps it from being known. */
export function matchText(found: number | null, total: number): string {
  if (found === null) return "";
  if (found === 0) return "None match";
  return found === total ? `All ${number(found)} match` : `${number(found)} match`;
}

/** How many items match, asked a moment after the last change; the newest question wins. */
function useMatching(desk: Desk, where: Where): string {
  const text = useSignal("");
  useEffect(() => {
    let current = true;
    const show = (said: string): void => {
      if (current) text.value = said;
    };
    const total = desk.session.progress.peek()?.total ?? 0;
    const ask = (): Promise<void> =>
      desk.session.matching(where).then(
        (found) => show(matchText(found, total)),
        (error: Error) => show(error.message),
      );
    const timer = setTimeout(ask, SETTLED);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, where, text]);
  return text.value;
}

function FromPython({ where }: { where: Where }): JSX.Element | null {
  const parts = filters(where).flatMap((part) => UNSEEN[part] ?? []);
  return parts.length ? <p>Also by {parts.join(", ")}, as set in Python.</p> : null;
}

interface WaysProps {
  readonly form: string;
  readonly matching: string;
  clear(): void;
}

function Ways({ form, matching, clear }: WaysProps): JSX.Element {
  return (
    <>
      <p role="status" aria-label="Matches">
        <span class="found">{matching}</span>
      </p>
      <button type="button" class="button" onClick={clear}>
        Clear
      </button>
      <button type="submit" form={form} class="button primary">
        Apply
      </button>
    </>
  );
}

export function Filter({ desk }: { desk: Desk }): JSX.Element {
  const where = useSignal(desk.session.query.peek().where);
  const facts = desk.facts.value;
  const form: Form = { desk, where, facts };
  useEffect(() => desk.learn(), [desk]);
  const id = useId();
  const matching = useMatching(desk, where.value);
  const apply = (event: Event): void => {
    event.preventDefault();
    desk.close();
    desk.session.arrange({ ...desk.session.query.peek(), where: where.peek() });
  };
  const clear = (): void => {
    where.value = ALL;
  };
  const labels = desk.session.labels.value;
  const suggested = labels.filter((one) => facts?.suggested.includes(one.id));
  return (
    <Sheet
      desk={desk}
      name="Filter"
      onClose={() => desk.close()}
      actions={<Ways form={id} matching={matching} clear={clear} />}
    >
      <form class="filter" id={id} onSubmit={apply}>
        <div class="two">
          <div class="part">
            <States {...form} />
            <Labels {...form} part="label" legend="Label" labels={labels} />
          </div>
          <div class="part">
            <Contains {...form} />
            <Labels {...form} part="suggested" legend="Suggested label" labels={suggested} />
            <Score {...form} />
            <Lists {...form} />
          </div>
        </div>
        <FromPython where={where.value} />
      </form>
    </Sheet>
  );
}
