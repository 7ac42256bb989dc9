import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {spoken} from "../../src/capture/device-words.ts";
import {packetLogs} from "../../src/capture/logs/logs.ts";
import {sideKinds} from "../../src/capture/side/kinds.ts";
import {lineFormats} from "../../src/capture/text.ts";
import {deviceTexts} from "../fuzz/device-texts.ts";
import {logTexts, sessionTexts} from "../support/pasted-texts.ts";
import {notes, read} from "./reading.ts";

/** Logs of which each line tells one packet. */
const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join("\n")}\n`);
const readLog = (name: string) => read(bytesOf(logTexts[name]!));

test("every log has an example", () => {
  expect(packetLogs.map(({name}) => name).sort()).toEqual(Object.keys(logTexts).sort());
});

describe.each(Object.entries(logTexts))("%s", (name, lines) => {
  test("each line is one packet, and none is left over", async () => {
    const {frames, summaries, ...rest} = await readLog(name);
    expect([summaries[0]!.format, frames.length]).toEqual([name, lines.length]);
    expect(notes({frames, summaries, ...rest}).join()).not.toContain("not understood");
  });

  test("no other format takes its lines", async () => {
    for (const format of lineFormats) {
      if (format.name === name) continue;
      // Read by that format alone.
      const taken = lines.filter(line => format.begins.test(line));
      expect([format.name, taken]).toEqual([format.name, []]);
    }
    const listed = sideKinds.filter(kind => lines.some(line => kind.begins.test(line))).map(kind => kind.name);
    // A denial is a line of the traffic log, too, of which the listing's reader takes no session.
    expect(listed).toEqual(name === "fortigate-log" ? ["traffic-log"] : []);
  });

  test("it takes no line of another", () => {
    const {begins} = packetLogs.find(one => one.name === name)!;
    const others = [
      ...Object.entries(logTexts).filter(([other]) => other !== name),
      ...Object.entries(sessionTexts),
      ...deviceTexts(),
    ] as readonly (readonly [string, readonly string[]])[];
    for (const [other, theirs] of others)
      expect([other, theirs.filter(line => begins.test(line))]).toEqual([other, []]);
  });
});

test.each([
  ["netfilter-log", ["denied", "denied"], ["eth0"]],
  ["martian-log", ["reverse-path", "reverse-path"], ["eth1"]],
  ["tshark-list", [], [null]],
  ["asa-syslog", ["no-session", "denied", "denied", "denied", "reverse-path"], ["outside"]],
  ["pf-filterlog", ["denied", "denied"], ["em0"]],
  ["mikrotik-log", ["denied", "denied"], ["ether1-WAN"]],
  ["checkpoint-drop", ["no-session", "denied"], [null]],
  ["fortigate-log", ["no-session", "denied"], ["lan"]],
] as const)("%s says %j, at %j", async (name, kinds, faces) => {
  const {statements, points} = await readLog(name);
  expect(statements.map(({kind}) => kind)).toEqual(kinds);
  expect(points.map(point => point.interface)).toEqual(faces);
});

test.each([
  ["asa-syslog", 1, "OUT_IN"],
  ["asa-syslog", 3, "OUT_IN"],
  ["pf-filterlog", 0, "5"],
  ["checkpoint-drop", 1, "12"],
  ["fortigate-log", 1, "0"],
] as const)("%s names the rule that denies (%i)", async (name, i, rule) => {
  expect((await readLog(name)).statements[i]!.rule).toBe(rule);
});

test("numbers that a log does not tell are not judged", async () => {
  // A SYN-ACK whose acknowledgment is not told might answer anything.
  const {frames, statements} = await readLog("netfilter-log");
  expect(frames.map(({bytes}) => bytes.length > 0)).toEqual([true, true, false]);
  expect(statements.map(({flags}) => flags)).toEqual([0x02, -1]);
});

test("a packet list that is whole is judged as the capture would be", async () => {
  const lines = logTexts["tshark-list"]!;
  const {verdict, totals} = await analyze([
    {
      path: "list.txt",
      stream: (async function* () {
        yield bytesOf(lines);
      })(),
    },
  ]);
  expect([verdict.kind, totals.tcp, totals.byOutcome.complete + totals.byOutcome.edge]).toEqual([verdict.kind, 3, 1]);
  expect(verdict.kind).not.toMatch(/proven|suspected/);
});

test("a denial alone is told in the verdict, and accuses no path", async () => {
  for (const name of ["fortigate-log", "checkpoint-drop"]) {
    const {verdict, causes} = await analyze([
      {
        path: "log.txt",
        stream: (async function* () {
          yield bytesOf(logTexts[name]!.slice(1));
        })(),
      },
    ]);
    expect([name, verdict.kind, causes[0]?.cause]).toEqual([name, "inconclusive", "denied-by-device"]);
  }
});

test("words of logs are in the table of words", () => {
  expect(Object.keys(spoken)).toHaveLength(11);
});

describe.each(Object.entries(sessionTexts))("sessions of %s", (name, lines) => {
  const analysis = () =>
    analyze([
      {
        path: "listing.txt",
        stream: (async function* () {
          yield bytesOf(lines);
        })(),
      },
    ]);

  test("are judged by themselves: the client's SYN got no answer", async () => {
    const {verdict, captures, findings} = await analysis();
    expect([captures[0]!.format, verdict.kind]).toEqual([name, "suspected"]);
    expect(findings).toMatchObject([
      {missing: "replies", facts: {clients: "192.0.2.3:51156", servers: "198.51.100.20:443"}},
    ]);
  });

  test("and no other format takes them", () => {
    const kinds = sideKinds.filter(kind => kind.name !== name && lines.some(line => kind.begins.test(line)));
    const formats = lineFormats.filter(format => lines.some(line => format.begins.test(line)));
    expect([...kinds, ...formats].map(one => one.name)).toEqual([]);
  });
});

test("a connection that has only begun tells nothing of its answer", async () => {
  const [begun] = sessionTexts.conntrack!;
  const {verdict} = await analyze([
    {
      path: "events.txt",
      stream: (async function* () {
        yield bytesOf([begun!]);
      })(),
    },
  ]);
  expect(verdict.kind).toBe("nothing");
});
