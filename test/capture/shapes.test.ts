import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {connection, type Said} from "../support/transcripts.ts";
import {messages, notes, read} from "./reading.ts";

/** The same lines as different people paste them: what stands around a line says nothing of the packet. */
const all = connection();
const dotted = (end: string) => end.replace(/:(\d+)$/, ".$1");

/** As tcpdump prints a segment with -S. */
function printed({from, to, flags, sequence, acknowledgment, payload = 0}: Said): string {
  const letters = `${flags.includes("FIN") ? "F" : ""}${flags.includes("SYN") ? "S" : ""}${flags.includes("PSH") ? "P" : ""}`;
  const ack = acknowledgment ? `, ack ${acknowledgment}` : "";
  return `IP ${dotted(from)} > ${dotted(to)}: Flags [${letters}${flags.includes("ACK") ? "." : ""}], seq ${sequence}:${sequence + payload}${ack}, win 502, length ${payload}`;
}

const time = (i: number) => `14:12:${(i * 0.02).toFixed(6).padStart(9, "0")}`;
const lines = all.map((said, i) => `${time(i)} ${printed(said)}`);
const bytesOf = (text: readonly string[]) => new TextEncoder().encode(`${text.join("\n")}\n`);
const framesOf = async (text: readonly string[]) => (await read(bytesOf(text))).frames.map(frame => frame.bytes);

describe("a paste", () => {
  it.each<[string, (line: string) => string]>([
    ["indented by spaces", line => `    ${line}`],
    ["indented by a tab", line => `\t${line}`],
    ["quoted in a mail", line => `> ${line}`],
    ["with the host's name before each line", line => `host2: ${line}`],
    ["of docker compose", line => `web_1  | ${line}`],
    ["from a web page", line => line.replace(" > ", " &gt; ")],
    ["with carriage returns", line => `${line}\r`],
  ])("%s tells the same packets", async (_, shape) => {
    expect(await framesOf(lines.map(shape))).toEqual(await framesOf(lines));
  });

  it("of a FortiGate's sniffer keeps its times when it is indented", async () => {
    const sniffed = (line: string, i: number) => `    ${(i + 1).toFixed(6)} port2 in ${line}`;
    const text = ["10.1.0.3.51156 -> 10.2.0.4.5000: syn 1000", "10.2.0.4.5000 -> 10.1.0.3.51156: syn 9000 ack 1001"];
    const times = (await read(bytesOf(text.map(sniffed)))).frames.map(frame => frame.time);
    expect(times[1]! - times[0]!).toBe(1_000_000_000n);
  });
});

describe("without times (-t)", () => {
  const untimed = all.map(printed);

  it("packets are read in their order", async () => {
    const ofLines = await framesOf(lines);
    expect(await framesOf(untimed)).toEqual(ofLines);
  });

  it("a segment that was sent again is no copy of the first", async () => {
    const syns = Array.from({length: 4}, () => printed(all[0]!));
    const {totals} = await analyze([{path: "t.txt", name: "t", stream: streamOf(syns)}]);
    expect([totals.tcp, totals.copies]).toEqual([4, 0]);
  });
});

async function* streamOf(text: readonly string[]) {
  yield bytesOf(text);
}

describe("a packet within another", () => {
  const outer = "IP 10.9.0.1.46499 > 10.9.0.2.4789: VXLAN, flags [I] (0x08), vni 4096";

  it("stands on the next line, without a time: it is the one that counts", async () => {
    const text = all.flatMap((said, i) => [`${time(i)} ${outer}`, printed(said)]);
    const ofLines = await read(bytesOf(lines));
    const carried = await read(bytesOf(text));
    expect(carried.frames.map(({bytes, time: at}) => [bytes, at])).toEqual(
      ofLines.frames.map(({bytes, time: at}) => [bytes, at]),
    );
  });

  it("that is not printed is not made up", async () => {
    const {totals} = await analyze([
      {path: "t.txt", name: "t", stream: streamOf(all.map((_, i) => `${time(i)} ${outer}`))},
    ]);
    expect([totals.packets, totals.tcp]).toEqual([all.length, 0]);
  });
});

it("tcpdump 4.9 prints no number behind the type within a tag", async () => {
  const tagged = all.map(
    (said, i) =>
      `${time(i)} 52:54:00:00:00:01 > 52:54:00:00:00:02, ethertype 802.1Q (0x8100), length 78: vlan 16, p 0, ethertype IPv4, ${printed(said).slice(3)}`,
  );
  const {totals} = await analyze([{path: "t.txt", name: "t", stream: streamOf(tagged)}]);
  expect(totals.tcp).toBe(all.length);
});

describe("pflog", () => {
  const logged = (action: string) =>
    all.slice(0, 1).map((said, i) => `${time(i)} rule 5/0(match): ${action} in on em0: ${printed(said).slice(3)}`);

  it("tells what pf blocks, at which interface, by which rule", async () => {
    const {frames, points, statements} = await read(bytesOf(logged("block")));
    expect(frames).toHaveLength(1);
    expect(points.map(point => point.interface)).toEqual(["em0"]);
    expect(statements).toMatchObject([{kind: "denied", rule: "5", words: "rule 5/0(match): block in on em0"}]);
  });

  it("what it passes is a packet, and nothing is said of it", async () => {
    const {frames, statements} = await read(bytesOf(logged("pass")));
    expect([frames.length, statements.length]).toEqual([1, 0]);
  });
});

describe("lines that look like packets and are not understood", () => {
  it("are counted, and the first is quoted with its number", async () => {
    const foreign = "10.1.0.3:51156 => 10.2.0.4:443 proto tcp bytes 60";
    const capture = await read(bytesOf([...lines, "all quiet here", foreign, foreign]));
    expect(notes(capture)).toContain(
      `2 lines look like a packet and are not understood, first line ${lines.length + 2}: ${foreign}`,
    );
  });

  it("of which all of a file is made are the reason why it cannot be read", async () => {
    const capture = await read(bytesOf(["10.1.0.3:51156 -> 10.2.0.4:443 tcp"]));
    expect(messages(capture)[0]).toContain(
      "1 line looks like a packet and is not understood, first line 1: 10.1.0.3:51156",
    );
  });

  it("are never said to be cut off: a text has no snapshot length", async () => {
    const quiet = all.map(({from, to}, i) => `${time(i)} IP ${dotted(from)} > ${dotted(to)}: tcp 0`);
    const {verdict, skipped, causes} = await analyze([{path: "t.txt", name: "t", stream: streamOf(quiet)}]);
    expect(skipped.entries()).toContainEqual(["not-understood", all.length]);
    expect(verdict.kind).toBe("inconclusive");
    expect(`${verdict.sentence} ${JSON.stringify(causes)}`).not.toMatch(/cut off|snapshot/);
  });

  it("a text of whole lines has none", async () => {
    expect(notes(await read(bytesOf(lines))).join()).not.toContain("not understood");
  });
});
