import {describe, expect, it} from "vitest";
import {accusations, connection, endOf, judge, pointsOf, type Said} from "../support/transcripts.ts";
import {messages, notes, read} from "./reading.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const end = (text: string) => `${endOf(text).address}.${endOf(text).port}`;
const all = connection();
const isRequest = (said: Said) => said.to === all[0]!.to;

/** As tcpdump 4 prints a segment, with absolute numbers. */
function printed(said: Said, older = false, base: readonly [own: number, peer: number] = [0, 0]): string {
  const {flags, payload = 0, acknowledgment} = said;
  const sequence = said.sequence - base[0];
  const letters =
    (flags.includes("FIN") ? "F" : "") +
    (flags.includes("SYN") ? "S" : "") +
    (flags.includes("RST") ? "R" : "") +
    (flags.includes("PSH") ? "P" : "");
  const numbered = letters !== "" || payload > 0;
  const ends = `IP ${end(said.from)} > ${end(said.to)}:`;
  const ack = acknowledgment ? acknowledgment - base[1] : null;
  if (older)
    return `${ends} ${letters || "."}${numbered ? ` ${sequence}:${sequence + payload}(${payload})` : ""}${ack === null ? "" : ` ack ${ack}`} win 502`;
  const seq = numbered ? `, seq ${sequence}${payload > 0 ? `:${sequence + payload}` : ""}` : "";
  return `${ends} Flags [${letters}${flags.includes("ACK") ? "." : ""}]${seq}${ack === null ? "" : `, ack ${ack}`}, win 502, length ${payload}`;
}

/** With relative numbers, from the first segment with ACK on. */
const relative = (says: readonly Said[], older = false) => {
  const client = says.find(said => said.flags === "SYN")!.sequence;
  const server = says.find(said => said.flags === "SYN-ACK")!.sequence;
  return says.map(said =>
    printed(said, older, said.flags.includes("SYN") ? [0, 0] : isRequest(said) ? [client, server] : [server, client]),
  );
};

const stamped = (lines: readonly string[], at = 0) =>
  lines.map((line, i) => `14:12:${(at + i * 0.02).toFixed(6).padStart(9, "0")} ${line}`);
const bytesIn = async (lines: readonly string[]) => (await read(bytesOf(lines))).frames.map(frame => frame.bytes);

describe("numbers", () => {
  it.each([false, true])("are made absolute again (old manner: %s)", async older => {
    expect(await bytesIn(stamped(relative(all, older)))).toEqual(
      await bytesIn(stamped(all.map(said => printed(said, older)))),
    );
  });

  it("of a connection without its SYN-ACK count from the client's own first ACK", async () => {
    const requests = all.filter(isRequest);
    const [syn, ack, ...rest] = requests;
    const lines = [
      printed(syn!),
      printed(ack!),
      ...rest.map(said => printed(said, false, [ack!.sequence, ack!.acknowledgment! - 1])),
    ];
    expect(await bytesIn(stamped(lines))).toEqual(await bytesIn(stamped(requests.map(said => printed(said)))));
  });

  it("of ports used again count anew", async () => {
    const again = all.map(said => ({
      ...said,
      sequence: said.sequence + 0x2000_0000,
      acknowledgment: said.acknowledgment && said.acknowledgment + 0x2000_0000,
    }));
    expect(await bytesIn(stamped([...relative(all), ...relative(again)]))).toEqual(
      await bytesIn(stamped([...all, ...again].map(said => printed(said)))),
    );
  });

  it("beyond 2³² begin at zero again", async () => {
    const near = all.map(said => {
      const shift = (number: number, from: number) => (number - from + 0xffff_fff0) >>> 0;
      return {
        ...said,
        sequence: shift(said.sequence, isRequest(said) ? all[0]!.sequence : all[1]!.sequence),
        acknowledgment:
          said.acknowledgment && shift(said.acknowledgment, isRequest(said) ? all[1]!.sequence : all[0]!.sequence),
      };
    });
    const analysis = await judge(
      stamped(relative(near).map(line => line.replace(/-(\d+)/g, (_, digits) => String(2 ** 32 - Number(digits))))),
    );
    expect(analysis.connection(0)).toMatchObject({outcome: "complete"});
    expect(analysis.connection(0).flows[0]).toMatchObject({requests: {repeats: 0}, replies: {repeats: 0}});
    expect(analysis.findings).toEqual([]);
  });

  it("of a text cut out of a longer one are taken as they are", async () => {
    const analysis = await judge(stamped(relative(all).slice(3)));
    expect(analysis.connection(0)).toMatchObject({outcome: "joined"});
    expect(analysis.connection(0).flows[0]!.replies).toMatchObject({bytes: 2000, repeats: 0});
    expect(analysis.findings).toEqual([]);
  });
});

