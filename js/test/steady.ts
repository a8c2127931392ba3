/**
 * No test fails for what the machine does or chance brings. What vitest waits for it gives up after a second, which a
 * busy machine may take; and the examples of the laws are the same in each run, unless others are asked for.
 */

import { configureGlobal } from "fast-check";
import { vi } from "vitest";

configureGlobal({ seed: Number(process.env.NBLABEL_TEST_SEED ?? 1) });

const PATIENCE = 50_000;
const { waitFor, waitUntil } = vi;

type Options = number | { timeout?: number; interval?: number } | undefined;

function patient(options: Options): Exclude<Options, number | undefined> {
  return typeof options === "number" ? { timeout: options } : { timeout: PATIENCE, ...options };
}

vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));
