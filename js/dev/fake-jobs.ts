/** The fake kernel's jobs: they stand still unless a test or a scene moves them. */

import { complete } from "../src/wire/complete";
import type { Details, FromPage, Job, JobInfo, Jobs, Models, Named, Planned } from "../src/wire/protocol";

/** A job as the kernel tells of it, but for what is given. */
export function fakeJob(parts: Partial<JobInfo> = {}): JobInfo {
  const job = {
    id: 1,
    model: "small at localhost",
    kind: "gpt",
    state: "ready",
    total: 40,
    budget: {},
    ...parts,
  };
  return complete("JobInfo", job) as JobInfo;
}

/** What a test or a scene has the kernel say. */
export interface FakeJobOptions {
  readonly models?: Partial<Models>;
  readonly planned?: Partial<Planned>;
  readonly jobs?: readonly Partial<JobInfo>[];
  readonly details?: Partial<Details>;
  readonly named?: Partial<Named>;
  /** Refuses everything that would reach the endpoint, in these words. */
  readonly down?: string;
}

type Reply = (answer: string, given: unknown) => void;
type Refuse = (message: string) => void;
type Asked = "choices" | "plan" | "job" | "detail" | "live" | "name" | "addlabel";

const AFTER = { start: "running", resume: "running", pause: "paused", cancel: "cancelled" } as const;

export class FakeJobs {
  /** Every ask that arrived, with its kind. */
  readonly asked: { kind: Asked; body: unknown }[] = [];
  jobs: JobInfo[];

  constructor(private readonly options: FakeJobOptions = {}) {
    this.jobs = (options.jobs ?? []).map(fakeJob);
  }

  /** The asks of jobs, for the kernel's table. */
  acts(reply: Reply, refuse: Refuse): { [K in Asked]: (body: FromPage[K]) => void } {
    const { models, planned, details, named, down } = this.options;
    const heard =
      <K extends Asked>(kind: K, act: (body: FromPage[K]) => void, reaches = false) =>
      (body: FromPage[K]) => {
        this.asked.push({ kind, body });
        if (reaches && down) refuse(down);
        else act(body);
      };
    return {
      choices: heard("choices", () => reply("models", { ...MODELS, ...models })),
      plan: heard("plan", () => reply("planned", { ...PLANNED, ...planned })),
      job: heard("job", (ask) => reply("jobs", this.#act(ask)), true),
      detail: heard("detail", ({ job }) => reply("details", { job, ...details })),
      live: heard("live", ({ on }) => reply("jobs", this.#live(on)), true),
      name: heard("name", () => reply("named", named ?? { labels: [] }), true),
      addlabel: heard("addlabel", () => reply("done", {})),
    };
  }

  /** All jobs as they stand. */
  told(job = 0): Jobs {
    const live = this.jobs.find(({ live, state }) => live && state === "running")?.id ?? 0;
    return { jobs: this.jobs, job, live };
  }

  #act({ act, job, draft }: Job): Jobs {
    const id = draft ? this.jobs.length + 1 : job;
    if (draft) this.jobs = [fakeJob({ id, model: draft.gpt?.model ?? draft.model }), ...this.jobs];
    if (act in AFTER) this.#change(id, { state: AFTER[act as keyof typeof AFTER] });
    if (act === "rehearse") this.#change(id, { rehearsing: true });
    return this.told(id);
  }

  #live(on: boolean): Jobs {
    const known = this.jobs.find((job) => job.live);
    if (known) this.#change(known.id, { state: on ? "running" : "paused" });
    else if (on)
      this.jobs = [fakeJob({ id: this.jobs.length + 1, live: true, state: "running" }), ...this.jobs];
    return this.told(this.jobs.find((job) => job.live)?.id);
  }

  #change(id: number, parts: Partial<JobInfo>): void {
    this.jobs = this.jobs.map((job) => (job.id === id ? { ...job, ...parts } : job));
  }
}

const MODELS: Partial<Models> = {
  models: [
    { id: "assist", name: "Learning", kind: "assist", accuracy: 0.87, low: 0.82, high: 0.91 },
    { id: "gpt", name: "GPT or compatible endpoint", kind: "gpt" },
  ].map((model) => complete("ModelInfo", model)) as Models["models"],
  labels: [],
  endpoint: "https://api.openai.com/v1",
};

const PLANNED: Partial<Planned> = { items: 40, labels: 3, text_records: 52, rehearsable: 60 };
