/** The stage: the picture, the regions over it, and the element that has the keys and the pointer. */

import { batch, effect, untracked } from "@preact/signals";
import type { Point, Size } from "../geometry/point";
import { turnedSize, unturned } from "../scene/turning";
import { toImage, type Viewport } from "../scene/viewport";
import type { Modifiers } from "../tools/tool";
import type { Desk } from "./desk";
import { make, painted, set } from "./element";
import type { LargeModel } from "./large-model";
import { LargePicture } from "./large-picture";
import { rounded } from "./large-stage";
import { followStageHand } from "./stage-hand";
import { StageLayers } from "./stage-layers";
import { PictureLook } from "./stage-look";
import type { StageModel } from "./stage-model";
import { StageTag, taggedOf } from "./stage-tag";

/** How many pixels of a window drag change the window's width by itself. */
const DRAG = 250;

class Stage {
  readonly #pixels = make("canvas", "pixels");
  readonly #lower = make("canvas", "regions");
  readonly #upper = make("canvas", "live");
  readonly #tag: StageTag;
  /** Holds the picture and its regions, and is turned as a whole. */
  readonly #turned = make("div", "turned");
  readonly #look = new PictureLook(this.#turned, this.#pixels);
  readonly #picture: LargePicture;
  readonly #layers: StageLayers;
  readonly #large: LargeModel;
  readonly #model: StageModel;
  #frame = 0;

