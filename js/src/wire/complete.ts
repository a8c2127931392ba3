/** Fills in what the kernel leaves out of a message because it is the default. */

import { FIELDS } from "./protocol";

/** `value` as the struct `name`, with every default in place; its own objects are reused. */
export function complete(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => complete(name, one));
  const fields = FIELDS[name];
  if (fields === undefined || typeof value !== "object" || value === null) return value;
  const whole: Record<string, unknown> = { ...value };
  for (const [key, { fallback, struct }] of Object.entries(fields)) {
    const given = whole[key];
    if (given === undefined) whole[key] = Array.isArray(fallback) ? [] : fallback;
    else if (struct !== undefined) whole[key] = complete(struct, given);
  }
  return whole;
}