describe("with -i any", () => {
  const lines = (back: string) =>
    [0, 1, 2, 3].flatMap(n =>
      connection(`10.1.0.3:${51156 + n}`).flatMap((said, i) => {
        const [from, to] = isRequest(said) ? ["eth0", "eth1"] : [back, "eth0"];
        return [`${from}  In  ${printed(said)}`, `${to} Out ${printed(said)}`].flatMap((line, k) =>
          stamped([line], n + i * 0.02 + k * 0.0001),
        );
      }),
    );
  const preamble = [
    "tcpdump: data link type LINUX_SLL2",
    "listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes",
  ];

  it("interfaces are points, and tell directions", async () => {
    const analysis = await judge([
      ...preamble,
      ...lines("eth1"),
      "88 packets captured",
      "88 packets received by filter",
      "2 packets dropped by kernel",
    ]);
    expect(pointsOf(analysis)).toEqual(["eth0: 24 in, 20 out", "eth1: 20 in, 24 out"]);
    expect(analysis.findings).toEqual([]);
    expect(analysis.points.map(point => point.dropped)).toEqual([2, 2]);
  });

  it("replies by another one are a mismatch", async () => {
    expect(accusations(await judge(lines("eth2"))).join()).toContain(
      "Requests pass by eth1, replies by eth2: 4 connections",
    );
  });

  it("of which only what enters was captured claims nothing", async () => {
    expect(accusations(await judge(lines("eth1").filter(line => line.includes(" In "))))).toEqual([]);
  });
});

describe("a line", () => {
  const [syn] = all;
  it.each([
    ["with a date", `2026-11-21 14:12:00.000001 ${printed(syn!)}`],
    ["with seconds since 1970", `1795270320.000001 ${printed(syn!)}`],
    ["behind a prompt", `admin@PA-A> 14:12:00.000001 ${printed(syn!)}`],
    [
      "of a link with addresses",
      `14:12:00.000001 02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 (0x0800), length 74: ${printed(syn!).replace("IP ", "")}`,
    ],
    [
      "of a VLAN",
      `14:12:00.000001 02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 802.1Q (0x8100), length 78: vlan 10, p 0, ethertype IPv4 (0x0800), ${printed(syn!).replace("IP ", "")}`,
    ],
    [
      "with its life",
      `14:12:00.000001 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)\n    ${printed(syn!).replace("IP ", "")}`,
    ],
    [
      "with time stamps",
      `14:12:00.000001 ${printed(syn!).replace("length 0", "options [mss 1460,sackOK,TS val 7 ecr 9,nop,wscale 7], length 0")}`,
    ],
  ])("%s", async (_, text) => {
    const analysis = await judge(text);
    expect(analysis.totals).toMatchObject({packets: 1, tcp: 1});
    expect(analysis.connection(0)).toMatchObject({client: {address: "10.1.0.3", port: 51156}});
  });

  it("with time stamps keeps them, and the time to live", async () => {
    const lines = [
      "14:12:00.000001 IP (tos 0x0, ttl 61, id 77, offset 0, flags [DF], proto TCP (6), length 60)",
      "    10.1.0.3.51156 > 10.2.0.4.5000: Flags [.], ack 5, win 502, options [nop,nop,TS val 7 ecr 9], length 0",
    ];
    const [bytes] = await bytesIn(lines);
    expect(bytes).toMatch(/^45000034004d0000 ?3d06/);
    expect(bytes).toMatch(/0101080a0000000700000009$/);
  });

  it("of an F5 tells direction and port of the box", async () => {
    const {frames} = await read(
      bytesOf([
        `14:12:00.000001 ${printed(syn!)} in slot1/tmm0 lis= port=1.2 trunk=`,
        `14:12:00.000002 ${printed(syn!)} out slot1/tmm0 lis=/Common/vs port=1.3 trunk=lag`,
        `14:12:00.000003 ${printed(syn!)} out slot1/tmm1 lis=`,
      ]),
    );
    expect(frames.map(frame => [frame.point, frame.direction])).toEqual([
      ["1.2", 1],
      ["lag", 2],
      ["capture", 2],
    ]);
  });

  it.each([
    ["UDP", "IP 10.1.0.3.5353 > 10.2.0.4.53: UDP, length 40", {udp: 1}],
    ["a ping", "IP 10.1.0.3 > 10.2.0.4: ICMP echo request, id 7, seq 1, length 64", {icmp: 1}],
    [
      "an ICMP error",
      "IP 10.9.9.9 > 10.1.0.3: ICMP host 10.2.0.4 unreachable - admin prohibited, length 68",
      {icmp: 1},
    ],
    ["ICMPv6", "IP6 2001:db8::1 > 2001:db8::2: ICMP6, echo reply, id 7, seq 1, length 64", {icmp: 1}],
    ["TCP over IPv6", "IP6 2001:db8::3.51156 > 2001:db8::4.443: Flags [S], seq 1, win 65535, length 0", {tcp: 1}],
    ["a service by its name", "IP 10.1.0.3.51156 > 10.2.0.4.https: Flags [S], seq 1, win 65535, length 0", {tcp: 1}],
    ["ARP", "ARP, Request who-has 10.1.0.1 tell 10.1.0.3, length 28", {"not-ip": 1}],
    ["something else", "IP 10.1.0.3 > 10.2.0.4: ESP(spi=0x1,seq=0x1), length 100", {"not-understood": 1}],
  ])("of %s", async (_, line, expected) => {
    const analysis = await judge(stamped([line]));
    expect({...analysis.totals, ...Object.fromEntries(analysis.skipped.entries())}).toMatchObject({
      packets: 1,
      ...expected,
    });
  });

  it("with names in place of addresses or ports is not judged, and says what to do", async () => {
    const hosts = await read(
      bytesOf(stamped(["IP client.example.51156 > server.example.https: Flags [S], seq 1, win 65535, length 0"])),
    );
    expect(notes(hosts).join()).toContain("names in place of addresses cannot be judged: run tcpdump with -n");
    const ports = await read(
      bytesOf(stamped(["IP 10.1.0.3.51156 > 10.2.0.4.xyzzy: Flags [S], seq 1, win 65535, length 0"])),
    );
    expect(notes(ports).join()).toContain("names of services cannot be judged: run tcpdump with -n");
    expect([hosts, ports].flatMap(messages)).toEqual([]);
  });
});

