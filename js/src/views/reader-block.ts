/** One block of a document as elements: bare text, and a `mark` for each stretch over which the same spans lie. */

import { LEFTWARD } from "../geometry/direction";
import { type Segment, type Stretch, segmentsOf } from "../geometry/span";
import type { LabelInfo } from "../wire/protocol";
import { icon, make, set } from "./element";
import type { Marked } from "./reader-text";
import { scoreText } from "./tile-suggested";

/** What decides how the spans of a block look. */
export interface BlockLook {
  readonly text: string;
  /** In reading order, those over the block. */
  readonly spans: readonly Marked[];
  readonly lanes: ReadonlyMap<string, number>;
  readonly labels: ReadonlyMap<number, LabelInfo>;
  readonly picked: string | null;
}

interface Run {
  readonly node: Text;
  /** Where it begins, in units of the document. */
  readonly start: number;
}

/** Lanes that fit under a line; deeper ones are drawn over those. */
const LANES = 4;
/** Pixels of a lane. */
const LANE = 3;

const TICK = "M3.500 8.500l3 3 6-7";
const CROSS = "M4.500 4.500l7 7m0-7l-7 7";
/** Control characters have no looks of their own: U+2400 has a picture of each. A tab is one itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is sought
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

/** The text with control characters made visible, each by one unit, so that offsets stay. */
export function visible(text: string): string {
  return text
    .replace(/\r$/, "\u200b") // At the end of a line it is half of its end.
    .replace(CONTROLS, (one) => String.fromCharCode(one === "\x7f" ? 0x2421 : 0x2400 + one.charCodeAt(0)));
}

export class Block {
  /** Its own direction, whatever the documents around it have. */
  readonly element = make("p", "block");
  /** Its height in pixels when it was last measured; 0: not yet. */
  tall = 0;
  #runs: Run[] = [];
  #drawn = "";
  /** True when some of it is written from right to left. */
  isMixed = false;

  constructor(readonly place: Stretch) {
    this.element.dir = "auto";
    set(this.element, "data-start", String(place.start));
  }

  /** Draws it anew if its looks have changed; true when it was. */
  draw(look: BlockLook): boolean {
    const { start, end } = this.place;
    const said = signature(look);
    if (said === this.#drawn) return false;
    this.#drawn = said;
    const shown = visible(look.text.slice(start, end));
    this.isMixed = LEFTWARD.test(shown);
    const bare = look.spans.length === 0;
    const segments: readonly Segment<Marked>[] = bare
      ? [{ start, end, spans: [] }]
      : segmentsOf(this.place, look.spans);
    this.#runs = [];
    const parts = segments.map((one) => {
      const node = document.createTextNode(shown.slice(one.start - start, one.end - start));
      this.#runs.push({ node, start: one.start });
      return one.spans.length === 0 ? node : markOf(one, node, look);
    });
    this.element.replaceChildren(...(start === end ? [] : parts));
    return true;
  }

  /** The text node that has a unit, and where in it; `before`: the one that ends there, if two meet. */
  nodeAt(unit: number, before = false): readonly [Node, number] {
    let last = this.#runs[0];
    for (const run of this.#runs) if (before ? run.start < unit : run.start <= unit) last = run;
    if (!last || this.place.start === this.place.end) return [this.element, 0];
    return [last.node, Math.min(Math.max(0, unit - last.start), last.node.data.length)];
  }

  /** The unit at a place of the DOM within the block. */
  unitAt(node: Node, offset: number): number {
    const run = this.#runs.find((one) => one.node === node);
    if (run) return run.start + offset;
    const range = document.createRange();
    range.selectNodeContents(this.element);
    range.setEnd(node, offset);
    return this.place.start + range.toString().length;
  }
}

/** All that the looks of a block follow from, as text. */
function signature({ spans, lanes, labels, picked }: BlockLook): string {
  const said = spans.map(({ id, start, end, label, suggested }) => {
    const { color, name } = labels.get(label) ?? { color: "", name: "" };
    return [id, start, end, lanes.get(id), color, name, picked === id, suggested?.score ?? ""].join();
  });
  return `drawn ${said.join(";")}`;
}

function markOf(segment: Segment<Marked>, text: Text, look: BlockLook): HTMLElement {
  const mark = make("mark", "");
  const { spans } = segment;
  const inner = spans.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a), spans[0] as Marked);
  const own = spans.filter((one) => !one.suggested);
  const color = (one: Marked): string => look.labels.get(one.label)?.color ?? "gray";
  set(mark, "data-spans", JSON.stringify(spans.map((one) => one.id)));
  mark.style.setProperty("--c", color(own.at(-1) ?? inner));
  if (own.length === 0) mark.classList.add("suggested");
  if (spans.some((one) => one.id === look.picked)) mark.classList.add("picked");
  if (spans.some((one) => one.start === segment.start)) mark.classList.add("first");
  if (spans.some((one) => one.end === segment.end)) mark.classList.add("last");
  underline(mark, spans, look.lanes, color);
  mark.append(text);
  // What encloses is named after what it encloses.
  for (const one of spans.filter(({ end }) => end === segment.end).reverse())
    mark.append(nameOf(one, look.labels.get(one.label), look.picked === one.id));
  return mark;
}

/** A line for each span, in its lane: solid, or of dashes for a suggestion. */
function underline(
  mark: HTMLElement,
  spans: readonly Marked[],
  lanes: ReadonlyMap<string, number>,
  color: (one: Marked) => string,
): void {
  const boxed = spans.every((one) => one.suggested);
  if (boxed && spans.length === 1) return; // It has a dashed box of its own.
  const at = spans.map((one) => (lanes.get(one.id) ?? 0) % LANES);
  const lines = spans.map((one) =>
    one.suggested
      ? `repeating-linear-gradient(90deg, ${color(one)} 0 4px, transparent 4px 7px)`
      : `linear-gradient(${color(one)}, ${color(one)})`,
  );
  const deep = Math.max(...at);
  mark.style.backgroundImage = lines.join(", ");
  mark.style.backgroundPosition = at.map((lane) => `0 calc(100% - ${(deep - lane) * LANE}px)`).join(", ");
  mark.style.paddingBottom = `${3 + deep * LANE}px`;
}

/** "Place", with its score and two buttons while it is a suggestion. Drawn by the style sheet: it is no text. */
function nameOf(one: Marked, label: LabelInfo | undefined, picked: boolean): HTMLElement {
  const name = make("span", picked ? "name picked" : "name");
  name.dataset["id"] = one.id;
  name.style.setProperty("--c", label?.color ?? "gray");
  name.dataset["text"] = `${label?.name ?? "?"}${scoreOf(one)}`;
  name.title = label?.path ?? "";
  if (one.suggested)
    for (const [word, path] of [
      ["Accept", TICK],
      ["Reject", CROSS],
    ] as const) {
      const button = make("button", "");
      button.type = "button";
      button.tabIndex = -1; // The list of spans has the same for the keyboard.
      button.dataset["act"] = word;
      set(button, "aria-label", `${word} ${label?.path ?? ""}`);
      button.title = word;
      button.append(icon(path));
      name.append(button);
    }
  return name;
}

function scoreOf({ suggested }: Marked): string {
  const score = suggested?.score ?? null;
  return score === null ? "" : ` ${scoreText(score)}`;
}
