import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {Hot, Known} from "../../src/flow/record.ts";
import {rules} from "../../src/rules/index.ts";
import {cases, judgeVariant, variantsOf} from "../support/cases.ts";
import {recordFields, watchReads} from "./reads.ts";

const document = readFileSync(join(import.meta.dirname, "../../docs/evidence.md"), "utf8");

/** A FortiGate's trace, which no ladder is: the session's outgoing interface changes by the SYN-ACK, and the device says so. */
const asked = "10.1.0.3:51156->10.2.0.4:5000";
const answered = "10.2.0.4:5000->10.1.0.3:51156";
const trace = (
  [
    [asked, "port2", "S", [100, 0], "find a route: flag=04000000 gw-198.51.100.14 via port3"],
    [answered, "port4", "S.", [900, 101], "find a route: flag=00000000 gw-10.1.0.3 via port2"],
    [asked, "port2", ".", [101, 901], "outgoing dev changed:6->5 dir=original, drop"],
    [answered, "port4", "S.", [900, 101], "no session matched"],
  ] as const
).flatMap(([tuple, face, flags, [seq, ack], then], i) => {
  const at = `2026-11-21 10:15:01 id=65308 trace_id=${i + 1}`;
  const packet = `vd-root:0 received a packet(proto=6, ${tuple}) tun_id=0.0.0.0 from ${face}. flag [${flags}], seq ${seq}, ack ${ack}, win 29200`;
  return [`${at} func=print_pkt_detail line=1 msg="${packet}"`, `${at} func=f line=1 msg="${then}"`];
});

/** A FortiGate's sniffer on all interfaces: a SYN that leaves nowhere, a connection that passes, and a SYN-ACK that leaves nowhere. */
const sniffed = [
  "interfaces=[any]",
  "filters=[none]",
  ...[
    "port1 in 10.1.0.3.51200 -> 10.2.0.9.5000: syn 100",
    "port1 in 10.1.0.3.51200 -> 10.2.0.9.5000: syn 100",
    "port1 in 10.1.0.3.51201 -> 10.2.0.4.5000: syn 200",
    "port2 out 10.1.0.3.51201 -> 10.2.0.4.5000: syn 200",
    "port2 in 10.2.0.4.5000 -> 10.1.0.3.51201: syn 900 ack 201",
    "port2 in 10.2.0.4.5000 -> 10.1.0.3.51201: syn 900 ack 201",
    "port2 out 10.1.0.7.51300 -> 10.2.0.4.5000: syn 300",
    "port1 in 10.1.0.3.51202 -> 10.2.0.8.5000: syn 400",
    "port1 out 10.2.0.8.5000 -> 10.1.0.3.51202: syn 800 ack 401",
  ].map((packet, i) => `2026-11-21 10:15:1${i}.000000 ${packet}`),
];

async function* text(lines: readonly string[]) {
  yield new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** Read where no ladder leads: frames that show a filter. */
const unreached: Readonly<Record<string, readonly string[]>> = {
  "hidden-requests": ["firstFrame"],
};
/** The first of them that is asked makes what both ask (fates.ts). */
const together = ["intermittent", "some-clients"];

test("each rule reads the fields of the flow record that it says it reads, and no others", {
  timeout: 120_000,
}, async () => {
  const watch = watchReads();
  try {
    for (const {ladder} of cases) await judgeVariant(ladder, variantsOf(ladder)[0]!);
    await analyze([{path: "debug.txt", name: "fgt", stream: text(trace)}]);
    await analyze([{path: "sniffer.txt", name: "fgt", stream: text(sniffed)}]);
  } finally {
    watch.end();
  }
  const said = Object.fromEntries(rules.map(({name, reads}) => [name, reads.toSorted()]));
  const read = new Map(
    [...watch.read].map(([name, fields]) => [name, new Set([...fields, ...(unreached[name] ?? [])])]),
  );
  for (const [name, fields] of Object.entries(unreached))
    for (const field of fields)
      expect(watch.read.get(name), `${name} is not known to read ${field}`).not.toContain(field);
  const shared = new Set(together.flatMap(name => [...read.get(name)!]));
  for (const name of together) read.set(name, shared);
  expect(Object.fromEntries([...read].map(([name, fields]) => [name, [...fields].sort()]))).toEqual(said);
});

test("docs/evidence.md has a row for each rule: its question, and the fields that it reads", () => {
  const table = document.split("\n## Rules and fields\n")[1]!.split("\n## ")[0]!;
  const rows = table.split("\n").filter(line => line.startsWith("| `"));
  expect(rows).toEqual(
    rules.map(({name, question, reads}) => {
      const fields = reads.map(field => `\`${field}\``).join(", ");
      return `| \`${name}\` | ${question} | ${fields === "" ? "none" : fields} |`;
    }),
  );
});

test("what docs/evidence.md calls fields of the side are fields of the flow record", () => {
  const header = "| rule | what is seen | what it proves | fields of the side | detector |";
  const rows = document.split(header)[1]!.split("\n\n")[0]!.split("\n").slice(2);
  const named = rows.flatMap(row =>
    [
      ...row
        .split(" | ")
        .at(-2)!
        .matchAll(/`([A-Za-z.]+)`/g),
    ].map(([, name]) => name!),
  );
  const fields = [...recordFields, ...Object.keys(Hot), ...Object.keys(Known).map(name => `Known.${name}`)];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(name => !name.endsWith(".ts") && name !== "Statement" && !fields.includes(name))).toEqual([]);
});
