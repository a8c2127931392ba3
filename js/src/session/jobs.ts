/** Auto-label jobs: what there is to make one of, those that there are, and what is asked of them. */

import { batch, signal } from "@preact/signals";
import type { Link } from "../wire/link";
import type {
  BudgetInfo,
  Details,
  Draft,
  GptDraft,
  ItemsChosen,
  Job,
  JobInfo,
  Models,
  NamedLabel,
  Planned,
  Jobs as Told,
} from "../wire/protocol";
import type { Browsing } from "./browsing";
import { bulkOn } from "./bulk";
import type { Notices } from "./notices";

/** A model as the person chose it; `consent`: they agreed that items go to where it is. */
export interface Chosen {
  readonly model: string;
  readonly gpt: GptDraft | null;
  readonly consent: boolean;
}

export const NO_BUDGET: BudgetInfo = {
  money: null,
  tokens: null,
  records: null,
  requests: null,
  monthly: null,
};
export const NO_GPT: GptDraft = {
  model: "",
  base_url: "",
  azure: false,
  api_version: "",
  price_in: null,
  price_out: null,
};

/** These items, and nothing else said of them. */
export function itemsOf(kind: ItemsChosen["kind"], more: Partial<ItemsChosen> = {}): ItemsChosen {
  return { kind, count: 0, query: null, keys: [], chosen: null, ...more };
}

export class Jobs {
  /** The newest first. */
  readonly all = signal<readonly JobInfo[]>([]);
  /** The model and the budget that were chosen last, to begin with the next time. */
  readonly chosen = signal<Chosen | null>(null);
  readonly budget = signal<BudgetInfo>(NO_BUDGET);
  /** The job that the kernel was asked to change and has not yet; 0 stands for a new one, or for live suggestions. */
  readonly asked = signal<number | null>(null);
  /** The model and the budget that pages were followed with last. */
  followed: readonly [Chosen, BudgetInfo] | null = null;
  /** Names that a model proposed and nobody has taken yet. */
  readonly offered = signal<readonly NamedLabel[]>([]);
  /** The number of the job that suggests labels for each page as it is shown; 0 while none does. */
  readonly live = signal(0);

  constructor(
    private readonly link: Link,
    private readonly browsing: Browsing,
    private readonly notices: Notices,
  ) {
    link.on("jobs", (told) => this.take(told));
  }

  /** What the kernel says of them. */
  take({ jobs, live }: Told): void {
    batch(() => {
      this.all.value = jobs;
      this.live.value = live;
    });
  }

  choices(): Promise<Models> {
    return this.link.ask("choices", {});
  }

  plan(draft: Draft): Promise<Planned> {
    return this.link.ask("plan", { draft });
  }

  details(job: number): Promise<Details> {
    return this.link.ask("detail", { job });
  }

  /** Begins, rehearses, halts … ; the number of the job. Throws what the link throws. */
  async act(act: Job["act"], job: number, draft: Draft | null = null, count = 50): Promise<number> {
    return this.#asking(job, () => this.link.ask("job", { act, job, draft, count }));
  }

  /** The same where nobody waits for it: a refusal becomes a notice. */
  order(act: Job["act"], job: number): void {
    this.act(act, job).catch((error: Error) => this.#refuse(error));
  }

  /** Suggests labels for each page from now on. Throws what the link throws. */
  async follow(chosen: Chosen, budget: BudgetInfo): Promise<void> {
    await this.#asking(0, () => this.link.ask("live", { on: true, ...chosen, budget }));
    this.followed = [chosen, budget];
  }

  /** Suggests no longer. */
  leave(): void {
    const off = { on: false, model: "", gpt: null, budget: NO_BUDGET, consent: false };
    this.#asking(0, () => this.link.ask("live", off)).catch((error: Error) => this.#refuse(error));
  }

  /** Asks for names that fit what these items have in common; they are in `offered` then. Throws as the link does. */
  async name(items: ItemsChosen, chosen: Chosen): Promise<number> {
    const { labels } = await this.link.ask("name", { items, ...chosen });
    this.offered.value = labels;
    return labels.length;
  }

  /** Puts an offered name into the palette. */
  add(one: NamedLabel): void {
    this.link.ask("addlabel", { path: one.name, description: one.description }).then(
      () => this.dismiss(one),
      (error: Error) => this.#refuse(error),
    );
  }

  /** An offered name is not wanted. */
  dismiss(one: NamedLabel): void {
    this.offered.value = this.offered.peek().filter((other) => other !== one);
  }

  /** What is selected, however much that is. Throws as the link does. */
  async selection(): Promise<ItemsChosen> {
    const { sight, wall, query } = this.browsing;
    const keys = [...sight.selected.peek()];
    if (keys.length > 0) return itemsOf("keys", { keys });
    const chosen = await bulkOn(wall.arrangement, query.peek(), wall.chosen.peek(), { act: "clear" });
    return itemsOf("chosen", { chosen });
  }

  /** What the filter finds now, as the page shows it. */
  filtered(): ItemsChosen {
    return itemsOf("query", { query: this.browsing.query.peek() });
  }

  async #asking(job: number, ask: () => Promise<Told>): Promise<number> {
    this.asked.value = job;
    try {
      const told = await ask();
      this.take(told);
      return told.job;
    } finally {
      this.asked.value = null;
    }
  }

  #refuse(error: Error): void {
    this.notices.put({ id: "job", text: error.message, tone: "error", actions: [] });
  }
}
