/** The fake kernel's learning: it says what it is told to say, and does what a page asks of it. */

import { complete } from "../src/wire/complete";
import type { Assist, Training } from "../src/wire/protocol";

/** Training as the kernel tells of it, but for what is given. */
export function fakeTraining(parts: Partial<Training> = {}): Training {
  return complete("Training", { ...parts }) as Training;
}

export class FakeLearning {
  /** Every ask that arrived. */
  readonly asked: Assist[] = [];

  constructor(public training: Training = fakeTraining()) {}

  assist(ask: Assist): Training {
    this.asked.push(ask);
    const phases = { start: "ready", stop: "off", pause: "paused", resume: "ready" } as const;
    if (ask.act === "promise") this.training = { ...this.training, target: ask.target ?? 0.9 };
    else this.training = { ...this.training, phase: phases[ask.act] };
    return this.training;
  }
}
