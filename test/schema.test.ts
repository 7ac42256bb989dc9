import {readFileSync} from "node:fs";
import {join} from "node:path";
import {Ajv2020, type ValidateFunction} from "ajv/dist/2020.js";
import {describe, expect, test} from "vitest";
import type {Verdict} from "../src/judge/verdict.ts";
import {rules} from "../src/rules/index.ts";
import {goldens} from "./golden/golden.ts";
import {typed} from "./schema/same.ts";
import {describedTypes, type Schema} from "./schema/typescript.ts";

const root = join(import.meta.dirname, "..");
const schema: Schema = JSON.parse(readFileSync(join(root, "docs/report.schema.json"), "utf8"));

/**
 * Returns a schema as strict as it can be: whoever reads reports has to bear members that are added later, but what the program writes
 * today has all to be described. Branches say only which facts belong to a finding, and stay as they are.
 */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const all = Object.fromEntries(Object.entries(part).map(([name, member]) => [name, closed(member)]));
  return "properties" in part && "type" in part && part.type === "object"
    ? {...all, unevaluatedProperties: false}
    : all;
}

const ajv = new Ajv2020({strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false});
const open = ajv.compile(schema);
const strict = ajv.compile(closed(schema) as Schema);

/** What is wrong with a report, in a few lines; nothing where nothing is. */
function faults(validate: ValidateFunction, report: unknown): string[] {
  if (validate(report)) return [];
  return validate.errors!.slice(0, 8).map(({instancePath, message, params}) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

interface Parts {
  readonly verdict: Verdict;
  readonly totals: {readonly conversations: number};
  readonly conversations: readonly {readonly certainty: string | null; readonly failing: boolean | null}[];
  readonly findings: readonly {readonly detector: string; readonly facts: object; readonly conversations: number[]}[];
  readonly causes: readonly {
    readonly next: readonly {readonly lines: readonly string[]; readonly command: string}[];
    readonly tiedWith: readonly string[];
  }[];
}

/** What a report says twice says the same. */
function holdTogether({verdict, totals, conversations, findings, causes}: Parts): void {
  const {kind, sentence, clauses, counts} = verdict;
  expect(clauses.join("; ")).toBe(sentence);
  expect(clauses.every(clause => clause !== "")).toBe(true);
  const isAbout = kind === "proven" || kind === "suspected" || kind === "one-sided-capture";
  const concerned = conversations.filter(
    ({certainty}) => isAbout && (kind === "proven" ? certainty === "proven" : certainty !== null),
  );
  const those = (failing: boolean) => concerned.filter(one => one.failing === failing).length;
  expect(counts).toEqual({
    ...{affected: concerned.length, failing: those(true), working: those(false), of: totals.conversations},
  });
  for (const {facts, conversations: ids} of findings) expect(facts).toMatchObject({connections: ids.length});
  for (const {next} of causes) for (const {lines, command} of next) expect(lines.join("; ")).toBe(command);
}

describe("every kept report", () => {
  test.each(goldens)("$file is as docs/report.schema.json says", async ({reports}) => {
    for (const report of await reports()) {
      expect(faults(open, report)).toEqual([]);
      expect(faults(strict, report)).toEqual([]);
      const parts = report as unknown as Partial<Record<"before" | "after", Parts>> & Parts;
      if (parts.before === undefined) holdTogether(parts);
      else for (const part of [parts.before, parts.after!]) holdTogether(part);
    }
  });
});

describe("a report that is not so", () => {
  const [first] = goldens;
  const report = async () => JSON.parse(JSON.stringify((await first!.reports())[0]));

  test.each<[string, (one: Record<string, never>) => void]>([
    ["has a member that nobody described", one => Object.assign(one, {surprise: 1})],
    ["lacks its verdict's clauses", ({verdict}) => Reflect.deleteProperty(verdict, "clauses")],
    ["has facts of another rule", ({findings}) => Object.assign(findings[0]!, {detector: "offload"})],
    ["has a finding of no rule", ({findings}) => Object.assign(findings[0]!, {detector: "mirrored-hops"})],
    ["has a fact of another type", ({findings}) => Object.assign((findings[0] as {facts: object}).facts, {clients: 3})],
    ["lacks a fact", ({findings}) => Reflect.deleteProperty((findings[0] as {facts: object}).facts, "servers")],
  ])("%s", async (_, spoil) => {
    const one = await report();
    expect(faults(strict, one)).toEqual([]);
    spoil(one);
    expect(faults(strict, one)).not.toEqual([]);
  });
});

test("the schema's types are those that same.ts compares with the program's", async () => {
  await expect(describedTypes(schema)).toMatchFileSnapshot("schema/described.ts");
});

test("each rule has facts in the schema, and no other has", () => {
  const names = rules.map(({name}) => name).sort();
  expect(Object.keys(schema.$defs!.facts!.$defs!).sort()).toEqual(names);
  expect(Object.keys(typed).sort()).toEqual(names);
  for (const [name, rule] of Object.entries(typed)) expect(rule.name).toBe(name);
  const branches = schema.$defs!.finding!.oneOf!;
  expect(branches.map(({properties}) => properties!.detector!.const).sort()).toEqual(names);
  for (const {properties} of branches)
    expect(properties!.facts!.$ref).toBe(`#/$defs/facts/$defs/${properties!.detector!.const}`);
});

test("the schema is shipped", () => {
  const {files, exports} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(files).toContain("docs");
  expect(exports["./report.schema.json"]).toBe("./docs/report.schema.json");
});
