import {readFileSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {arp, ethernet, filler, ipv4, udp} from "../support/bytes.ts";
import {after as at, pcap, pcapng} from "../support/containers.ts";
import {panCounters} from "../support/side-texts.ts";
import {asymcap, asymcapReading, workplace} from "./program.ts";
import {asymmetric, symmetric} from "./traffic.ts";

const {version} = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {version: string};
const place = workplace();
const healthyFile = () => place.file("healthy.pcap", pcap(symmetric));
const asymmetricFile = () => place.file("asymmetric.pcapng", pcapng(asymmetric));

describe("what the program says of itself", () => {
  it("--version", async () => {
    expect(await asymcap("--version")).toEqual({status: 0, stdout: `${version}\n`, stderr: ""});
  });

  it("--help names the command and its exit statuses", async () => {
    const {status, stdout, stderr} = await asymcap("--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: asymcap /);
    expect(stdout).toContain("analyze");
  });

  it.each([
    ["analyze", "--help"],
    ["help", "analyze"],
  ])("%s %s names the options", async (...argv) => {
    const {status, stdout} = await asymcap(...argv);
    expect(status).toBe(0);
    for (const option of [
      "--output",
      "--format",
      "--reader",
      "--ping-ok",
      "--both-directions",
      "--event",
      "--evidence",
      "--since",
      "--until",
      "--filter",
      "--internal",
      "--quiet",
      "--no-progress",
    ])
      expect(stdout).toContain(option);
    expect(stdout).toContain("Exit status: 0 ");
  });
});

describe("a command line that asks for what cannot be has status 2, and says why in a line", () => {
  const cases: [argv: string[], stderr: RegExp][] = [
    [["--no-such-option", "x.pcap"], /^error: unknown option '--no-such-option'\n/],
    [[], /^error: missing required argument 'capture'\n$/],
    [["analyze"], /^error: missing required argument 'capture'\n$/],
    [["-o"], /^error: option '-o, --output <file>' argument missing\n$/],
    [["--reader", "tshark", "x.pcap"], /^error: option '--reader <reader>' argument 'tshark' is invalid\. .*\n$/],
    [["--format", "xml", "-o", "-", "x.pcap"], /^error: option '--format <format>' argument 'xml' is invalid\. .*\n$/],
    [
      ["-o", "report.doc", "x.pcap"],
      /^asymcap: report\.doc: no report has the extension "\.doc"; there are .*\.json.*\n$/,
    ],
    [["-o", "report", "x.pcap"], /^asymcap: report: no report has the extension ""; there are .*\n$/],
    [["-", "-"], /^asymcap: standard input can be read only once\n$/],
    [["a=-", "b=-"], /^asymcap: standard input can be read only once\n$/],
    [["-", "b=-"], /^asymcap: standard input can be read only once\n$/],
    [["inside="], /^asymcap: inside=: no file after "="\n$/],
  ];
  it.each(cases)("%j", async (argv, stderr) => {
    const ran = await asymcap(...argv);
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toMatch(stderr);
  });
});

describe("the exit status", () => {
  it("0: nothing asymmetric", async () => {
    const {status, stdout, stderr} = await asymcap(await healthyFile());
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^✓ SYMMETRIC {2}/);
  });

  it("1: asymmetry", async () => {
    const {status, stdout, stderr} = await asymcap(await asymmetricFile());
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^[✗⇄?] (PROVEN|SUSPECTED|ONE-SIDED CAPTURE) {2}/);
  });

  it("2: a file is missing", async () => {
    const path = place.path("missing.pcap");
    const {status, stderr} = await asymcap(path);
    expect([status, stderr]).toEqual([2, `asymcap: ${path}: there is no such file; check the path\n`]);
  });

  it("2: one of the files is missing; the others are judged, although they show asymmetry", async () => {
    const {status, stdout, stderr} = await asymcap(await asymmetricFile(), place.path("missing.pcap"));
    expect(status).toBe(2);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stdout).toMatch(/^[✗⇄?] (PROVEN|SUSPECTED|ONE-SIDED CAPTURE) {2}/);
    expect(stdout.replace(/\s+/g, " ")).toContain("there is no such file; check the path");
  });

  it("2: each capture that could not be read has a line", async () => {
    const text = await place.file("notes.txt", "a text\n");
    await mkdir(place.path("empty"));
    const {status, stderr} = await asymcap(text, place.path("missing.pcap"), place.path("empty"));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: .*a text.*\nasymcap: .*no such file.*\nasymcap: .*a directory.*\n$/);
  });

  it("2: a capture is damaged", async () => {
    const damaged = pcap(symmetric);
    new DataView(damaged.buffer).setUint32(24 + 8, 0xffffffff, true);
    const {status, stderr} = await asymcap(await place.file("damaged.pcap", damaged));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: .*damaged\.pcap: byte 24: a record claims 4294967295 bytes, .*\n$/);
  });

  it("0: the last record is cut off, as in a running capture", async () => {
    const bytes = pcap(symmetric);
    const {status, stderr} = await asymcap(await place.file("running.pcap", bytes.subarray(0, bytes.length - 3)));
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("2: the other reader cannot read it", async () => {
    const {status, stderr} = await asymcap("--reader", "pcap-parser", await asymmetricFile());
    expect(status).toBe(2);
    expect(stderr).toMatch(/: byte 0: pcap-parser reads classic captures in microseconds only; leave out /);
  });
});

