import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {pcap, pcapng} from "../support/containers.ts";
import {asymcap, asymcapReading, workplace} from "./program.ts";
import {symmetric} from "./traffic.ts";

const place = workplace();

interface Told {
  readonly captures: {path: string; packets: number}[];
  readonly points: {name: string; device: string | null; captures: number[]}[];
}

/** What the report tells of captures and points. */
async function told(input: Uint8Array, ...argv: string[]): Promise<Told> {
  const {stdout} = await asymcapReading(input, "-o", "-", "--format", "json", ...argv);
  return JSON.parse(stdout) as Told;
}

const nothing = new Uint8Array(0);
const packets = symmetric.length;
const bytes = pcap(symmetric);

describe("a capture argument", () => {
  it("FILE", async () => {
    const path = await place.file("inside.pcap", bytes);
    expect(await told(nothing, path)).toMatchObject({captures: [{path, packets}], points: [{name: "inside"}]});
  });

  it("- is standard input", async () => {
    expect(await told(bytes, "-")).toMatchObject({
      captures: [{path: "-", packets}],
      points: [{name: "standard input"}],
    });
    expect(await told(gzipSync(bytes), "-")).toMatchObject({captures: [{path: "-", packets}]});
  });

  it("NAME=FILE", async () => {
    const path = await place.file("x.pcap", bytes);
    expect(await told(nothing, `fw-a/inside=${path}`)).toMatchObject({
      captures: [{path, packets}],
      points: [{name: "fw-a/inside", device: "fw-a"}],
    });
  });

  it("NAME=-", async () => {
    expect(await told(bytes, "inside=-")).toMatchObject({captures: [{path: "-", packets}], points: [{name: "inside"}]});
  });

  it("DEVICE/=FILE", async () => {
    const path = await place.file("x.pcapng", pcapng(symmetric, {interfaces: [{name: "port2"}]}));
    expect(await told(nothing, `fw-a/=${path}`)).toMatchObject({points: [{name: "fw-a/port2", device: "fw-a"}]});
  });

  it("that exists and contains = is a file", async () => {
    const path = await place.file("vlan=10.pcap", bytes);
    expect(await told(nothing, path)).toMatchObject({captures: [{path, packets}], points: [{name: "vlan=10"}]});
    expect(await told(nothing, `inside=${path}`)).toMatchObject({captures: [{path}], points: [{name: "inside"}]});
  });

  it("that begins with = is a file", async () => {
    const {status, stderr} = await asymcap("=inside.pcap");
    expect([status, stderr]).toEqual([2, "asymcap: =inside.pcap: there is no such file; check the path\n"]);
  });

  it("under one name twice is one point", async () => {
    const a = await place.file("a.pcap", bytes);
    const b = await place.file(
      "b.pcap",
      pcap(symmetric.map(packet => ({...packet, time: packet.time + 60_000_000_000n}))),
    );
    expect((await told(nothing, `inside=${a}`, `inside=${b}`)).points).toMatchObject([
      {name: "inside", captures: [0, 1]},
    ]);
  });

  it("works with the command's name, too, and may begin with a dash behind --", async () => {
    const path = await place.file("y.pcap", bytes);
    expect((await asymcap("analyze", path)).status).toBe(0);
    expect((await asymcap("--", path)).status).toBe(0);
    expect((await asymcap("--", "--inside.pcap")).stderr).toBe(
      "asymcap: --inside.pcap: there is no such file; check the path\n",
    );
  });
});
