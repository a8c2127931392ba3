/** A picture with regions, a hand and a keyboard, for the tests of tools. */

import { boundsOf } from "../src/geometry/bounds";
import { fitShape } from "../src/geometry/fit";
import type { Outline, Point } from "../src/geometry/point";
import { polygonOf, type Ring } from "../src/geometry/polygon";
import type { Effect, Input, Modifiers, Preview, Region, Scene, Tool } from "../src/tools/tool";

export const NO_KEYS: Modifiers = { shift: false, control: false, alt: false };

export const rectangle = (x: number, y: number, width: number, height: number, angle = 0): Outline => {
  return { kind: "box", x, y, width, height, angle, frame: 0 };
};

export const polygonal = (...parts: Ring[]): Outline => polygonOf(parts, 0);

export const square = (x: number, y: number, side: number): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];

export const region = (id: string, shape: Outline, label = 1): Region => ({ id, label, shape });

export function sceneOf(regions: readonly Region[] = [], given: Partial<Scene> = {}): Scene {
  let made = 0;
  return {
    size: { width: 400, height: 300 },
    frame: 0,
    zoom: 1,
    regions,
    selected: new Set(),
    locked: false,
    label: 1,
    snap: false,
    template: { width: 50, height: 50 },
    brush: 10,
    newId: () => {
      made += 1;
      return `new ${made}`;
    },
    ...given,
  };
}

type Place = readonly [x: number, y: number];

/** Keeps what a tool does: its effects, and the regions and the selection as they are after them. */
export class Drawing<S> {
  state: S;
  readonly effects: Effect[] = [];

  constructor(
    readonly tool: Tool<S>,
    public scene: Scene,
  ) {
    this.state = tool.idle;
  }

  give(input: Input): this {
    const [state, effects] = this.tool.step(this.state, input, this.scene);
    this.state = state;
    for (const effect of effects) this.#take(effect);
    return this;
  }

  #take(effect: Effect): void {
    this.effects.push(effect);
    const { regions } = this.scene;
    if (effect.do === "select") this.scene = { ...this.scene, selected: new Set(effect.ids) };
    if (effect.do === "template") this.scene = { ...this.scene, template: effect.size };
    if (effect.do === "drop") {
      this.scene = { ...this.scene, regions: regions.filter(({ id }) => !effect.ids.includes(id)) };
    }
    if (effect.do === "put") {
      const fitted = effect.regions.map((one) => ({ ...one, shape: this.fit(one.shape) }));
      const put = new Map(fitted.map((one) => [one.id, one]));
      const kept = regions.map((one) => put.get(one.id) ?? one);
      const fresh = fitted.filter(({ id }) => !regions.some((one) => one.id === id));
      this.scene = { ...this.scene, regions: [...kept, ...fresh] };
    }
  }

  fit(shape: Outline): Outline {
    const fitted = fitShape(shape, this.scene.size);
    if (typeof fitted === "string") throw new Error(fitted);
    return fitted;
  }

  press([x, y]: Place, keys: Partial<Modifiers> = {}, clicks: 1 | 2 = 1): this {
    return this.give({ type: "press", at: { x, y }, clicks, ...NO_KEYS, ...keys });
  }

  move([x, y]: Place, keys: Partial<Modifiers> = {}): this {
    return this.give({ type: "move", at: { x, y }, clicks: 1, ...NO_KEYS, ...keys });
  }

  release([x, y]: Place, keys: Partial<Modifiers> = {}): this {
    return this.give({ type: "release", at: { x, y }, clicks: 1, ...NO_KEYS, ...keys });
  }

  click(at: Place, keys: Partial<Modifiers> = {}, clicks: 1 | 2 = 1): this {
    return this.press(at, keys, clicks).release(at, keys);
  }

  drag(from: Place, to: Place, keys: Partial<Modifiers> = {}): this {
    const half: Place = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    return this.press(from, keys).move(half, keys).move(to, keys).release(to, keys);
  }

  key(key: string, keys: Partial<Modifiers> = {}, times = 1): this {
    for (let time = 0; time < times; time++) this.give({ type: "key", key, ...NO_KEYS, ...keys });
    return this;
  }

  get busy(): boolean {
    return this.tool.busy(this.state);
  }

  get preview(): readonly Preview[] {
    return this.tool.preview(this.state, this.scene);
  }

  shape(id: string): Outline | undefined {
    return this.scene.regions.find((one) => one.id === id)?.shape;
  }

  /** Where a region reaches: x, y, width, height. */
  frame(id: string): number[] {
    const shape = this.shape(id);
    if (shape === undefined) throw new Error(`There is no region ${id}.`);
    const { x, y, width, height } = boundsOf(shape);
    return [x, y, width, height];
  }

  get ids(): string[] {
    return this.scene.regions.map(({ id }) => id);
  }

  get selected(): string[] {
    return [...this.scene.selected];
  }

  /** What was said to the person. */
  get said(): string[] {
    return this.effects.flatMap((effect) => (effect.do === "say" ? [effect.text] : []));
  }

  handles(): Point[] {
    return this.preview.flatMap((one) => (one.draw === "handle" ? [one.at] : []));
  }
}
