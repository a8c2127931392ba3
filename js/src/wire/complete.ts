/** Fills in what the kernel leaves out of a message because it is the default. */

import { FIELDS, type Field } from "./protocol";

/** A default alone stands for itself. */
const whole = (told: (typeof FIELDS)[string][string]): Field =>
  typeof told === "object" && told !== null && !Array.isArray(told) ? (told as Field) : { fallback: told };

/** The fields of each struct as a row: thousands of items may come in one message. */
const ROWS = new Map(
  Object.entries(FIELDS).map(([name, fields]) => [
    name,
    Object.entries(fields).map(([key, told]) => [key, whole(told)] as const),
  ]),
);

/** `value` as the struct `name`, in any case, with every default in place; the value itself is filled up. */
export function complete(name: string, value: unknown): unknown {
  return fill(name.toLowerCase(), value);
}

function fill(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = fill(name, value[at]);
    return value;
  }
  const fields = ROWS.get(name);
  if (fields === undefined || typeof value !== "object" || value === null) return value;
  const filled = value as Record<string, unknown>;
  for (const [key, { fallback, struct, keyed }] of fields) {
    const given = filled[key];
    if (given === undefined) filled[key] = Array.isArray(fallback) ? [] : fallback;
    else if (struct !== undefined && keyed) for (const one of Object.values(given ?? {})) fill(struct, one);
    else if (struct !== undefined) filled[key] = fill(struct, given);
  }
  return filled;
}
