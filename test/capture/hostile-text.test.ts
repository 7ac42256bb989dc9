import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {json} from "../../src/report/json.ts";
import {svg} from "../../src/report/svg.ts";
import {text} from "../../src/report/text.ts";
import {hostile} from "../cli/program.ts";
import {connection, found, newSession, passing, routed, type Said, snifferRun, traced} from "../support/transcripts.ts";
import {chunks, framedLines, read} from "./reading.ts";

/** Transcripts of every kind, as they are damaged, cut, or made up: read without a crash, in bounds, and told without control characters. */
const says = connection();
const [syn, synAck] = says as [Said, Said, ...Said[]];
const drop = "outgoing dev changed:6->5 dir=original, drop";

const transcripts: Record<string, readonly string[]> = {
  "sniffer, verbosity 4": snifferRun(passing(0), 4),
  "sniffer, verbosity 6": snifferRun(passing(0).slice(0, 8), 6),
  "debug flow": [
    ...traced(syn, "port2", [newSession, routed("10.2.0.4", "port3"), "SNAT 10.1.0.3->203.0.113.9:60418"], 1, {
      stamp: "2026-11-21 14:12:00 ",
    }),
    ...traced(synAck, "port4", [found("reply"), drop], 2, {stamp: "2026-11-21 14:12:00 "}),
  ],
  tcpdump: [
    "listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes",
    "14:12:00.000001 eth0  In  IP 10.1.0.3.51156 > 10.2.0.4.5000: Flags [S], seq 1490277004, win 64240, options [mss 1460,TS val 7 ecr 0], length 0",
    "14:12:00.010001 eth1  In  IP 10.2.0.4.5000 > 10.1.0.3.51156: Flags [S.], seq 3050259070, ack 1490277005, win 65160, length 0",
    "14:12:00.020001 eth0  In  IP 10.1.0.3.51156 > 10.2.0.4.5000: Flags [P.], seq 1:101, ack 1, win 502, length 100",
    "14:12:01.000001 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)",
    "    10.1.0.3.51157 > 10.2.0.4.5000: Flags [S], cksum 0x1234 (correct), seq 7, win 1, length 0",
  ],
  asa: [
    "ciscoasa# show capture ASP",
    "   1: 14:12:00.020411       802.1Q vlan#70 P0 198.51.100.20.443 > 10.1.0.3.51156: S 3050259070:3050259070(0) ack 1490277005 win 28960 <mss 1460> Drop-reason: (tcp-not-syn) First TCP packet not SYN, Drop-location: frame 0x0 flow (NA)/NA",
    "  First TCP packet not SYN (tcp-not-syn)                                     205",
    "Last clearing: never",
  ],
  "fw monitor": [
    "[vs_0][fw_1] eth0:i[64]: 10.1.0.3 -> 10.2.0.4 (TCP) len=64 id=25348",
    "TCP: 51156 -> 5000 .S.... seq=58d3c14c ack=00000000",
    "[vs_0][fw_1] eth1:O4 (fw VM outbound)[64]: 10.1.0.3 -> 10.2.0.4 (TCP) len=64 id=25348",
    "TCP: 51156 -> 5000 .S.... seq=58d3c14c ack=00000000",
  ],
};

const everything = Object.values(transcripts).flat().join("\n");

/** Judges bytes and renders every report; fails if any of it holds a control character. */
async function judged(bytes: Uint8Array, chunk = 65_536): Promise<Analysis> {
  const analysis = await analyze([{path: "transcript.txt", name: null, stream: chunks(bytes, chunk)}]);
  for (const report of [text, json, svg])
    for (const full of [false, true])
      for await (const piece of report.render(analysis, {full})) {
        const shown = typeof piece === "string" ? piece : new TextDecoder().decode(piece);
        if (hostile.test(shown)) throw new Error(`${report.name}: ${JSON.stringify(hostile.exec(shown))}`);
      }
  for (const {message} of analysis.captures[0]!.errors) expect(message).toMatch(/^[^\n]+: [^\n]+; [^\n]+$/);
  return analysis;
}

const encode = (line: string) => new TextEncoder().encode(line);

describe.each(Object.entries(transcripts))("%s", (_, lines) => {
  it("is read at every place that it may be cut off", () => {
    const bytes = encode(lines.join("\n"));
    const whole = framedLines(bytes);
    expect(whole).toBeGreaterThan(0);
    for (let length = 0; length < bytes.length; length++)
      expect(framedLines(bytes.subarray(0, length)) ?? 0).toBeLessThanOrEqual(whole!);
  });

  it("is read behind, among and before lines of a megabyte, zeros and escape sequences", async () => {
    const long = "x".repeat(1 << 20);
    const nasty = [
      long,
      "\u0000".repeat(5000),
      `\u001b]0;${"t".repeat(3000)}\u0007`,
      "\u001b[99999C",
      "\b".repeat(70_000),
      "\r".repeat(9000),
    ];
    const plain = (await read(encode(lines.join("\n")))).frames.length;
    const mixed = encode(["head of a transcript", ...nasty.flatMap(one => [one, ...lines]), long].join("\n"));
    const analysis = await judged(mixed);
    expect(analysis.totals.packets).toBe(plain * nasty.length);
  });
});

