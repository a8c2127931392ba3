/** The rooms that fold away: the labels and the side room. How a wide widget is left is kept for the next one. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";

export type Room = "palette" | "side";
/** wide: all rooms. middle: the side room folds. narrow: the labels become a row. */
export type Width = "wide" | "middle" | "narrow";

const ENTRY = "nblabel:rooms";

/** The rooms that were folded in a wide widget of this browser. */
function remembered(): readonly string[] {
  try {
    const found: unknown = JSON.parse(globalThis.localStorage?.getItem(ENTRY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function remember(folded: readonly Room[]): void {
  try {
    globalThis.localStorage?.setItem(ENTRY, JSON.stringify(folded));
  } catch {
    // A host without storage: it holds in this page.
  }
}

export class Rooms {
  readonly palette: ReadonlySignal<boolean>;
  readonly side: ReadonlySignal<boolean>;
  readonly #folded: Record<Room, Signal<boolean>>;
  /** Less wide, the side room is closed until it is asked for; that is not kept. */
  readonly #sideAsked = signal(false);

  constructor(private readonly width: ReadonlySignal<Width>) {
    const folded = remembered();
    this.#folded = { palette: signal(folded.includes("palette")), side: signal(folded.includes("side")) };
    this.palette = computed(() => !this.#folded.palette.value);
    this.side = computed(() => (width.value === "wide" ? !this.#folded.side.value : this.#sideAsked.value));
  }

  /** Folds a room away, or opens it again. */
  fold(room: Room): void {
    if (room === "side" && this.width.peek() !== "wide") {
      this.#sideAsked.value = !this.#sideAsked.peek();
      return;
    }
    this.#folded[room].value = !this.#folded[room].peek();
    remember((["palette", "side"] as const).filter((one) => this.#folded[one].peek()));
  }
}
