/** Jobs in words and figures, and what of an address, a model or a number is taken. */

import { expect, test } from "vitest";
import { fakeJob } from "../dev/fake-jobs";
import { knownSaid } from "../src/views/job-labels";
import { actsOf } from "../src/views/job-list";
import { amount, firstChoice, modelLacks } from "../src/views/job-model";
import {
  addressOf,
  endSaid,
  isAzure,
  isLocal,
  money,
  planSaid,
  range,
  spentSaid,
  tokens,
} from "../src/views/job-words";
import { complete } from "../src/wire/complete";
import type { GptDraft, JobInfo, Models, Planned } from "../src/wire/protocol";

const GPT = complete("GptDraft", { model: "small", price_in: 1, price_out: 2 }) as GptDraft;
const FAR = "https://api.example.org/v1";

test("a job has the buttons of its state", () => {
  const acts = (parts: Partial<JobInfo>) => actsOf(fakeJob(parts)).map(([name]) => name);
  expect(acts({ state: "ready" })).toEqual(["Start", "Cancel"]);
  expect(acts({ state: "ready", rehearsing: true })).toEqual(["Cancel"]);
  expect(acts({ state: "running" })).toEqual(["Pause", "Cancel"]);
  expect(acts({ state: "paused" })).toEqual(["Resume", "Cancel"]);
  expect(acts({ state: "failed" })).toEqual(["Resume", "Cancel"]);
  expect(acts({ state: "done", failed: 2 })).toEqual(["Ask failed ones again"]);
  expect([acts({ state: "done" }), acts({ state: "running", live: true })]).toEqual([[], []]);
});

test("how a job came to rest is said, unless the person did it", () => {
  const said = (parts: Partial<JobInfo>) => endSaid(fakeJob({ id: 3, ...parts }));
  expect(said({ state: "done", suggested: 1_204, failed: 3 })).toBe(
    "Job 3 is done: 1,204 suggested, 3 failed.",
  );
  expect(said({ state: "paused", reason: "The budget is reached." })).toBe(
    "Job 3 paused: The budget is reached.",
  );
  expect([said({ state: "paused" }), said({ state: "cancelled", reason: "By ana." })]).toEqual(["", ""]);
});

test("costs are told as one reads them", () => {
  expect([money(0), money(0.00421), money(3.1), tokens(12_345)]).toEqual(["0.00", "0.0042", "3.10", "12.3K"]);
  expect([range(900, 1_100, tokens), range(1_201, 1_202, tokens)]).toEqual(["900–1.1K", "1.2K"]);
  const budget = { money: 2, tokens: null, records: null, requests: null, monthly: null };
  expect(spentSaid(fakeJob({ tokens: 1_500, cost: 0.4, budget }))).toBe("1.5K tokens · cost 0.40 of 2.00");
  expect(spentSaid(fakeJob())).toBe("");
  const planned = complete("Planned", { items: 1, labels: 2, tokens_high: 10 }) as Planned;
  expect(planSaid(planned, true, "document")).toEqual([
    "1 document · 2 labels",
    "0–10 tokens · cost not known without prices",
  ]);
});

test("only addresses of this machine need no key, and only Azure's have versions", () => {
  const models = { endpoint: FAR } as Models;
  const at = (base_url: string) => addressOf({ ...GPT, base_url }, models);
  const local = ["http://localhost:8000/v1", "http://127.0.0.1/v1", "http://[::1]:80/"];
  const far = ["", "https://localhost.example.org", "https://127.0.0.1.example.org/v1"];
  expect(local.map((address) => isLocal(at(address) as URL))).toEqual([true, true, true]);
  expect(far.map((address) => isLocal(at(address) as URL))).toEqual([false, false, false]);
  expect([at("no address"), isAzure(at("https://a.openai.azure.com/") as URL)]).toEqual([null, true]);
  expect(isAzure(at("https://azure.com.example.org") as URL)).toBe(false);
});

test("the model to begin with is the last one, and says what it lacks", () => {
  const models = { models: [{ id: "assist" }, { id: "gpt" }], endpoint: FAR } as Models;
  expect(firstChoice(models, null)).toMatchObject({ model: "assist", gpt: null });
  expect(firstChoice({ ...models, last: GPT }, null)).toMatchObject({
    model: "gpt",
    gpt: GPT,
    consent: false,
  });
  expect(firstChoice(models, { model: "gone", gpt: null, consent: true }).model).toBe("assist");
  const lacks = (gpt: Partial<GptDraft>) =>
    modelLacks({ model: "gpt", gpt: { ...GPT, ...gpt }, consent: false }, models);
  expect([lacks({}), lacks({ model: " " })]).toEqual(["", "Say which model."]);
  expect(lacks({ base_url: "here" })).toContain("begins with http");
});

test("only numbers that could be meant are taken", () => {
  expect(["0.05", "", "-3", "1e3", "x"].map(amount)).toEqual([0.05, null, null, 1000, null]);
  const known = { label: 1, count: 1, precision: null, recall: 0.5, poor: false };
  expect(knownSaid(known, false)).toBe("1 answer, recall 50 %");
});
