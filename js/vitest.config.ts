import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/steady.ts"],
    testTimeout: 60_000, // for what hangs: how long a test takes says something about the machine
    maxWorkers: Math.max(2, availableParallelism() - 1), // by itself it takes one core of two
  },
});
