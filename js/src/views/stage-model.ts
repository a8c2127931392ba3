/** The stage: which tool is in hand, what it is doing, and what it does to the regions of the picture shown. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { newId } from "../document/ids";
import { reachOf } from "../geometry/bounds";
import type { Outline, Point, Size } from "../geometry/point";
import { isRegional, undrawn } from "../session/readiness";
import type { Possible, Session } from "../session/types";
import { toolOf, toolsOf } from "../tools/all";
import type { Cursor, Effect, Input, Preview, Region, Scene, ToolName } from "../tools/tool";
import type { Annotation, ItemInfo, Suggested } from "../wire/protocol";
import type { LargeModel } from "./large-model";
import { Copied } from "./stage-copies";
import { StageEdits } from "./stage-edits";
import { MaskDesk } from "./stage-masks";
import { RegionOrder } from "./stage-order";
import { StageOrigin } from "./stage-origin";
import { ProposedRegions } from "./stage-proposed";
import { areaOf, SmartDesk, shapeOf } from "./stage-smart";
import { StageWire } from "./stage-wire";

const NO_REGIONS: readonly Annotation[] = [];

export class StageModel {
  readonly tools: ReadonlySignal<readonly ToolName[]>;
  readonly tool = signal<ToolName>("select");
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly hidden = signal<ReadonlySet<string>>(new Set());
  readonly locked = signal(false);
  readonly snap = signal(false);
  readonly template = signal<Size>({ width: 50, height: 50 });
  readonly brush = signal(20);
  /** Where the pointer is, in image pixels. */
  readonly at = signal<Point | null>(null);
  readonly masks: MaskDesk;
  readonly smart: SmartDesk;
  readonly origin: StageOrigin;
  readonly proposed: ProposedRegions;
  readonly order: RegionOrder;
  readonly #wire: StageWire;
  readonly #chosen = signal<number | null>(null);
  readonly #state = signal<unknown>(toolOf("boxes", "select").idle);
  readonly #copied = new Copied();
  readonly #edits: StageEdits;

  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
    /** The newest thing to say to the person, such as why a gesture came to nothing. */
    private readonly said: Signal<string>,
    openOf: (info: ItemInfo | null) => readonly Suggested[],
  ) {
    this.tools = computed(() => toolsOf(session.project.value?.task ?? ""));
    this.#wire = new StageWire(large);
    this.masks = new MaskDesk(session, large);
    this.smart = new SmartDesk(session, large, said);
    this.origin = new StageOrigin(session, large);
    this.proposed = new ProposedRegions(session, large, openOf);
    this.#edits = new StageEdits(session, large, this.all, this.proposed, this.locked, said);
    this.order = new RegionOrder(this.regions, this.selected, (put) => this.#edits.redraw(put), said);
  }

  /** True while regions are drawn: the task has them, and a picture is large. */
  readonly open = computed(() => this.regional.value && this.large.key.value !== null);

  readonly regional = computed(() => isRegional(this.session.project.value?.task ?? ""));

  /** The label that new regions get. */
  readonly label = computed(() => {
    const labels = this.session.labels.value;
    return labels.find((one) => one.id === this.#chosen.value)?.id ?? labels[0]?.id ?? null;
  });

  /** All regions of the item, the oldest first. */
  readonly all: ReadonlySignal<readonly Annotation[]> = computed(() => {
    const key = this.large.key.value;
    return (key !== null && this.session.item(key).value?.answer.annotations) || NO_REGIONS;
  });

  /** Those of the frame shown. */
  readonly regions: ReadonlySignal<readonly Annotation[]> = computed(() => {
    const frame = this.large.frame.value;
    return this.all.value.filter(({ shape }) => "frame" in shape && shape.frame === frame);
  });

  /** What there is to pick: suggestions, the best first, then regions. */
  readonly listed: ReadonlySignal<readonly Annotation[]> = computed(() => {
    const [proposed, regions] = [this.proposed.regions.value, this.regions.value];
    return proposed.length > 0 ? [...proposed, ...regions] : regions;
  });

  readonly seen: ReadonlySignal<readonly Region[]> = computed(() => {
    const hidden = this.hidden.value;
    const seen = this.listed.value.filter((one) => !hidden.has(one.id));
    return seen as readonly (Annotation & { shape: Outline })[];
  });

  readonly scene: ReadonlySignal<Scene | null> = computed(() => {
    const [size, view] = [this.large.image.value, this.large.seen.value];
    if (!size || !view) return null;
    const { width, height } = this.large.view.value;
    return {
      size,
      middle: { x: view.x + width / view.zoom / 2, y: view.y + height / view.zoom / 2 },
      zoom: view.zoom,
      frame: this.large.frame.value,
      regions: this.seen.value,
      selected: this.selected.value,
      locked: this.locked.value,
      label: this.label.value,
      snap: this.snap.value,
      template: this.template.value,
      brush: this.brush.value,
      edge: (from: Point, to: Point) => this.#wire.between(from, to),
      newId,
    };
  });

  readonly previews: ReadonlySignal<readonly Preview[]> = computed(() => {
    const scene = this.scene.value;
    const own = scene ? this.#tool.value.preview(this.#state.value, scene) : [];
    return [...this.smart.previews(this.label.value), ...own];
  });

  readonly cursor: ReadonlySignal<Cursor> = computed(() => {
    const scene = this.scene.value;
    return scene ? this.#tool.value.cursor(this.#state.value, scene, this.at.value) : "default";
  });

  readonly #tool = computed(() => {
    const known = this.tools.value.includes(this.tool.value);
    return known
      ? toolOf(this.session.project.value?.task ?? "", this.tool.value)
      : toolOf("boxes", "select");
  });

  /** Of the insides of regions, 0 to 1. */
  readonly opacity = signal(0.2);

  /** Whether this picture can be submitted. One without regions is: "nothing here" must have been said. */
  readonly canSubmit: ReadonlySignal<Possible> = computed(() => {
    const key = this.large.key.value;
    const info = key === null ? null : this.session.item(key).value;
    const why = undrawn(this.session.project.value, info, this.proposed.all.value.length > 0);
    return { now: why === "", why };
  });

  readonly busy = computed(() => this.#tool.value.busy(this.#state.value) || this.smart.open.value);

  /** Another picture: nothing is selected, nothing half drawn. */
  begin(): void {
    this.origin.look();
    this.feed({ type: "cancel" });
    batch(() => {
      this.smart.forget();
      this.selected.value = new Set();
      this.hidden.value = new Set();
      this.at.value = null;
      if (!this.tools.peek().includes(this.tool.peek())) this.take("select");
    });
  }

  take(tool: ToolName): void {
    if (!this.tools.peek().includes(tool)) return;
    this.feed({ type: "cancel" });
    batch(() => {
      this.smart.forget();
      this.tool.value = tool;
      this.#state.value = this.#tool.peek().idle;
    });
  }

  /** Tells the tool what the hand did. */
  feed(input: Input): void {
    const scene = this.scene.peek();
    if (!scene) return;
    const [state, effects] = this.#tool.peek().step(this.#state.peek(), input, scene);
    batch(() => {
      this.#state.value = state;
      if (effects.length > 0) this.said.value = "";
      for (const effect of effects) this.#carryOut(effect, scene);
    });
  }

  /** Moves what is selected as the tool for it would, without taking that tool. */
  nudge(stroke: Input): void {
    const scene = this.scene.peek();
    const mover = toolOf("boxes", "move");
    if (!scene) return;
    const [, effects] = mover.step(mover.idle, stroke, scene);
    batch(() => {
      for (const effect of effects) this.#carryOut(effect, scene);
    });
  }

  /** The label in hand; what is selected gets it. */
  choose(label: number): void {
    this.#chosen.value = label;
    const changed = this.#chosenRegions().filter((one) => one.label !== label);
    if (changed.length > 0) this.#edits.redraw(changed.map((one) => ({ ...one, label, source: "human" })));
  }

  select(ids: Iterable<string>): void {
    this.selected.value = new Set(ids);
  }

  /** Picks the next in the list, or the one before, and shows it. */
  leaf(by: 1 | -1): void {
    const listed = this.listed.peek();
    const here = listed.findIndex((one) => this.selected.peek().has(one.id));
    const next = listed[here < 0 ? (by > 0 ? 0 : listed.length - 1) : here + by];
    if (!next) return;
    this.select([next.id]);
    this.reveal(next.id);
  }

  /** Brings a region into view. */
  reveal(id: string): void {
    const size = this.large.image.peek();
    const region = this.seen.peek().find((one) => one.id === id);
    if (size && region) this.large.reveal(reachOf(region.shape, size));
  }

  drop(ids: Iterable<string>): void {
    const gone = this.#edits.drop(ids);
    if (gone.size > 0) this.select([...this.selected.peek()].filter((id) => !gone.has(id)));
  }

  dropAll(): void {
    this.drop(this.regions.peek().map((one) => one.id));
  }

  hide(ids: Iterable<string>): void {
    const hidden = new Set(this.hidden.peek());
    for (const id of ids) if (!hidden.delete(id)) hidden.add(id);
    this.hidden.value = hidden;
  }

  setBrush(width: number): void {
    this.brush.value = Math.min(Math.max(Math.round(width), 1), 400);
  }

  lock(): void {
    this.feed({ type: "cancel" });
    this.locked.value = !this.locked.peek();
  }

  copy(): void {
    this.#copied.take(this.#chosenRegions());
  }

  paste(): void {
    const scene = this.scene.peek();
    const put = this.#copied.give(this.regions.peek(), scene);
    if (!scene || put.length === 0) return;
    this.#edits.put(put, scene);
    this.select(put.map((one) => one.id));
  }

  #chosenRegions(): Annotation[] {
    const selected = this.selected.peek();
    return this.listed.peek().filter((one) => selected.has(one.id));
  }

  #carryOut(effect: Effect, scene: Scene): void {
    if (effect.do === "put") this.#edits.put(effect.regions, scene);
    else if (effect.do === "drop") this.drop(effect.ids);
    else if (effect.do === "select") this.select(effect.ids);
    else if (effect.do === "template") this.template.value = effect.size;
    else if (effect.do === "say") this.said.value = effect.text;
    else if (effect.do === "paint") this.#paint(effect);
    else if (effect.do === "propose") this.smart.propose(effect);
    else if (effect.do === "reject") this.smart.forget();
    else this.#accept(scene);
  }

  #paint({ area, erase }: Effect & { do: "paint" }): void {
    const label = this.label.peek();
    const key = this.large.key.peek();
    if (key === null || (label === null && !erase)) return;
    if (erase && this.#edits.refuses()) return;
    const { put, drop } = this.masks.paint(area, erase ? 0 : (label ?? 0), this.locked.peek());
    if (put.length === 0 && drop.length === 0) return;
    this.session.drawing.redraw(key, put, drop);
  }

  #accept(scene: Scene): void {
    const label = this.label.peek();
    const task = this.session.project.peek()?.task ?? "";
    if (label === null) return;
    this.smart.accept((parts) => {
      if (task === "masks") this.#paint({ do: "paint", area: areaOf(parts), erase: false });
      else this.#edits.put([{ id: newId(), label, shape: shapeOf(parts, task, scene.frame) }], scene);
    });
  }
}
