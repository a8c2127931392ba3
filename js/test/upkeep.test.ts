import { describe, expect, it } from "vitest";
import { Notices } from "../src/session/notices";
import { LiveUpkeep } from "../src/session/upkeep";
import { type Link, Refused } from "../src/wire/link";

type Handler = (body: unknown) => void;
const SIZE = 1_000;

/** A link whose kernel has one file of a thousand bytes, told in parts of 400. */
function stage(refuse = "") {
  const heard = new Map<string, Handler>();
  const bytes = Uint8Array.from({ length: SIZE }, (_, i) => i % 251);
  const found = { added: 3, updated: 2, renamed: 1, missing: 0, failed: 0, at: "2026-01-01", trouble: "" };
  const link = {
    on: (kind: string, handler: Handler) => heard.set(kind, handler),
    ask: async (kind: string) => {
      if (refuse) throw new Refused(refuse);
      return kind === "backup" ? { copy: "c", name: "birds.nblabel", size: SIZE } : found;
    },
    askWhole: async (_: string, { start }: { start: number }) => ({
      body: { start },
      buffers: [new DataView(bytes.slice(start, start + 400).buffer)],
    }),
  };
  const notices = new Notices();
  let changed = 0;
  const upkeep = new LiveUpkeep(link as unknown as Link, notices, () => {
    changed += 1;
  });
  return { upkeep, notices, heard, bytes, found, changed: () => changed };
}

describe("a backup", () => {
  it("is joined from its parts, in order and whole", async () => {
    const { upkeep, bytes } = stage();
    const file = await upkeep.backup();
    expect(file?.name).toBe("birds.nblabel");
    expect(new Uint8Array((await file?.content.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes);
    expect(upkeep.copied.value).toBeNull();
  });

  it("that cannot be says why", async () => {
    const { upkeep, notices } = stage("It is too large.");
    expect(await upkeep.backup()).toBeNull();
    expect(notices.all.value.map((one) => one.text)).toEqual(["There is no backup: It is too large."]);
  });
});

describe("a refresh", () => {
  it("is told once, though the answer and the news for all pages say the same", async () => {
    const { upkeep, heard, found, changed } = stage();
    await upkeep.refresh();
    heard.get("refreshed")?.({ ...found });
    expect([upkeep.refreshed.value?.added, changed()]).toEqual([3, 1]);
  });

  it("of another page is seen here too", () => {
    const { upkeep, heard, found } = stage();
    heard.get("refreshing")?.({ done: 40 });
    expect(upkeep.refreshing.value).toBe(40);
    heard.get("refreshed")?.(found);
    expect([upkeep.refreshing.value, upkeep.refreshed.value?.added]).toEqual([null, 3]);
  });
});
