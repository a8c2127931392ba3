/** Changes and their inverses, exactly as values/change.py has them (tests/wire/changes.json binds both). */

import type { Annotation, Answer, Change } from "../wire/protocol";

/** A change of `item` made on the version `base`; what is not given stays as it is. */
export function change(item: string, base: string, parts: Partial<Change> = {}): Change {
  return {
    item,
    base,
    put: [],
    drop: [],
    state: null,
    note: null,
    becomes: null,
    reject: [],
    reopen: [],
    ...parts,
  };
}

/** The answer after `change` made by the edit of this id, and the change that takes it back. */
export function apply(answer: Answer, { item, put, drop, ...rest }: Change, edit: string): [Answer, Change] {
  const after = new Map(put.map((a) => [a.id, a]));
  const ids = new Set([...drop, ...after.keys()]);
  // Of thousands only those that are touched are looked at twice.
  const before = new Map(answer.annotations.filter((a) => ids.has(a.id)).map((a) => [a.id, a]));
  const touched = [...ids].sort();
  const version = rest.becomes ?? edit;
  const inverse = change(item, version, {
    put: touched.flatMap((id) => before.get(id) ?? []),
    drop: touched.filter((id) => after.has(id) && !before.has(id)),
    state: rest.state === null ? null : answer.state,
    note: rest.note === null ? null : answer.note,
    becomes: answer.version,
    reject: rest.reopen,
    reopen: rest.reject,
  });
  const result: Answer = {
    version,
    state: rest.state ?? answer.state,
    annotations: merged(
      before.size > 0 ? answer.annotations.filter((a) => !ids.has(a.id)) : answer.annotations,
      [...after.values()],
    ),
    note: rest.note ?? answer.note,
  };
  return [result, inverse];
}

/** Both together by id; `kept` mostly is in that order already. */
function merged(kept: readonly Annotation[], put: Annotation[]): Annotation[] {
  const added = put.sort(byId);
  const all: Annotation[] = [];
  let next = 0;
  for (const [i, one] of kept.entries()) {
    const before = kept[i - 1];
    if (before && byId(before, one) > 0) return [...kept, ...put].sort(byId);
    for (let other = added[next]; other && byId(other, one) < 0; other = added[++next]) all.push(other);
    all.push(one);
  }
  return all.concat(added.slice(next));
}

/** By code unit, as Python sorts ids: never by the reader's language. */
function byId(a: Annotation, b: Annotation): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
