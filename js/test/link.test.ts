import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Gone, Link, type Model, Refused, Unanswered } from "../src/wire/link";
import { PROTOCOL } from "../src/wire/protocol";

type Message = Record<string, unknown>;

/** A comm whose other end is the test. */
class Wire implements Model {
  sent: Message[] = [];
  dead = false;
  readonly handlers = new Map<string, (content: Message, buffers: DataView[]) => void>();
  send: Model["send"] = (content) => {
    if (this.dead) throw new Error("Cannot send");
    this.sent.push(content as Message);
  };
  on = (event: string, handler: (...args: never[]) => void) => this.handlers.set(event, handler as never);
  off = (event: string) => this.handlers.delete(event);
  get = () => undefined;
  say(message: Message, buffers: DataView[] = []): void {
    this.handlers.get("msg:custom")?.({ v: PROTOCOL, client: "me", ...message }, buffers);
  }
}

let wire: Wire;
let link: Link;
let ending: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  wire = new Wire();
  ending = new AbortController();
  link = new Link(wire, ending.signal);
  link.client = "me";
});
afterEach(() => {
  vi.useRealTimers();
});

describe("an ask", () => {
  test("is answered by the message with its number, defaults filled in", async () => {
    const asked = link.ask("look", { items: ["a"], size: 0 });
    wire.say({ kind: "page", rid: 1, body: { items: [{ item: "a", name: "a", answer: {} }], left: 1 } });
    const page = await asked;
    expect(page.items[0]).toMatchObject({ broken: false, answer: { state: "unlabeled", annotations: [] } });
  });

  test("is refused in the kernel's words", async () => {
    const asked = link.ask("ping", {});
    wire.say({ kind: "failed", rid: 1, body: { message: "The disk is full." } });
    await expect(asked).rejects.toThrow(new Refused("The disk is full."));
  });

  test("is not answered by what is meant for another page", async () => {
    const asked = link.ask("ping", {}, 5_000);
    wire.say({ kind: "done", rid: 1, body: {}, client: "other" });
    vi.advanceTimersByTime(5_000);
    await expect(asked).rejects.toBeInstanceOf(Unanswered);
  });

  test("answered too late still reaches the handler of its kind", async () => {
    const saved = vi.fn();
    link.on("saved", saved);
    const asked = link.ask("save", { project: "p", annotator: "a", edits: [] }, 1_000);
    vi.advanceTimersByTime(1_000);
    await expect(asked).rejects.toBeInstanceOf(Unanswered);
    wire.say({ kind: "saved", rid: 1, body: { verdicts: [] } });
    expect(saved).toHaveBeenCalledWith({ verdicts: [], trouble: "" }, []);
  });

  test("answered by another version says what to do", async () => {
    const asked = link.ask("ping", {});
    wire.say({ v: PROTOCOL + 1, kind: "done", rid: 1, body: {} });
    await expect(asked).rejects.toThrow(/different versions/);
  });
});

describe("the state", () => {
  test("is busy after two silent seconds and open again with the next word", () => {
    void link.ask("ping", {}).catch(() => undefined);
    vi.advanceTimersByTime(2_100);
    expect(link.state.peek()).toBe("busy");
    wire.say({ kind: "changed", body: { items: [] }, client: "" });
    expect(link.state.peek()).toBe("open");
  });

  test("is gone when sending throws, and everything that waited is told", async () => {
    const waiting = link.ask("ping", {});
    wire.dead = true;
    await expect(link.ask("ping", {})).rejects.toBeInstanceOf(Gone);
    await expect(waiting).rejects.toBeInstanceOf(Gone);
    expect(link.state.peek()).toBe("gone");
    wire.dead = false;
    expect(link.tell("ping", {})).toBe(true);
    expect(link.state.peek()).toBe("open");
  });

  test("is gone as well when a host that promises to send fails to", async () => {
    wire.send = () => Promise.reject(new Error("Failed to fetch"));
    await expect(link.ask("ping", {})).rejects.toBeInstanceOf(Gone);
    expect(link.state.peek()).toBe("gone");
  });
});

test("a data message is confirmed after it was handled", () => {
  const order: string[] = [];
  link.on("pictures", () => order.push("handled"));
  wire.send = (content: unknown) => order.push(JSON.stringify((content as { body: unknown }).body));
  wire.say({ kind: "pictures", seq: 7, body: { pictures: [] } });
  expect(order).toEqual(["handled", '{"seq":7}']);
});

test("nothing is heard after the end", async () => {
  const asked = link.ask("ping", {});
  ending.abort();
  await expect(asked).rejects.toBeInstanceOf(Gone);
  expect(wire.handlers.size).toBe(0);
});
