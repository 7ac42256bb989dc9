/** As much of JSON Schema as docs/report.schema.json uses to say what a value is. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const scalars: Readonly<Record<string, string>> = {
  ...{string: "string", integer: "number", number: "number", boolean: "boolean", null: "null"},
};

/** Returns a schema as a TypeScript type; `root` is where its references are looked up. */
export function typeOf(schema: Schema, root: Schema): string {
  const of = (part: Schema) => typeOf(part, root);
  const {type, properties, items} = schema;
  if (schema.$ref !== undefined) return nameOf(schema.$ref, root);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(" | ");
  if (properties !== undefined) {
    const optional = (name: string) => (schema.required?.includes(name) ? "" : "?");
    const members = Object.entries(properties).map(
      ([name, part]) => `readonly "${name}"${optional(name)}: ${of(part)}`,
    );
    return `{${members.join("; ")}}`;
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.map(of).join(" | ");
  if (schema.prefixItems !== undefined) return `readonly [${schema.prefixItems.map(of).join(", ")}]`;
  if (items !== undefined) return `readonly (${of(items)})[]`;
  if (schema.additionalProperties !== undefined) return `{readonly [name: string]: ${of(schema.additionalProperties)}}`;
  if (type === "object") return "object";
  const names = typeof type === "string" ? [type] : (type ?? []);
  const known = names.map(name => scalars[name]);
  if (known.length === 0 || known.some(name => name === undefined))
    throw new Error(`no type for ${JSON.stringify(schema)}`);
  return known.join(" | ");
}

/** Returns the type of what a reference names: of `#/$defs/way`, `Described["way"]`. */
function nameOf(reference: string, root: Schema): string {
  const name = reference.replace("#/$defs/", "");
  if (root.$defs![name] === undefined) throw new Error(`${reference} is not defined`);
  return `Described["${name}"]`;
}

/** Returns what test/schema/described.ts is to hold: all definitions as types; facts by rule. */
export function describedTypes(root: Schema): string {
  const {facts, ...others} = root.$defs!;
  const member = ([name, part]: [string, Schema]) => `  readonly "${name}": ${typeOf(part, root)};`;
  return [
    "/** docs/report.schema.json as types: kept by `npx vitest run --config test/vitest.config.ts schema -u`, compared with those of the program by same.ts. */",
    "export interface Described {",
    ...Object.entries(others).map(member),
    "}",
    "",
    "/** What the findings of each rule tell. */",
    "export interface DescribedFacts {",
    ...Object.entries(facts!.$defs!).map(member),
    "}",
    "",
  ].join("\n");
}
