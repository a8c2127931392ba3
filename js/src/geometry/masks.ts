/** The masks of an answer and the map that shows them: one annotation per label and frame. */

import type { Annotation, Pixels } from "../wire/protocol";
import type { LabelMap, Painted } from "./labelmap";
import type { Size } from "./point";
import { lacking, MaskError, type Runs, readRuns } from "./rle";

/** A mask to be drawn; its owner is a label's id. */
export interface Mask {
  readonly owner: number;
  readonly runs: Runs;
}

/** A mask of the answer that is none of this picture, and why not. It stays in the answer as it is. */
export interface Unread {
  readonly id: string;
  readonly reason: string;
}

/** An annotation that is a mask. */
type Masked = Annotation & { readonly shape: Pixels };

function masksIn(annotations: readonly Annotation[], frame: number): Masked[] {
  return annotations.filter((one): one is Masked => one.shape.kind === "mask" && one.shape.frame === frame);
}

/** The masks of a frame in the order of the answer, and those that cannot be read. */
export function readMasks(
  annotations: readonly Annotation[],
  size: Size,
  frame: number,
): { readonly masks: Mask[]; readonly unread: Unread[] } {
  const masks: Mask[] = [];
  const unread: Unread[] = [];
  for (const { id, label, shape } of masksIn(annotations, frame)) {
    try {
      masks.push({ owner: label, runs: readRuns(shape.rle, size) });
    } catch (error) {
      if (!(error instanceof MaskError)) throw error;
      unread.push({ id, reason: error.message });
    }
  }
  return { masks, unread };
}

/** What becomes of the answer when the map has changed. */
export interface MaskChange {
  readonly put: Annotation[];
  readonly drop: string[];
}

/**
 * What makes the answer say what the map shows of `owners`, those that an act has touched. A label keeps the id of
 * its first mask, and the run that it was of; what the person's hand has changed is the person's.
 */
export function changeOf(
  map: LabelMap,
  owners: readonly number[],
  annotations: readonly Annotation[],
  frame: number,
  newId: () => string,
): MaskChange {
  const put: Annotation[] = [];
  const drop: string[] = [];
  const unread = new Set(map.unread.map(({ id }) => id));
  const masks = masksIn(annotations, frame).filter(({ id }) => !unread.has(id));
  for (const owner of owners) {
    const [first, ...others] = masks.filter(({ label }) => label === owner);
    drop.push(...others.map(({ id }) => id));
    const rle = map.rleOf(owner);
    if (map.areaOf(owner) === 0) {
      if (first) drop.push(first.id);
    } else if (first?.shape.rle !== rle || others.length > 0) {
      const shape: Pixels = { kind: "mask", rle, frame };
      const { id = newId(), run = null, rank = "", crowd = false } = first ?? {};
      put.push({ id, label: owner, shape, source: "human", run, certificate: null, rank, crowd });
    }
  }
  return { put, drop };
}

/** Keeps a map at what an answer says, drawing only the labels whose masks are others than before. */
export class MaskFollower {
  /** For each label, its masks in the answer, and the stamp of the map that showed them. */
  readonly #shown = new Map<number, { readonly rle: string; readonly stamp: number }>();

  constructor(
    private readonly map: LabelMap,
    private readonly frame = 0,
  ) {}

  /** Shows the masks of the answer's annotations, which are in its order. What it shows already stays as it is. */
  follow(annotations: readonly Annotation[]): Painted {
    const { map } = this;
    const wanted = new Map<number, string>();
    for (const { label, shape } of masksIn(annotations, this.frame)) {
      wanted.set(label, wanted.has(label) ? `${wanted.get(label)} ${shape.rle}` : shape.rle);
    }
    const labels = new Set([...this.#shown.keys(), ...map.owners, ...wanted.keys()]);
    const stale = [...labels].filter((label) => !this.#shows(label, wanted.get(label) ?? ""));
    const painted = stale.length > 0 ? this.#show(annotations, stale) : map.redraw([]);
    this.#shown.clear();
    for (const [label, rle] of wanted) this.#shown.set(label, { rle, stamp: map.stampOf(label) });
    return painted;
  }

  #shows(label: number, rle: string): boolean {
    const { map } = this;
    const shown = this.#shown.get(label);
    if (shown?.rle === rle && shown.stamp === map.stampOf(label)) return true;
    return map.areaOf(label) === 0 ? rle === "" && !shown : rle === map.rleOf(label);
  }

  #show(annotations: readonly Annotation[], stale: readonly number[]): Painted {
    const { map } = this;
    const { masks, unread } = readMasks(annotations, map.size, this.frame);
    map.unread = unread;
    const first = map.claimedTwice > 0 ? null : map.redraw(this.#differences(masks, stale));
    if (first?.claimedTwice === 0) return first;
    // Where masks claim the same pixels their order counts: all are drawn anew.
    const { width, height } = map.size;
    const all = map.redraw([{ owner: 0, runs: [0, width * height] }, ...masks]);
    map.claimedTwice = all.claimedTwice;
    return first ? merged(first, all) : all;
  }

  /** What labels have lost, and then what they have got, since the map was drawn. */
  #differences(masks: readonly Mask[], stale: readonly number[]): Mask[] {
    const gone: Mask[] = [];
    const come: Mask[] = [];
    for (const label of stale) {
      const before = this.map.runsOf(label);
      const now = masks.filter(({ owner }) => owner === label);
      gone.push({ owner: 0, runs: now.reduce((left, { runs }) => lacking(left, runs), before) });
      for (const { runs } of now) come.push({ owner: label, runs: lacking(runs, before) });
    }
    return [...gone, ...come];
  }
}

/** One act after the other as one. */
function merged(first: Painted, then: Painted): Painted {
  const before = new Map([...then.before, ...first.before]);
  return { tiles: [...before.keys()], owners: [...new Set([...first.owners, ...then.owners])], before };
}
