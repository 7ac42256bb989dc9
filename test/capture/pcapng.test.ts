import {describe, expect, it, test} from "vitest";
import {concat, filler, linkType} from "../support/bytes.ts";
import {
  after as at,
  block,
  type Captured,
  enhancedBlock,
  interfaceBlock,
  obsoleteBlock,
  pcapng,
  sectionBlock,
  simpleBlock,
  start,
  statisticsBlock,
} from "../support/containers.ts";
import {expected, messages, notes, read, readAll, sample, syn} from "./reading.ts";

describe("sections", () => {
  it("may have different byte orders, and each counts its interfaces anew", async () => {
    const first = pcapng([syn(1)], {order: "big", interfaces: [{name: "eth0"}]});
    const second = pcapng([{...syn(2), interface: 1}], {interfaces: [{name: "eth1"}, {name: "eth2"}]});
    const third = pcapng([syn(3)], {order: "big", interfaces: [{name: "eth0"}]});
    for (const chunk of [1, 7, 65_536]) {
      const {frames, points} = await read(concat(first, second, third), chunk);
      expect(frames.map(({point, time}) => [point, time])).toEqual([
        ["eth0", at(1)],
        ["eth2", at(2)],
        ["eth0", at(3)],
      ]);
      expect(points.map(({name, packets}) => [name, packets])).toEqual([
        ["eth0", 2],
        ["eth2", 1],
      ]);
    }
  });

  it("may be empty", async () => {
    const reading = await read(concat(sectionBlock(), sectionBlock("big"), pcapng([syn(0)])));
    expect(reading.frames).toEqual(expected([syn(0)]));
    expect(messages(reading)).toEqual([]);
  });

  it("may come after half of the capture's packets were of the other byte order", async () => {
    const {frames} = await read(concat(pcapng(sample), pcapng(sample, {order: "big"})));
    expect(frames).toEqual([...expected(sample), ...expected(sample)]);
  });
});

describe("interfaces", () => {
  it("are points with the interface's name", async () => {
    const packets: Captured[] = [syn(0), {...syn(1), interface: 1}, {...syn(2), interface: 2}];
    const {frames, points} = await read(pcapng(packets, {interfaces: [{name: "wan"}, {name: "lan"}, {name: "dmz"}]}));
    expect(frames.map(frame => frame.point)).toEqual(["wan", "lan", "dmz"]);
    expect(points.map(point => point.interface)).toEqual(["wan", "lan", "dmz"]);
  });

  it("are numbered where they have no names", async () => {
    const {frames} = await read(pcapng([syn(0), {...syn(1), interface: 1}], {interfaces: [{}, {}]}));
    expect(frames.map(frame => frame.point)).toEqual(["capture", "if1"]);
  });

  it("may have different link types", async () => {
    const packets = [syn(0), {...syn(1), bytes: syn(1).bytes.subarray(14), interface: 1}];
    const {frames} = await read(pcapng(packets, {interfaces: [{name: "eth0"}, {name: "tun0", link: linkType.raw}]}));
    expect(frames.map(({point, link}) => [point, link])).toEqual([
      ["eth0", linkType.ethernet],
      ["tun0", linkType.raw],
    ]);
  });

  it("may be described after the first packets", async () => {
    const bytes = concat(
      pcapng([syn(0)], {interfaces: [{name: "a"}]}),
      interfaceBlock({name: "b"}),
      enhancedBlock({...syn(1), interface: 1}),
    );
    const {frames} = await read(bytes);
    expect(frames.map(frame => frame.point)).toEqual(["a", "b"]);
  });

  it("have their filter told, since a filter may hide one direction", async () => {
    const reading = await read(pcapng([syn(0)], {interfaces: [{filter: "src host 10.1.0.3"}]}));
    expect(notes(reading)).toEqual(['captured with the filter "src host 10.1.0.3"']);
  });

  it("without a filter have no note", async () => {
    expect(notes(await read(pcapng([syn(0)], {interfaces: [{name: "eth0"}]})))).toEqual([]);
  });
});

