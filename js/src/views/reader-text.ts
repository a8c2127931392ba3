/** The document that is read: its text as far as it is here, and the spans and suggestions in it by place. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { Offsets } from "../geometry/offsets";
import { type Span, SpanIndex } from "../geometry/span";
import { openSuggestions } from "../session/suggesting";
import type { TextView } from "../session/texts";
import type { Session } from "../session/types";
import type { Annotation, ItemInfo, Suggested } from "../wire/protocol";

/** A span in the text, in UTF-16 units. */
export interface Marked extends Span {
  readonly annotation: Annotation;
  readonly label: number;
  /** A machine's, which nobody has accepted. */
  readonly suggested: Suggested | null;
}

/** A row of the list of spans: also of those whose text is not here, or gone. */
export interface Listed {
  readonly annotation: Annotation;
  readonly suggested: Suggested | null;
  /** In code points. */
  readonly start: number;
  readonly end: number;
  /** What was marked, if the file that it was marked in is another now; else "". */
  readonly lost: string;
}

interface Known {
  readonly key: string | null;
  readonly text: string;
  readonly offsets: Offsets;
}

const EMPTY: TextView = { text: "", length: 0, whole: false, reason: "", lost: new Map() };

export class ReaderText {
  #known: Known = { key: null, text: "", offsets: new Offsets() };

  constructor(private readonly session: Session) {}

  /** The document that is shown. */
  get key(): ReadonlySignal<string | null> {
    return this.session.largeKey;
  }

  readonly view: ReadonlySignal<TextView> = computed(() => {
    const key = this.key.value;
    return key === null ? EMPTY : this.session.texts.of(key).value;
  });

  readonly info: ReadonlySignal<ItemInfo | null> = computed(() => {
    const key = this.key.value;
    return key === null ? null : this.session.item(key).value;
  });

  /** A new object whenever there is more of the text; the offsets grow with it. */
  readonly known: ReadonlySignal<Known> = computed(() => {
    const [key, { text }] = [this.key.value, this.view.value];
    const { offsets, ...before } = this.#known;
    const grows = key === before.key && text.startsWith(before.text);
    if (grows) offsets.grow(text);
    this.#known = { key, text, offsets: grows ? offsets : new Offsets(text) };
    return this.#known;
  });

  /** Answers and open suggestions, by place in the document. */
  readonly listed: ReadonlySignal<readonly Listed[]> = computed(() => {
    const [info, { lost }] = [this.info.value, this.view.value];
    if (!info) return [];
    const own = info.answer.annotations.flatMap((one) => listed(one, null, lost));
    const open = openSuggestions(info, this.session.project.value?.task ?? "");
    const others = open.flatMap((one) => listed(one.annotation, one, lost));
    return [...own, ...others].sort((a, b) => a.start - b.start || b.end - a.end);
  });

  /** Those whose text is here. */
  readonly spans: ReadonlySignal<SpanIndex<Marked>> = computed(() => {
    const { offsets } = this.known.value;
    const here = this.listed.value.filter(({ end, lost }) => end <= offsets.points && lost === "");
    return new SpanIndex(
      here.map(({ annotation, suggested, start, end }) => ({
        id: annotation.id,
        start: offsets.unitOf(start),
        end: offsets.unitOf(end),
        label: annotation.label,
        annotation,
        suggested,
      })),
    );
  });

  readonly byId: ReadonlySignal<ReadonlyMap<string, Marked>> = computed(
    () => new Map(this.spans.value.all.map((one) => [one.id, one])),
  );
}

function listed(
  annotation: Annotation,
  suggested: Suggested | null,
  lost: ReadonlyMap<string, string>,
): readonly Listed[] {
  const { shape, id } = annotation;
  if (shape.kind !== "span") return [];
  return [{ annotation, suggested, start: shape.start, end: shape.end, lost: lost.get(id) ?? "" }];
}
