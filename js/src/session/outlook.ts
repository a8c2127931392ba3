/** The part of a session that only looks: what is in sight, how it is laid out, what is chosen of it. */

import { batch, computed, type ReadonlySignal } from "@preact/signals";
import type { Where } from "../wire/protocol";
import type { Browsing } from "./browsing";
import type { Possible } from "./types";

const NO_PAGES = "The wall has no pages.";

/** Whether a command can be done now, and if not, why. */
export function possible(now: boolean, why: string): Possible {
  return { now, why: now ? "" : why };
}

export abstract class Outlook {
  protected abstract readonly browsing: Browsing;

  get layout() {
    return this.browsing.layout;
  }
  get shape() {
    return this.browsing.shape;
  }
  get query() {
    return this.browsing.query;
  }
  get arranged() {
    return this.browsing.wall.arrangement.found;
  }
  get wall() {
    return this.browsing.wall;
  }
  get tile() {
    return this.browsing.wall.tile;
  }
  get texts() {
    return this.browsing.texts;
  }
  get page() {
    return this.browsing.sight.page;
  }
  get places() {
    return this.browsing.sight.places;
  }
  get selected() {
    return this.browsing.sight.selected;
  }
  get chosen() {
    return this.browsing.sight.chosen;
  }
  get focus() {
    return this.browsing.sight.focus;
  }
  get current() {
    return this.browsing.sight.current;
  }
  get large() {
    return this.browsing.sight.large;
  }
  get largeKey() {
    return this.browsing.sight.largeKey;
  }
  readonly canNext: ReadonlySignal<Possible> = computed(() => {
    const { pages, sight, supply } = this.browsing;
    if (sight.onWall.value) return possible(false, NO_PAGES);
    const last = supply.exhausted.value;
    return possible(pages.hasNext.value, last ? "This is the last page." : "The next page is on its way.");
  });

  readonly canPrevious: ReadonlySignal<Possible> = computed(() => {
    const { pages, sight, done } = this.browsing;
    if (sight.onWall.value) return possible(false, NO_PAGES);
    return possible(pages.hasPrevious.value || done.value, "This is the first page of this session.");
  });

  select = (place: number, how: "only" | "toggle" | "extend") => this.browsing.sight.select(place, how);
  selectAll = () => this.browsing.sight.all();
  selectNone = () => this.browsing.sight.none();
  move = (rows: number, columns: number, extend: boolean) =>
    batch(() => this.browsing.sight.move(rows, columns, extend));
  setFocus = (place: number) => this.browsing.sight.setFocus(place);
  setLarge = (place: number | null) => this.browsing.sight.setLarge(place);
  setTileSize = (pixels: number) => this.browsing.setTileSize(pixels);
  facts = () => this.browsing.wall.facts();
  matching = (where: Where) => this.browsing.wall.matching(where);
}
