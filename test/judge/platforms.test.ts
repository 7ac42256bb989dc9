import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";
import {asymmetric, judge, stream, utf8} from "../support/side-judging.ts";

/** Whose commands stand first: those of what is at hand, by what took the captures, by what is typed, by listings, by MAC addresses. */
const unanswered = (prefix: string) =>
  [0, 1, 3, 7].map(
    at => `${prefix}10:15:0${at}.000000 IP 10.1.0.3.51544 > 10.2.0.4.5000: Flags [S], seq 100, win 64240, length 0`,
  );
const ofText = (lines: readonly string[]) =>
  analyze([{path: "paste.txt", name: "fw", stream: stream(utf8(`${lines.join("\n")}\n`))}]);
const firstPlatforms = ({causes}: Awaited<ReturnType<typeof ofText>>) => causes[0]!.next.map(({platform}) => platform);

describe("a transcript of tcpdump's lines", () => {
  test.each([
    ["admin@PA-A> view-pcap filter-pcap rx.pcap", "pan-os"],
    ["user@srx> monitor traffic interface ge-0/0/0", "junos"],
    ["root@fw1:~# ip route get 10.2.0.4", "linux"],
    ["FGT # diagnose sys session list", "fortios"],
    ["ciscoasa# packet-tracer input inside tcp 10.1.0.3 51544 10.2.0.4 5000", "asa"],
  ])("under %s names %s first", async (typed, platform) => {
    const analysis = await ofText([typed, ...unanswered("")]);
    expect(firstPlatforms(analysis)[0]).toBe(platform);
    expect(analysis.platforms).toEqual([platform]);
  });

  test("under a prompt alone, or a command that several know, names none", async () => {
    for (const typed of ["fw1> ", "fw1# show version", "fw1> ping 10.2.0.4"])
      expect((await ofText([typed, ...unanswered("")])).platforms).toEqual([]);
  });
});

test("SYNs at an ASA that nothing answers: its own commands first, none of another firewall before them", async () => {
  const lines = [0, 1, 3, 7].map(
    (at, i) =>
      `   ${i + 1}: 10:15:0${at}.100000       10.1.0.3.45494 > 10.2.0.4.22: S 1000:1000(0) win 8192 <mss 1460>`,
  );
  const analysis = await ofText(["ASA# show capture OUT", "", "4 packets captured", "", ...lines, "4 packets shown"]);
  expect(analysis.causes[0]!.cause).toBe("server-silent");
  expect(firstPlatforms(analysis).slice(0, 2)).toEqual(["asa", "asa"]);
});

/** What hosts can be asked as well stands among all. */
const devices = (analysis: Awaited<ReturnType<typeof ofText>>) =>
  firstPlatforms(analysis).filter(one => one !== "any" && one !== "linux");

describe("MAC addresses of a vendor's firewalls", () => {
  const judged = async (mac: string, texts: readonly string[] = []) => {
    const ladder = asymmetric.replace(/^# .*\n/, "");
    const {captures} = capturesOf(parseLadder(`# ladder\n${ladder}`), {});
    const bytes: Uint8Array[] = [];
    for await (const chunk of captures[0]!.stream!) bytes.push(chunk as Uint8Array);
    const all = Buffer.concat(bytes);
    // Every frame's destination: 16 bytes of record header, and 24 of the file's.
    for (let at = 24; at + 16 <= all.length; at += 16 + all.readUInt32LE(at + 8)) all.write(mac, at + 16, "hex");
    return analyze([{...captures[0]!, stream: stream(all)}], {
      evidence: texts.map((text, i) => ({path: `side-${i}.txt`, stream: stream(utf8(text))})),
    });
  };

  test.each([
    ["001b17", "pan-os"],
    ["906cac", "fortios"],
  ])("%s put the commands of %s before others, as a hint", async (mac, platform) => {
    const analysis = await judged(`${mac}000102`);
    expect(devices(analysis)[0]).toBe(platform);
    // Nobody said that it is one.
    expect(analysis.platforms).toEqual([]);
  });

  test("count for nothing where a listing tells whose it is", async () => {
    const analysis = await judged("001b17000102", [
      "FGT # get system status\nVersion: FortiGate-100F v7.2.5,build1517,230710 (GA.F)\n",
    ]);
    expect(devices(analysis)[0]).toBe("fortios");
  });
});

test("no prompt, no listing, no vendor's MAC address: no platform is named", async () => {
  expect((await judge(asymmetric, [])).platforms).toEqual([]);
});
