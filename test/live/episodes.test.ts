import {describe, expect, test} from "vitest";
import type {EpisodeEvent} from "../../src/live/episodes.ts";
import {Live} from "../../src/live.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** One event as a test names it: what happened, in which second of the ladder, and when it says that it began or was over. */
type Told = [event: EpisodeEvent["event"], at: number, certainty: string, time: number];

const recordHeader = 16;
const fileHeader = 24;

/** Plays a ladder of one point to `live`, judged once a second of its time. Times are seconds of the ladder. */
async function play(text: string): Promise<Told[]> {
  const {captures, epochOffset} = capturesOf(parseLadder(text), {});
  const parts: Uint8Array[] = [];
  for await (const part of captures[0]!.stream as AsyncIterable<Uint8Array>) parts.push(part);
  const file = Buffer.concat(parts);
  const live = new Live("tap");
  const told: Told[] = [];
  const judge = (second: number) => {
    const analysis = live.judge();
    const zero = epochOffset(analysis.epoch.seconds!);
    const at = (time: number) => Math.round((time - zero) / 1e8) / 10;
    for (const {event, episode} of live.follow(analysis)) {
      const time = at(event === "closed" ? episode.until! : event === "raised" ? episode.since : episode.last);
      told.push([event, second, episode.finding.certainty, time]);
    }
  };
  async function* stream() {
    yield file.subarray(0, fileHeader);
    let from = fileHeader;
    let second: number | null = null;
    let zero = 0;
    for (let at = fileHeader; at < file.length; at += recordHeader + file.readUInt32LE(at + 8)) {
      const now = file.readUInt32LE(at);
      if (second === null) zero = Math.floor(epochOffset(now) / 1e9) + now;
      if (second !== null && now > second) {
        yield file.subarray(from, at);
        judge(now - zero);
        from = at;
      }
      second = now;
    }
    yield file.subarray(from);
    judge(second! + 1 - zero);
  }
  await live.read({name: "tap", argument: {path: "tap", name: null, stream: stream()}});
  return told;
}

const whole = (at: number, port: number, unseen = "") =>
  `client 10.20.30.17:${port} server 203.0.113.50:443 point tap isn ${port * 70_000}
${at.toFixed(3)} > SYN
${(at + 0.04).toFixed(3)} < SYN-ACK ${unseen}
${(at + 0.041).toFixed(3)} > ACK
${(at + 0.042).toFixed(3)} > PSH-ACK 517
${(at + 0.081).toFixed(3)} < PSH-ACK 4321 ${unseen}
${(at + 0.085).toFixed(3)} > ACK
${(at + 0.2).toFixed(3)} > FIN-ACK
${(at + 0.24).toFixed(3)} < FIN-ACK ${unseen}
${(at + 0.241).toFixed(3)} > ACK`;
const hidden = (at: number, port: number) => whole(at, port, "unseen");

/** Connections every half second, from `from` to `to`; `isHidden` tells of which the replies are not seen. */
const traffic = (from: number, to: number, isHidden: (time: number, index: number) => boolean) =>
  Array.from({length: (to - from) * 2}, (_, i) => {
    const at = from + i / 2;
    return (isHidden(at, i) ? hidden : whole)(at, 20_000 + Math.round(at * 2));
  }).join("\n");

describe("judged once a second", () => {
  test("healthy traffic raises nothing", async () => {
    expect(await play(traffic(0, 30, () => false))).toEqual([]);
  });

  test("an asymmetry is raised as its evidence suffices, and closed where its networks are whole again", async () => {
    // Others of the same networks go on being whole: the point does see that direction.
    const others = traffic(0, 50, () => false).replaceAll("203.0.113.50", "203.0.113.60");
    const told = await play(`${traffic(0, 50, at => at >= 10 && at < 22)}\n${others}`);
    expect(told.filter(([event]) => event !== "updated")).toMatchObject([
      ["raised", 12, "proven", 10],
      ["closed", expect.any(Number), "proven", 22],
    ]);
    expect(told.at(-1)![1]).toBeLessThan(33);
  });

  test("without a witness among the connections that are hit it stays suspected", async () => {
    const told = await play(traffic(0, 40, at => at >= 10 && at < 22));
    expect(new Set(told.map(([, , certainty]) => certainty))).toEqual(new Set(["suspected"]));
  });

  test("a second time is told of as a second time", async () => {
    const told = await play(traffic(0, 70, at => (at >= 10 && at < 20) || (at >= 45 && at < 52)));
    const ends = told.filter(([event]) => event !== "updated").map(([event, , , time]) => [event, time]);
    expect(ends).toEqual([
      ["raised", 10],
      ["closed", 20],
      ["raised", 45],
      ["closed", 52],
    ]);
  });

  test("where every other connection is hit it is not over after each that is not", async () => {
    const told = await play(traffic(0, 60, (at, i) => at >= 10 && i % 2 === 0));
    expect(told.filter(([event]) => event === "raised")).toHaveLength(1);
    expect(told.filter(([event]) => event === "closed")).toEqual([]);
  });

  test("without further connections nothing tells that it is over", async () => {
    const elsewhere = traffic(20, 60, () => false).replaceAll("10.20.30.17", "10.99.30.17");
    const told = await play(`${traffic(0, 20, at => at >= 10)}\n${elsewhere}`);
    expect(told.filter(([event]) => event === "closed")).toEqual([]);
  });
});
