// @vitest-environment happy-dom
/** The dialog: nothing is begun unseen, unpaid for or without the person's word. */

import { expect, test, vi } from "vitest";
import type { Job, JobInfo, Models } from "../src/wire/protocol";
import { box, CLOUD, dialog, named, off, open, PAID, summary, type, why } from "./jobroom";

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
  named(root, "Look again")?.focus();
  named(root, "Look again")?.click();
  await vi.waitFor(() => expect(root.querySelector(".lack")).toBeNull());
  expect(document.activeElement?.getAttribute("role")).toBe("dialog");
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

test("a rehearsed model's poor labels are marked, and can be left out", async () => {
  const labels = [{ label: 2, count: 20, precision: 0.9, recall: 0.9, poor: false }];
  const { kernel, root, changed, draft } = await dialog({
    ...PAID,
    models: { ...PAID.models, labels },
    planned: { ...CLOUD, consent: false },
  });
  const said = () =>
    document.getElementById(box(root, "Glass")?.getAttribute("aria-describedby") ?? "")?.textContent;
  expect(said()).toBe("20 answers");
  named(root, "Rehearse")?.click();
  await vi.waitFor(() => expect(why(root, "Start")).toBe("The rehearsal goes on."));
  const rehearsal = [{ ...ROW, precision: 0.4, poor: true }];
  kernel.push("jobs", { jobs: kernel.jobs.jobs.map((job) => ({ ...job, rehearsing: false, rehearsal })) });
  await vi.waitFor(() => expect(said()).toBe("20 answers, precision 40 %, recall 85 %, poor"));
  await changed(() => named(root, "Leave out poor ones")?.click());
  named(root, "Start")?.click();
  await vi.waitFor(() => expect(draft()?.labels).toEqual([1, 3]));
});

test("without anybody's answer there is nothing to rehearse on", async () => {
  const { root } = await dialog({ ...PAID, planned: { ...CLOUD, consent: false, rehearsable: 0 } });
  expect([off(root, "Start"), off(root, "Rehearse")]).toEqual(["false", "true"]);
  expect(why(root, "Rehearse")).toBe("Nobody has answered yet what to rehearse on.");
});

test("Escape closes the dialog, and nothing has been begun", async () => {
  const { root, jobsAsked } = await dialog(PAID);
  const press = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
  root.querySelector("[role=dialog]")?.dispatchEvent(press);
  await vi.waitFor(() => expect(root.querySelector("[role=dialog]")).toBeNull());
  expect(jobsAsked("job")).toEqual([]);
});
