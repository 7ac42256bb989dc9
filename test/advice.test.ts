import {describe, expect, test} from "vitest";
import type {Row} from "../src/advice/commands/row.ts";
import {commands} from "../src/advice/commands.ts";

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