describe("time stamps", () => {
  const moments = [start, at(0.123_456_789), at(1.999_999_999), at(4_294.967_295), at(-5e6), at(9e6)];
  const decimal = (digits: number) => (time: bigint) => {
    const unit = 10n ** BigInt(Math.max(0, 9 - digits));
    return (time / unit) * unit;
  };
  const binary = (bits: bigint) => (time: bigint) => (((time << bits) / 1_000_000_000n) * 1_000_000_000n) >> bits;
  // 64 bits of picoseconds are 213 days: these need an offset.
  const resolutions: [name: string, resolution: number, truncated: (time: bigint) => bigint, offset?: bigint][] = [
    ["seconds", 0, decimal(0)],
    ["tenths", 1, decimal(1)],
    ["milliseconds", 3, decimal(3)],
    ["microseconds", 6, decimal(6)],
    ["nanoseconds", 9, decimal(9)],
    ["picoseconds", 12, decimal(12), 1_790_000_000n],
    ["2⁻¹⁰ s", 0x80 | 10, binary(10n)],
    ["2⁻²⁰ s", 0x80 | 20, binary(20n)],
    ["2⁻³² s", 0x80 | 32, binary(32n)],
  ];
  for (const [name, resolution, truncated, offset] of resolutions) {
    it.each(["little", "big"] as const)(`in ${name}, %s-endian, are exact to the nanosecond`, async order => {
      const packets = moments.map(time => ({...syn(0), time}));
      const {frames} = await read(pcapng(packets, {order, interfaces: [{resolution, offset}]}));
      expect(frames.map(frame => frame.time)).toEqual(moments.map(truncated));
    });
  }

  it.each([1n, -3600n, 1_700_000_000n])("with an offset of %i s", async offset => {
    const {frames} = await read(pcapng(sample, {interfaces: [{offset}]}));
    expect(frames).toEqual(expected(sample));
  });

  it("of interfaces with different resolutions and offsets agree", async () => {
    const interfaces = [{resolution: 3}, {resolution: 9, offset: 1_000_000n}, {resolution: 0x80 | 10}, {resolution: 6}];
    const packets = interfaces.map((_, i) => ({...syn(0), time: at(0.5), interface: i}));
    const {frames} = await read(pcapng([...packets, ...packets], {interfaces}));
    expect(new Set(frames.map(frame => frame.time))).toEqual(new Set([at(0.5)]));
  });
});

describe("packet flags", () => {
  it.each(["little", "big"] as const)("tell the direction, %s-endian", async order => {
    const packets: Captured[] = [
      {...syn(0), direction: "entering"},
      {...syn(1), direction: "leaving"},
      {...syn(2), direction: "unknown"},
      syn(3),
    ];
    const {frames} = await read(pcapng(packets, {order}));
    expect(frames.map(frame => frame.direction)).toEqual([1, 2, 0, 0]);
  });

  it("with the reserved direction 3 tell none", async () => {
    const packet = enhancedBlock({...syn(0), direction: "leaving"});
    packet[packet.length - 4 - 4 - 4]! |= 3;
    const {frames} = await read(concat(sectionBlock(), interfaceBlock({}), packet));
    expect(frames).toEqual(expected([syn(0)]));
  });

  it("stand behind a comment and a drop count", async () => {
    const packet = enhancedBlock({...syn(0), direction: "leaving", dropped: 1});
    const comment = Uint8Array.of(1, 0, 5, 0, 104, 101, 108, 108, 111, 0, 0, 0);
    const optionsAt = 28 + syn(0).bytes.length + (-syn(0).bytes.length & 3);
    const body = concat(packet.subarray(8, optionsAt), comment, packet.subarray(optionsAt, packet.length - 4));
    const {frames} = await read(concat(sectionBlock(), interfaceBlock({}), block(6, body)));
    expect(frames).toEqual(expected([{...syn(0), direction: "leaving"}]));
  });
});

describe("lost packets", () => {
  const droppedOf = async (bytes: Uint8Array) => (await read(bytes)).points.map(point => point.dropped);

  it("are not known where the capture says nothing", async () => {
    expect(await droppedOf(pcapng([syn(0)]))).toEqual([null]);
    expect(await droppedOf(pcapng([syn(0)], {behind: [statisticsBlock({received: 5})]}))).toEqual([null]);
  });

  it.each(["little", "big"] as const)("are those of interface and system in the statistics, %s-endian", async order => {
    const behind = [statisticsBlock({received: 90, dropped: 3, systemDropped: 4}, order)];
    expect(await droppedOf(pcapng([syn(0)], {order, behind}))).toEqual([7]);
  });

  it("may be none, and known", async () => {
    expect(await droppedOf(pcapng([syn(0)], {behind: [statisticsBlock({dropped: 0})]}))).toEqual([0]);
  });

  it("are totals: later statistics do not add up", async () => {
    const behind = [statisticsBlock({dropped: 3}), statisticsBlock({dropped: 8})];
    expect(await droppedOf(pcapng([syn(0)], {behind}))).toEqual([8]);
  });

  it("never become fewer: the totals of a second file of one point begin anew", async () => {
    const file = (dropped: number) => ({
      bytes: pcapng([syn(0)], {behind: [statisticsBlock({dropped})]}),
      name: "inside",
    });
    const {points} = await readAll([file(8), file(3)]);
    expect(points.map(point => point.dropped)).toEqual([8]);
  });

  it("of single packets add up", async () => {
    expect(await droppedOf(pcapng([{...syn(0), dropped: 2}, syn(1), {...syn(2), dropped: 5}]))).toEqual([7]);
    const obsolete = [
      {...syn(0), dropped: 2},
      {...syn(1), dropped: 0xffff},
      {...syn(2), dropped: 1},
    ];
    expect(await droppedOf(pcapng(obsolete, {as: "obsolete"}))).toEqual([3]);
  });

  it("belong to their interface", async () => {
    const interfaces = [{name: "a"}, {name: "b"}];
    const behind = [statisticsBlock({interface: 1, dropped: 9})];
    expect(await droppedOf(pcapng([syn(0), {...syn(1), interface: 1}], {interfaces, behind}))).toEqual([null, 9]);
  });
});

