import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {ipv4, linkType, sll2, tcp} from "../support/bytes.ts";
import {after as at, type Captured, pcap, pcapng} from "../support/containers.ts";
import {chunks, type Given, readAll, syn} from "./reading.ts";

const classic = (path: string, name?: string): Given => ({bytes: pcap([syn(0)]), path, name});
const faces = (path: string, names: readonly string[], name?: string): Given => ({
  bytes: pcapng(
    names.map((_, i) => ({...syn(i), interface: i})),
    {interfaces: names.map(face => ({name: face}))},
  ),
  path,
  name,
});
const pointsOf = async (...all: Given[]) => (await readAll(all)).points;
const namesOf = async (...all: Given[]) => (await pointsOf(...all)).map(point => point.name);

describe("a point without a name from the user", () => {
  it("is called as the file, without its extensions", async () => {
    expect(await namesOf(classic("/captures/inside.pcap"))).toEqual(["inside"]);
    expect(await namesOf(classic("inside.2026-11-21.pcap.gz"))).toEqual(["inside.2026-11-21"]);
    expect(await namesOf(classic("trace"))).toEqual(["trace"]);
    expect(await namesOf(classic(".pcap"))).toEqual([".pcap"]);
  });

  it("is called standard input there", async () => {
    expect(await namesOf(classic("-"))).toEqual(["standard input"]);
  });

  it("is called as its interface, where the capture names it", async () => {
    expect(await namesOf(faces("a.pcapng", ["eth0"]))).toEqual(["eth0"]);
    expect(await namesOf(faces("a.pcapng", ["eth0", "eth1"]))).toEqual(["eth0", "eth1"]);
  });

  it("has a number where the name is taken", async () => {
    expect(await namesOf(classic("a/inside.pcap"), classic("b/inside.pcap"), classic("c/inside.pcap.gz"))).toEqual([
      "inside",
      "inside#2",
      "inside#3",
    ]);
    expect(await namesOf(faces("a.pcapng", ["eth0"]), faces("b.pcapng", ["eth0", "eth1"]))).toEqual([
      "eth0",
      "eth0#2",
      "eth1",
    ]);
  });

  it("belongs to no device", async () => {
    expect((await pointsOf(classic("inside.pcap"), faces("a.pcapng", ["eth0"]))).map(point => point.device)).toEqual([
      null,
      null,
    ]);
  });
});

describe("a point named by the user", () => {
  it("POINT", async () => {
    expect(await pointsOf(classic("x.pcap", "inside"))).toMatchObject([
      {name: "inside", device: null, interface: null},
    ]);
    expect(await pointsOf(faces("x.pcapng", ["eth0"], "inside"))).toMatchObject([{name: "inside", interface: "eth0"}]);
  });

  it("DEVICE/POINT", async () => {
    expect(await pointsOf(classic("x.pcap", "fw-a/inside"))).toMatchObject([{name: "fw-a/inside", device: "fw-a"}]);
    expect(await pointsOf(faces("x.pcapng", ["eth0"], "fw-a/inside"))).toMatchObject([
      {name: "fw-a/inside", device: "fw-a", interface: "eth0"},
    ]);
  });

  it("DEVICE/ has its interfaces' names", async () => {
    expect(await pointsOf(faces("x.pcapng", ["eth0", "eth1"], "fw-a/"))).toMatchObject([
      {name: "fw-a/eth0", device: "fw-a", interface: "eth0"},
      {name: "fw-a/eth1", device: "fw-a", interface: "eth1"},
    ]);
    expect(await pointsOf(classic("x.pcap", "fw-a/"))).toMatchObject([{device: "fw-a", interface: null}]);
  });

  it("POINT with several interfaces can only be the device", async () => {
    expect(await pointsOf(faces("x.pcapng", ["eth0", "eth1"], "fw-a"))).toMatchObject([
      {name: "fw-a/eth0", device: "fw-a"},
      {name: "fw-a/eth1", device: "fw-a"},
    ]);
  });

  it("POINT with one of several interfaces in each of two captures can only be the device, too", async () => {
    expect(await pointsOf(faces("x.pcapng", ["eth0"], "fw-a"), faces("y.pcapng", ["eth1"], "fw-a"))).toMatchObject([
      {name: "fw-a/eth0", device: "fw-a", captures: [0]},
      {name: "fw-a/eth1", device: "fw-a", captures: [1]},
    ]);
  });

  it("DEVICE/POINT with several interfaces is parted by them", async () => {
    expect(await namesOf(faces("x.pcapng", ["eth0", "eth1"], "fw-a/lan"))).toEqual(["fw-a/lan:eth0", "fw-a/lan:eth1"]);
  });

  it("with escape sequences in its name shows none", async () => {
    const names = await namesOf(
      classic("x.pcap", "in\u001b[31mside"),
      classic("\u001b]0;title\u0007.pcap"),
      faces("y.pcapng", ["eth\u001b[2J0", "eth1"]),
    );
    expect(names).toEqual(["in·[31mside", "·]0;title·", "eth·[2J0", "eth1"]);
  });
});

