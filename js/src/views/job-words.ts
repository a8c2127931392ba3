/** Jobs in words: their states, what they cost, what one would be. Pure functions. */

import type { GptDraft, JobInfo, Models, Planned } from "../wire/protocol";
import { count, number } from "./parts";
import type { Thing } from "./words";

const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const SMALL = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });
const PLAIN = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** "12.3K". */
export const tokens = (n: number): string => SHORT.format(n);

/** An amount of whatever the prices are in: "0.0042", "3.10". */
export const money = (n: number): string => (n > 0 && n < 0.1 ? SMALL : PLAIN).format(n);

/** "1.2K–3K", or one number where both are told alike. */
export function range(low: number, high: number, say: (n: number) => string): string {
  const [from, to] = [say(low), say(high)];
  return from === to ? to : `${from}–${to}`;
}

/** What a job would be, as far as it is known: the items, and what they cost. */
export function planSaid(planned: Planned, paid: boolean, thing: Thing): readonly [string, string] {
  const { items, labels, text_records, tokens_low, tokens_high, cost_low, cost_high } = planned;
  const what = [count(items, thing), count(labels, "label")];
  if (text_records > 0) what.push(count(text_records, "text record"));
  if (!paid) return [what.join(" · "), ""];
  const priced = cost_low !== null && cost_high !== null;
  const cost = priced ? `cost ${range(cost_low, cost_high, money)}` : "cost not known without prices";
  return [what.join(" · "), `${range(tokens_low, tokens_high, tokens)} tokens · ${cost}`];
}

const STATES: Record<JobInfo["state"], string> = {
  ready: "not started",
  running: "running",
  paused: "paused",
  done: "done",
  cancelled: "cancelled",
  failed: "failed",
};

export const stateSaid = ({ state, rehearsing, live }: JobInfo): string =>
  rehearsing
    ? "rehearsing"
    : live && (state === "running" || state === "done")
      ? "on each page"
      : STATES[state];

/** "1.2K tokens · cost 0.40 of 5.00"; "" of a job that spends nothing. */
export function spentSaid({ tokens: n, cost, budget }: JobInfo): string {
  const of = (most: number | null, say: (n: number) => string) => (most === null ? "" : ` of ${say(most)}`);
  const parts = n > 0 || budget.tokens !== null ? [`${tokens(n)}${of(budget.tokens, tokens)} tokens`] : [];
  if (cost !== null) parts.push(`cost ${money(cost)}${of(budget.money, money)}`);
  return parts.join(" · ");
}

/** How a job came to rest, where that was not the person's own doing; else "". */
export function endSaid({ id, state, suggested, failed, reason }: JobInfo): string {
  const more = failed > 0 ? `, ${number(failed)} failed` : "";
  if (state === "done") return `Job ${id} is done: ${number(suggested)} suggested${more}.`;
  return reason && (state === "paused" || state === "failed") ? `Job ${id} ${STATES[state]}: ${reason}` : "";
}

/** Where a model behind an address is, as far as what was typed is an address. */
export function addressOf({ base_url }: GptDraft, { endpoint }: Models): URL | null {
  try {
    return new URL(base_url.trim() || endpoint);
  } catch {
    return null;
  }
}

export const isLocal = (address: URL): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(address.hostname);

export const isAzure = (address: URL): boolean => /\.azure\.com$/.test(address.hostname);
