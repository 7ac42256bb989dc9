import {InvalidArgumentError} from "commander";
import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {LiveStream} from "../../src/capture/live-stream.ts";
import {durationOf} from "../../src/cli/duration.ts";
import {kernelFilters} from "../../src/cli/live-sources.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

describe("what the process that sniffs hands on", () => {
  test("is pcapng of one interface, with times in microseconds and lengths as on the wire", async () => {
    const parts: Buffer[] = [];
    const stream = new LiveStream(bytes => parts.push(Buffer.from(bytes)));
    stream.begin("eth1", 1);
    const ladder = parseLadder(
      "client 10.1.0.3:50000 server 10.2.0.4:443 point tap\n0.000 > SYN\n0.010 < SYN-ACK\n0.020 > PSH-ACK 1400",
    );
    const file: Uint8Array[] = [];
    for await (const part of capturesOf(ladder, {}).captures[0]!.stream as AsyncIterable<Uint8Array>) file.push(part);
    const capture = Buffer.concat(file);
    const began = 1_790_000_000_123_456;
    let frames = 0;
    for (let at = 24; at < capture.length; at += 16 + capture.readUInt32LE(at + 8))
      stream.add(capture.subarray(at + 16), capture.readUInt32LE(at + 12), began + frames++ * 10_000);
    stream.flush();
    async function* whole() {
      yield Buffer.concat(parts);
    }
    const analysis = await analyze([{path: "live", name: null, stream: whole()}]);
    expect(analysis.captures[0]).toMatchObject({format: "pcapng", packets: 3, errors: []});
    expect(analysis.points).toMatchObject([{name: "eth1", interface: "eth1", linkType: 1}]);
    const [flow] = analysis.connection(0).flows;
    expect(flow!.requests).toMatchObject({packets: 2, bytes: 1400});
    expect(analysis.epoch.seconds).toBe(1_790_000_000);
    expect(flow!.replies.first! - flow!.requests.first!).toBe(10_000_000);
  });

  test("is handed on as soon as there is no room", () => {
    let bytes = 0;
    const stream = new LiveStream(part => {
      bytes += part.length;
    });
    stream.begin("eth1", 1);
    for (let i = 0; i < 10_000; i++) stream.add(Buffer.alloc(1500), 1500, i);
    stream.flush();
    expect(bytes).toBeGreaterThan(10_000 * (320 + 32));
  });
});

test("a filter of handshakes asks for tagged ones last, as vlan moves what stands behind it", () => {
  expect(kernelFilters(undefined, false)).toEqual([""]);
  expect(kernelFilters("host 10.1.0.3", false)).toEqual(["host 10.1.0.3"]);
  const [filter, untagged] = kernelFilters("host 10.1.0.3", true);
  expect(untagged).not.toMatch(/vlan/);
  expect(filter).toBe(`${untagged} or (vlan and ${untagged})`);
  expect(untagged).toMatch(/^\(\(host 10\.1\.0\.3\) and \(.*tcp-syn.*\)\)$/);
});

describe("a duration", () => {
  test.each([
    ["90", 90_000],
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    ["500ms", 500],
  ])("%s is %i ms", (text, milliseconds) => {
    expect(durationOf(text)).toBe(milliseconds);
  });
  test.each(["", "0", "-5s", "5 s", "5x", "s", "1e9d", "99999d"])("%j is none", text => {
    expect(() => durationOf(text)).toThrow(InvalidArgumentError);
  });
});
