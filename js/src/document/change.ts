/** Changes and their inverses, exactly as values/change.py has them (tests/wire/changes.json binds both). */

import type { Annotation, Answer, Change } from "../wire/protocol";
import { inOrder } from "./order";

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
    blind: false,
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

/** Both together in their order; `kept` mostly is in it already. */
function merged(kept: readonly Annotation[], put: Annotation[]): Annotation[] {
  const added = put.sort(inOrder);
  const all: Annotation[] = [];
  let next = 0;
  for (const [i, one] of kept.entries()) {
    const before = kept[i - 1];
    if (before && inOrder(before, one) > 0) return [...kept, ...put].sort(inOrder);
    for (let other = added[next]; other && inOrder(other, one) < 0; other = added[++next]) all.push(other);
    all.push(one);
  }
  return all.concat(added.slice(next));
}
