/** The widget with a fake kernel's jobs in a page without layout, as the tests of the dialog and of the list need it. */

import { signal } from "@preact/signals";
import { afterEach, expect, vi } from "vitest";
import type { FakeJobOptions } from "../dev/fake-jobs";
import { FakeKernel } from "../dev/fake-kernel";
import type { FakeOptions } from "../dev/fake-options";
import { createSession } from "../src/session/session";
import { mountFrame } from "../src/views/frame";
import { complete } from "../src/wire/complete";
import type { GptDraft, Job } from "../src/wire/protocol";

export const GPT = complete("GptDraft", { model: "small", price_in: 1, price_out: 2 }) as GptDraft;
export const CLOUD = {
  endpoint: "https://api.example.org/v1",
  consent: true,
  items: 40,
  labels: 3,
  rehearsable: 60,
};
export const PAID: FakeJobOptions = {
  models: { last: GPT, key: true, endpoint: CLOUD.endpoint },
  planned: { ...CLOUD, tokens_low: 1_200, tokens_high: 3_000, cost_low: 0.0042, cost_high: 0.01 },
};

let end = (): void => {};

afterEach(() => {
  end();
  document.body.replaceChildren();
});

export async function open(jobs: FakeJobOptions, options: FakeOptions = {}) {
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
export const named = (root: HTMLElement, name: string) =>
  buttons(root).find((one) => one.getAttribute("aria-label") === name || one.textContent === name);
export const box = (root: HTMLElement, name: string) =>
  [...root.querySelectorAll<HTMLInputElement>("label input")].find(
    (one) => one.getAttribute("aria-label") === name || one.closest("label")?.textContent?.startsWith(name),
  );
export const summary = (root: HTMLElement) => root.querySelector("[aria-label=Summary]")?.textContent?.trim();
export const why = (root: HTMLElement, name: string) => named(root, name)?.title;
export const off = (root: HTMLElement, name: string) => named(root, name)?.getAttribute("aria-disabled");

export function type(root: HTMLElement, name: string, text: string): void {
  const field = box(root, name);
  if (!field) throw new Error(`There is no ${name}.`);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export async function dialog(jobs: FakeJobOptions, options: FakeOptions = {}) {
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
