import {expect, test} from "vitest";
import {inTimeOrder} from "../../src/capture/order.ts";
import {ethernet} from "../support/bytes.ts";
import {after, pcap} from "../support/containers.ts";

const capture = (seconds: number) => pcap([{time: after(seconds), bytes: ethernet({}, new Uint8Array(64))}]);

/** A capture that comes as a stream, in chunks of so many bytes. */
const streamed = (path: string, name: string | null, bytes: Uint8Array, chunk = 7) => ({
  path,
  name,
  stream: (async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  })(),
});

async function read(stream: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const one of stream as AsyncIterable<Uint8Array>) chunks.push(one);
  return Buffer.concat(chunks);
}

test("files of one point stand in the order of their packets, those of another keep their places", async () => {
  const ordered = await inTimeOrder([
    streamed("late.pcap", "fw/in", capture(9)),
    streamed("other.pcap", "fw/out", capture(5)),
    streamed("first.pcap", "fw/in", capture(1)),
  ]);
  expect(ordered.map(({path}) => path)).toEqual(["first.pcap", "other.pcap", "late.pcap"]);
});

test("what was looked at is read again, whole", async () => {
  const bytes = capture(3);
  const [one] = await inTimeOrder([streamed("a.pcap", "fw/in", bytes), streamed("b.pcap", "fw/in", capture(4))]);
  expect(Buffer.compare(await read(one!.stream), bytes)).toBe(0);
});

test("one that tells no packet comes last, and one that fails still fails for who reads it", async () => {
  const failing = {
    path: "broken.pcap",
    name: "fw/in",
    stream: (async function* () {
      yield capture(1).subarray(0, 30);
      throw new Error("the disk is gone");
    })(),
  };
  const ordered = await inTimeOrder([failing, streamed("whole.pcap", "fw/in", capture(2))]);
  expect(ordered.map(({path}) => path)).toEqual(["whole.pcap", "broken.pcap"]);
  await expect(read(ordered[1]!.stream)).rejects.toThrow("the disk is gone");
});

test("a file that is not there keeps its error for who reads it", async () => {
  const ordered = await inTimeOrder([
    {path: "/nowhere/a.pcap", name: "fw/in"},
    streamed("b.pcap", "fw/in", capture(1)),
  ]);
  expect(ordered.map(({path}) => path)).toEqual(["b.pcap", "/nowhere/a.pcap"]);
});
