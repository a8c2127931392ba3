// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeKernel } from "../dev/fake-kernel";
import { createSession } from "../src/session/session";
import { mountFrame } from "../src/views/frame";

const HOSTILE = '<img src=x onerror="globalThis.pwned = 1">';

function open(task: "multiclass" | "multilabel" = "multiclass", ending = new AbortController()) {
  const kernel = new FakeKernel({ items: 12, labels: ["cat", HOSTILE], task, name: HOSTILE, picture: null });
  const session = createSession(kernel.model(), { layout: "2x2" });
  const root = document.createElement("div");
  document.body.append(root);
  mountFrame(root, session, { pixels: signal(660), keep: () => {} }, ending.signal);
  const end = () => {
    ending.abort();
    session.dispose();
    root.remove();
  };
  return { kernel, session, root, end };
}

const button = (root: HTMLElement, name: string) =>
  [...root.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === name);

beforeEach(() => {
  document.body.replaceChildren();
});

describe("the frame", () => {
  it("shows people's words as text, never as HTML", async () => {
    const { root, end } = open();
    await vi.waitFor(() => expect(button(root, HOSTILE)).toBeDefined());
    expect(root.getAttribute("aria-label")).toBe(`nblabel ${HOSTILE}`);
    expect(root.querySelector("img")).toBeNull();
    end();
  });

  it("keeps buttons that can do nothing now, and lets them say why", async () => {
    const { root, end } = open();
    await vi.waitFor(() => expect(button(root, "Undo")?.title).toBe("There is nothing to undo."));
    expect(button(root, "Undo")?.getAttribute("aria-disabled")).toBe("true");
    expect(button(root, "Undo")?.disabled).toBe(false);
    end();
  });

  it("offers Nothing here only where that is an answer", async () => {
    for (const [task, there] of [
      ["multiclass", false],
      ["multilabel", true],
    ] as const) {
      const { root, end } = open(task);
      await vi.waitFor(() => expect(button(root, "cat")).toBeDefined());
      expect(button(root, "Nothing here") !== undefined).toBe(there);
      end();
    }
  });

  it("forgets what this browser keeps only when told twice that something is not yet saved", async () => {
    const { kernel, session, root, end } = open();
    const forget = vi.spyOn(session, "forgetBrowser").mockResolvedValue();
    await vi.waitFor(() => expect(button(root, "Keyboard shortcuts")).toBeDefined());
    button(root, "Keyboard shortcuts")?.click();
    const named = (text: string) => [...root.querySelectorAll("button")].find((b) => b.textContent === text);
    await vi.waitFor(() => expect(named("Forget this browser")).toBeDefined());
    kernel.busy = true;
    session.label(1);
    named("Forget this browser")?.click();
    await vi.waitFor(() => expect(named("Forget all the same")).toBeDefined());
    expect(forget).not.toHaveBeenCalled();
    named("Forget all the same")?.click();
    expect(forget).toHaveBeenCalledOnce();
    end();
  });

  it("lets no key out into the notebook", async () => {
    const { root, end } = open();
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    root.dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true }));
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener("keydown", heard);
    end();
  });

  it("leaves no listener on the page, opened and closed fifty times", async () => {
    const added = vi.spyOn(EventTarget.prototype, "addEventListener");
    const removed = vi.spyOn(EventTarget.prototype, "removeEventListener");
    for (let i = 0; i < 50; i++) {
      const { root, end } = open();
      await Promise.resolve();
      end();
      expect(root.childNodes).toHaveLength(0);
    }
    const outside = (on: unknown) => on === document || on === window || on === document.body;
    const ended = (options: unknown) =>
      (options as AddEventListenerOptions | undefined)?.signal?.aborted === true;
    const left = added.mock.calls.filter((call, i) => outside(added.mock.contexts[i]) && !ended(call[2]));
    expect(left.length).toBe(removed.mock.contexts.filter(outside).length);
    vi.restoreAllMocks();
  });
});
