/** What a fake kernel is to be. */

import type { ItemInfo, LabelInfo, Query, Training, Welcome } from "../src/wire/protocol";
import type { Drawing } from "./fake-courier";
import type { FakeJobOptions } from "./fake-jobs";
import type { FakeMeasured } from "./fake-scan";

export interface FakeOptions extends Drawing {
  readonly items?: number | readonly ItemInfo[];
  readonly labels?: readonly (string | LabelInfo)[];
  readonly task?: Welcome["task"];
  readonly name?: string;
  readonly annotator?: string;
  readonly instructions?: string;
  readonly status?: Welcome["status"];
  readonly project?: string;
  readonly former?: readonly string[];
  readonly durable?: boolean;
  /** Acts that touch more items than this are told without their changes. */
  readonly actItems?: number;
  /** Milliseconds until a message is answered. */
  readonly delay?: number;
  /** What the widget's traits say, such as `layout_name`. */
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly query?: Query;
  readonly training?: Training;
  readonly kind?: Welcome["kind"];
  readonly jobs?: FakeJobOptions;
  /** The whole text of a document: the project is one of texts. */
  readonly text?: (index: number) => string;
  /** Stored values of item number `index`; without it, all pictures are ordinary ones. */
  readonly measure?: (index: number, frame: number) => FakeMeasured;
}
