/** What the kernel says of jobs in the scenes. */

import { complete } from "../src/wire/complete";
import type { JobInfo, LabelQuality, ModelInfo, Models, Planned, Rehearsed } from "../src/wire/protocol";

export const LABELS = ["Cardboard", "Glass", "Metal", "Paper", "Plastic", "Trash"];
const CLOUD = "https://api.openai.com/v1";
export const GPT = complete("GptDraft", {
  model: "gpt-4o-mini",
  price_in: 0.15,
  price_out: 0.6,
}) as Models["last"];

const model = (parts: Partial<ModelInfo>): ModelInfo => complete("ModelInfo", parts) as ModelInfo;
const ASSIST = model({
  id: "assist",
  name: "Assistance, run 7",
  kind: "assist",
  accuracy: 0.87,
  low: 0.83,
  high: 0.9,
});
export const ENDPOINT = model({ id: "gpt", name: "GPT or compatible endpoint", kind: "gpt", consent: true });
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

export const CHOICES: Partial<Models> = { models: [ASSIST, ENDPOINT, OWN], labels: KNOWN, endpoint: CLOUD };
export const LOCAL: Partial<Planned> = { items: 1596, labels: 6, poor: [6], rehearsable: 931 };
export const PAID: Partial<Planned> = {
  ...LOCAL,
  tokens_low: 812_000,
  tokens_high: 1_240_000,
  cost_low: 0.14,
  cost_high: 0.31,
  endpoint: CLOUD,
  consent: true,
  warnings: ["Trash and 2 more labels have no description: the model knows only their names."],
};

const went = (label: number, count: number, precision: number | null, recall: number): Rehearsed => ({
  label,
  count,
  precision,
  low: precision === null ? null : Math.max(0, precision - 0.14),
  high: precision === null ? null : Math.min(1, precision + 0.08),
  recall,
  poor: (precision ?? 1) < 0.8,
});
export const REHEARSAL = [
  went(1, 9, 0.9, 1),
  went(2, 11, 0.83, 0.91),
  went(3, 6, 1, 0.83),
  went(4, 12, 0.92, 1),
  went(5, 10, 0.8, 0.8),
  went(6, 2, null, 0),
  went(0, 50, 0.88, 0.88),
];
export const DETAILS = {
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
export const JOB: Partial<JobInfo> = {
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
  monthly: null,
});
export const MANY: Partial<JobInfo>[] = [
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
