// @vitest-environment happy-dom
/** Auto-label as a person meets it: nothing is begun unseen, unpaid for or without their word. */

import { signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import type { FakeJobOptions } from "../dev/fake-jobs";
import { fakeJob } from "../dev/fake-jobs";
import { FakeKernel } from "../dev/fake-kernel";
import type { FakeOptions } from "../dev/fake-options";
import { createSession } from "../src/session/session";
import { mountFrame } from "../src/views/frame";
import { knownSaid } from "../src/views/job-labels";
import { actsOf } from "../src/views/job-list";
import { amount, firstChoice, modelLacks } from "../src/views/job-model";
import {
  addressOf,
  isAzure,
  isLocal,
  money,
  planSaid,
  range,
  spentSaid,
  tokens,
} from "../src/views/job-words";
import { complete } from "../src/wire/complete";
import type { GptDraft, Job, JobInfo, Models, Planned } from "../src/wire/protocol";

const GPT = complete("GptDraft", { model: "small", price_in: 1, price_out: 2 }) as GptDraft;
const CLOUD = {
  endpoint: "https://api.example.org/v1",
  consent: true,
  items: 40,
  labels: 3,
  rehearsable: 60,
};
const PAID: FakeJobOptions = {
  models: { last: GPT, key: true, endpoint: CLOUD.endpoint },
  planned: { ...CLOUD, tokens_low: 1_200, tokens_high: 3_000, cost_low: 0.0042, cost_high: 0.01 },
};

let end = (): void => {};

afterEach(() => {
  end();
  document.body.replaceChildren();
});

async function open(jobs: FakeJobOptions, options: FakeOptions = {}) {
  const kernel = new FakeKernel({
    items: 12,
    labels: ["Paper", "Glass", "Metal"],
    picture: null,
    jobs,
    ...options,
  });
  const session = createSession(kernel.model(), { layout: "2x2" });
  const root = document.createElement("div");
  document.body.append(root);
  const over = new AbortController();
  mountFrame(root, session, { pixels: signal(660), keep: () => {} }, over.signal);
  end = () => {
    over.abort();
    session.dispose();
  };
  await vi.waitFor(() => expect(session.page.value.length).toBe(4));
  await vi.waitFor(() => expect(named(root, "Auto-label")).toBeDefined());
  return { kernel, session, root };
}

/** Those of the dialog, while one is open: the rest cannot be reached then. */
const buttons = (root: HTMLElement) => [
  ...(root.querySelector("[role=dialog]") ?? root).querySelectorAll<HTMLElement>("button"),
];
const named = (root: HTMLElement, name: string) =>
  buttons(root).find((one) => one.getAttribute("aria-label") === name || one.textContent === name);
const box = (root: HTMLElement, name: string) =>
  [...root.querySelectorAll<HTMLInputElement>("label input")].find(
    (one) => one.getAttribute("aria-label") === name || one.closest("label")?.textContent?.startsWith(name),
  );
const summary = (root: HTMLElement) => root.querySelector("[aria-label=Summary]")?.textContent?.trim();
const why = (root: HTMLElement, name: string) => named(root, name)?.title;
const off = (root: HTMLElement, name: string) => named(root, name)?.getAttribute("aria-disabled");

function type(root: HTMLElement, name: string, text: string): void {
  const field = box(root, name);
  if (!field) throw new Error(`There is no ${name}.`);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function dialog(jobs: FakeJobOptions, options: FakeOptions = {}) {
  const all = await open(jobs, options);
  named(all.root, "Auto-label")?.click();
  await vi.waitFor(() => expect(summary(all.root)).toContain("40 pictures"));
  const jobsAsked = (kind: string) => all.kernel.jobs.asked.filter((one) => one.kind === kind);
  /** Does something to the draft, and waits until it is worked out what that would be. */
  const changed = async (act: () => void): Promise<void> => {
    const before = jobsAsked("plan").length;
    act();
    await vi.waitFor(() => expect(jobsAsked("plan").length).toBeGreaterThan(before));
    await vi.waitFor(() => expect(off(all.root, "Start")).toBe("false"));
  };
  const draft = () => (jobsAsked("job").at(-1)?.body as Job | undefined)?.draft;
  return { ...all, jobsAsked, changed, draft };
}

test("nothing is sent to an endpoint before the person has agreed to where it goes", async () => {
  const { root, jobsAsked, draft } = await dialog(PAID);
  expect(summary(root)).toBe("40 pictures · 3 labels · 52 text records 1.2K–3K tokens · cost 0.0042–0.01");
  expect(why(root, "Start")).toBe("Agree first that pictures are sent to api.example.org.");
  named(root, "Start")?.click();
  named(root, "Rehearse")?.click();
  expect(jobsAsked("job")).toEqual([]);
  box(root, "I agree that 40 pictures")?.click();
  await vi.waitFor(() => expect(off(root, "Start")).toBe("false"));
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(root.querySelector("[role=dialog]")).toBeNull());
  expect([draft()?.consent, draft()?.gpt?.model, draft()?.labels]).toEqual([true, "small", null]);
});

test("who agreed to one address has not agreed to another", async () => {
  const { root } = await dialog(PAID);
  box(root, "I agree")?.click();
  await vi.waitFor(() => expect(off(root, "Start")).toBe("false"));
  type(root, "Address", "https://other.example/v1");
  await vi.waitFor(() => expect(why(root, "Start")).toContain("sent to other.example"));
  expect(box(root, "I agree")?.checked).toBe(false);
});

test("while what was changed last is not yet worked out, nothing can be begun", async () => {
  const { kernel, root } = await dialog({ ...PAID, planned: { ...CLOUD, consent: false } });
  expect(off(root, "Start")).toBe("false");
  kernel.busy = true;
  box(root, "Glass")?.click();
  await vi.waitFor(() => expect(why(root, "Start")).toBe("It is being worked out."));
  kernel.free();
  await vi.waitFor(() => expect(off(root, "Start")).toBe("false"));
});

test("poor labels are marked, and left out by one click", async () => {
  const poor = { label: 3, count: 4, precision: 0.5, recall: 0.25, poor: true };
  const local = {
    models: [{ id: "assist", name: "Run 7", kind: "assist" }],
    labels: [poor],
  } as Partial<Models>;
  const { root, changed, draft } = await dialog({ models: local });
  const known = document.getElementById(box(root, "Metal")?.getAttribute("aria-describedby") ?? "");
  expect(known?.textContent).toBe("4 answers, precision 50 %, recall 25 %, poor");
  await changed(() => named(root, "Leave out poor ones")?.click());
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(draft()?.labels).toEqual([1, 2]));
});

