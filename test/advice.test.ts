import {describe, expect, test} from "vitest";
import type {Row} from "../src/advice/commands/row.ts";
import {commands} from "../src/advice/commands.ts";
import {forVersions} from "../src/advice/steps.ts";
import type {SideVersion} from "../src/capture/side/record.ts";

/** The table of commands: what holds of every row. */
const rows = Object.entries(commands).flatMap(([platform, table]) =>
  Object.entries(table).map(([name, {row}]) => ({name: `${platform}.${name}`, row: row as Row<never>})),
);

describe("every command of the table", () => {
  test.each(rows)("$name says who documents it, and for one platform only", ({row, name}) => {
    expect(row.source).toMatch(/^\S.{3,}/);
    expect(row.platform.replace("-", "")).toBe(name.split(".")[0]!.toLowerCase());
  });

  test.each(rows)("$name is taken back by other commands, or tells why not, never both", ({row}) => {
    expect(row.undo !== undefined && row.lasting !== undefined).toBe(false);
  });
});

describe("a command that older versions do not know", () => {
  const told = (version: string): SideVersion => ({
    ...{kind: "version", platform: "fortios", version},
    ...{capture: 0, line: 1, device: "fgt"},
  });
  const steps = [commands.fortios.auxiliary("6.2.3 and later:"), commands.fortios.routeTo("10.2.0.4")];

  test.each([
    ["6.2.2", 1],
    ["6.0.14", 1],
    ["6.2.3", 2],
    ["6.4.0", 2],
    ["7.4.5", 2],
  ])("is advised on FortiOS %s as that knows it", (version, count) => {
    expect(forVersions(steps, [told(version)])).toHaveLength(count);
  });

  test("is advised where the version is not told, or several differ", () => {
    expect(forVersions(steps, [])).toHaveLength(2);
    expect(forVersions(steps, [told("6.0.1"), told("7.4.5")])).toHaveLength(2);
  });
});
