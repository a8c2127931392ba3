/** What the rooms around ask of the thing that answers are drawn in: the stage of a picture, the reader of a document. */

import type { ReadonlySignal } from "@preact/signals";
import type { Possible } from "../session/types";

export interface Board {
  /** True while it is shown and answers are drawn in it. */
  readonly open: ReadonlySignal<boolean>;
  /** The label in hand, which the palette shows as pressed; null: none. */
  readonly label: ReadonlySignal<number | null>;
  readonly selected: ReadonlySignal<ReadonlySet<string>>;
  /** Whether the item shown can be submitted. */
  readonly canSubmit: ReadonlySignal<Possible>;
  select(ids: Iterable<string>): void;
  drop(ids: Iterable<string>): void;
  /** The key or the button of a label. */
  choose(label: number): void;
  everything(): void;
  /** Brings it into view. */
  reveal?(id: string): void;
  /** Lets go of the nearest thing that is held; false when nothing is. */
  back(): boolean;
}
