/** The labels: find one, see its key and its count, put it on the chosen tiles. */

import { computed, type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { shown } from "../input/keymap";
import { Alike } from "./alike";
import type { Desk } from "./desk";
import { NameThese, OfferedLabels } from "./job-names";
import { type LabelRow, labelRows, type Pressed, pressedLabels } from "./labels";
import { Amount, count, Key } from "./parts";
import { Words } from "./reader-room";

/** Height of a row in pixels, as in palette.css. */
const ROW = 30;
/** With more rows than this only those in view exist. */
const WINDOWED_FROM = 200;
const SPARE = 12;

interface Tools {
  readonly desk: Desk;
  readonly pressed: ReadonlySignal<ReadonlyMap<number, Pressed>>;
}

/** How the labels stand on the selected tiles, or on the focused one. */
function usePressed(desk: Desk): ReadonlySignal<ReadonlyMap<number, Pressed>> {
  return useMemo(() => {
    const { session } = desk;
    return computed(() => {
      if (!desk.canAct.value.now) return new Map();
      if (desk.marks.value) {
        const inHand = desk.board.value.label.value;
        return new Map(inHand === null ? [] : [[inHand, "true" as const]]);
      }
      const chosen = [...session.selected.value];
      // Of a selection too large to look at nothing is said.
      const focused = session.chosen.value > 0 ? null : session.current.value;
      const keys = focused === null ? chosen : [focused];
      return pressedLabels(keys.map((key) => session.item(key).value));
    });
  }, [desk]);
}

function LabelButton(props: Tools & { row: LabelRow; first: boolean; hinted: boolean }): JSX.Element {
  const { desk, pressed, row, first, hinted } = props;
  const { label, chord } = row;
  const state = useComputed(() => pressed.value.get(label.id) ?? "false");
  const amount = useComputed(() => desk.session.progress.value?.per_label[label.id] || undefined);
  const missing = useComputed(() => {
    const { per_label: all } = desk.session.learning.training.value;
    return all.find((one) => one.label === label.id)?.missing ?? 0;
  });
  const lacks = missing.value > 0 ? `${count(missing.value, "more answer")} until it is suggested` : "";
  const about = label.description || label.path;
  return (
    <button
      type="button"
      class={hinted ? "label hinted" : "label"}
      style={{ "--indent": row.indent }}
      tabIndex={first ? 0 : -1}
      aria-label={label.path}
      aria-pressed={state}
      aria-keyshortcuts={chord || undefined}
      title={lacks ? `${about}: ${lacks}` : about}
      onClick={() => desk.label(label.id)}
    >
      <i class="swatch" style={{ background: label.color }} />
      <bdi class="text">{row.text}</bdi>
      {lacks ? <Lacking n={missing.value} /> : <Amount n={amount.value} />}
      {chord ? <Key text={shown(chord)} /> : <span />}
    </button>
  );
}

/** So many answers are lacking until a label is suggested. */
function Lacking({ n }: { n: number }): JSX.Element {
  return <span class="amount" aria-hidden="true" data-text={`needs ${n}`} />;
}

/** Arrow keys walk through the toolbar, which is one stop of the Tab key. */
function walk(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("button.label")];
  const here = buttons.indexOf(event.target as HTMLElement);
  const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const to = { Home: 0, End: buttons.length - 1 }[event.key] ?? here + (step[event.key] ?? 0);
  if (here < 0 || to === here || !buttons[to]) return;
  buttons[to].focus();
  event.preventDefault();
}

function Rows({
  rows,
  hinted,
  ...tools
}: Tools & { rows: readonly LabelRow[]; hinted: boolean }): JSX.Element {
  const top = useSignal(0);
  const height = useSignal(600);
  const list = useRef<HTMLDivElement>(null);
  const windowed = rows.length > WINDOWED_FROM && tools.desk.width.value !== "narrow";
  const from = windowed ? Math.max(0, Math.floor(top.value / ROW) - SPARE) : 0;
  const to = windowed ? Math.min(rows.length, from + Math.ceil(height.value / ROW) + 2 * SPARE) : rows.length;
  const onScroll = (): void => {
    if (!windowed || !list.current) return;
    // Steps of a few rows, so that most scroll events draw nothing.
    top.value = Math.floor(list.current.scrollTop / (4 * ROW)) * 4 * ROW;
    height.value = list.current.clientHeight;
  };
  return (
    <div
      class="labels"
      role="toolbar"
      aria-label="Labels"
      aria-orientation="vertical"
      ref={list}
      onScroll={onScroll}
      onKeyDown={walk}
    >
      {from > 0 && <div style={`flex: none; height: ${from * ROW}px`} />}
      {rows.slice(from, to).map((row, i) => (
        <LabelButton
          key={row.label.id}
          {...tools}
          row={row}
          first={i === 0}
          hinted={hinted && from + i === 0}
        />
      ))}
      {to < rows.length && <div style={`flex: none; height: ${(rows.length - to) * ROW}px`} />}
    </div>
  );
}

function useFind(desk: Desk): { query: string; box: JSX.Element } {
  const query = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    desk.findLabel = () => {
      input.current?.focus();
      input.current?.select();
    };
  }, [desk]);
  const leave = (): void => {
    query.value = "";
    desk.focusGrid();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const found = query.value.trim() ? labelRows(desk.session.labels.value, query.value)[0] : undefined;
    if (event.key === "Enter" && found) desk.label(found.label.id);
    if ((event.key === "Enter" && found) || event.key === "Escape") {
      leave();
      event.preventDefault();
    }
  };
  const box = (
    <div class="find">
      <input
        ref={input}
        type="search"
        aria-label="Find a label"
        aria-keyshortcuts={desk.keys.aria("find")}
        placeholder="Find a label"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          query.value = event.currentTarget.value;
        }}
        onKeyDown={onKeyDown}
      />
      <Key text={query.value ? "Enter" : desk.keys.hint("find")} />
    </div>
  );
  return { query: query.value, box };
}

function Nothing({ text, code }: { text: string; code?: string }): JSX.Element {
  return (
    <p class="none">
      {text}
      {code && <code>{code}</code>}
    </p>
  );
}

export function Palette({ desk }: { desk: Desk }): JSX.Element {
  const { query, box } = useFind(desk);
  const pressed = usePressed(desk);
  const labels = desk.session.labels.value;
  const own = desk.keys.own.value;
  const rows = useMemo(() => labelRows(labels, query, desk.keys.labelChord), [labels, query, own]);
  const project = desk.session.project.value;
  return (
    <div class="palette">
      {box}
      <Rows desk={desk} pressed={pressed} rows={rows} hinted={query.trim() !== ""} />
      {rows.length === 0 && query.trim() !== "" && <Nothing text="No label has this in its name." />}
      {project && labels.length === 0 && (
        <Nothing
          text="This project has no labels yet. Add them in a cell:"
          code={'project.labels.add("cat")'}
        />
      )}
      {project && project.task !== "multiclass" && (
        <button
          type="button"
          class="label nothing"
          aria-keyshortcuts={desk.keys.aria("nothing")}
          aria-label="Nothing here"
          onClick={() => desk.run("nothing")}
        >
          <i class="swatch" />
          <span class="text">Nothing here</span>
          <span />
          <Key text={desk.keys.hint("nothing")} />
        </button>
      )}
      <OfferedLabels desk={desk} />
      <Alike desk={desk} />
      <NameThese desk={desk} />
      {desk.reader.open.value && <Words desk={desk} />}
    </div>
  );
}
