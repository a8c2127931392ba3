/** The tag of the selected region, at its top left corner: what it is, and a way to delete, or to judge it. */

import { reachOf } from "../geometry/bounds";
import type { Outline, Point, Size } from "../geometry/point";
import { type Quarters, quarters, turnedSize, unturned } from "../scene/turning";
import { toScreen, type Viewport } from "../scene/viewport";
import { LIFT } from "../tools/move";
import type { LabelInfo } from "../wire/protocol";
import { CROSS, icon, make, set } from "./element";
import { ICONS } from "./parts";
import type { StageModel } from "./stage-model";
import { scoreText } from "./tile-suggested";

/** Height of the tag in pixels, as in stage.css, and how far above the region it lies. */
const HIGH = 24;
const APART = 6;
/** As wide as a tag becomes, without its name, and with each letter of it, in pixels. */
const [WIDEST, BARE, LETTER] = [200, 48, 7];
/** What score and two buttons add to it. */
const JUDGED = 56;

/** What the stage shows: `view` as the picture has it, `turned` by quarters. */
interface Place {
  readonly seen: Viewport;
  readonly view: Size;
  readonly image: Size;
  readonly turned: Quarters;
}

/** The region that has the tag. */
export interface Tagged {
  readonly id: string;
  readonly shape: Outline;
  readonly label: LabelInfo | undefined;
  /** True while it has handles, one of which is above it. */
  readonly gripped: boolean;
  /** Of a machine: how sure that is, null when it does not say. */
  readonly suggested?: { readonly score: number | null } | undefined;
}

/** The one region that is selected, as it is drawn now; null when there is none, or more than one, or it is hidden. */
export function taggedOf(model: StageModel, labels: ReadonlyMap<number, LabelInfo>): Tagged | null {
  const [id, ...others] = model.selected.peek();
  if (id === undefined || others.length > 0) return null;
  const region = model.seen.peek().find((one) => one.id === id);
  const suggested = model.proposed.byId.peek().get(id);
  // A mask is of many places, and is painted on: a tag would only lie in the way.
  if (!region || (region.shape.kind === "mask" && !suggested)) return null;
  const instead = model.previews.peek().find((one) => one.draw === "instead" && one.id === id);
  const shape = instead?.draw === "instead" ? instead.shape : region.shape;
  return { id, shape, label: labels.get(region.label), gripped: model.tool.peek() === "move", suggested };
}

type Act = "drop" | "accept" | "reject";

export class StageTag {
  readonly element = make("div", "tag");
  readonly #swatch = make("i", "swatch");
  readonly #name = make("bdi", "");
  readonly #score = make("em", "");
  readonly #buttons: Readonly<Record<Act, HTMLButtonElement>>;
  #region = "";
  #label: LabelInfo | undefined;

  constructor(act: (how: Act, region: string) => void) {
    const button = (how: Act, path: string): HTMLButtonElement => {
      const made = make("button", `cross ${how}`);
      made.type = "button";
      // One stop of the Tab key is enough: the list of regions has this button too, and a key does the same.
      made.tabIndex = -1;
      made.append(icon(path));
      made.addEventListener("click", () => act(how, this.#region));
      return made;
    };
    this.#buttons = {
      accept: button("accept", ICONS.tick),
      reject: button("reject", CROSS),
      drop: button("drop", CROSS),
    };
    this.hide();
    this.#write(undefined);
    this.element.append(this.#swatch, this.#name, this.#score, ...Object.values(this.#buttons));
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Shows it at a region's corner; null: nowhere. `locked`: there is nothing to delete. */
  draw(region: Tagged | null, place: Place, locked: boolean): void {
    const at = region && corner(region, place);
    this.element.hidden = !at;
    if (!region || !at) return;
    this.#region = region.id;
    if (this.#label !== region.label) this.#write(region.label);
    this.#judge(region, locked);
    this.element.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
  }

  #judge({ suggested }: Tagged, locked: boolean): void {
    this.element.classList.toggle("suggested", suggested !== undefined);
    this.#buttons.accept.hidden = suggested === undefined;
    this.#buttons.reject.hidden = suggested === undefined;
    this.#buttons.drop.hidden = suggested !== undefined || locked;
    const score = suggested?.score ?? null;
    const text = score === null ? "" : scoreText(score);
    if (this.#score.textContent !== text) this.#score.textContent = text;
  }

  /** Only when it is another label: what is written costs a layout, and pictures are moved in every frame. */
  #write(label: LabelInfo | undefined): void {
    this.#label = label;
    this.#swatch.style.background = label?.color ?? "";
    this.#name.textContent = label?.name ?? "?";
    for (const [how, says] of SAYS)
      for (const name of ["aria-label", "title"])
        set(this.#buttons[how], name, `${says} ${label?.path ?? "?"}`);
  }
}

const SAYS = [
  ["accept", "Accept"],
  ["reject", "Reject"],
  ["drop", "Delete"],
] as const;

/** Where the tag lies in the view; null when its region is out of view. A tag that has no room above lies inside. */
function corner({ shape, label, gripped, suggested }: Tagged, place: Place): Point | null {
  const { from, to } = inView(shape, place);
  const view = turnedSize(place.view, place.turned);
  if (to.x < 0 || to.y < 0 || from.x > view.width || from.y > view.height) return null;
  const judged = suggested ? JUDGED : 0;
  const reaches = Math.min(WIDEST, BARE + judged + LETTER * (label?.name.length ?? 1));
  const covers =
    gripped && place.turned === 0 && shape.kind === "box" && reaches > (to.x - from.x) / 2 - APART;
  const above = from.y - HIGH - APART - (covers ? LIFT : 0);
  const y = above >= 0 ? above : Math.max(0, from.y) + APART;
  return {
    x: Math.max(0, Math.min(from.x, view.width - reaches)),
    y: Math.min(y, view.height - HIGH),
  };
}

/** The upright rectangle around a shape as the view has it, which may show the picture turned. */
function inView(shape: Outline, { seen, view, image, turned }: Place): { from: Point; to: Point } {
  const { left, top, right, bottom } = reachOf(shape, image);
  const back = quarters(-turned);
  const one = unturned(toScreen(seen, { x: left, y: top }), view, back);
  const other = unturned(toScreen(seen, { x: right, y: bottom }), view, back);
  return {
    from: { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y) },
    to: { x: Math.max(one.x, other.x), y: Math.max(one.y, other.y) },
  };
}
