/** The masks of the picture shown as one map with a label per pixel; strokes change it and make new masks. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { newId } from "../document/ids";
import { type Area, LabelMap } from "../geometry/labelmap";
import { changeOf, type MaskChange, MaskFollower } from "../geometry/masks";
import type { Session } from "../session/types";
import type { LargeModel } from "./large-model";
import { count } from "./parts";

/** A map as it is now: the same map is another object here whenever pixels of it have changed. */
export interface Mapped {
  readonly map: LabelMap;
}

interface Followed extends Mapped {
  readonly name: string;
  readonly follower: MaskFollower;
}

const NOTHING: MaskChange = { put: [], drop: [] };

export class MaskDesk {
  #followed: Followed | null = null;
  #now: Mapped | null = null;
  /** Tiles that were not painted since they changed; null: all. */
  #stale: Set<number> | null = null;

  constructor(
    private readonly session: Session,
    private readonly large: LargeModel,
  ) {}

  /** Null while the picture's size is not known, and in other tasks. */
  readonly mapped: ReadonlySignal<Mapped | null> = computed(() => {
    const [key, size] = [this.large.key.value, this.large.image.value];
    if (key === null || size === null || this.session.project.value?.task !== "masks") return null;
    const answer = this.session.item(key).value?.answer;
    if (!answer) return null;
    const frame = this.large.frame.value;
    const name = `${frame} ${size.width} ${size.height} ${key}`;
    if (this.#followed?.name !== name) {
      const map = new LabelMap(size);
      this.#followed = { name, map, follower: new MaskFollower(map, frame) };
      this.#stale = null;
      this.#now = null;
    }
    const { map, follower } = this.#followed;
    this.#touch(follower.follow(answer.annotations).tiles);
    this.#now ??= { map };
    return this.#now;
  });

  /** The tiles to paint again, asked for once; null: all of them. */
  takeStale(): ReadonlySet<number> | null {
    const stale = this.#stale;
    this.#stale = new Set();
    return stale;
  }

  /** Gives these pixels to a label, 0 for none; with `free` only those that no label has. What comes of it. */
  paint(area: Area, label: number, free: boolean): MaskChange {
    const [map, key] = [this.mapped.peek()?.map, this.large.key.peek()];
    if (!map || key === null) return NOTHING;
    const painted = map.paint(area, label, free);
    this.#touch(painted.tiles);
    const annotations = this.session.item(key).peek()?.answer.annotations ?? [];
    return changeOf(map, painted.owners, annotations, this.large.frame.peek(), newId);
  }

  #touch(tiles: readonly number[]): void {
    for (const one of tiles) this.#stale?.add(one);
    if (tiles.length > 0) this.#now = null;
  }
}

/** What is to be known of a map: masks that could not be drawn, pixels that several of them claim. "" for nothing. */
export function remarkOn(map: LabelMap | null): string {
  const { unread = [], claimedTwice = 0 } = map ?? {};
  const [first] = unread;
  const left = first
    ? `${count(unread.length, "mask")} cannot be shown and ${unread.length === 1 ? "stays" : "stay"} as ${
        unread.length === 1 ? "it is" : "they are"
      }: ${first.reason}`
    : "";
  const twice =
    claimedTwice > 0
      ? `${count(claimedTwice, "pixel")} ${claimedTwice === 1 ? "belongs" : "belong"} to two masks: the later one is shown.`
      : "";
  return [left, twice].filter(Boolean).join(" ");
}
