import { describe, expect, it } from "vitest";
import { itemOf } from "../dev/fake-items";
import { labelRows, pressedLabels, scarce } from "../src/views/labels";
import type { ItemInfo, LabelInfo } from "../src/wire/protocol";

function label(id: number, path: string): LabelInfo {
  const parts = path.split("/");
  const rest = { color: "#000", key: "", description: "", parent: null, retired: false, merged_into: null };
  return { id, path, name: parts.at(-1) ?? "", depth: parts.length - 1, ...rest };
}

const labels = ["Animal", "Animal/Cat", "Animal/Wildcat", "Plant/Catmint", "École"].map((path, i) =>
  label(i + 1, path),
);

function item(...ids: number[]): ItemInfo {
  const shape = { kind: "choice" as const };
  const annotations = ids.map((id) => ({
    id: String(id),
    label: id,
    shape,
    source: "human" as const,
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  }));
  const answer = { version: "", state: "draft" as const, annotations, note: "" };
  return itemOf("a", { answer });
}

describe("the palette", () => {
  it("is the tree in its order, indented by depth", () => {
    expect(labelRows(labels, "").map((row) => [row.text, row.indent])).toEqual([
      ["Animal", 0],
      ["Cat", 1],
      ["Wildcat", 1],
      ["Catmint", 1],
      ["École", 0],
    ]);
  });

  it("finds the whole name first, then its beginning, then anything within, by path", () => {
    expect(labelRows(labels, "cat").map((row) => row.text)).toEqual([
      "Animal/Cat",
      "Plant/Catmint",
      "Animal/Wildcat",
    ]);
  });

  it("finds without accents and case, and keeps each label's key", () => {
    expect(labelRows(labels, "ECOLE").map((row) => [row.text, row.chord])).toEqual([["École", "5"]]);
  });

  it("finds nothing for what is not there", () => {
    expect(labelRows(labels, "zebra")).toEqual([]);
  });
});

describe("pressed labels", () => {
  it("are those that all chosen tiles have; some is mixed", () => {
    const pressed = pressedLabels([item(1, 2), item(1), null]);
    expect(pressed.get(1)).toBe("mixed");
    expect(pressedLabels([item(1, 2), item(1)]).get(1)).toBe("true");
    expect(pressed.has(3)).toBe(false);
  });
});

describe("scarce labels", () => {
  it("are told once there are answers enough to compare", () => {
    expect(scarce(labels, { 1: 50, 2: 60, 3: 40, 4: 50, 5: 2 }).map((one) => one.id)).toEqual([5]);
    expect(scarce(labels, { 1: 5, 2: 6 })).toEqual([]);
  });
});