  constructor(
    private readonly host: HTMLElement,
    private readonly desk: Desk,
    abort: AbortSignal,
  ) {
    this.#large = desk.large;
    this.#model = desk.stage;
    this.#picture = new LargePicture(this.#pixels, desk.large);
    this.#layers = new StageLayers(this.#lower, this.#upper, () => this.#ask());
    for (const canvas of [this.#pixels, this.#lower, this.#upper]) canvas.setAttribute("aria-hidden", "true");
    this.#tag = new StageTag((how, region) => {
      const key = desk.session.largeKey.peek();
      if (how === "drop") this.#model.drop([region]);
      else if (key !== null) desk.judging.one(how, key, [region]);
      this.focus();
    });
    this.#turned.append(this.#pixels, this.#lower, this.#upper);
    host.append(this.#turned, this.#picture.note, this.#tag.element);
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(host);
    this.#measure();
    followStageHand(host, this.#hand(), (at) => unturned(at, this.#view, this.#large.turned.peek()), abort);
    const stops = [
      () => observer.disconnect(),
      effect(() => this.#turn()),
      effect(() => this.#begin()),
      effect(() => desk.large.wish(this.#ahead())),
      effect(() => this.#collect()),
      () => cancelAnimationFrame(this.#frame),
      () => this.#layers.dispose(),
      () => desk.session.largePictures.release(),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      host.replaceChildren();
    });
  }

  /** Keys go to the stage. */
  focus(): void {
    this.host.focus({ preventScroll: true });
  }

  #ahead(): readonly string[] {
    const place = this.desk.session.large.value;
    return place === null ? [] : this.desk.session.drawing.ahead(place);
  }

  get #view(): Size {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  #measure(): void {
    const own = turnedSize(this.#view, this.#large.turned.peek());
    this.#look.place(this.#view, own, this.#large.turned.peek());
    this.#large.resize(own, globalThis.devicePixelRatio || 1);
  }

  /** A turned picture is fitted in anew when its sides have changed places. */
  #turn(): void {
    this.#large.turned.value;
    untracked(() => {
      this.#measure();
      this.#large.fit();
    });
  }

  #begin(): void {
    if (this.#large.key.value === null) return;
    // What follows reads much that must not begin the picture anew.
    queueMicrotask(() =>
      batch(() => {
        this.#large.begin();
        this.#model.begin();
      }),
    );
  }

  #hand() {
    const [model, large] = [this.#model, this.#large];
    let from = { center: 0, width: 0 };
    const feed = (type: "press" | "move" | "release", at: Point, clicks: 1 | 2, held: Modifiers): void => {
      const seen = large.seen.peek();
      if (seen) model.feed({ type, at: toImage(seen, at), clicks, ...held });
    };
    return {
      press: (at: Point, clicks: 1 | 2, held: Modifiers) => {
        this.focus();
        feed("press", at, clicks, held);
      },
      move: (at: Point, held: Modifiers) => feed("move", at, 1, held),
      release: (at: Point, held: Modifiers) => feed("release", at, 1, held),
      cancel: () => model.feed({ type: "cancel" }),
      hover: (at: Point | null) => {
        const seen = large.seen.peek();
        batch(() => {
          // What a tool shows under the pointer, such as the brush, must not stay where the pointer left.
          if (!at && !model.busy.peek()) model.feed({ type: "cancel" });
          large.pointer.value = at;
          model.at.value = at && seen ? toImage(seen, at) : null;
        });
      },
      zoom: (factor: number, at: Point) => large.zoom(factor, at),
      pan: (dx: number, dy: number) => large.pan(dx, dy),
      grip: () => {
        const window = large.grip();
        if (window) from = window;
        return window !== null;
      },
      drag: (dx: number, dy: number) =>
        large.adjust(from.center + (dy * from.width) / DRAG, from.width * Math.exp(dx / DRAG)),
      turn: (by: number) => large.turn(large.frame.peek() + by),
    };
  }

  #ask(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Reads all that is shown, so that any change of it asks for a frame. */
  #collect(): void {
    const [model, large, { session }] = [this.#model, this.#large, this.desk];
    this.#picture.collect();
    for (const one of [model.seen, model.selected, model.previews, model.masks.mapped, model.opacity])
      one.value;
    for (const one of [
      session.labelsById,
      model.cursor,
      model.locked,
      large.brightness,
      large.contrast,
      large.gamma,
      large.key,
    ])
      one.value;
    this.#ask();
  }

  /** The image pixel at the top left corner of the view. */
  #origin(seen: Viewport): [number, number] {
    const at = toImage(seen, unturned({ x: 0, y: 0 }, this.#view, this.#large.turned.peek()));
    return [rounded(at.x), rounded(at.y)];
  }

  #draw(): void {
    this.#frame = 0;
    const [model, large, { session }] = [this.#model, this.#large, this.desk];
    const seen = large.seen.peek();
    const key = large.key.peek();
    set(this.host, "data-item", key);
    set(this.host, "data-frame", String(large.frame.peek()));
    set(this.host, "data-zoom", seen && String(rounded(seen.zoom)));
    set(this.host, "data-origin", seen && JSON.stringify(this.#origin(seen)));
    this.host.style.cursor = model.cursor.peek();
    this.#look.paint(large);
    const info = key === null ? null : session.item(key).peek();
    this.#picture.paint(info?.answer.state === "skipped");
    if (!seen) {
      this.#tag.hide();
      return;
    }
    this.#layers.paint({
      regions: model.seen.peek(),
      proposed: model.proposed.byId.peek(),
      selected: model.selected.peek(),
      previews: model.previews.peek(),
      map: model.masks.mapped.peek(),
      stale: () => model.masks.takeStale(),
      labels: session.labelsById.peek(),
      label: model.label.peek(),
      seen,
      view: large.view.peek(),
      ratio: large.ratio.peek(),
      opacity: model.opacity.peek(),
    });
    this.#tag.draw(
      taggedOf(model, session.labelsById.peek()),
      {
        seen,
        view: large.view.peek(),
        image: large.image.peek() ?? { width: 0, height: 0 },
        turned: large.turned.peek(),
      },
      model.locked.peek(),
    );
    painted();
  }
}

/** Draws the stage into `host` until `abort`; gives what brings the focus to it. */
export function mountStage(host: HTMLElement, desk: Desk, abort: AbortSignal): () => void {
  const stage = batch(() => new Stage(host, desk, abort));
  return () => stage.focus();
}
