/** One tile of the grid: a focusable cell over the canvas, recycled from page to page. */

import type { Rect } from "../paint/fit";
import type { PictureView } from "../session/types";
import type { ItemInfo, LabelInfo, Suggested } from "../wire/protocol";
import { CROSS, icon, make, set } from "./element";
import { counted, nameOf, stateOf, type TileState, TROUBLE } from "./tile-name";
import { chipsOf, doubtOf, proposalsOf } from "./tile-suggested";
import { TileText, type TileWords } from "./tile-text";

/** All that a tile shows; drawn again only where it differs from what was drawn before. */
export interface TileView {
  readonly key: string;
  readonly info: ItemInfo | null;
  readonly picture: PictureView;
  /** How a document begins; of a picture nothing. */
  readonly text?: TileWords | null;
  /** What is suggested for it, best first, and what of that is drawn over the picture. */
  readonly suggested?: readonly Suggested[];
  readonly outlined?: readonly Suggested[];
  readonly labels: ReadonlyMap<number, LabelInfo>;
  readonly place: number;
  readonly count: number;
  readonly selected: boolean;
  readonly focused: boolean;
  /** The only one, over all others. */
  readonly large?: boolean;
  readonly rect: Rect;
  /** Too small for words and buttons: only the focused one has them, for those who do not see. */
  readonly bare?: boolean;
}

/** What a tile's buttons ask for. */
export interface TileActs {
  toggle(key: string): void;
  clear(key: string, label: number): void;
  reason(key: string): void;
  /** Accepts or rejects what is suggested of one label. */
  judge(how: "accept" | "reject", key: string, label: number): void;
}

const CHECK = "M3.5 8.5l3 3 6-7";

/** What lies in a cell, in the order of the DOM. */
interface Inside {
  readonly name: HTMLElement;
  readonly trouble: HTMLElement;
  readonly badge: HTMLElement;
  readonly select: HTMLButtonElement;
  readonly chips: HTMLElement;
}

function furniture(): Inside {
  const inside = {
    name: make("bdi", "filename"),
    trouble: make("div", "broken"),
    badge: make("span", "badge"),
    select: make("button", "pick"),
    chips: make("div", "chips"),
  };
  inside.select.type = "button";
  inside.select.setAttribute("aria-label", "Select");
  inside.select.append(icon(CHECK));
  inside.badge.append(icon(CHECK), "submitted");
  return inside;
}

/** With a space between each: what is read of a tile are words, not one long one. */
const apart = (all: readonly HTMLElement[]): (HTMLElement | string)[] => all.flatMap((one) => [one, " "]);

/** True when there is something to draw over the picture. */
const isDrawn = (info: ItemInfo | null): boolean =>
  info?.answer.annotations.some((one) => one.shape.kind !== "choice") ?? false;

export class Tile {
  readonly cell = make("div", "tile");
  #inside: Inside | null = null;
  #text: TileText | null = null;
  #was: TileView | null = null;

