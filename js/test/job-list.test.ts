// @vitest-environment happy-dom
/** The jobs that there are, suggestions for each page, and names that are offered. */

import { expect, test, vi } from "vitest";
import { fakeJob } from "../dev/fake-jobs";
import { box, named, off, open, PAID, summary } from "./jobroom";

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

test("a job that comes to rest says so, and its button keeps the focus", async () => {
  const job = fakeJob({ id: 4, state: "running" });
  const { kernel, root } = await open({ jobs: [job] });
  await vi.waitFor(() => expect(named(root, "Pause")).toBeDefined());
  const pause = named(root, "Pause");
  pause?.focus();
  kernel.push("jobs", { jobs: [{ ...job, state: "paused", reason: "The budget is reached." }] });
  await vi.waitFor(() => expect(pause?.textContent).toBe("Resume"));
  expect(document.activeElement).toBe(pause);
  expect(root.querySelector(".said")?.textContent).toBe("Job 4 paused: The budget is reached.");
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
