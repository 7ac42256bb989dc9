import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {CapturePoints, originOf} from "../../src/capture/points.ts";
import {concat, ethernet, fields, ipv4, linkType, tcp} from "../support/bytes.ts";
import {after as at, pcap} from "../support/containers.ts";
import {pktap} from "../support/links.ts";
import {gatewayOptions, geneve} from "../support/tunnels.ts";

/** Interfaces that frames name are capture points. */

const bytesOf = (name: string) => new DataView(new TextEncoder().encode(name).buffer);

describe("points by name", () => {
  const make = () => {
    const points = new CapturePoints();
    const origin = originOf("trace.pcap", null);
    const parent = points.intern(origin, 0, null, linkType.pktap).id;
    return {points, origin, parent, find: (name: string) => points.ofName(parent, bytesOf(name), 0, name.length)};
  };

  it("are the same for the same name, and end at a NUL", () => {
    const {points, parent, find} = make();
    const en0 = find("en0");
    expect(find("en0")).toBe(en0);
    expect(find("en0\0rest")).toBe(en0);
    expect(find("en1")).not.toBe(en0);
    expect(points.list[en0]).toMatchObject({interface: "en0", linkType: linkType.pktap});
    expect(find("\0\0")).toBe(parent);
    expect(points.ofName(parent, bytesOf("xen0"), 1, 3)).toBe(en0);
  });

  it("differ by capture and device", () => {
    const {points, find} = make();
    const other = points.intern(originOf("other.pcap", null), 1, null, linkType.pktap).id;
    expect(points.ofName(other, bytesOf("en0"), 0, 3)).not.toBe(find("en0"));
  });

  it("belong to each of the captures that name them", () => {
    const {points, origin, find} = make();
    const en0 = find("en0");
    points.intern(origin, 1, null, linkType.pktap);
    expect(find("en0")).toBe(en0);
    expect(points.list[en0]!.captures).toEqual([0, 1]);
  });

  it("are found again among more than are remembered by their bytes, and never are too many", () => {
    const {points, find} = make();
    const names = Array.from({length: 5000}, (_, i) => `tun${i}`);
    const first = names.map(find);
    expect(new Set(first.slice(0, 4000)).size).toBe(4000);
    expect(names.map(find)).toEqual(first);
    expect(points.list.length).toBe(4096);
  });

  it("may be written in any bytes, and are shown without control characters", () => {
    const {points, parent} = make();
    const view = new DataView(Uint8Array.of(0xff, 0x1b, 0x5b, 0x33, 0x31).buffer);
    expect(points.list[points.ofName(parent, view, 0, 5)]!.interface).not.toMatch(/[\0-\x1f]/);
  });

  it("of AWS are called as there", () => {
    const {points, parent} = make();
    const view = new DataView(fields([4, 0x0abc1234], [4, 0x56789def]).buffer);
    const id = points.ofEni(parent, view, 0);
    expect(points.list[id]!.interface).toBe("eni-0abc123456789def");
    expect(points.ofEni(parent, view, 0)).toBe(id);
  });
});

const pointNames = async (link: number, frames: readonly Uint8Array[]) => {
  async function* stream() {
    yield concat(
      pcap(
        frames.map((bytes, i) => ({time: at(i), bytes})),
        {link},
      ),
    );
  }
  const {points} = await analyze([{path: "-", name: null, stream: stream()}]);
  return points.filter(point => point.packets > 0).map(point => [point.name, point.packets]);
};

it("a capture of several interfaces of macOS has a point for each", async () => {
  const frame = ethernet({}, ipv4({}, tcp({flags: "SYN"})));
  const frames = ["en0", "utun3", "en0"].map(name => pktap({interface: name}, frame));
  expect(await pointNames(linkType.pktap, frames)).toEqual([
    ["en0", 2],
    ["utun3", 1],
  ]);
});

it("a capture behind AWS's Gateway Load Balancer has a point for each endpoint", async () => {
  const frame = (low: number) =>
    ethernet({}, ipv4({}, geneve({options: gatewayOptions([1, low])}, ipv4({}, tcp({flags: "SYN"})))));
  expect(await pointNames(linkType.ethernet, [frame(2), frame(3), frame(2)])).toEqual([
    ["eni-0000000100000002", 2],
    ["eni-0000000100000003", 1],
  ]);
});