test.each([
  ["\\Device\\NPF_{8D0F0E6A-0000-4000-8000-000000000000}", "Ethernet 2", "Ethernet 2"],
  [
    "\\Device\\NPF_{8D0F0E6A-0000-4000-8000-000000000000}",
    undefined,
    "\\Device\\NPF_{8D0F0E6A-0000-4000-8000-000000000000}",
  ],
  ["eth0", "the uplink", "eth0"],
])("an interface %s that is described as %s is called %s", async (name, description, called) => {
  const {points} = await read(
    pcapng([syn(0)], {interfaces: [{name, ...(description === undefined ? {} : {description})}]}),
  );
  expect(points.map(point => point.interface)).toEqual([called]);
});

describe("blocks that say nothing here", () => {
  it.each([4, 10, 0x0bad, 0x8000_0001])("of type %i are skipped", async type => {
    const bytes = concat(pcapng([syn(0)], {before: [block(type, filler(30))]}), block(type, filler(0)));
    const reading = await read(bytes, 7);
    expect(reading.frames).toEqual(expected([syn(0)]));
    expect(messages(reading)).toEqual([]);
  });

  it.each([1_048_576, 1_048_577, 3_000_000, 16_777_204])(
    "are skipped when they have %i bytes, more than is held",
    async size => {
      const bytes = concat(pcapng([syn(0)], {behind: [block(0x0bad, new Uint8Array(size))]}), enhancedBlock(syn(1)));
      for (const chunk of [65_536, 1_000_003]) {
        const reading = await read(bytes, chunk);
        expect(reading.frames).toEqual(expected([syn(0), syn(1)]));
        expect(messages(reading)).toEqual([]);
        expect(notes(reading)).toEqual([]);
        expect(reading.summaries[0]!.bytes).toBe(bytes.length);
      }
    },
  );
});

describe("simple packets", () => {
  it("take the time of the packet before, and a note says so", async () => {
    const bytes = concat(
      pcapng([syn(5)], {interfaces: [{name: "eth0"}]}),
      simpleBlock(syn(99, 1)),
      simpleBlock(syn(99, 2)),
    );
    const {frames} = await read(bytes);
    expect(frames).toEqual(expected([syn(5), {...syn(5, 1)}, {...syn(5, 2)}], "eth0"));
  });

  it("may be all there is", async () => {
    const reading = await read(pcapng([syn(0, 1), syn(0, 2)], {as: "simple"}));
    expect(reading.frames.map(frame => frame.bytes)).toEqual(
      expected([syn(0, 1), syn(0, 2)]).map(frame => frame.bytes),
    );
    expect(notes(reading)).toEqual(["some packets have no time stamp (simple packet blocks)"]);
  });

  it.each(["little", "big"] as const)("end at the interface's snapshot length, %s-endian", async order => {
    const {bytes} = syn(0);
    const packet = {time: start, bytes: bytes.subarray(0, 50), wireLength: bytes.length};
    const {frames} = await read(pcapng([packet], {as: "simple", order, interfaces: [{snaplen: 50}]}));
    expect(frames.map(frame => [frame.bytes, frame.wireLength])).toEqual([
      [expected([packet])[0]!.bytes, bytes.length],
    ]);
  });
});

describe("obsolete packets", () => {
  it.each(["little", "big"] as const)("have interface and time, %s-endian", async order => {
    const interfaces = [{name: "a"}, {name: "b", resolution: 9}];
    const bytes = concat(
      pcapng([], {order, interfaces}),
      obsoleteBlock({...syn(1.5), interface: 1}, interfaces[1], order),
    );
    expect((await read(bytes)).frames).toEqual(expected([syn(1.5)], "b"));
  });
});