it("view-pcap of PAN-OS: files called as stages are stages", async () => {
  const {analyze} = await import("../../src/analyze.ts");
  async function* text(lines: readonly string[]) {
    yield bytesOf(lines);
  }
  const lines = stamped(all.map(said => printed(said, true)));
  const {points} = await analyze(
    ["rx.txt", "tx.log"].map(path => ({path: `case/${path}`, name: null, stream: text(lines)})),
  );
  expect(points.map(point => [point.name, point.stage])).toEqual([
    ["rx", "receive"],
    ["tx", "transmit"],
  ]);
});

describe("lines that a narrow terminal has wrapped", () => {
  const lines = stamped(relative(all));
  const wrapped = (columns: number, keepsSpaces: boolean) =>
    lines.flatMap(line => {
      const pieces: string[] = [];
      for (let at = 0; at < line.length; at += columns) {
        const piece = line.slice(at, at + columns);
        pieces.push(keepsSpaces ? piece : piece.trimEnd());
      }
      return pieces;
    });

  it.each([70, 72, 74, 76, 78, 80, 90, 100])("at %i columns are read as if they were not", async columns => {
    const whole = await bytesIn(lines);
    expect(whole).toHaveLength(all.length);
    for (const keepsSpaces of [true, false]) expect(await bytesIn(wrapped(columns, keepsSpaces))).toEqual(whole);
  });

  it("of which the end is missing tell what they tell", async () => {
    const cut = lines.map((line, i) => (i === 3 ? line.slice(0, 78) : line));
    expect(await bytesIn(cut)).toHaveLength(all.length);
  });

  it("of which the last was broken off swallow nothing of what tcpdump says at its end", async () => {
    const last = lines.length - 1;
    const cut = lines.map((line, i) => (i === last ? line.slice(0, line.indexOf(", win")) : line));
    const ended = [...cut, "11 packets captured", "20 packets received by filter", "7 packets dropped by kernel"];
    const {points} = await read(bytesOf(ended));
    expect(points.map(({dropped}) => dropped)).toEqual([7]);
    expect(await bytesIn(ended)).toHaveLength(all.length);
  });
});
