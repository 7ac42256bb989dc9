import {availableParallelism} from "node:os";
import {join} from "node:path";
import {defineConfig} from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, ".."),
  test: {
    dir: import.meta.dirname,
    // By itself vitest leaves one core idle: of two, half. And the tests of live traffic wait, most of their time, for what happens.
    maxWorkers: availableParallelism() + 1,
    // Files run side by side, and some start tshark or Chromium: what takes a second alone may take many.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