  constructor(private readonly acts: TileActs) {
    this.cell.setAttribute("role", "gridcell");
    this.cell.addEventListener("click", (event) => this.#click(event));
  }

  /** Draws `view`; true when its picture must be painted anew. */
  draw(view: TileView): boolean {
    const was = this.#was;
    this.#was = view;
    if (was?.rect !== view.rect) this.#position(view.rect);
    const furnished = this.#furnish(!view.bare || view.focused, !!view.text);
    const answered = was?.info !== view.info || was?.labels !== view.labels || was.key !== view.key;
    if (view.text) this.#text?.draw(view.text, view.rect);
    const said = was?.picture.reason !== view.picture.reason || was.text?.text !== view.text?.text;
    if (furnished || answered || said) this.#answer(view, was);
    if (furnished || was?.selected !== view.selected) {
      set(this.cell, "aria-selected", String(view.selected));
      if (this.#inside) set(this.#inside.select, "aria-pressed", String(view.selected));
    }
    if (furnished || was?.focused !== view.focused) this.#focusable(view.focused);
    if (was?.place !== view.place || was.count !== view.count) {
      set(this.cell, "aria-posinset", String(view.place + 1));
      set(this.cell, "aria-setsize", String(view.count));
    }
    this.cell.classList.toggle("large", view.large === true);
    return (
      was?.rect !== view.rect ||
      was.picture.bitmap !== view.picture.bitmap ||
      stateOf(was) !== stateOf(view) ||
      was.key !== view.key ||
      (was.outlined?.length ?? 0) + (view.outlined?.length ?? 0) > 0 ||
      (was.info?.answer !== view.info?.answer && (isDrawn(was.info) || isDrawn(view.info)))
    );
  }

  /** Gives the cell its words and buttons, or takes them away; true when that changed it. */
  #furnish(wanted: boolean, text: boolean): boolean {
    if (wanted === (this.#inside !== null)) return false;
    this.#inside = wanted ? furniture() : null;
    this.#text = wanted && text ? new TileText() : null;
    this.cell.classList.toggle("document", text);
    const words = this.#text ? [this.#text.words] : [];
    this.cell.replaceChildren(...apart([...words, ...Object.values(this.#inside ?? {})]));
    return true;
  }

  /** Once all are drawn: says how long a document is of which not all is in sight. */
  measure(): void {
    this.#text?.measure();
  }

  #position(rect: Rect): void {
    const { style } = this.cell;
    // No transform: it would make a stacking context, and the tile's surface must lie under the canvas.
    style.left = `${rect.x}px`;
    style.top = `${rect.y}px`;
    style.width = `${rect.width}px`;
    style.height = `${rect.height}px`;
  }

  #focusable(focused: boolean): void {
    const index = focused ? 0 : -1;
    this.cell.tabIndex = index;
    this.cell.classList.toggle("current", focused);
    for (const button of this.cell.querySelectorAll("button")) button.tabIndex = index;
  }

  #answer(view: TileView, was: TileView | null): void {
    const { info, key } = view;
    const state = stateOf(view);
    const all = (info?.answer.annotations ?? []).map((one) => view.labels.get(one.label));
    const labels = [...new Set(all)].filter((label) => label !== undefined);
    const counts = labels.map((label) => all.filter((one) => one === label).length);
    const paths = labels.map((label) => label.path);
    const reason = info?.broken ? info.reason : view.picture.reason;
    const name = info?.name ?? key;
    // A tile of the wall may be there before it is known which item it shows.
    set(this.cell, "data-item", key || null);
    set(this.cell, "data-state", state);
    set(this.cell, "data-labels", JSON.stringify(paths));
    const proposals = this.#propose(view);
    this.cell.classList.toggle("drawn", isDrawn(info));
    const words = view.text ? (this.#text?.said ?? "") : null;
    const whole = view.text?.whole === true; // It is not read out with a name, but by itself.
    set(
      this.cell,
      "aria-label",
      whole ? null : nameOf(name, state, info, words, labels, counts, proposals, reason),
    );
    set(this.cell, "title", name || null);
    if (!this.#inside) return;
    this.#inside.name.textContent = name;
    this.#inside.badge.hidden = state !== "submitted";
    this.#inside.trouble.hidden = !reason;
    const trouble = view.text ? TROUBLE.document : TROUBLE.picture;
    this.#inside.trouble.replaceChildren(make("strong", "", trouble), " ", make("bdi", "", reason));
    const more = this.#text ? [this.#text.more] : [];
    const before =
      was?.key === key && was.info?.answer === info?.answer
        ? proposalsOf(was.suggested ?? [], was.labels)
        : null;
    const doubt = doubtOf(info);
    this.#inside.chips.replaceChildren(
      ...apart([
        ...doubt,
        ...this.#chipsOf(state, labels, counts, info),
        ...chipsOf(proposals, before),
        ...more,
      ]),
    );
    this.#text?.stale();
    if (view.focused) this.#focusable(true);
  }

  /** Says of the cell what is suggested. */
  #propose({ info, suggested = [], labels }: TileView) {
    const proposals = proposalsOf(suggested, labels);
    const [best] = suggested;
    set(this.cell, "data-suggested", JSON.stringify(proposals.map(({ label }) => label.path)));
    set(this.cell, "data-score", best?.score == null ? null : String(best.score));
    set(this.cell, "data-certified", best ? String(best.certified) : null);
    set(this.cell, "data-cluster", info && info.cluster >= 0 ? String(info.cluster) : null);
    return proposals;
  }

  #chipsOf(
    state: TileState,
    labels: readonly LabelInfo[],
    counts: readonly number[],
    info: ItemInfo | null,
  ): HTMLElement[] {
    if (state === "skipped") return [this.#skipChip(info?.answer.note ?? "")];
    if (labels.length) return labels.map((label, i) => this.#labelChip(label, counts[i] ?? 1));
    return state === "draft" || state === "submitted" ? [make("span", "chip empty", "Nothing here")] : [];
  }

  #labelChip(label: LabelInfo, count: number): HTMLElement {
    const chip = make("span", "chip");
    const swatch = make("i", "swatch");
    swatch.style.background = label.color;
    const cross = make("button", "cross");
    cross.type = "button";
    cross.tabIndex = -1;
    cross.dataset["label"] = String(label.id);
    cross.setAttribute("aria-label", `Clear ${label.path}`);
    cross.append(icon(CROSS));
    const name = make("bdi", "", counted(label, count));
    name.title = label.path;
    chip.append(swatch, name, cross);
    return chip;
  }

  #skipChip(note: string): HTMLElement {
    const chip = make("span", "chip skipped");
    const why = make("button", "why", note ? "" : "add reason");
    why.type = "button";
    why.tabIndex = -1;
    if (note) {
      why.append(make("bdi", "", note));
      why.setAttribute("aria-label", `Change reason: ${note}`);
    }
    chip.append(make("b", "", "Skipped"), " ", why);
    return chip;
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest("button");
    const key = this.#was?.key;
    if (!button || key === undefined) return;
    const { judge, of } = button.dataset;
    if (judge === "accept" || judge === "reject") this.acts.judge(judge, key, Number(of));
    else if (button === this.#inside?.select) this.acts.toggle(key);
    else if (button.dataset["label"]) this.acts.clear(key, Number(button.dataset["label"]));
    else this.acts.reason(key);
  }
}
