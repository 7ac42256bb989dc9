import {describe, expect, it} from "vitest";
import {accusations, atPort, connection, endOf, judge, type Said} from "../support/transcripts.ts";
import {notes, read} from "./reading.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\r\n"));

const flags = (said: Said) =>
  ["FIN", "SYN", "RST", "PSH"].map(flag => (said.flags.split("-").includes(flag) ? flag[0] : "")).join("") || ".";
const end = (text: string) => `${endOf(text).address}.${endOf(text).port}`;

/** As an ASA prints a segment: absolute numbers, and the length in parentheses; of plain ACKs neither. */
function printed(said: Said): string {
  const {sequence, payload = 0} = said;
  const own = flags(said) !== "." || payload > 0 ? ` ${sequence}:${sequence + payload}(${payload})` : "";
  const ack = said.flags.includes("ACK") ? ` ack ${said.acknowledgment}` : "";
  return `${end(said.from)} > ${end(said.to)}: ${flags(said)}${own}${ack} win 8192 `;
}

const stamp = (at: number) => `14:12:${at.toFixed(6).padStart(9, "0")}`;

/** `show capture NAME`, packets 20 ms apart. */
const capture = (name: string, says: readonly Said[], {tag = "", drop = "", start = 0} = {}): string[] => [
  `ciscoasa# show capture ${name}`,
  "",
  `${says.length} packets captured`,
  "",
  ...says.map(
    (said, i) => `${String(i + 1).padStart(4)}: ${stamp(start + i * 0.02)}       ${tag}${printed(said)}${drop}`,
  ),
  `${says.length} packets shown`,
  "",
];

const all = connection();
const dropped = (reason: string) => ` Drop-reason: (${reason}, Drop-location: frame 0x000055870affc2df flow (NA)/NA`;

describe("show capture", () => {
  it("is a point by the capture's name, with payload lengths", async () => {
    const analysis = await judge(
      [...capture("inside", all), ...capture("outside", all, {tag: "802.1Q vlan#70 P0 "})],
      "asa",
    );
    expect(analysis.points.map(point => point.name)).toEqual(["asa/inside", "asa/outside"]);
    expect(analysis.connection(0)).toMatchObject({outcome: "complete"});
    expect(analysis.connection(0).flows.map(flow => [flow.requests.bytes, flow.replies.bytes])).toEqual([
      [100, 2000],
      [100, 2000],
    ]);
    expect(analysis.findings).toEqual([]);
  });

  it("is the interface that it was taken at, where that is told", async () => {
    const list = [
      "ciscoasa# show capture",
      "capture CAPI type raw-data interface inside [Capturing - 1432 bytes] ",
      "  match tcp any any",
    ];
    const {points} = await read(bytesOf([...list, ...capture("CAPI", all)]));
    expect(points.map(point => point.interface)).toEqual(["inside"]);
  });

  it("tells that clients acknowledge what does not pass", async () => {
    const requests = [0, 1, 2, 3].flatMap(i =>
      connection(atPort(50000 + i)).filter(said => said.to.startsWith("10.2.")),
    );
    const witnesses = Array.from({length: 300}, (_, i) => connection(atPort(40000 + i)).slice(0, 3)).flat();
    const woven = witnesses.flatMap((said, i) =>
      i % 30 === 0 && i / 30 < requests.length ? [said, requests[i / 30]!] : [said],
    );
    const analysis = await judge(capture("inside", [...woven, ...requests.slice(30)]), "asa");
    expect(analysis.verdict.kind).toBe("proven");
    expect(accusations(analysis).join()).toContain("hidden-replies: Replies from 10.2.0.4 bypass");
  });

  it.each<[string, (line: string) => string | string[]]>([
    ["with a date", line => line.replace("14:12", "Nov 21 2026 14:12")],
    ["with more digits in its number", line => line.replace(/^ +1:/, "1234567:")],
    [
      "with link addresses and more (detail)",
      line =>
        line
          .replace(/ {7}/, " 0050.5685.1234 0050.5685.abcd 0x0800 Length: 74\n      ")
          .replace(": S ", ": S [tcp sum ok] ")
          .concat("<mss 1460> (DF) (ttl 64, id 48710)")
          .split("\n"),
    ],
    ["wrapped", line => line.replace(": S ", ": S\n    ").split("\n")],
    ["wrapped early", line => line.replace(" > ", " >\n    ").split("\n")],
    ["paged", line => `<--- More --->\r              \r${line}`],
    ["without its number", line => line.replace(/^ *\d+: /, "")],
  ])("%s", async (_, change) => {
    const [line] = capture("x", all).slice(4);
    const {frames} = await read(bytesOf([change(line!)].flat()));
    expect(frames).toHaveLength(1);
    expect(frames[0]!.bytes).toMatch(/^45000028.{8}..06.{4}0a0100030a020004c7d4138858d3d28c000000005002/);
  });

  it("of UDP and ICMP", async () => {
    const lines = [
      "1: 14:12:00.000001 10.1.0.3.5353 > 10.2.0.4.53:  udp 40",
      "2: 14:12:00.000002 10.1.0.3 > 10.2.0.4: icmp: echo request",
      "3: 14:12:00.000003 10.2.0.4 > 10.1.0.3: icmp: echo reply",
    ];
    expect((await judge(lines, "asa")).totals).toMatchObject({packets: 3, udp: 1, icmp: 2});
  });
});

