/** Items and labels as the fake kernel tells of them. */

import { UNTOUCHED } from "../src/document/annotation";
import type { ItemInfo, LabelInfo } from "../src/wire/protocol";

const COLORS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5"];

/** An item that nobody has touched. */
export function itemOf(item: string, parts: Partial<ItemInfo> = {}): ItemInfo {
  const known = { broken: false, reason: "", frames: 1, text: "", length: 0, suggested: [] };
  const learnt = { cluster: -1, blind: false, doubt: "" };
  return { item, name: item, answer: UNTOUCHED, ...known, ...learnt, ...parts };
}

export function fakeItem(index: number, parts: Partial<ItemInfo> = {}): ItemInfo {
  return itemOf(`photos/${String(index).padStart(4, "0")}.jpg`, parts);
}

/** A label by its path, the first with the id 1. */
export function asLabel(label: string | LabelInfo, place: number): LabelInfo {
  if (typeof label !== "string") return label;
  const [name = label] = label.split("/").reverse();
  const depth = label.split("/").length - 1;
  const color = COLORS[place % COLORS.length] ?? "#888888";
  const rest = { key: "", description: "", parent: null, retired: false, merged_into: null };
  return { id: place + 1, path: label, name, depth, color, ...rest };
}
