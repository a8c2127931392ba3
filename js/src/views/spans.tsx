/** The spans of the document as a list: what the text shows, for those who work by keys or by ear. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LabelInfo } from "../wire/protocol";
import type { Desk } from "./desk";
import { focused } from "./element";
import { ICONS, Icon, number } from "./parts";
import { inWords } from "./reader-block";
import { short } from "./reader-edits";
import type { Listed } from "./reader-text";

/** Height of a row in pixels, as in reader.css. */
const ROW = 28;
const SPARE = 6;

interface RowProps {
  readonly desk: Desk;
  readonly one: Listed;
  readonly label: LabelInfo | undefined;
  readonly place: number;
  readonly count: number;
  readonly focusable: boolean;
}

/** What the span marks, as far as that is here. */
function textOf(desk: Desk, { annotation, lost }: Listed): string {
  const span = desk.reader.text.byId.value.get(annotation.id);
  return span ? short(desk.reader.read(span), 60) : short(lost, 60);
}

function Small(props: { name: string; path: string; act(): void }): JSX.Element {
  return (
    <button
      type="button"
      class="mini"
      tabIndex={-1}
      aria-label={props.name}
      title={props.name}
      onClick={(event) => {
        event.stopPropagation();
        props.act();
      }}
    >
      <Icon path={props.path} />
    </button>
  );
}

function Row({ desk, one, label, place, count, focusable }: RowProps): JSX.Element {
  const { reader } = desk;
  const { annotation, suggested, start, end, lost } = one;
  const { id } = annotation;
  const text = textOf(desk, one);
  const score = suggested?.score ?? null;
  const shown = label?.name ?? "?";
  const gone = lost === "" ? "" : "its text is gone";
  // What is read begins with what is seen, as people say it who speak to their computer.
  const seen = [text || "…", gone && "text gone", shown, score !== null && inWords(score)].filter(Boolean);
  const path = label && label.path !== label.name ? label.path : "";
  return (
    <div
      class={`region span${suggested ? " suggested" : ""}${lost ? " lost" : ""}`}
      role="option"
      aria-selected={reader.selected.value.has(id)}
      aria-label={[seen.join(" "), suggested && "suggestion", path].filter(Boolean).join(", ")}
      title={gone ? `The file was changed: “${short(lost)}” is not in it any more` : label?.path}
      aria-posinset={place + 1}
      aria-setsize={count}
      tabIndex={focusable ? 0 : -1}
      data-id={id}
      data-label={label?.path ?? ""}
      data-start={start}
      data-end={end}
      data-source={suggested ? "suggestion" : "human"}
      data-score={score ?? undefined}
      onKeyDown={(event) => walk(desk, event)}
      onClick={() => reader.select([id])}
    >
      <i class="swatch" style={{ background: label?.color }} />
      <bdi class="text">{text || "…"}</bdi> {gone && <span class="crossed">text gone</span>}{" "}
      <bdi class="measure">{shown}</bdi> {score !== null && <span class="score">{inWords(score)}</span>}
      {suggested && <Small name="Accept" path={ICONS.tick} act={() => reader.accept([id])} />}
      {suggested ? (
        <Small name="Reject" path={ICONS.close} act={() => reader.reject([id])} />
      ) : (
        <Small name="Delete" path={ICONS.close} act={() => reader.drop([id])} />
      )}
    </div>
  );
}

/** Moves through the list; what is walked over is picked, and brought into view. */
function walk(desk: Desk, event: KeyboardEvent): void {
  const { reader } = desk;
  const all = reader.text.listed.peek();
  const here = all.findIndex((one) => one.annotation.id === (event.target as HTMLElement).dataset["id"]);
  const row = all[here];
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Delete" || event.key === "Backspace") {
    const next = all[here + 1] ?? all[here - 1];
    if (row.suggested) reader.reject([row.annotation.id]);
    else reader.drop([row.annotation.id]);
    reader.select(next ? [next.annotation.id] : []);
  } else {
    const to = { Home: 0, End: all.length - 1, ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
    const next = to === undefined ? undefined : all[to];
    if (!next) return;
    reader.select([next.annotation.id]);
  }
  event.preventDefault();
  event.stopPropagation();
}

export function Spans({ desk }: { desk: Desk }): JSX.Element {
  const { reader, session } = desk;
  const list = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const all = reader.text.listed.value;
  const labels = session.labelsById.value;
  const from = Math.max(0, Math.floor(top.value / ROW) - SPARE);
  const to = Math.min(all.length, from + Math.ceil(height.value / ROW) + 2 * SPARE);
  const picked = reader.picked.value;
  const first = picked === null ? -1 : all.findIndex((one) => one.annotation.id === picked);
  const look = (): void => {
    if (!list.current) return;
    top.value = Math.floor(list.current.scrollTop / (4 * ROW)) * 4 * ROW;
    height.value = list.current.clientHeight;
  };
  useLayoutEffect(look, [all.length]);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box || first < 0) return;
    const [above, below] = [first * ROW, (first + 1) * ROW];
    if (above < box.scrollTop) box.scrollTop = above;
    else if (below > box.scrollTop + box.clientHeight) box.scrollTop = below - box.clientHeight;
    look();
    if (!box.contains(focused(box))) return;
    box.querySelector<HTMLElement>("[role=option][aria-selected=true]")?.focus({ preventScroll: true });
  }, [first, all.length]);
  return (
    <section class="card regions">
      <h2>
        Spans <span>{number(all.length)}</span>
      </h2>
      {all.length === 0 && <p class="none">Nothing is marked yet.</p>}
      <div
        class="list"
        role="listbox"
        aria-label="Spans"
        tabIndex={all.length === 0 ? 0 : -1}
        ref={list}
        onScroll={look}
      >
        {from > 0 && <div style={`height: ${from * ROW}px`} />}
        {all.slice(from, to).map((one, i) => (
          <Row
            key={one.annotation.id}
            desk={desk}
            one={one}
            label={labels.get(one.annotation.label)}
            place={from + i}
            count={all.length}
            focusable={from + i === Math.max(first, 0)}
          />
        ))}
        {to < all.length && <div style={`height: ${(all.length - to) * ROW}px`} />}
      </div>
    </section>
  );
}
