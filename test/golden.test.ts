import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {readableDifference} from "./golden/difference.ts";
import {folder, goldens, kept} from "./golden/golden.ts";
import {unsaidIn} from "./support/unsaid.ts";

/** All that is reported of every ladder and scenario is as it is kept; `npm run golden` shows what differs, `-- --accept` keeps it anew. */
test.each(goldens)("$file is reported as it is kept", async ({file, render}) => {
  const now = await render();
  expect(readableDifference(readFileSync(join(folder, file), "utf8"), now, 40).join("\n")).toBe("");
});

test("nothing is kept that is reported no more", () => {
  expect(kept()).toEqual(goldens.map(({file}) => file).sort());
});

test("nothing that is kept says NaN or undefined", () => {
  for (const file of kept()) expect(unsaidIn(readFileSync(join(folder, file), "utf8")), file).toBeNull();
});
