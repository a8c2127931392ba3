/** The fake kernel's learning: it says what it is told to say, and does what a page asks of it. */

import { complete } from "../src/wire/complete";
import type { Assist, ItemInfo, Suggested, Training, Welcome, Work } from "../src/wire/protocol";

/** Training as the kernel tells of it, but for what is given. */
export function fakeTraining(parts: Partial<Training> = {}): Training {
  return complete("Training", { ...parts }) as Training;
}

/** A suggestion of a label for a whole item. */
export function fakeSuggestion(id: string, label: number, parts: Partial<Suggested> = {}): Suggested {
  const annotation = { id, label, shape: { kind: "choice" }, source: "script", run: parts.run ?? 1 };
  return complete("Suggested", { annotation, run: 1, origin: "assist", score: 0.9, ...parts }) as Suggested;
}

export class FakeLearning {
  /** Every ask that arrived, and the mode of each page that was asked for. */
  readonly asked: Assist[] = [];
  readonly modes: Work["mode"][] = [];
  /** What the pages of the queue are now, and in which order. */
  kind: Welcome["kind"] = "manual";
  order: (items: readonly ItemInfo[]) => readonly ItemInfo[] = (items) => items;

  constructor(public training: Training = fakeTraining()) {}

  ordered(items: readonly ItemInfo[], mode: Work["mode"]): readonly ItemInfo[] {
    this.modes.push(mode);
    return this.order(items);
  }

  assist(ask: Assist): Training {
    this.asked.push(ask);
    const phases = { start: "ready", stop: "off", pause: "paused", resume: "ready" } as const;
    if (ask.act === "promise") this.training = { ...this.training, target: ask.target ?? 0.9 };
    else this.training = { ...this.training, phase: phases[ask.act] };
    return this.training;
  }
}