test("a budget of money needs the prices, and what is typed is sent as it is", async () => {
  const { root, changed, draft } = await dialog({ ...PAID, planned: { ...CLOUD, consent: false } });
  type(root, "Money", "0.05");
  type(root, "Requests", "100.7");
  type(root, "Price of a million tokens out", "");
  await vi.waitFor(() => expect(box(root, "Money")?.disabled).toBe(true));
  await changed(() => type(root, "Price of a million tokens out", "0.6"));
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(draft()?.budget).toMatchObject({ money: 0.05, requests: 100, tokens: null }));
});

test("a key is never asked for: where one is missing the person is told how to set it, and can look again", async () => {
  const models: { key?: boolean } & Partial<Models> = { ...PAID.models, key: false };
  const { kernel, root } = await dialog({ ...PAID, models });
  expect(root.querySelector(".lack")?.textContent).toContain(
    'os.environ["OPENAI_API_KEY"] = getpass.getpass()',
  );
  expect(root.querySelector("input[type=password]")).toBeNull();
  const asked = () => kernel.jobs.asked.filter(({ kind }) => kind === "plan").length;
  const before = asked();
  models.key = true;
  named(root, "Look again")?.click();
  await vi.waitFor(() => expect(root.querySelector(".lack")).toBeNull());
  await vi.waitFor(() => expect(asked()).toBe(before + 1));
});

test("what went wrong is said in the dialog, which stays", async () => {
  const { root } = await dialog({
    ...PAID,
    planned: { ...CLOUD, consent: false },
    down: "Nothing answers there.",
  });
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(summary(root)).toBe("Nothing answers there."));
  expect(root.querySelector("[role=dialog]")).not.toBeNull();
  await vi.waitFor(() => expect(off(root, "Start")).toBe("false"));
});

