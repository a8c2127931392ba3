/** Items as the fake kernel tells of them, pictures and documents. */

import { UNTOUCHED } from "../src/document/annotation";
import type { ItemInfo } from "../src/wire/protocol";

/** An item that nobody has touched. */
export function itemOf(item: string, parts: Partial<ItemInfo> = {}): ItemInfo {
  const known = { broken: false, reason: "", frames: 1, text: "", length: 0, suggested: [] };
  return { item, name: item, answer: UNTOUCHED, ...known, ...parts };
}

export function fakeItem(index: number, parts: Partial<ItemInfo> = {}): ItemInfo {
  return itemOf(`photos/${String(index).padStart(4, "0")}.jpg`, parts);
}
