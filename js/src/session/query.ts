/** What is looked through: a filter and an order, as the kernel takes them. */

import type { Query, Where } from "../wire/protocol";

/** The filter that lets everything through. */
export const ALL: Where = {
  state: [],
  label: [],
  suggested: [],
  certified: null,
  min_score: null,
  max_score: null,
  cluster: [],
  annotator: [],
  source: [],
  run: [],
  doubt: null,
  text: "",
  group: [],
  ids: [],
};

/** All items in work order: in paged layouts that is the queue of open items. */
export const EVERYTHING: Query = { where: ALL, sort: "work" };

/** The parts of a filter that hold something back. */
export function filters(where: Where): (keyof Where)[] {
  const idle = (value: Where[keyof Where]) =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return (Object.keys(ALL) as (keyof Where)[]).filter((part) => !idle(where[part]));
}

/** True for all items in work order. */
export function isEverything({ where, sort }: Query): boolean {
  return sort === "work" && filters(where).length === 0;
}

export function sameQuery(a: Query, b: Query): boolean {
  const parts = Object.keys(ALL) as (keyof Where)[];
  const same = (part: keyof Where) => JSON.stringify(a.where[part]) === JSON.stringify(b.where[part]);
  return a.sort === b.sort && parts.every(same);
}