describe("where nothing could be judged, the status is 2, and both outputs say why and what to do", () => {
  const udpOnly = [1, 2].map(seconds => ({time: at(seconds), bytes: ethernet({}, ipv4({}, udp({})))}));
  const arpOnly = [1, 2, 3].map(seconds => ({time: at(seconds), bytes: ethernet({}, arp())}));
  const malformed = [{time: at(1), bytes: ethernet({}, ipv4({headerLength: 4}, filler(20)))}];
  const cut = symmetric.map(packet => ({...packet, bytes: packet.bytes.subarray(0, 30)}));
  const prose = "# Notes\n\nWhat we saw on Monday: see the listing of `show counter global`, if there is one.\n";
  const sides = panCounters([["flow_tcp_non_syn_drop", 9000, "drop"]]);
  const holdsNone = /holds no packets; look whether the right interface was captured, its filter /;

  it.each<[what: string, name: string, bytes: Uint8Array | string, why: RegExp]>([
    ["a pcap that ends after its header", "header.pcap", pcap([]), holdsNone],
    ["a pcapng without packets", "header.pcapng", pcapng([]), holdsNone],
    ["the same, gzipped", "header.pcap.gz", gzipSync(pcap([])), holdsNone],
    [
      "a text that names a listing, and has none",
      "notes.md",
      prose,
      /holds no packets; no line of its text tells one: /,
    ],
    ["a listing of counters alone", "counters.txt", sides, /side evidence proves nothing by itself: give a capture /],
    ["ARP alone", "arp.pcap", pcap(arpOnly), /no packet of TCP, UDP or ICMP; of 3 packets 3 not-ip: look /],
    ["packets that cannot be", "bad.pcap", pcap(malformed), /of 1 packet 1 malformed: look /],
    ["packets cut off before their ports", "cut.pcap", pcap(cut), /cut off before .*tcpdump -s 128/],
  ])("%s", async (_, name, bytes, why) => {
    const path = await place.file(name, bytes);
    const {status, stdout, stderr} = await asymcap(path);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^\? (NOTHING TO JUDGE|INCONCLUSIVE) {2}/);
    expect(stdout.replace(/\s+/g, " ")).toMatch(why);
    expect(stderr).toMatch(why);
    expect(stderr.startsWith(`asymcap: ${path}: `)).toBe(true);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(await asymcap("--quiet", path)).toEqual({status: 2, stdout: "", stderr});
  });

  it.each<[what: string, bytes: Uint8Array | string, why: RegExp]>([
    ["a file of no bytes", "", /^asymcap: .*: byte 0: the file is empty; was the capture stopped /],
    [
      "a text of no known kind",
      "# A project\n\nIt does this and that.\n",
      /^asymcap: .*none of its 3 lines is of a known /,
    ],
  ])("%s", async (_, bytes, why) => {
    const {status, stdout, stderr} = await asymcap(await place.file("given", bytes));
    expect([status, stderr.split("\n").length]).toEqual([2, 2]);
    expect(stdout).toMatch(/^\? NOTHING TO JUDGE {2}Nothing could be read\n/);
    expect(stderr).toMatch(why);
  });

  it("several captures without packets", async () => {
    const paths = [await place.file("one.pcap", pcap([])), await place.file("two.pcap", pcap([]))];
    const {status, stderr} = await asymcap(...paths);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: the captures hold no packets; /);
    const {stderr: both} = await asymcap(...paths, place.path("missing.pcap"));
    expect(both).toMatch(/^asymcap: .*no such file.*\nasymcap: what could be read holds no packets; .*\n$/);
  });

  it("live, too, where no packet came", async () => {
    const {status, stderr} = await asymcapReading(pcap([]), "live", "-");
    expect(status).toBe(2);
    expect(stderr).toMatch(holdsNone);
  });

  it("compare says which of its captures holds none", async () => {
    const empty = await place.file("none.pcap", pcap([]));
    const {status, stdout} = await asymcap("compare", "--before", await asymmetricFile(), "--after", empty);
    expect(status).toBe(2);
    expect(stdout.replace(/\s+/g, " ")).toContain("the capture after holds no packets");
  });

  it("but not where one of the captures was judged", async () => {
    const empty = await place.file("beside.pcap", pcap([]));
    expect(await asymcap("--quiet", await healthyFile(), empty)).toEqual({status: 0, stdout: "", stderr: ""});
    expect(await asymcap("--quiet", empty, await asymmetricFile())).toEqual({status: 1, stdout: "", stderr: ""});
  });

  it.each([
    ["packets of UDP", udpOnly, []],
    ["packets that the user's own filter leaves out", symmetric, ["--filter", "port 9"]],
  ])("nor where there are %s: without a connection of TCP nothing is asymmetric", async (_, packets, argv) => {
    const {status, stdout, stderr} = await asymcapReading(pcap(packets), ...argv, "-");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\? NOTHING TO JUDGE {2}No TCP connection in this capture\n/);
  });
});

describe("the reader pcap-parser", () => {
  it("comes to the same summary", async () => {
    const bytes = pcap(asymmetric);
    const own = await asymcapReading(bytes, "-");
    const other = await asymcapReading(bytes, "--reader", "pcap-parser", "-");
    expect(other).toEqual(own);
    expect(own.status).toBe(1);
  });
});
