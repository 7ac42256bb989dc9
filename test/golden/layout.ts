/** Wide enough for one side of a flow. */
const width = 240;

/**
 * Left out: the lines of a command and the clauses of a sentence, which stand joined beside them, facts, and the verdict's counts:
 * test/schema.test.ts holds all of them to docs/report.schema.json and to what stands beside.
 */
const omitted: ReadonlySet<string> = new Set(["lines", "facts", "clauses", "counts"]);
const entriesOf = (value: object) => Object.entries(value).filter(([name]) => !omitted.has(name));

/** Lays JSON out for line by line comparison: what fits stands on one line, of the rest every member on its own. */
export function layout(value: unknown): string[] {
  return entriesOf(value as object).flatMap(([name, member]) => lines(`${name}: `, member, ""));
}

function lines(label: string, value: unknown, indent: string): string[] {
  const whole = `${indent}${label}${inline(value)}`;
  const isPlain = typeof value !== "object" || value === null;
  if (isPlain || (whole.length <= width && indent !== "")) return [whole];
  const members = Array.isArray(value)
    ? value.flatMap(member => lines("- ", member, `${indent}  `))
    : entriesOf(value).flatMap(([name, member]) => lines(`${name}: `, member, `${indent}  `));
  if (members.length === 0) return [whole];
  // A member of a list begins on the line of its dash.
  if (label === "- ") return [`${indent}- ${members[0]!.trimStart()}`, ...members.slice(1)];
  return [`${indent}${label}`.trimEnd(), ...members];
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = entriesOf(value).map(([name, member]) => `${name}: ${inline(member)}`);
  return `{${members.join(", ")}}`;
}
