import {execFileSync, spawnSync} from "node:child_process";
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {analyze} from "../src/analyze.ts";
import {endpointText} from "../src/flow/address.ts";

/** tshark as an independent oracle: the counters of every committed capture, per direction. */
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const folder = join(import.meta.dirname, "../captures");
const captures = readdirSync(folder, {recursive: true, encoding: "utf8"})
  .filter(file => /\.(pcap|pcapng)$/.test(file))
  .sort();

interface Count {
  packets: number;
  bytes: number;
  syn: number;
  synAck: number;
  fin: number;
  rst: number;
}
type Counts = Map<string, Count>;

const zero = (): Count => ({packets: 0, bytes: 0, syn: 0, synAck: 0, fin: 0, rst: 0});

function add(counts: Counts, key: string, one: Count): void {
  const sum = counts.get(key) ?? zero();
  for (const field of Object.keys(sum) as (keyof Count)[]) sum[field] += one[field];
  counts.set(key, sum);
}

/** Counters by `source > target`, over all points of the capture. */
function countByTshark(file: string): Counts {
  const fields = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.len", "tcp.flags"];
  const output = execFileSync(
    "tshark",
    ["-n", "-r", file, "-Y", "tcp && !icmp && !icmpv6", "-o", "tcp.desegment_tcp_streams:FALSE", "-T", "fields"].concat(
      fields.flatMap(field => ["-e", field]),
    ),
    {encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"]},
  );
  const counts: Counts = new Map();
  for (const line of output.split("\n").filter(Boolean)) {
    const [source4, source6, target4, target6, sourcePort, targetPort, length, flagText] = line.split("\t");
    const source = endpointText({address: source4 || source6!, port: Number(sourcePort)});
    const target = endpointText({address: target4 || target6!, port: Number(targetPort)});
    const flags = Number(flagText);
    const has = (mask: number, value: number) => ((flags & mask) === value ? 1 : 0);
    add(counts, `${source} > ${target}`, {
      packets: 1,
      bytes: Number(length),
      syn: has(0x12, 0x02),
      synAck: has(0x12, 0x12),
      fin: has(0x01, 0x01),
      rst: has(0x04, 0x04),
    });
  }
  return counts;
}

async function countByAsymcap(file: string, reader: "asymcap" | "pcap-parser"): Promise<Counts> {
  const analysis = await analyze([{path: file, name: null}], {reader});
  expect(analysis.partial).toBe(false);
  const counts: Counts = new Map();
  for (let id = 0; id < analysis.totals.conversations; id++) {
    for (const {client, server, requests, replies} of analysis.connection(id).flows) {
      if (requests.packets > 0) add(counts, `${endpointText(client)} > ${endpointText(server)}`, requests);
      if (replies.packets > 0) add(counts, `${endpointText(server)} > ${endpointText(client)}`, replies);
    }
  }
  return counts;
}

const sorted = (counts: Counts) =>
  Object.fromEntries(
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, {packets, bytes, syn, synAck, fin, rst}]) => [key, {packets, bytes, syn, synAck, fin, rst}]),
  );

test("there are captures to check", () => {
  expect(captures.length).toBeGreaterThan(5);
});

test("tshark is there in CI", () => {
  if (process.env.CI) expect(hasTshark, "install tshark: without it the counters are not checked").toBe(true);
});

describe.each(captures)("%s", capture => {
  const file = join(folder, capture);

  test.skipIf(!hasTshark)(
    "packets, payload bytes, SYN, SYN-ACK, FIN and RST per direction equal tshark's",
    async () => {
      expect(sorted(await countByAsymcap(file, "asymcap"))).toEqual(sorted(countByTshark(file)));
    },
  );
});

describe.each(captures.filter(capture => capture.endsWith(".pcap")))("%s", capture => {
  test("both readers agree", async () => {
    const file = join(folder, capture);
    expect(sorted(await countByAsymcap(file, "pcap-parser"))).toEqual(sorted(await countByAsymcap(file, "asymcap")));
  });
});
