/** The room of the reader: the document, how far it is read, and beside the labels what the words there can do. */

import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import type { Desk } from "./desk";
import { Action, ICONS, Icon, number } from "./parts";
import { short } from "./reader-edits";
import { type Likeness, labelAll, likenessOf } from "./reader-matches";

/** Seeking matches in a long document takes a moment: it is done when the hand rests, after milliseconds. */
const REST = 120;

/** How far a document is here that does not come all at once. */
function Reading({ desk }: { desk: Desk }): JSX.Element | null {
  const { view, known } = desk.reader.text;
  const { length, whole, reason } = view.value;
  if (whole || reason !== "" || length === 0) return null;
  const part = Math.floor((100 * known.value.offsets.points) / length);
  return (
    <p class="making" role="status" aria-label="Reading" aria-live="off">
      Reading {number(length)} characters: {part} %
    </p>
  );
}

/** What has been said of the document as a whole, each with a way to take it back. */
function Choices({ desk }: { desk: Desk }): JSX.Element | null {
  const { session, reader } = desk;
  const info = reader.text.info.value;
  if (!info) return null;
  const { state, annotations, note } = info.answer;
  const labels = session.labelsById.value;
  return (
    <div class="said-of-it">
      {annotations.map(({ id, label }) => {
        const one = labels.get(label);
        return (
          <span class="chip" key={id} title={one?.path}>
            <i class="swatch" style={{ background: one?.color }} />
            <bdi>{one?.name ?? "?"}</bdi>
            <button
              type="button"
              class="cross"
              aria-label={`Clear ${one?.path ?? ""}`}
              onClick={() => session.clear(info.item, label)}
            >
              <Icon path={ICONS.close} />
            </button>
          </span>
        );
      })}
      {state === "skipped" && <span class="chip">Skipped{note && `: ${note}`}</span>}
      {state === "submitted" && <span class="chip">Submitted</span>}
      {annotations.length === 0 && state !== "unlabeled" && state !== "skipped" && (
        <span class="chip">Nothing here</span>
      )}
    </div>
  );
}

export function ReaderRoom({
  desk,
  host,
}: {
  desk: Desk;
  host: RefObject<HTMLDivElement | null>;
}): JSX.Element {
  return (
    <>
      <div class="reading" role="document" aria-label="Text" ref={host} />
      <Reading desk={desk} />
      {!desk.marks.value && <Choices desk={desk} />}
      {!desk.marks.value && (
        <Action desk={desk} command="back" name="Close" look="icon">
          <Icon path={ICONS.close} />
        </Action>
      )}
    </>
  );
}

/** Under the labels: how words are marked, and all that are like the one in hand. */
export function Words({ desk }: { desk: Desk }): JSX.Element | null {
  const { reader, session } = desk;
  const like = useSignal<Likeness | null>(null);
  useSignalEffect(() => {
    for (const one of [reader.range, reader.picked, reader.armed, reader.made, reader.text.spans]) one.value;
    const whole = reader.text.view.value.whole;
    const timer = setTimeout(() => {
      like.value = whole ? likenessOf(reader) : null;
    }, REST);
    return () => clearTimeout(timer);
  });
  const found = like.value;
  const more = found?.places.length ?? 0;
  const label = found ? session.labelsById.value.get(found.label) : undefined;
  if (!reader.open.value) return null;
  return (
    <section class="words">
      <h2>Words</h2>
      <p>Drag or double-click. Shift for exact characters.</p>
      {found && more > 0 && (
        <button
          type="button"
          class="alike"
          aria-label={`Label all “${short(found.text)}”`}
          aria-keyshortcuts={desk.keys.aria("labelAll")}
          title={`${label?.path ?? ""} (${desk.keys.hint("labelAll")})`}
          onClick={() => labelAll(reader)}
        >
          Label all “<bdi>{short(found.text, 24)}”</bdi> <span>({number(more)} more here)</span>
        </button>
      )}
    </section>
  );
}
