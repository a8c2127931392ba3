/** Scenes of auto-label jobs: the dialog in its states, the list, a rehearsal, and names that are offered. */

import { through } from "../src/session/query";
import type { Session } from "../src/session/types";
import { complete } from "../src/wire/complete";
import type { JobInfo, LabelQuality, ModelInfo, Models, Planned, Rehearsed } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
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

const LABELS = ["Cardboard", "Glass", "Metal", "Paper", "Plastic", "Trash"];
const CLOUD = "https://api.openai.com/v1";
const GPT = complete("GptDraft", { model: "gpt-4o-mini", price_in: 0.15, price_out: 0.6 }) as Models["last"];

const model = (parts: Partial<ModelInfo>): ModelInfo => complete("ModelInfo", parts) as ModelInfo;
const ASSIST = model({
  id: "assist",
  name: "Assistance, run 7",
  kind: "assist",
  accuracy: 0.87,
  low: 0.83,
  high: 0.9,
});
const ENDPOINT = model({ id: "gpt", name: "GPT or compatible endpoint", kind: "gpt", consent: true });
const OWN = model({ id: "own:1", name: "bottle_net", kind: "own", note: "Given by a program." });

const known = (
  label: number,
  count: number,
  precision: number | null,
  recall: number | null,
): LabelQuality => ({
  label,
  count,
  precision,
  recall,
  poor: precision !== null && precision < 0.7,
});
const KNOWN = [
  known(1, 161, 0.94, 0.91),
  known(2, 204, 0.88, 0.85),
  known(3, 118, 0.86, 0.84),
  known(4, 240, 0.93, 0.95),
  known(5, 187, 0.81, 0.83),
  known(6, 21, 0.62, 0.4),
];

const CHOICES: Partial<Models> = { models: [ASSIST, ENDPOINT, OWN], labels: KNOWN, endpoint: CLOUD };
const LOCAL: Partial<Planned> = { items: 1596, labels: 6, poor: [6], rehearsable: 931 };
const PAID: Partial<Planned> = {
  ...LOCAL,
  tokens_low: 812_000,
  tokens_high: 1_240_000,
  cost_low: 0.14,
  cost_high: 0.31,
  endpoint: CLOUD,
  consent: true,
  warnings: ["Trash and 2 more labels have no description: the model knows only their names."],
};

const gone = (label: number, count: number, precision: number | null, recall: number): Rehearsed => ({
  label,
  count,
  precision,
  low: precision === null ? null : Math.max(0, precision - 0.14),
  high: precision === null ? null : Math.min(1, precision + 0.08),
  recall,
});
const REHEARSAL = [
  gone(1, 9, 0.9, 1),
  gone(2, 11, 0.83, 0.91),
  gone(3, 6, 1, 0.83),
  gone(4, 12, 0.92, 1),
  gone(5, 10, 0.8, 0.8),
  gone(6, 2, null, 0),
];
const DETAILS = {
  disagreements: [
    { item: "plastic/0412.jpg", answered: "Plastic", said: "Glass" },
    { item: "trash/0031.jpg", answered: "Trash", said: "Paper" },
    { item: "trash/a folder with a long name/0007.jpg", answered: "Trash", said: "Plastic" },
  ],
  failed: [
    { item: "metal/0203.jpg", reason: "The model refused: “I cannot help with that.”" },
    { item: "glass/0119.jpg", reason: "The endpoint did not answer within 60 seconds, six times." },
    { item: "paper/0501.jpg", reason: "The answer was cut off." },
  ],
};

const CLOUD_MODEL = "gpt-4o-mini at api.openai.com";
const JOB: Partial<JobInfo> = {
  id: 3,
  model: CLOUD_MODEL,
  kind: "gpt",
  total: 1596,
  endpoint: CLOUD,
  run: 9,
  created: "2026-11-22T04:00:00Z",
};
const limit = (money: number | null, tokens: number | null = null) => ({
  money,
  tokens,
  records: null,
  requests: null,
});
const MANY: Partial<JobInfo>[] = [
  {
    ...JOB,
    id: 5,
    state: "running",
    done: 611,
    failed: 3,
    tokens: 402_000,
    cost: 0.09,
    suggested: 604,
    budget: limit(2),
  },
  {
    ...JOB,
    id: 4,
    state: "paused",
    done: 402,
    tokens: 250_000,
    cost: 0.05,
    suggested: 380,
    run: 8,
    budget: limit(0.05),
    reason: "The budget is reached: 1,194 pictures are left.",
  },
  {
    ...JOB,
    id: 3,
    state: "failed",
    run: 0,
    reason: "api.openai.com does not take the key: is it still valid?",
  },
  {
    ...JOB,
    id: 2,
    model: "Assistance, run 6",
    kind: "assist",
    state: "done",
    done: 1596,
    left: 12,
    suggested: 0,
    run: 7,
  },
  { ...JOB, id: 1, state: "ready", rehearsal: REHEARSAL, tokens: 31_000, cost: 0.01, run: 0 },
];

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
