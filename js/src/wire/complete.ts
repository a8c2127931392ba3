/** Fills in what the kernel leaves out of a message because it is the default. */

import { FIELDS } from "./protocol";

/** The fields of each struct as a row: thousands of items may come in one message. */
const ROWS = new Map(Object.entries(FIELDS).map(([name, fields]) => [name, Object.entries(fields)]));

/** `value` as the struct `name`, with every default in place; the value itself is filled up. */
export function complete(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = complete(name, value[at]);
    return value;
  }
  const fields = ROWS.get(name);
  if (fields === undefined || typeof value !== "object" || value === null) return value;
  const whole = value as Record<string, unknown>;
  for (const [key, { fallback, struct, keyed }] of fields) {
    const given = whole[key];
    if (given === undefined) whole[key] = Array.isArray(fallback) ? [] : fallback;
    else if (struct !== undefined && keyed)
      for (const one of Object.values(given ?? {})) complete(struct, one);
    else if (struct !== undefined) whole[key] = complete(struct, given);
  }
  return whole;
}
