import {mkdir} from "node:fs/promises";
import {join} from "node:path";
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

  it("a folder stands for its captures, in the order of their numbers, and says what it leaves out", async () => {
    const folder = place.path("ring");
    await mkdir(folder);
    for (const name of ["ring10.pcap", "ring9.pcap", ".hidden.pcap"]) await place.file(`ring/${name}`, bytes);
    await place.file("ring/packed.gz", gzipSync(bytes));
    await place.file("ring/notes.txt", "the website opens now and then");
    const {stdout, stderr} = await asymcap(`lan=${folder}`, "-o", "-", "--format", "json");
    expect(stderr).toBe(`asymcap: ${folder}: 3 captures; left out: notes.txt\n`);
    const {captures, points} = JSON.parse(stdout) as Told;
    expect(captures.map(({path}) => path)).toEqual(
      ["packed.gz", "ring9.pcap", "ring10.pcap"].map(name => join(folder, name)),
    );
    expect(points).toMatchObject([{name: "lan"}]);
  });

  it("a folder without captures is told to be one", async () => {
    const folder = place.path("texts");
    await mkdir(folder);
    await place.file("texts/README", "no capture");
    const {status, stderr} = await asymcap(folder);
    expect([status, stderr]).toEqual([
      2,
      `asymcap: ${folder}: this is a directory without captures; name texts themselves, as in asymcap putty.log\n`,
    ]);
  });

  it("a pattern that the shell left as it was stands for what it matches", async () => {
    for (const name of ["cut2.pcap", "cut10.pcap"]) await place.file(name, bytes);
    const paths = ["cut2.pcap", "cut10.pcap"].map(place.path);
    expect((await told(nothing, place.path("cut*.pcap"))).captures.map(({path}) => path)).toEqual(paths);
    expect(await told(nothing, `lan=${place.path("cut?.pcap")}`)).toMatchObject({points: [{name: "lan"}]});
    expect((await asymcap(place.path("none*.pcap"))).stderr).toMatch(/none\*\.pcap: no file matches this pattern\n$/);
  });

  it("a file whose name is a pattern is that file", async () => {
    const path = await place.file("[1].pcap", bytes);
    expect((await told(nothing, path)).captures).toMatchObject([{path}]);
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
