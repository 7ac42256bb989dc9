import {execFileSync, spawnSync} from "node:child_process";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {analyze} from "../src/analyze.ts";
import {FilterError, parseFilter} from "../src/filter.ts";
import {packetOf} from "./decode/decoding.ts";
import {
  client4,
  client6,
  concat,
  ethernet,
  fields,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  server4,
  tcp,
  udp,
} from "./support/bytes.ts";

const web = ethernet({}, ipv4({}, tcp({sourcePort: 40_000, targetPort: 443})));
const back = ethernet({}, ipv4({source: server4, target: client4}, tcp({sourcePort: 443, targetPort: 40_000})));
const web6 = ethernet({}, ipv6({}, tcp({sourcePort: 40_000, targetPort: 443})));
const names = ethernet({}, ipv4({}, udp({sourcePort: 40_000, targetPort: 53})));
const ping = ethernet({}, ipv4({}, icmp({type: 8})));
const ping6 = ethernet({}, ipv6({}, icmp6({type: 128})));
/** A router says that the server's port cannot be reached. */
const error = ethernet(
  {},
  ipv4(
    {source: "192.0.2.1", target: client4},
    icmp({type: 3, code: 3}, ipv4({}, tcp({sourcePort: 40_000, targetPort: 443}))),
  ),
);
const passes = (filter: string, frame: Uint8Array) => parseFilter(filter)(packetOf(frame));

describe("a filter", () => {
  it.each([
    [`host ${client4}`, [web, back, names, ping, error]],
    [`host ${server4}`, [web, back, names, ping, error]],
    ["host 192.0.2.1", [error]],
    [`host ${client6}`, [web6, ping6]],
    ["net 10.1.0.0/16", [web, back, names, ping, error]],
    ["net 2001:db8::/32", [web6, ping6]],
    [`net ${client4}`, [web, back, names, ping, error]],
    ["port 443", [web, back, web6, error]],
    ["port 53", [names]],
    ["portrange 50-60", [names]],
    ["portrange 443-40000", [web, back, web6, names, error]],
    ["portrange 60-50", [names]],
    ["tcp", [web, back, web6, error]],
    ["udp", [names]],
    ["icmp", [ping, ping6, error]],
    ["icmp6", [ping6]],
    ["ip", [web, back, names, ping, error]],
    ["ip6", [web6, ping6]],
    ["tcp port 443", [web, back, web6, error]],
    ["udp portrange 1-65535", [names]],
    ["tcp port 53", []],
    [`host ${client4} and host ${server4}`, [web, back, names, ping, error]],
    [`host ${client4} && port 53`, [names]],
    ["port 53 or port 443", [web, back, web6, names, error]],
    ["port 53||port 443", [web, back, web6, names, error]],
    ["not tcp", [names, ping, ping6]],
    ["!tcp and !udp", [ping, ping6]],
    ["not (tcp or udp)", [ping, ping6]],
    ["not host 192.0.2.1 and icmp", [ping, ping6]],
    ["not not udp", [names]],
    ["(((udp)))", [names]],
    // From left to right, as libpcap has it: (udp or tcp) and ip6.
    ["udp or tcp and ip6", [web6]],
    ["udp or (tcp and ip6)", [web6, names]],
  ])("%s", (filter, expected) => {
    const all = {web, back, web6, names, ping, ping6, error};
    const passing = Object.entries(all).filter(([, frame]) => passes(filter, frame));
    expect(passing.map(([name]) => name)).toEqual(
      Object.entries(all)
        .filter(([, frame]) => expected.includes(frame))
        .map(([name]) => name),
    );
  });

  it("does not take what an earlier ICMP error quoted for the present packet's", () => {
    const filter = parseFilter("host 10.9.9.9");
    const quoting = icmp({type: 3}, ipv4({target: "10.9.9.9"}, tcp({})));
    const packet = packetOf(ethernet({}, ipv4({}, quoting)));
    expect(filter(packet)).toBe(true);
    expect(filter(Object.assign(packet, {protocol: 6}))).toBe(false);
    expect(filter(packetOf(ethernet({}, ipv4({}, icmp({type: 3}, concat(fields([4, 0])))))))).toBe(false);
  });

  it("does not take the ports of a protocol without ports", () => {
    expect(passes("port 0", ping)).toBe(false);
  });
});

