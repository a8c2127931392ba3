/** The spans of the document as a list: what the text shows, for those who work by keys or by ear. */

import type { JSX } from "preact";
import type { LabelInfo } from "../wire/protocol";
import type { Desk } from "./desk";
import { ICONS, number } from "./parts";
import { short } from "./reader-edits";
import type { Listed } from "./reader-text";
import { Mini, Rows } from "./rows";
import { scoreText } from "./tile-suggested";

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

function Row({ desk, one, label, place, count, focusable }: RowProps): JSX.Element {
  const { reader } = desk;
  const { annotation, suggested, start, end, lost } = one;
  const { id } = annotation;
  const text = textOf(desk, one);
  const score = suggested?.score ?? null;
  const shown = label?.name ?? "?";
  const gone = lost === "" ? "" : "its text is gone";
  // What is read begins with what is seen, as people say it who speak to their computer.
  const seen = [text || "…", gone && "text gone", shown, score !== null && scoreText(score)].filter(Boolean);
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
      <bdi class="measure">{shown}</bdi> {score !== null && <span class="score">{scoreText(score)}</span>}
      {suggested && <Mini says="Accept" path={ICONS.tick} act={() => reader.accept([id])} />}
      {suggested ? (
        <Mini says="Reject" path={ICONS.close} act={() => reader.reject([id])} />
      ) : (
        <Mini says="Delete" path={ICONS.close} act={() => reader.drop([id])} />
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
  const all = reader.text.listed.value;
  const labels = session.labelsById.value;
  const picked = reader.picked.value;
  return (
    <section class="card regions">
      <h2>
        Spans <span>{number(all.length)}</span>
      </h2>
      {all.length === 0 && <p class="none">Nothing is marked yet.</p>}
      <Rows
        name="Spans"
        count={all.length}
        first={picked === null ? -1 : all.findIndex((one) => one.annotation.id === picked)}
        row={(place, focusable) => {
          const one = all[place];
          return (
            one && (
              <Row
                key={one.annotation.id}
                desk={desk}
                one={one}
                label={labels.get(one.annotation.label)}
                place={place}
                count={all.length}
                focusable={focusable}
              />
            )
          );
        }}
      />
    </section>
  );
}
