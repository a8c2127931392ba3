/** Auto-label jobs in a session: what is asked of the kernel, what is known of it, and what becomes of a refusal. */

import { expect, test } from "vitest";
import { fakeJob } from "../dev/fake-jobs";
import { itemsOf, NO_BUDGET, NO_GPT } from "../src/session/jobs";
import { through } from "../src/session/query";
import { at, kernelOf, onWall, saved, sessionOn, until } from "./living";

const RUNNING = fakeJob({ id: 4, state: "running", run: 9, done: 3 });

test("the jobs that there are come with the welcome, and as they go on", async () => {
  const kernel = kernelOf({ jobs: { jobs: [RUNNING] } });
  const { jobs } = await sessionOn(kernel);
  expect(jobs.all.value.map(({ id, done }) => [id, done])).toEqual([[4, 3]]);
  kernel.push("jobs", { jobs: [{ ...RUNNING, done: 12 }], live: 4 });
  await until(jobs.all, ([job]) => job?.done === 12);
  expect(jobs.live.value).toBe(4);
});

test("an order changes the job; one that is refused is told", async () => {
  const { jobs, notices } = await sessionOn(kernelOf({ jobs: { jobs: [RUNNING] } }));
  jobs.order("pause", 4);
  expect(jobs.asked.value).toBe(4);
  await until(jobs.all, ([job]) => job?.state === "paused");
  await until(jobs.asked, (asked) => asked === null);
  const down = await sessionOn(kernelOf({ jobs: { jobs: [RUNNING], down: "Nothing answers." } }));
  down.jobs.order("resume", 4);
  await until(down.notices, ([notice]) => notice?.text === "Nothing answers.");
  expect([down.jobs.asked.value, notices.value]).toEqual([null, []]);
});

test("a new job is known by the number that the kernel gave it", async () => {
  const kernel = kernelOf({ jobs: { jobs: [RUNNING] } });
  const { jobs } = await sessionOn(kernel);
  const draft = {
    model: "assist",
    gpt: null,
    labels: [2],
    items: itemsOf("open"),
    budget: NO_BUDGET,
    consent: false,
  };
  const id = await jobs.act("start", 0, draft);
  expect(jobs.all.value.find((job) => job.id === id)?.state).toBe("running");
  expect(kernel.jobs.asked.at(-1)).toEqual({ kind: "job", body: { act: "start", job: 0, draft, count: 50 } });
});

test("a selection is named, and one too large to name is told as it was made", async () => {
  const small = await sessionOn(kernelOf());
  small.select(1, "only");
  small.select(3, "toggle");
  expect((await small.jobs.selection()).keys).toEqual([at(small, 1), at(small, 3)]);
  const large = await onWall(kernelOf({ items: 2_000 }));
  large.selectAll();
  const { kind, keys, chosen } = await large.jobs.selection();
  expect([kind, keys, chosen?.count, chosen?.between]).toEqual(["chosen", [], 2_000, []]);
});

test("all that the filter finds is judged in one edit, which undo takes back", async () => {
  const kernel = kernelOf();
  const session = await sessionOn(kernel);
  session.judgeFiltered("accept");
  expect(kernel.bulks).toEqual([]);
  session.arrange(through({ run: [9] }));
  await until(session.arranged, (found) => found !== null);
  session.judgeFiltered("reject");
  await saved(session);
  const [bulk] = kernel.bulks;
  expect([bulk?.act, bulk?.query.where.run, bulk?.but]).toEqual(["reject", [9], []]);
  expect(session.canUndo.value.now).toBe(true);
});

test("names that a model proposes are offered until they are taken or refused", async () => {
  const labels = ["Jar", "Shard", "Cup"].map((name) => ({ name, description: `A ${name}.` }));
  const kernel = kernelOf({ jobs: { named: { labels } } });
  const { jobs } = await sessionOn(kernel);
  const chosen = { model: "gpt", gpt: { ...NO_GPT, model: "small" }, consent: true };
  expect(await jobs.name(itemsOf("keys", { keys: ["a"] }), chosen)).toBe(3);
  const [jar, shard] = jobs.offered.value;
  if (jar) jobs.add(jar);
  if (shard) jobs.dismiss(shard);
  await until(jobs.offered, (offered) => offered.length === 1);
  expect(kernel.jobs.asked.at(-1)?.body).toEqual({ path: "Jar", description: "A Jar." });
});

test("suggestions for each page are begun with a model and ended without one", async () => {
  const kernel = kernelOf();
  const { jobs } = await sessionOn(kernel);
  const gpt = { ...NO_GPT, model: "small" };
  await jobs.follow({ model: "gpt", gpt, consent: true }, { ...NO_BUDGET, requests: 5 });
  jobs.leave();
  await until(jobs.asked, (asked) => asked === null);
  const bodies = kernel.jobs.asked.map(({ body }) => body);
  expect(bodies[0]).toMatchObject({ on: true, gpt, consent: true, budget: { requests: 5 } });
  expect(bodies[1]).toMatchObject({ on: false, gpt: null });
});