describe("what a filter does not understand", () => {
  it.each([
    [
      "",
      "at character 1: the filter ends where one of host, net, port, portrange, tcp, udp, icmp, icmp6, ip, ip6, not or ( is expected",
    ],
    ["host", "at character 5: the filter ends where an address is expected"],
    ["host server", 'at character 6: "server" stands where an address is expected; names are not looked up'],
    ["host 10.1.0.0/16", 'at character 6: "10.1.0.0/16" stands where an address is expected; write "net 10.1.0.0/16"'],
    ["net 10.1", 'at character 5: "10.1" stands where a network such as 10.1.0.0/16 or 2001:db8::/32 is expected'],
    ["port http", 'at character 6: "http" stands where a port from 0 to 65535 is expected'],
    ["port 65536", 'at character 6: "65536" stands where a port from 0 to 65535 is expected'],
    ["port", "at character 5: the filter ends where a port from 0 to 65535 is expected"],
    ["portrange 80", "at character 11: a range of ports such as 8000-8080 is expected"],
    [
      "src host 10.1.0.3",
      'at character 1: "src" is not understood: both directions are needed; write "host", "net" or "port" alone',
    ],
    ["host 10.1.0.3 or 10.1.0.4", 'at character 18: write "host 10.1.0.4"'],
    ["port 80 or 443", 'at character 12: write "port 443"'],
    ["tcp udp", 'at character 5: "udp" stands where "and" or "or" is expected'],
    ["(tcp", 'at character 5: ")" is missing'],
    ["tcp)", 'at character 4: ")" has no "(" before it'],
    ["tcp & udp", 'at character 5: "&" stands where "and" or "or" is expected'],
    [
      "tcp and",
      "at character 8: the filter ends where one of host, net, port, portrange, tcp, udp, icmp, icmp6, ip, ip6, not or ( is expected",
    ],
    [
      "tcp[13] == 2",
      'at character 1: "tcp[13]" stands where one of host, net, port, portrange, tcp, udp, icmp, icmp6, ip, ip6, not or ( is expected',
    ],
    [
      "vlan 10",
      'at character 1: "vlan" stands where one of host, net, port, portrange, tcp, udp, icmp, icmp6, ip, ip6, not or ( is expected',
    ],
    [`${"(".repeat(200)}tcp`, "at character 102: this is nested too deeply"],
    [`${"not ".repeat(200)}tcp`, "at character 405: this is nested too deeply"],
  ])("%j", (text, message) => {
    expect(() => parseFilter(text)).toThrow(new FilterError(0, "").constructor as typeof FilterError);
    expect(() => parseFilter(text)).toThrow(message);
  });
});

const folder = join(import.meta.dirname, "../captures");
const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const hasTshark = has("tshark");
const hasTcpdump = has("tcpdump");

/** How many packets are judged. */
async function judged(file: string, filter: string): Promise<number> {
  const {totals, skipped} = await analyze([{path: file}], {filter: parseFilter(filter)});
  expect(totals.tcp + totals.udp + totals.icmp + skipped.entries().reduce((sum, [, count]) => sum + count, 0)).toBe(
    totals.packets,
  );
  return totals.tcp + totals.udp + totals.icmp;
}

const lines = (program: string, ...argv: string[]) =>
  execFileSync(program, argv, {encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"]})
    .split("\n")
    .filter(Boolean).length;

describe.each([
  ["healthy/inside.pcap", "host 10.1.0.11", "ip.addr==10.1.0.11"],
  [
    "healthy/inside.pcap",
    "host 10.1.0.10 and not port 5000",
    "ip.addr==10.1.0.10 && !(tcp.port==5000 || udp.port==5000)",
  ],
  ["healthy/inside.pcap", "net 10.2.0.0/28 and tcp", "ip.addr==10.2.0.0/28 && tcp"],
  ["healthy/inside.pcap", "udp or icmp", "udp || icmp"],
  [
    "return-bypass-strict/outside.pcap",
    "tcp port 5000 and (host 10.2.0.10 or host 10.2.0.11)",
    "tcp.port==5000 && (ip.addr==10.2.0.10 || ip.addr==10.2.0.11)",
  ],
  ["policy-route/any.pcap", "portrange 40000-40005", "tcp.port in {40000..40005} || udp.port in {40000..40005}"],
  ["policy-route/interfaces.pcapng", "net 10.1.0.0/24 and not icmp", "ip.addr==10.1.0.0/24 && !icmp"],
  ["ipv6-return-bypass/inside.pcap", "ip6 and tcp", "ipv6 && tcp"],
  [
    "ipv6-return-bypass/inside.pcap",
    "net fd00::/8 or net 2001:db8::/32",
    "ipv6.addr==fd00::/8 || ipv6.addr==2001:db8::/32",
  ],
  ["scan/inside.pcap", "not (host 10.1.0.66 or host 10.1.0.10)", "!(ip.addr==10.1.0.66 || ip.addr==10.1.0.10)"],
])("%s: %s", (capture, filter, display) => {
  const file = join(folder, capture);

  it.skipIf(!hasTshark)("lets as many packets pass as tshark", async () => {
    const shown = lines("tshark", "-n", "-r", file, "-Y", `(${display}) && (tcp || udp || icmp || icmpv6)`);
    expect(await judged(file, filter)).toBe(shown);
  });

  it.skipIf(!hasTcpdump)("lets as many packets pass as libpcap", async () => {
    expect(await judged(file, filter)).toBe(
      lines("tcpdump", "-n", "-r", file, `(${filter}) and (tcp or udp or icmp or icmp6)`),
    );
  });
});
