import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 15_000,
    // By itself it keeps one core free, of two one; some tests wait more than they work.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
