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
export const EVERYTHING: Query = { where: ALL, sort: "work", like: [], limit: 0 };

/** What this much of a filter lets through, in work order unless `more` says otherwise. */
export function through(where: Partial<Where>, more: Partial<Query> = {}): Query {
  return { ...EVERYTHING, where: { ...ALL, ...where }, ...more };
}

/** The parts of a filter that hold something back. */
export function filters(where: Where): (keyof Where)[] {
  const idle = (value: Where[keyof Where]) =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return (Object.keys(ALL) as (keyof Where)[]).filter((part) => !idle(where[part]));
}

/** True for all items in work order. */
export function isEverything({ where, sort, limit }: Query): boolean {
  return sort === "work" && limit === 0 && filters(where).length === 0;
}

export function sameQuery(a: Query, b: Query): boolean {
  const parts = Object.keys(ALL) as (keyof Where)[];
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  if (a.sort !== b.sort || a.limit !== b.limit || !same(a.like, b.like)) return false;
  return parts.every((part) => same(a.where[part], b.where[part]));
}