describe("a capture of type asp-drop", () => {
  const findingsOf = async (said: Said, reason: string) => {
    const analysis = await judge(capture("ASP", [said], {drop: dropped(reason)}), "asa");
    return analysis.findings.filter(finding => finding.detector === "device-log");
  };

  it.each([
    // No session may also have been cleared, or dropped for a reason of its own: suspected without a second observation.
    ["SYN-ACK", "tcp-not-syn) First TCP packet not SYN", "suspected", "requests"],
    ["ACK", "tcp-not-syn) First TCP packet not SYN", "note", null],
    ["RST", "tcp-not-syn) First TCP packet not SYN", "note", null],
    ["SYN", "rpf-violated) Reverse-path verify failed", "suspected", null],
    ["SYN", "acl-drop) Flow is denied by configured rule", "note", null],
    ["ACK", "tcp-seq-past-win) TCP packet SEQ past window", "note", null],
    ["SYN-ACK", "nat-rpf-failed) NAT reverse path failed", "note", null],
  ])("says of a %s: (%s is %s", async (kind, reason, certainty, missing) => {
    const [finding, ...others] = await findingsOf({...all[1]!, flags: kind}, reason);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({certainty, missing});
    expect(finding!.sentence).toContain(`"(${reason}"`);
    expect(finding!.evidence[0]).toMatchObject({rule: "P10", line: 5});
  });

  it("is a stage of its own: what it lacks says nothing", async () => {
    const analysis = await judge(
      [
        ...capture("inside", all),
        ...capture("ASP", [all[1]!], {drop: dropped("tcp-not-syn) First TCP packet not SYN")}),
      ],
      "asa",
    );
    expect(analysis.points.map(point => [point.name, point.stage])).toEqual([
      ["asa/inside", null],
      ["asa/ASP", "drop"],
    ]);
  });

  it("names requests that bypass the firewall as the cause", async () => {
    const analysis = await judge(
      capture("ASP", [all[1]!, {...all[1]!, flags: "RST"}], {drop: dropped("tcp-not-syn) First TCP packet not SYN")}),
      "asa",
    );
    expect(analysis.verdict).toMatchObject({kind: "suspected"});
    expect(analysis.causes[0]!.cause).toBe("request-bypasses-firewall");
  });
});

describe("show asp drop", () => {
  const lines = [
    "ciscoasa# show asp drop",
    "Frame drop:",
    "  Flow is denied by configured rule (acl-drop)                              2077",
    "  First TCP packet not SYN (tcp-not-syn)                                     205",
    "  Reverse-path verify failed (rpf-violated)                                    4",
    "Last clearing: 09:42:11 UTC Mar 5 2024 by admin",
  ];

  it("is noted, as it counts for the whole device", async () => {
    const reading = await read(bytesOf(lines));
    expect(notes(reading).join()).toContain("show asp drop counts tcp-not-syn 205, rpf-violated 4");
    expect(reading.frames).toEqual([]);
    expect(reading.summaries[0]!.errors).toEqual([]);
  });

  it("without its end is noted as well", async () => {
    expect(notes(await read(bytesOf(lines.slice(0, 4)))).join()).toContain("tcp-not-syn 205");
  });
});
