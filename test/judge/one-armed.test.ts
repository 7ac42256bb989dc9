import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";

/** A one-armed gateway at one point: the client's packets before and behind the translation, `again` with its address; the answers behind it. */
function lines(acknowledged: number, count = 4): string[] {
  const [client, gateway, server] = ["10.20.30.17.51544", "192.0.2.254.51544", "203.0.113.50.8000"];
  return Array.from({length: count}, (_, i) => i).flatMap(i => {
    const [port, at] = [51_544 + i, 10 + 3 * i];
    const from = (end: string) => end.replace("51544", String(port));
    const both = (time: string, rest: (ack: number) => string) => [
      `10:15:${at}.${time}0000 IP ${from(client)} > ${server}: ${rest(acknowledged)}`,
      `10:15:${at}.${time}1000 IP ${from(gateway)} > ${server}: ${rest(9001)}`,
    ];
    const back = (time: string, rest: string) => `10:15:${at}.${time}0000 IP ${server} > ${from(gateway)}: ${rest}`;
    return [
      ...both("00", () => `Flags [S], seq ${1000 + i}, win 65535, length 0`),
      back("02", `Flags [S.], seq 9000, ack ${1001 + i}, win 65535, length 0`),
      ...both("04", ack => `Flags [.], ack ${ack}, win 65535, length 0`),
      ...both("06", ack => `Flags [P.], seq ${1001 + i}:${1088 + i}, ack ${ack}, win 65535, length 87`),
      back("08", `Flags [P.], seq 9001:9157, ack ${1088 + i}, win 65535, length 156`),
      ...both("10", ack => `Flags [.], ack ${ack + 156}, win 65535, length 0`),
    ];
  });
}

async function judge(text: readonly string[]) {
  async function* stream() {
    yield new TextEncoder().encode(`${text.join("\n")}\n`);
  }
  return await analyze([{path: "gw.txt", name: "gw", stream: stream()}]);
}

test("a one-armed translation is one connection: what the client acknowledges came under the gateway's address", async () => {
  const {totals, findings, verdict} = await judge(lines(9001));
  expect(totals.conversations).toBe(4);
  expect(findings.filter(one => one.certainty !== "note")).toEqual([]);
  expect(verdict.kind).toBe("symmetric");
});

test("looks alike: the client acknowledges other numbers, so that its answers take another way", async () => {
  const {totals, findings} = await judge(lines(900_000_001));
  expect(totals.conversations).toBe(8);
  expect(findings.map(one => one.detector)).toContain("hidden-replies");
});
