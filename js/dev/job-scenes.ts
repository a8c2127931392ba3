/** Scenes of auto-label jobs: the dialog in its states, the list, a rehearsal, and names that are offered. */

import { through } from "../src/session/query";
import type { Session } from "../src/session/types";
import type { JobInfo } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import { CHOICES, DETAILS, ENDPOINT, GPT, JOB, LABELS, LOCAL, MANY, PAID, REHEARSAL } from "./fake-job-words";
import type { FakeJobOptions } from "./fake-jobs";
import type { FakeKernel } from "./fake-kernel";
import { fakeSuggestion } from "./fake-learning";
import type { FakeOptions } from "./fake-options";
import { TEXT_OPTIONS } from "./text-scenes";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const PAGE = Array.from({ length: 60 }, (_, place) => {
  const label = [2, 2, 5, 2, 2, 5, 5, 3, 6, 4, 1, 5][place % 12] ?? 1;
  const score = [0, 0, 0, 0.97, 0.95, 0, 0, 0.91, 0, 0, 0.96, 0.72][place % 12] ?? 0;
  const suggested = score > 0 ? [fakeSuggestion(`S${place}`, label, { run: 9, origin: "job", score })] : [];
  return fakeItem(place, { suggested });
});

const scene = (jobs: FakeJobOptions, more: FakeOptions = {}): FakeOptions => ({
  name: "recycling",
  labels: LABELS,
  items: PAGE,
  jobs: { details: DETAILS, ...jobs, models: { ...CHOICES, ...jobs.models } },
  ...more,
});
const paid = { models: { ...CHOICES, key: true, last: GPT }, planned: PAID };

export const JOB_OPTIONS: Record<string, FakeOptions> = {
  joblocal: scene({ planned: LOCAL }),
  jobgpt: scene(paid),
  jobnokey: scene({
    ...paid,
    models: { ...CHOICES, last: GPT },
    planned: { ...PAID, trouble: "The kernel has no key for api.openai.com: set OPENAI_API_KEY." },
  }),
  jobdown: scene({ ...paid, down: "Nothing answers at http://localhost:8000: is the server running?" }),
  jobnothing: scene({
    models: { ...CHOICES, why: "Jobs label whole items or spans: this project is of boxes." },
  }),
  jobrehearsing: scene({ ...paid, planned: { ...PAID, consent: false } }),
  jobrehearsed: scene({ ...paid, planned: { ...PAID, consent: false } }),
  joblist: scene({ ...paid, jobs: MANY }),
  jobfiltered: scene({ ...paid, jobs: [{ ...JOB, run: 9, state: "done", done: 1596, suggested: 25 }] }),
  jobreport: scene({
    ...paid,
    jobs: [{ ...JOB, state: "done", done: 1596, failed: 3, rehearsal: REHEARSAL }],
  }),
  joblive: scene({
    ...paid,
    jobs: [
      {
        ...JOB,
        live: true,
        state: "running",
        done: 36,
        total: 36,
        tokens: 22_000,
        cost: 0.004,
        suggested: 31,
      },
    ],
  }),
  jobnames: scene(paid),
  joboffered: scene({
    ...paid,
    named: {
      labels: [
        { name: "Drinking glass", description: "Clear glasses and cups without a neck." },
        { name: "Broken glass", description: "Shards, or a bottle that is not whole any more." },
        { name: "Glass/Jar with a lid of metal", description: "" },
      ],
    },
  }),
  jobtexts: {
    ...TEXT_OPTIONS["tweets"],
    jobs: {
      models: { ...CHOICES, models: [ENDPOINT], labels: [], key: true, last: GPT },
      planned: { ...PAID, items: 2400, labels: 4, text_records: 2511 },
    },
  },
};

const click = (root: HTMLElement, name: string): void =>
  [...root.querySelectorAll<HTMLElement>("button, [type=radio]")]
    .find((one) => [one.ariaLabel, one.textContent, one.parentElement?.textContent].includes(name))
    ?.click();

async function dialog({ root }: Stage): Promise<void> {
  click(root, "Auto-label");
  await later(600);
}

async function rehearsed(stage: Stage): Promise<void> {
  await dialog(stage);
  click(stage.root, "Rehearse");
  await later(300);
}

/** What the rehearsal of the newest job has come to. */
function came({ kernel }: Stage, parts: Partial<JobInfo>): void {
  const [job, ...rest] = kernel.jobs.jobs;
  if (job) kernel.jobs.jobs = [{ ...job, ...parts }, ...rest];
  kernel.push("jobs", { jobs: kernel.jobs.jobs });
}

async function bottom({ root }: Stage): Promise<void> {
  await later(200);
  root.querySelector(".sheet .body")?.scrollTo(0, 10_000);
}

function pick({ session }: Stage): void {
  session.select(1, "only");
  session.select(2, "toggle");
}

export const JOB_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  joblocal: dialog,
  jobgpt: dialog,
  jobnokey: dialog,
  jobnothing: dialog,
  jobtexts: dialog,
  jobdown: async (stage) => {
    await dialog(stage);
    stage.root.querySelector<HTMLElement>(".consent input")?.click();
    await later(50);
    click(stage.root, "Start");
    await later(100);
  },
  jobrehearsing: async (stage) => {
    await rehearsed(stage);
    came(stage, { done: 31, total: 50 });
    await bottom(stage);
  },
  jobrehearsed: async (stage) => {
    await rehearsed(stage);
    came(stage, { rehearsing: false, rehearsal: REHEARSAL, tokens: 31_000, cost: 0.0097 });
    await bottom(stage);
  },
  jobfiltered: async ({ session }) => {
    session.arrange(through({ run: [9] }));
    await later(300);
  },
  jobreport: async ({ root }) => {
    click(root, "3 failed");
    await later(200);
  },
  joblive: ({ kernel }) => kernel.push("jobs", { jobs: kernel.jobs.jobs, live: 3 }),
  jobnames: async (stage) => {
    pick(stage);
    await later(60);
    click(stage.root, "Name these");
    await later(300);
  },
  joboffered: async (stage) => {
    pick(stage);
    await later(60);
    await stage.session.jobs.name(await stage.session.jobs.selection(), {
      model: "gpt",
      gpt: GPT,
      consent: true,
    });
    await later(100);
  },
};
