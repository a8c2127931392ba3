/** What vitest waits for it gives up after a second, which a busy machine may take: only what hangs shall fail. */

import { vi } from "vitest";

const PATIENCE = 50_000;
const { waitFor, waitUntil } = vi;

type Options = number | { timeout?: number; interval?: number } | undefined;

function patient(options: Options): Exclude<Options, number | undefined> {
  return typeof options === "number" ? { timeout: options } : { timeout: PATIENCE, ...options };
}

vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));