test("where no job can be made the dialog says why", async () => {
  const { root } = await open({ models: { why: "Jobs are for classes and spans." } });
  named(root, "Auto-label")?.click();
  await vi.waitFor(() =>
    expect(root.querySelector("[role=dialog] [role=alert]")?.textContent).toBe(
      "Jobs are for classes and spans.",
    ),
  );
  expect(named(root, "Start")).toBeUndefined();
});

const ROW = { label: 2, count: 20, precision: 0.9, low: 0.7, high: 0.97, recall: 0.85, poor: false };

test("what was rehearsed is what is started; when something is changed it is given up for another", async () => {
  const { kernel, root, jobsAsked, changed } = await dialog({
    ...PAID,
    planned: { ...CLOUD, consent: false },
    details: { disagreements: [{ item: "a.jpg", answered: "Glass", said: "Paper" }] },
  });
  named(root, "Rehearse")?.click();
  await vi.waitFor(() => expect(why(root, "Start")).toBe("The rehearsal goes on."));
  const [job] = kernel.jobs.jobs;
  kernel.jobs.jobs = [{ ...(job as JobInfo), rehearsing: false, rehearsal: [ROW] }];
  kernel.push("jobs", { jobs: kernel.jobs.jobs });
  await vi.waitFor(() =>
    expect(root.querySelector("[aria-label=Rehearsal] tbody")?.textContent).toBe("Glass2090 % (70–97)85 %"),
  );
  await vi.waitFor(() => expect(root.textContent).toContain("answered Glass, the model said Paper"));
  await changed(() => box(root, "Paper")?.click());
  expect(root.querySelector("[aria-label=Rehearsal]")).toBeNull();
  named(root, "Start")?.click();
  await vi.waitFor(() =>
    expect(jobsAsked("job").map(({ body }) => (body as Job).act)).toEqual(["rehearse", "cancel", "start"]),
  );
});

test("without anybody's answer there is nothing to rehearse on", async () => {
  const { root } = await dialog({ ...PAID, planned: { ...CLOUD, consent: false, rehearsable: 0 } });
  expect([off(root, "Start"), off(root, "Rehearse")]).toEqual(["false", "true"]);
  expect(why(root, "Rehearse")).toBe("Nobody has answered yet what to rehearse on.");
});

test("each page gets suggestions once it is agreed to, by the switch alone the next time", async () => {
  const { kernel, root } = await open({ ...PAID, jobs: [fakeJob({ live: true, state: "paused" })] });
  const flip = () => root.querySelector<HTMLElement>("[role=switch]")?.click();
  const turns = () => kernel.jobs.asked.flatMap(({ kind, body }) => (kind === "live" ? body : []));
  flip();
  await vi.waitFor(() => expect(summary(root)).toContain("Each page: 40 pictures"));
  box(root, "I agree that the pictures of each page")?.click();
  await vi.waitFor(() => expect(off(root, "Start")).toBe("false"));
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(turns()).toMatchObject([{ on: true, consent: true }]));
  for (const on of [false, true]) {
    kernel.push("jobs", { jobs: kernel.jobs.jobs, live: on ? 0 : 1 });
    await vi.waitFor(() =>
      expect(root.querySelector("[role=switch]")?.getAttribute("aria-checked")).toBe(String(!on)),
    );
    flip();
    await vi.waitFor(() => expect(turns().at(-1)).toMatchObject({ on }));
  }
});

test("the list leads to what a job suggests, and judges all of what is filtered", async () => {
  const job = fakeJob({ id: 4, state: "done", run: 9, suggested: 7, done: 40, failed: 2 });
  const { kernel, session, root } = await open({
    jobs: [job],
    details: { failed: [{ item: "b.jpg", reason: "Cut." }] },
  });
  expect(named(root, "Accept all filtered")).toBeUndefined();
  named(root, "Show suggestions")?.click();
  await vi.waitFor(() => expect(session.arranged.value).not.toBeNull());
  expect(session.query.value.where.run).toEqual([9]);
  expect(root.querySelector("[role=note]")?.getAttribute("aria-label")).toBe("Auto-labelled");
  named(root, "Accept all filtered")?.click();
  await vi.waitFor(() => expect(kernel.bulks.map(({ act }) => act)).toEqual(["accept"]));
  named(root, "2 failed")?.click();
  await vi.waitFor(() => expect(root.querySelector("[role=dialog]")?.textContent).toContain("Cut."));
});

