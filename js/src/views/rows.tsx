/** A list of which only the rows in view exist, with the chosen one kept in sight; and the small buttons of its rows. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focused } from "./element";
import { Icon } from "./parts";

/** Height of a row in pixels, as in regions.css and spans.css. */
const ROW = 28;
const SPARE = 6;

interface RowsProps {
  readonly name: string;
  readonly count: number;
  /** Place of the first row that is chosen; -1: none is. */
  readonly first: number;
  readonly several?: boolean;
  /** True when a single row that joins at the end is brought into sight. */
  readonly follows?: boolean;
  /** Draws the row at a place. */
  readonly row: (place: number, focusable: boolean) => ComponentChildren;
}

export function Rows({ name, count, first, several, follows, row }: RowsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const before = useRef(0);
  const top = useSignal(0);
  const height = useSignal(600);
  const from = Math.max(0, Math.floor(top.value / ROW) - SPARE);
  const to = Math.min(count, from + Math.ceil(height.value / ROW) + 2 * SPARE);
  const look = (): void => {
    if (!list.current) return;
    top.value = Math.floor(list.current.scrollTop / (4 * ROW)) * 4 * ROW;
    height.value = list.current.clientHeight;
  };
  useLayoutEffect(() => {
    const box = list.current;
    // What has just been made is in sight, as far as the list is not looked through elsewhere.
    if (box && follows && count === before.current + 1) box.scrollTop = box.scrollHeight;
    before.current = count;
    look();
  }, [count]);
  useLayoutEffect(
    () => {
      const box = list.current;
      if (!box || first < 0) return;
      const [above, below] = [first * ROW, (first + 1) * ROW];
      if (above < box.scrollTop) box.scrollTop = above;
      else if (below > box.scrollTop + box.clientHeight) box.scrollTop = below - box.clientHeight;
      look();
      if (!box.contains(focused(box))) return;
      box.querySelector<HTMLElement>("[role=option][aria-selected=true]")?.focus({ preventScroll: true });
    },
    follows ? [first] : [first, count],
  );
  const places = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    <div
      class="list"
      role="listbox"
      aria-label={name}
      aria-multiselectable={several || undefined}
      tabIndex={count === 0 ? 0 : -1}
      ref={list}
      onScroll={look}
    >
      {from > 0 && <div style={`height: ${from * ROW}px`} />}
      {places.map((place) => row(place, place === Math.max(first, 0)))}
      {to < count && <div style={`height: ${(count - to) * ROW}px`} />}
    </div>
  );
}

interface MiniProps {
  readonly says: string;
  readonly path: string;
  readonly look?: string;
  act(): void;
}

/** A button of a row; a click on it chooses nothing. */
export function Mini({ says, path, look, act }: MiniProps): JSX.Element {
  return (
    <button
      type="button"
      class={look ? `mini ${look}` : "mini"}
      tabIndex={-1}
      aria-label={says}
      title={says}
      onClick={(event) => {
        event.stopPropagation();
        act();
      }}
    >
      <Icon path={path} />
    </button>
  );
}
