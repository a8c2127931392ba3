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
  const before = new Map(answer.annotations.map((a) => [a.id, a]));
  const after = new Map(before);
  for (const gone of drop) after.delete(gone);
  for (const annotation of put) after.set(annotation.id, annotation);
  const touched = [...new Set([...drop, ...put.map((a) => a.id)])].sort();
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
    annotations: [...after.values()].sort(byId),
    note: rest.note ?? answer.note,
  };
  return [result, inverse];
}

/** By code unit, as Python sorts ids: never by the reader's language. */
function byId(a: Annotation, b: Annotation): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