test("Escape closes the dialog, and nothing has been begun", async () => {
  const { root, jobsAsked } = await dialog(PAID);
  const press = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
  root.querySelector("[role=dialog]")?.dispatchEvent(press);
  await vi.waitFor(() => expect(root.querySelector("[role=dialog]")).toBeNull());
  expect(jobsAsked("job")).toEqual([]);
});

test("names for what is selected are offered in the palette, each with a way in", async () => {
  const { session, kernel, root } = await open({
    ...PAID,
    named: { labels: [{ name: "<b>Jar</b>", description: "With a lid." }] },
  });
  expect(named(root, "Name these")).toBeUndefined();
  session.select(0, "only");
  await vi.waitFor(() => expect(named(root, "Name these")).toBeDefined());
  named(root, "Name these")?.click();
  await vi.waitFor(() => expect(off(root, "Suggest names")).toBe("true"));
  box(root, "I agree that these pictures")?.click();
  await vi.waitFor(() => expect(off(root, "Suggest names")).toBe("false"));
  named(root, "Suggest names")?.click();
  await vi.waitFor(() => expect(named(root, "Add <b>Jar</b>")).toBeDefined());
  named(root, "Add <b>Jar</b>")?.click();
  await vi.waitFor(() => expect(root.querySelector(".offered")).toBeNull());
  expect(kernel.jobs.asked.at(-1)).toEqual({
    kind: "addlabel",
    body: { path: "<b>Jar</b>", description: "With a lid." },
  });
});

test("a job has the buttons of its state", () => {
  const acts = (parts: Partial<JobInfo>) => actsOf(fakeJob(parts)).map(([name]) => name);
  expect(acts({ state: "ready" })).toEqual(["Start", "Cancel"]);
  expect(acts({ state: "ready", rehearsing: true })).toEqual(["Cancel"]);
  expect(acts({ state: "running" })).toEqual(["Pause", "Cancel"]);
  expect(acts({ state: "paused" })).toEqual(["Resume", "Cancel"]);
  expect([acts({ state: "done" }), acts({ state: "running", live: true })]).toEqual([[], []]);
});

test("costs are told as one reads them", () => {
  expect([money(0), money(0.00421), money(3.1), tokens(12_345)]).toEqual(["0.00", "0.0042", "3.10", "12.3K"]);
  expect([range(900, 1_100, tokens), range(1_201, 1_202, tokens)]).toEqual(["900–1.1K", "1.2K"]);
  const budget = { money: 2, tokens: null, records: null, requests: null };
  expect(spentSaid(fakeJob({ tokens: 1_500, cost: 0.4, budget }))).toBe("1.5K tokens · cost 0.40 of 2.00");
  expect(spentSaid(fakeJob())).toBe("");
  const planned = complete("Planned", { items: 1, labels: 2, tokens_high: 10 }) as Planned;
  expect(planSaid(planned, true, "document")).toEqual([
    "1 document · 2 labels",
    "0–10 tokens · cost not known without prices",
  ]);
});

test("only addresses of this machine need no key, and only Azure's have versions", () => {
  const models = { endpoint: CLOUD.endpoint } as Models;
  const at = (base_url: string) => addressOf({ ...GPT, base_url }, models);
  const local = ["http://localhost:8000/v1", "http://127.0.0.1/v1", "http://[::1]:80/"];
  const far = ["", "https://localhost.example.org", "https://127.0.0.1.example.org/v1"];
  expect(local.map((address) => isLocal(at(address) as URL))).toEqual([true, true, true]);
  expect(far.map((address) => isLocal(at(address) as URL))).toEqual([false, false, false]);
  expect([at("no address"), isAzure(at("https://a.openai.azure.com/") as URL)]).toEqual([null, true]);
  expect(isAzure(at("https://azure.com.example.org") as URL)).toBe(false);
});

test("the model to begin with is the last one, and says what it lacks", () => {
  const models = { models: [{ id: "assist" }, { id: "gpt" }], endpoint: CLOUD.endpoint } as Models;
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