describe("several captures are one point", () => {
  it("under one name", async () => {
    const points = await pointsOf(
      classic("a.pcap", "inside"),
      classic("b.pcap", "inside"),
      classic("c.pcap", "outside"),
    );
    expect(points.map(({name, captures, packets}) => [name, captures, packets])).toEqual([
      ["inside", [0, 1], 2],
      ["outside", [2], 1],
    ]);
  });

  it.each([
    ["trace_00001_20261121141200.pcapng", "trace_00002_20261121151200.pcapng"],
    ["trace_00001_20261121141200.pcap.gz", "trace_00002_20261121151200.pcap.gz"],
    ["trace.pcap", "trace.pcap1", "trace.pcap12"],
  ])("with the ring buffer's names %s, %s …", async (...paths) => {
    const points = await pointsOf(...paths.map(path => classic(`/captures/${path}`)));
    expect(points.map(({name, captures}) => [name, captures])).toEqual([["trace", paths.map((_, id) => id)]]);
  });

  it("interface by interface", async () => {
    const points = await pointsOf(
      faces("t_00001_20261121141200.pcapng", ["eth0", "eth1"]),
      faces("t_00002_20261121151200.pcapng", ["eth1", "eth2"]),
    );
    expect(points.map(({name, captures}) => [name, captures])).toEqual([
      ["eth0", [0]],
      ["eth1", [0, 1]],
      ["eth2", [1]],
    ]);
  });

  it("but not ring buffers of different directories or names", async () => {
    expect(
      await namesOf(
        classic("a/t_00001_20261121141200.pcap"),
        classic("b/t_00001_20261121141200.pcap"),
        classic("a/u_00001_20261121141200.pcap"),
      ),
    ).toEqual(["t", "t#2", "u"]);
  });
});

describe("interfaces numbered in the frames (Linux cooked v2)", () => {
  const frame = (seconds: number, face: number, packetType: number): Captured => ({
    time: at(seconds),
    bytes: sll2({interface: face, packetType}, ipv4({}, tcp({flags: "SYN", sourcePort: 50_000 + seconds}))),
  });
  const any = pcap([frame(0, 3, 0), frame(1, 2, 4)], {link: linkType.sll2});

  it("are points of their own", async () => {
    const {points} = await analyze([{path: "any.pcap", name: "router/", stream: chunks(any, 100)}]);
    expect(points).toMatchObject([
      {name: "router/if3", device: "router", interface: "if3", linkType: linkType.sll2, packets: 1},
      {name: "router/if2", device: "router", interface: "if2", linkType: linkType.sll2, packets: 1},
    ]);
  });

  it("are the same ones in every capture under one name", async () => {
    const capture = () => ({path: "any.pcap", name: "router/", stream: chunks(any, 100)});
    const {points} = await analyze([capture(), capture()]);
    expect(points.map(({name, captures, packets}) => [name, captures, packets])).toEqual([
      ["router/if3", [0, 1], 2],
      ["router/if2", [0, 1], 2],
    ]);
  });
});

it("more interfaces than can be told apart count to the last", async () => {
  const interfaces = Array.from({length: 4_200}, (_, i) => ({name: `tap${i}`}));
  const {points, frames} = await readAll([
    {
      bytes: pcapng(
        interfaces.map((_, i) => ({...syn(i), interface: i})),
        {interfaces},
      ),
    },
  ]);
  expect(points).toHaveLength(4_096);
  expect(frames[4_094]!.point).toBe("tap4094");
  expect(new Set(frames.slice(4_095).map(frame => frame.point))).toEqual(new Set(["tap4095"]));
});
