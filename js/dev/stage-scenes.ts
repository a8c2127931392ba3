/** Scenes of the stage: a picture with regions of each kind, one of them selected, and the tiles that show them. */

import { runsOf, writeRuns } from "../src/geometry/rle";
import type { Session } from "../src/session/types";
import type { Annotation, ItemInfo } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import type { FakeOptions } from "./fake-options";
import { drawn } from "./fake-pictures";

interface Stage {
  readonly session: Session;
  readonly root: HTMLElement;
}

type Shape = Annotation["shape"];

/** Pixels that every picture of the fake kernel has, wide or upright. */
const SIDE = 470;
const LABELS = [
  "Red cell",
  "White cell",
  "Platelets, and whatever else is as small as they are",
  "Background/Glass",
];

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Numbers from 0 to 1 that look random and are the same each time. */
function* chances(seed: number): Generator<number, never> {
  let state = seed + 1;
  for (;;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

function box(next: () => number): Shape {
  const [width, height] = [40 + next() * 90, 40 + next() * 80].map(Math.round) as [number, number];
  const [x, y] = [next() * (SIDE - width), next() * (SIDE - height)].map(Math.round) as [number, number];
  const angle = next() < 0.15 ? Math.round(next() * 90) : 0;
  return { kind: "box", x, y, width, height, angle, frame: 0 };
}

function blob(next: () => number): Shape {
  const [x, y, radius] = [80 + next() * (SIDE - 160), 80 + next() * (SIDE - 160), 24 + next() * 40];
  const ring = Array.from({ length: 14 }, (_, i): [number, number] => {
    const [turn, far] = [(i * Math.PI) / 7, radius * (0.75 + next() * 0.4)];
    return [Math.round(x + far * Math.cos(turn)), Math.round(y + far * Math.sin(turn))];
  });
  return { kind: "polygon", parts: [ring], frame: 0 };
}

/** A mask of some discs. */
function discs(next: () => number, { width, height }: { width: number; height: number }): Shape {
  const pixels = new Uint8Array(width * height);
  for (let n = 0; n < 5; n++) {
    const [cx, cy, radius] = [next() * width, next() * height, 15 + next() * 45];
    const [top, bottom] = [Math.max(0, Math.ceil(cy - radius)), Math.min(height - 1, cy + radius)];
    for (let y = top; y <= bottom; y++) {
      const half = Math.sqrt(radius ** 2 - (y - cy) ** 2);
      const [left, right] = [Math.max(0, Math.round(cx - half)), Math.max(0, Math.round(cx + half))];
      pixels.fill(1, y * width + left, y * width + Math.min(width, right));
    }
  }
  return { kind: "mask", rle: writeRuns(runsOf(pixels, { width, height })), frame: 0 };
}

const CROSSED: Shape = {
  kind: "polygon",
  parts: [
    [
      [300, 300],
      [420, 420],
      [420, 300],
      [300, 420],
    ],
  ],
  frame: 0,
};

function annotation(shape: Shape, place: number, label = 1 + (place % 3)): Annotation {
  return {
    id: `R${place}`,
    label,
    shape,
    source: "human",
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
}

type Making = (next: () => number, item: number) => readonly Shape[];

const some =
  (count: number, make: (next: () => number) => Shape): Making =>
  (next) =>
    Array.from({ length: count }, () => make(next));

/** A mask per label, of the size that the picture with this number has. */
const masked: Making = (next, item) => {
  const size = item % 3 === 0 ? { width: 480, height: 640 } : { width: 640, height: 480 };
  return Array.from({ length: 3 }, () => discs(next, size));
};

function options(task: string, make: Making): FakeOptions {
  const items = Array.from({ length: 12 }, (_, item): ItemInfo => {
    const random = chances(item);
    const annotations = make(() => random.next().value, item).map((shape, place) => annotation(shape, place));
    const state = annotations.length > 0 ? ("draft" as const) : ("unlabeled" as const);
    return fakeItem(item, { answer: { version: "1", state, annotations, note: "" } });
  });
  return { task: task as NonNullable<FakeOptions["task"]>, items, labels: LABELS, name: "blood cells" };
}

const polygons: Making = (next) => [...some(8, blob)(next, 0), CROSSED];

export const STAGE_OPTIONS: Record<string, FakeOptions> = {
  boxes: options("boxes", some(14, box)),
  boxesmany: options("boxes", some(900, box)),
  boxesnone: options("boxes", some(0, box)),
  boxestiles: options("boxes", some(14, box)),
  boxeskeys: options("boxes", some(14, box)),
  polygons: options("polygons", polygons),
  polygonstiles: options("polygons", polygons),
  // Their size must be that of the picture, so that no photos will do.
  masks: { ...options("masks", masked), picture: drawn },
  maskstiles: { ...options("masks", masked), picture: drawn },
  /** Masks that lie over each other, and one of another picture. */
  maskstrouble: options("masks", (next, item) => [
    ...masked(next, item),
    discs(next, { width: 9, height: 9 }),
  ]),
};

const within = (root: HTMLElement, selector: string): HTMLElement | null => root.querySelector(selector);

function take(root: HTMLElement, tool: string): void {
  within(root, `.tool[aria-label="${tool}"]`)?.click();
}

/** Opens a picture, takes a tool, and selects the region with this place in the list. */
async function draw({ session, root }: Stage, tool: string, selected = -1): Promise<void> {
  session.setFocus(1);
  session.setLarge(1);
  await later(250);
  take(root, tool);
  if (selected >= 0) {
    // The list may be folded away; then it is opened for a moment.
    const folded = within(root, '[role="listbox"][aria-label="Regions"]') === null;
    const door = within(root, '.head [aria-label="Regions"]');
    if (folded) door?.click();
    await later(60);
    within(root, `[data-region="R${selected}"]`)?.click();
    if (folded) door?.click();
  }
  within(root, ".viewer")?.focus();
  await later(250);
}

export const STAGE_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  boxes: async (stage) => {
    await draw(stage, "Move", 2);
    within(stage.root, '[data-region="R4"] .mini')?.click();
    within(stage.root, ".viewer")?.focus();
  },
  boxesmany: (stage) => draw(stage, "Select", 400),
  boxesnone: (stage) => draw(stage, "Box"),
  boxeskeys: async (stage) => {
    await draw(stage, "Box");
    within(stage.root, 'button[aria-label="Keyboard shortcuts"]')?.click();
  },
  polygons: async (stage) => {
    await draw(stage, "Points", 8);
    take(stage.root, "Lock regions");
  },
  masks: (stage) => draw(stage, "Brush", 1),
  // Masks are painted a few in each frame.
  maskstiles: () => later(600),
  maskstrouble: (stage) => draw(stage, "Eraser"),
};