/** Pieces that lines are made of, and what breaks them. */
const pieces = fc.oneof(
  {weight: 5, arbitrary: fc.constantFrom(...everything.split(/(?<=[ ,:[\]()])/))},
  {weight: 3, arbitrary: fc.constantFrom(...everything.split("\n"))},
  {weight: 2, arbitrary: fc.constantFrom("\n", "\r\n", "\n\n", "\t", '"', "”", "[", "(", "->", " > ", ".", ":")},
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "4294967296",
      "99999999999999999999",
      "-1",
      "0",
      "65536",
      "::",
      "1:2:3",
      "999.999.999.999",
      "\u001b[31m",
      "\u0000",
      "\u202e",
      "\b\b\b",
      "é",
      "\ud800",
    ),
  },
  {weight: 1, arbitrary: fc.string({maxLength: 12, unit: "binary"})},
);

/** Texts made up of pieces of lines. */
const madeUp = fc.array(pieces, {minLength: 1, maxLength: 60}).map(parts => encode(`a text\n${parts.join("")}\n`));

const whole = encode(everything);
const change = fc.record({at: fc.nat(whole.length - 1), to: fc.nat(255), size: fc.nat(30)});
/** The transcripts behind each other, with bytes left out, doubled, and changed. */
const changed = fc.array(change, {minLength: 1, maxLength: 20}).map(changes => {
  const bytes = [...whole];
  for (const {at, to, size} of changes) {
    if (to % 3 === 0) bytes.splice(at, size);
    else if (to % 3 === 1) bytes.splice(at, 0, ...bytes.slice(at, at + size));
    else if (at < bytes.length) bytes[at] = to;
  }
  return Uint8Array.from([...encode("a text\n"), ...bytes]);
});

describe.each([
  ["made up of their pieces", madeUp],
  ["in which bytes are changed", changed],
] as const)("lines %s", (_, texts) => {
  it("are read, or are none of a known kind", () => {
    fc.assert(
      fc.property(texts, bytes => {
        // A line tells of two packets at most: one that comes in and one that leaves.
        expect(framedLines(bytes) ?? 0).toBeLessThanOrEqual(2 * bytes.filter(byte => byte === 10).length + 2);
      }),
      {numRuns: 1000},
    );
  });

  it("are judged, and told without control characters", {timeout: 30_000}, async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({min: 1, max: 500}),
        async (bytes, chunk) => void (await judged(bytes, chunk)),
      ),
      {numRuns: 60},
    );
  });
});

it("fifty thousand interfaces, sessions and connections are kept within bounds", {timeout: 60_000}, async () => {
  async function* endless() {
    for (let i = 0; i < 50; i++) {
      const lines: string[] = [];
      for (let k = i * 1000; k < (i + 1) * 1000; k++)
        lines.push(
          `${k}.5 face${k} in 10.1.${(k >> 8) & 255}.${k & 255}.${1024 + (k % 60000)} -> 10.2.0.4.443: syn ${k}`,
          `id=1 trace_id=${k} func=f line=1 msg="vd-root:0 received a packet(proto=6, 10.3.${(k >> 8) & 255}.${k & 255}:${k % 65536}->10.2.0.4:443) from if${k}. flag [S], seq ${k}, ack 0, win 1"`,
          `id=1 trace_id=${k} func=f line=1 msg="allocate a new session-${k.toString(16)}"`,
          `14:12:00.000001 x${k} In IP 10.4.${(k >> 8) & 255}.${k & 255}.${k % 65536} > 10.2.0.4.443: Flags [.], ack 5, win 1, length 0`,
        );
      yield encode(`${lines.join("\n")}\n`);
    }
  }
  const analysis = await analyze([{path: "t.txt", name: null, stream: endless()}]);
  expect(analysis.totals.packets).toBe(150_000);
  expect(analysis.points).toHaveLength(4096);
});

it("no line makes a pattern take long", () => {
  const hard = [
    `${"1".repeat(4000)}.`,
    `${"[#$>] ".repeat(600)}1.0 a in `,
    `1.5 port2 in ${"802.1Q vlan#1 P0 -- ".repeat(200)}`,
    `1.5 ${"1.".repeat(2000)} -> `,
    `1.5 p in ${"a:".repeat(2000)} -> ${"a:".repeat(1000)}`,
    `trace_id=1 msg="received a packet(proto=6, ${":".repeat(3900)}`,
    `id=1 trace_id=1 msg="find a route: ${"via ".repeat(900)}`,
    `14:12:00.1 ${"IP (tos ".repeat(500)}`,
    `14:12:00.1 IP ${"(tos (a) ".repeat(400)} > `,
    `14:12:00.1 IP 1.1.1.1.1 > 1.1.1.1.1: Flags [S], ${", length".repeat(480)}`,
    ` 1: 14:12:00.1 ${"a.".repeat(1500)} > `,
    `:i${" (".repeat(1900)}[1]: `,
    `eth0:i (${")".repeat(3900)}[1]: 1.1.1.1 -> `,
    `capture ${"x ".repeat(1900)} type x`,
    `${"  x (a)".repeat(550)} 1`,
    `diag sniffer packet ${"1 ".repeat(2000)}x`,
    `${"diagnose ".repeat(450)}`,
    `14:12:00.1 ${"02:".repeat(1300)} > `,
  ];
  return Promise.all(
    hard.map(async line => {
      const begin = performance.now();
      await read(encode(`a text\n${Array(20).fill(line).join("\n")}\n`));
      expect(performance.now() - begin, line.slice(0, 40)).toBeLessThan(2500);
    }),
  );
});
