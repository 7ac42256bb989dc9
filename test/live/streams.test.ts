import {describe, expect, test} from "vitest";
import {LiveStream} from "../../src/capture/live-stream.ts";
import {Live} from "../../src/live.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** What each interface of a ladder hands on, by the name of its point. */
async function streamsOf(text: string): Promise<Map<string, AsyncIterable<Uint8Array>>> {
  const streams = new Map<string, AsyncIterable<Uint8Array>>();
  for (const {name, stream} of capturesOf(parseLadder(text), {}).captures) {
    const parts: Buffer[] = [];
    const out = new LiveStream(bytes => parts.push(Buffer.from(bytes)));
    out.begin(name!, 1);
    const file: Uint8Array[] = [];
    for await (const part of stream as AsyncIterable<Uint8Array>) file.push(part);
    const capture = Buffer.concat(file);
    for (let at = 24; at < capture.length; at += 16 + capture.readUInt32LE(at + 8)) {
      const microseconds = capture.readUInt32LE(at) * 1e6 + capture.readUInt32LE(at + 4);
      out.add(capture.subarray(at + 16), capture.readUInt32LE(at + 12), microseconds);
    }
    out.flush();
    async function* whole() {
      yield Buffer.concat(parts);
    }
    streams.set(name!, whole());
  }
  return streams;
}

const source = (name: string, stream: AsyncIterable<Uint8Array>, passed?: () => number | null) => ({
  name,
  argument: {path: "live", name: null, stream},
  passed,
});

/** Requests pass eth1, replies eth2. */
const split = `client 10.20.30.17:20000 server 203.0.113.50:443 point eth1
0.000 > SYN                @eth1
0.040 < SYN-ACK            @eth2
0.041 > ACK                @eth1
0.042 > PSH-ACK 517        @eth1
0.081 < PSH-ACK 4321       @eth2
0.085 > ACK                @eth1
repeat 10 0.3`;

describe("two interfaces", () => {
  test("of which one comes late: what was raised is taken back, and nobody is told that it is over", async () => {
    const streams = await streamsOf(split);
    const live = new Live("eth1, eth2");
    const events = () => live.follow(live.judge()).map(({event, episode}) => [event, episode.isRetracted]);
    await live.read(source("eth1", streams.get("eth1")!));
    expect(events()).toContainEqual(["raised", false]);
    await live.read(source("eth2", streams.get("eth2")!));
    expect(events()).toEqual([]);
    const last = events();
    expect(last.length).toBeGreaterThan(0);
    for (const event of last) expect(event).toEqual(["closed", true]);
    expect(live.episodes.raised).toBe(0);
    expect(live.judgeAtEnd().captures[0]!.notes.join()).not.toMatch(/over:/);
  });

  test("of which one does not know what it has lost: nobody knows", async () => {
    const streams = await streamsOf(split);
    const live = new Live("eth1, eth2");
    const known = source("eth1", streams.get("eth1")!, () => 40);
    await live.read(known);
    await live.read(source("eth2", streams.get("eth2")!, () => null));
    expect(live.judgeAtEnd().captures[0]!.notes.join()).toMatch(/not known/);
    expect(live.lost).toBeNull();
  });

  test("of which one fails: under pseudonyms its name stands nowhere", async () => {
    const streams = await streamsOf(split.replaceAll("eth1", "uplink-acme"));
    const live = new Live("uplink-acme, eth2", {redact: true});
    const failing = source("uplink-acme", streams.get("uplink-acme")!);
    await live.read({...failing, failure: async () => "the interface is gone"});
    const {captures, points, findings} = live.judgeAtEnd();
    expect(captures[0]!.errors[0]!.message).toMatch(/is gone/);
    const told = JSON.stringify([captures, points.map(({name}) => name), findings, captures[0]!.errors[0]!.message]);
    expect(told).not.toMatch(/acme|10\.20\.30\.17|203\.0\.113\.50/);
  });
});
