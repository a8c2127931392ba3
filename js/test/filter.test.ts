// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { matchText } from "../src/views/filter";
import { sortObjection } from "../src/views/looking";
import { ago, refreshedText } from "../src/views/refresh";
import { Rooms, type Width } from "../src/views/rooms";
import type { Facts } from "../src/wire/protocol";

const facts = { sorts: ["work", "name"] } as unknown as Facts;

describe("the number that match", () => {
  it("is said with whether it is all or none", () => {
    expect([matchText(null, 9), matchText(0, 9), matchText(9, 9), matchText(1234, 5000)]).toEqual([
      "",
      "None match",
      "All 9 match",
      "1,234 match",
    ]);
  });
});

describe("an order", () => {
  it("that means nothing now says why; what is not known yet is left to the kernel", () => {
    expect(sortObjection("doubt", facts)).toBe("Nothing has been found doubtful yet.");
    expect([
      sortObjection("name", facts),
      sortObjection("work", facts),
      sortObjection("doubt", null),
    ]).toEqual(["", "", ""]);
  });
});

describe("a refresh", () => {
  const found = { added: 0, updated: 0, renamed: 0, missing: 0, failed: 0, at: "", trouble: "", flagged: 0 };

  it("counts renamed files apart from changed ones", () => {
    const all = { ...found, added: 10_000, updated: 1_040, renamed: 1_000, missing: 7, failed: 2 };
    expect(refreshedText(all)).toBe(
      "Data refreshed: 10,000 new, 40 changed, 1,000 renamed, 7 gone, 2 cannot be read.",
    );
    expect(refreshedText(found)).toBe("Data refreshed: nothing has changed.");
    expect(refreshedText({ ...found, updated: 1, flagged: 1 })).toBe(
      "Data refreshed: 1 changed, 1 span has lost its text.",
    );
  });

  it("was as long ago as one would say it", () => {
    const now = Date.parse("2026-03-10T12:00:00Z");
    const at = [
      "",
      "2026-03-10T11:59:50Z",
      "2026-03-10T11:52:00Z",
      "2026-03-10T03:00:00Z",
      "2026-03-01T12:00:00Z",
    ];
    expect(at.map((iso) => ago(iso, now))).toEqual(["", "just now", "8 min ago", "9 h ago", "on 2026-03-01"]);
  });
});

describe("a room", () => {
  beforeEach(() => localStorage.clear());
  const wide = (width: Width = "wide") => new Rooms(signal(width));

  it("that is folded stays so in the next widget of this browser", () => {
    wide().fold("palette");
    wide().fold("side");
    const next = wide();
    expect([next.palette.value, next.side.value]).toEqual([false, false]);
    next.fold("side");
    expect([wide().palette.value, wide().side.value]).toEqual([false, true]);
  });

  it("at the side is folded where there is little room until it is asked for, which is not kept", () => {
    const rooms = wide("middle");
    expect(rooms.side.value).toBe(false);
    rooms.fold("side");
    expect([rooms.side.value, wide("middle").side.value, wide().side.value]).toEqual([true, false, true]);
  });

  it("opens all the same when what was kept is broken", () => {
    localStorage.setItem("nblabel:rooms", "{");
    expect(wide().palette.value).toBe(true);
  });
});
