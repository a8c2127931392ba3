/** How the pictures are looked through: layout, tile size, order, and the door to the filter. */

import { computed } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { filters, through } from "../session/query";
import { LAYOUTS, type Layout, TILE } from "../session/types";
import type { Facts, Query } from "../wire/protocol";
import type { Desk } from "./desk";
import { AutoLabelDoor } from "./job-sheet";
import { Switch } from "./learning-room";
import { NextPages } from "./paging";
import { count, ICONS, Icon, number } from "./parts";

type Sort = Query["sort"] & string;

const SORTS: Record<Sort, { readonly name: string; readonly lacks: string }> = {
  work: { name: "Work order", lacks: "" },
  uncertain: { name: "Uncertain first", lacks: "There are no suggestions with scores yet." },
  certain: { name: "Certain first", lacks: "There are no suggestions with scores yet." },
  cluster: { name: "Cluster", lacks: "There are no clusters yet." },
  name: { name: "File name", lacks: "The items have no names." },
  newest: { name: "Newest answer", lacks: "There are no answers yet." },
  doubt: { name: "Doubt", lacks: "Nothing has been found doubtful yet." },
  similar: { name: "Most similar first", lacks: "Nothing is compared yet." },
};

/** How long after the first page it is asked what there is to sort by: nobody needs it sooner. */
const FACTS_AFTER = 1_500;

/** Why the items cannot be sorted so now, or "". Without facts the kernel decides. */
export function sortObjection(sort: Sort, facts: Facts | null): string {
  return facts === null || sort === "work" || facts.sorts.includes(sort) ? "" : SORTS[sort].lacks;
}

function LayoutChoice({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  return (
    <select
      class="choice"
      aria-label="Layout"
      title="Layout: rows × columns"
      value={session.layout.value}
      onChange={(event) => {
        session.setLayout(event.currentTarget.value as Layout);
        desk.focusGrid();
      }}
    >
      {LAYOUTS.map((layout) => (
        <option key={layout} value={layout} selected={layout === session.layout.value}>
          {layout.replace("x", " × ")}
        </option>
      ))}
    </select>
  );
}

function TileSize({ desk }: { desk: Desk }): JSX.Element | null {
  const { session } = desk;
  if (session.layout.value !== "wall") return null;
  return (
    <input
      class="slider"
      type="range"
      aria-label="Tile size"
      aria-valuetext={`${session.tile.value} pixels`}
      title="Tile size"
      min={TILE.least}
      max={TILE.most}
      step={4}
      value={session.tile.value}
      onInput={(event) => {
        session.tile.value = Number(event.currentTarget.value);
      }}
      onPointerUp={() => desk.focusGrid()}
    />
  );
}

/** Asks for the facts a while after the first page, and again when there are suggestions, or none any more. */
function useFacts(desk: Desk): void {
  const key = useMemo(
    () =>
      computed(() => {
        const progress = desk.session.progress.value;
        const { phase, run } = desk.session.learning.training.value;
        const known = `${(progress?.suggested ?? 0) > 0} ${run > 0} ${phase === "off" || phase === "embedding"}`;
        return progress && desk.session.phase.value === "labeling" ? known : null;
      }),
    [desk],
  );
  const now = key.value;
  useEffect(() => {
    if (now === null) return;
    const timer = setTimeout(() => desk.learn(), FACTS_AFTER);
    return () => clearTimeout(timer);
  }, [desk, now]);
}

function SortChoice({ desk }: { desk: Desk }): JSX.Element {
  const { session } = desk;
  const query = session.query.value;
  const facts = desk.facts.value;
  const box = useRef<HTMLSelectElement>(null);
  useFacts(desk);
  // A refused order is a notice, and the box must say again what holds.
  session.notices.value;
  useLayoutEffect(() => {
    if (box.current) box.current.value = query.sort;
  });
  return (
    <select
      ref={box}
      class="choice"
      aria-label="Sort"
      title={`Order: ${SORTS[query.sort].name}`}
      onFocus={() => desk.learn()}
      onChange={(event) => {
        const sort = event.currentTarget.value as Sort;
        session.arrange({ ...session.query.peek(), sort, ...(sort === "similar" ? {} : { like: [] }) });
        desk.focusGrid();
      }}
    >
      {(Object.keys(SORTS) as Sort[])
        .filter((sort) => sort !== "similar" || sort === query.sort)
        .map((sort) => {
          const why = sortObjection(sort, facts);
          return (
            <option
              key={sort}
              value={sort}
              selected={sort === query.sort}
              disabled={why !== ""}
              title={why || undefined}
            >
              {SORTS[sort].name}
            </option>
          );
        })}
    </select>
  );
}

/** Takes the filter away and leaves the order. */
export function clearFilter(desk: Desk): void {
  const { sort } = desk.session.query.peek();
  desk.session.arrange(through({}, { sort: sort === "similar" ? "work" : sort }));
  desk.focusGrid();
}

function FilterDoor({ desk }: { desk: Desk }): JSX.Element {
  const { where, limit } = desk.session.query.value;
  const n = filters(where).length;
  const first = limit > 0 ? `first ${number(limit)}` : "";
  return (
    <>
      <button
        type="button"
        class={n ? "button filtered" : "button"}
        aria-haspopup="dialog"
        onClick={() => {
          desk.dialog.value = { kind: "filter" };
        }}
      >
        Filter
      </button>
      {(n > 0 || first) && (
        <span class="chip active">
          {[n > 0 && count(n, "filter"), first].filter(Boolean).join(", ")}
          <button
            type="button"
            class="cross"
            aria-label="Clear filter"
            title="Clear filter"
            onClick={() => clearFilter(desk)}
          >
            <Icon path={ICONS.close} />
          </button>
        </span>
      )}
    </>
  );
}

export function Looking({ desk, children }: { desk: Desk; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="looking">
      {children}
      <LayoutChoice desk={desk} />
      <TileSize desk={desk} />
      <SortChoice desk={desk} />
      <NextPages desk={desk} />
      <FilterDoor desk={desk} />
      {!desk.rooms.side.value && <Switch desk={desk} small />}
      {!desk.rooms.side.value && <AutoLabelDoor desk={desk} small />}
    </div>
  );
}
