/** "Refresh data": looks at the sources again, and says when that was last and what it found. */

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Possible } from "../session/types";
import type { Refreshed } from "../wire/protocol";
import type { Desk } from "./desk";
import { count, ICONS, Icon, number, Plain } from "./parts";

/** How long ago a time (ISO 8601) was, as one would say it; "" for "". */
export function ago(iso: string, now: number = Date.now()): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "";
  const minutes = Math.max(0, Math.round((now - then) / 60_000));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 36 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `on ${new Date(then).toISOString().slice(0, 10)}`;
}

/** What a refresh found, in a few words. */
export function refreshedText({ added, updated, renamed, missing, failed, flagged }: Refreshed): string {
  const parts = [
    [added, "new"],
    [updated - renamed, "changed"],
    [renamed, "renamed"],
    [missing, "gone"],
    [failed, "cannot be read"],
    [flagged, flagged === 1 ? "span has lost its text" : "spans have lost their text"],
  ] as const;
  const found = parts.filter(([n]) => n > 0).map(([n, what]) => `${number(n)} ${what}`);
  return found.length ? `Data refreshed: ${found.join(", ")}.` : "Data refreshed: nothing has changed.";
}

function possible(desk: Desk): Possible {
  const { progress, upkeep } = desk.session;
  if (upkeep.refreshing.value !== null) return { now: false, why: "The data is being refreshed." };
  const sources = progress.value?.sources ?? 0;
  return { now: sources > 0, why: sources > 0 ? "" : "This project has no source to look at again." };
}

/** Says in passing how a refresh goes, whoever asked for it. */
function useTold(desk: Desk, first: boolean): void {
  const { refreshing, refreshed } = desk.session.upkeep;
  const done = refreshing.value;
  const found = refreshed.value;
  useEffect(() => {
    if (first && done !== null) desk.said.value = `Looking for new data: ${count(done, "file")} seen`;
  }, [desk, first, done]);
  useEffect(() => {
    if (first && found !== null) desk.said.value = refreshedText(found);
  }, [desk, first, found]);
}

export function RefreshData({ desk, words = false }: { desk: Desk; words?: boolean }): JSX.Element {
  useTold(desk, !words);
  const last = ago(desk.session.progress.value?.last_refresh ?? "");
  return (
    <Plain
      name="Refresh data"
      look={words ? "plain" : "icon"}
      possible={possible(desk)}
      title={last ? `Refresh data: last ${last}` : "Refresh data"}
      onClick={() => desk.attempt(possible(desk), () => void desk.session.upkeep.refresh())}
    >
      {words ? "Refresh data" : <Icon path={ICONS.refresh} />}
    </Plain>
  );
}
