import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {concat, ethernet, filler, ipv4, made, tcp} from "../support/bytes.ts";
import {type Captured, type PcapngOptions, pcapng, after as timeAt} from "../support/containers.ts";

/** What a capture point is blind for, by the capture's own word, proves nothing by being missing there. */

const router = "02:00:00:00:00:01";
const firewall = "02:00:00:00:00:02";

interface Shape {
  readonly client: string;
  readonly server: string;
  readonly port: number;
  /** Seconds after the capture's start. */
  readonly begin: number;
  /** Exchanges of a request and its reply, half a second apart. */
  readonly exchanges?: number;
  readonly hides?: "requests" | "replies";
  /** Only what comes after the handshake is hidden. */
  readonly isOpened?: boolean;
  /** It began before the capture. */
  readonly isOld?: boolean;
  /** The client sends ACKs alone. */
  readonly downloads?: boolean;
}

/** Packets of a connection, between the same two MAC addresses. */
function connection(shape: Shape): Captured[] {
  const {client, server, port, begin, exchanges = 4, hides, isOpened, isOld, downloads} = shape;
  const packets: Captured[] = [];
  const next = {client: 1_000_000 + port * 7, server: 2_000_000 + port * 11};
  let identification = port;
  const send = (time: number, isClient: boolean, flags: string, payload = 0) => {
    const [own, other] = isClient ? (["client", "server"] as const) : (["server", "client"] as const);
    const isHandshake = flags.includes("SYN");
    const isHidden = hides === (isClient ? "requests" : "replies") && !(isOpened && isHandshake);
    const segment = tcp(
      {
        sourcePort: isClient ? port : 443,
        targetPort: isClient ? 443 : port,
        flags,
        sequence: next[own],
        acknowledgment: flags === "SYN" ? 0 : next[other],
      },
      payload,
    );
    if (!isHidden && !(isOld && isHandshake))
      packets.push({
        time: timeAt(begin + time),
        bytes: ethernet(
          isClient ? {source: router, target: firewall} : {source: firewall, target: router},
          ipv4(
            {
              source: isClient ? client : server,
              target: isClient ? server : client,
              ttl: 60,
              identification: identification++,
            },
            segment,
          ),
        ),
      });
    next[own] += payload + (flags.includes("SYN") || flags.includes("FIN") ? 1 : 0);
  };
  send(0, true, "SYN");
  send(0.02, false, "SYN-ACK");
  if (!isOld) send(0.03, true, "ACK");
  for (let i = 0; i < exchanges; i++) {
    const at = 0.04 + i / 2;
    if (!downloads) send(at, true, "PSH-ACK", 100);
    send(at + 0.02, false, "PSH-ACK", 900);
    send(at + 0.04, true, "ACK");
  }
  return packets;
}

/** Connections that are seen whole, all along. */
const witnessesFrom = (port: number, begin = 0) =>
  Array.from({length: 60}, (_, i) =>
    connection({client: "10.1.0.9", server: "10.2.0.4", port: port + i, begin: begin + i / 6, exchanges: 2}),
  ).flat();
const witnesses = witnessesFrom(30_000);
/** Connections of another client that lack all replies: four unseen packets and more of each. */
const hidden = (shape: Partial<Shape> = {}) =>
  Array.from({length: 4}, (_, i) =>
    connection({
      client: "10.1.0.3",
      server: "10.2.0.4",
      port: 40_000 + i,
      begin: 4 + i / 10,
      exchanges: 8,
      hides: "replies",
      ...shape,
    }),
  ).flat();

const inOrder = (packets: readonly Captured[]) => [...packets].sort((a, b) => Number(a.time - b.time));

async function analysisOf(...captures: (readonly [name: string, bytes: Uint8Array])[]) {
  const streams = captures.map(([name, bytes]) => ({
    path: name,
    name,
    stream: (async function* () {
      yield bytes;
    })(),
  }));
  return await analyze(streams);
}
const verdictOf = async (...captures: Parameters<typeof analysisOf>) => (await analysisOf(...captures)).verdict.kind;
/** Whether frames that could not be read are named, and not excluded. */
const isUnreadDoubt = ({findings}: Analysis) =>
  findings.some(({alternatives}) =>
    alternatives.some(({says, excludedBecause}) => says.includes("could not be read") && excludedBecause === null),
  );
/** As dumpcap writes captures, which names its filters. */
const dumpcap = (packets: readonly Captured[], options: PcapngOptions = {}) =>
  pcapng(packets, {application: "Dumpcap (Wireshark) 4.4.2", ...options});
const judged = (packets: readonly Captured[]) => verdictOf(["in", dumpcap(inOrder(packets))]);

test("without any of that, it is proven", async () => {
  expect(await judged([...witnesses, ...hidden()])).toBe("proven");
});

const espOf = (count: number): Captured[] =>
  Array.from({length: count}, (_, i) => ({
    time: timeAt(4 + i / 50),
    bytes: ethernet(
      {source: firewall, target: router},
      ipv4({source: "192.0.2.1", target: "198.51.100.1", protocol: 50}, filler(120)),
    ),
  }));

describe("frames that cannot be read", () => {
  const macsec = (count: number): Captured[] =>
    Array.from({length: count}, (_, i) => ({
      time: timeAt(4 + i / 50),
      bytes: ethernet({source: firewall, target: router}, made(0x88e5, filler(120))),
    }));
  const cut = (count: number): Captured[] =>
    Array.from({length: count}, (_, i) => {
      const bytes = ethernet(
        {source: firewall, target: router, vlans: [10, 20, 30]},
        ipv4({source: "10.2.0.4", target: "10.1.0.3"}, tcp({}, 100)),
      );
      return {time: timeAt(4 + i / 50), bytes: bytes.subarray(0, 48), wireLength: bytes.length};
    });

  test.each([
    ["ESP", espOf],
    ["MACsec", macsec],
    ["cut short", cut],
  ])("%s: as many as are missing may hold them, a few may not", async (_, frames) => {
    expect(await judged([...witnesses, ...hidden(), ...frames(60)])).toBe("suspected");
    expect(await judged([...witnesses, ...hidden(), ...frames(3)])).toBe("proven");
  });

  test("ESP is the first cause where it may carry them, and none where so few frames cannot, or where they are cut short", async () => {
    const causes = async (frames: readonly Captured[]) =>
      (await analysisOf(["in", dumpcap(inOrder([...witnesses, ...hidden(), ...frames]))])).causes.map(
        ({cause}) => cause,
      );
    expect((await causes(espOf(60)))[0]).toBe("encrypted-here");
    expect(await causes(espOf(3))).not.toContain("encrypted-here");
    expect(await causes(cut(60))).not.toContain("encrypted-here");
  });
});

test("packets that the capture says it has lost, as many as are missing or fewer", async () => {
  const lossy = (dropped: number) => {
    const packets = inOrder([...witnesses, ...hidden()]);
    return verdictOf(["in", dumpcap([{...packets[0]!, dropped}, ...packets.slice(1)])]);
  };
  expect(await lossy(60)).toBe("suspected");
  expect(await lossy(3)).toBe("proven");
});

test("a filter that pcapng names, of one direction of these hosts", async () => {
  const packets = inOrder([...witnesses, ...hidden()]);
  const filtered = (filter: string) => verdictOf(["in", dumpcap(packets, {interfaces: [{name: "eth0", filter}]})]);
  expect(await filtered("host 10.1.0.9 or dst port 443")).toBe("one-sided-capture");
  expect(await filtered("tcp")).toBe("proven");
  // It is of another capture, as this one holds what it does not take: nobody knows with which one this was taken.
  expect(await filtered("dst port 443")).toBe("suspected");
});

test("ACKs of downloads that began before the capture and end in its first seconds may answer what was sent before it", async () => {
  const old = {isOld: true, downloads: true};
  expect(await judged([...witnesses, ...hidden({...old, begin: 0.4, exchanges: 5})])).not.toBe("proven");
  expect(await judged([...witnesses, ...hidden({...old, begin: 4})])).toBe("proven");
});

test("where sessions lose their replies after the handshake, as hardware offload has it, older ones may have", async () => {
  const offloaded = Array.from({length: 4}, (_, i) =>
    connection({
      client: "10.1.0.5",
      server: "10.2.0.4",
      port: 50_000 + i,
      begin: 2 + i / 10,
      hides: "replies",
      isOpened: true,
      exchanges: 6,
    }),
  ).flat();
  expect(await judged([...witnesses, ...offloaded, ...hidden({isOld: true})])).not.toBe("proven");
  // A handshake was over before anything is offloaded.
  expect(await judged([...witnesses, ...offloaded, ...hidden()])).toBe("proven");
});

test("one leg of a TAP in a network that has clients and servers on both sides", async () => {
  const one = [...Array(6).keys()].flatMap(i =>
    connection({
      client: `10.1.0.${20 + i}`,
      server: "10.2.0.4",
      port: 41_000 + i,
      begin: 3 + i / 5,
      hides: "replies",
    }),
  );
  /** The same link: servers here answer clients there. */
  const other = [...Array(6).keys()]
    .flatMap(i =>
      connection({
        client: `10.2.0.${20 + i}`,
        server: "10.1.0.4",
        port: 42_000 + i,
        begin: 3 + i / 5,
        hides: "requests",
      }),
    )
    .map(({time, bytes}) => ({time, bytes: concat(bytes.subarray(6, 12), bytes.subarray(0, 6), bytes.subarray(12))}));
  const {verdict, findings} = await analysisOf(["in", dumpcap(inOrder([...one, ...other]))]);
  expect(verdict.kind).not.toBe("proven");
  const leg = findings.flatMap(({alternatives}) => alternatives).filter(({says}) => says.includes("one leg of a TAP"));
  expect(leg.length).toBeGreaterThan(0);
  for (const {excludedBecause} of leg) expect(excludedBecause).toBe(null);
});

test("ACKs that jump back and forth by gigabytes are a flood, and answer nothing", async () => {
  const flood = Array.from({length: 60}, (_, i): Captured => {
    const segment = tcp({
      sourcePort: 5000,
      targetPort: 443,
      flags: "ACK",
      sequence: 77,
      acknowledgment: Math.imul(i, 0x9e3779b1) >>> 0,
    });
    const source = {source: "10.1.0.66", target: "10.2.0.4", identification: i};
    return {time: timeAt(5 + i / 20), bytes: ethernet({source: router, target: firewall}, ipv4(source, segment))};
  });
  expect(await judged([...witnesses, ...flood])).toBe("symmetric");
});

test("two points whose packets join the same two MAC addresses are members of one bundle, not two paths", async () => {
  const [requests, replies] = (["replies", "requests"] as const).map(hides => hidden({hides}));
  /** Another firewall has another address. */
  const moved = replies!.map(({time, bytes}) => {
    const copy = bytes.slice();
    copy[11] = 9;
    return {time, bytes: copy};
  });
  const both = (second: readonly Captured[]) =>
    verdictOf(
      ["a/x", dumpcap(inOrder([...witnesses, ...requests!]))],
      ["b/x", dumpcap(inOrder([...witnessesFrom(31_000), ...second]))],
    );
  expect(await both(replies!)).toBe("suspected");
  expect(await both(moved)).toBe("proven");
});

describe("what proves a direction to be missing by other packets than acknowledgments", () => {
  const isRequest = ({bytes}: Captured) => bytes[11] === 1;
  /** SYN-ACKs of six clients' connections whose SYNs never pass (P5b), one of each. */
  const synAcks = Array.from({length: 6}, (_, i) =>
    connection({client: `10.1.0.${30 + i}`, server: "10.2.0.4", port: 43_000 + i, begin: 46 + i / 2, exchanges: 0}),
  )
    .flat()
    .filter(one => !isRequest(one));
  /** Connections whose requests are seen until one moment and not after (P14). */
  const leaving = Array.from({length: 4}, (_, i) =>
    connection({client: "10.1.0.3", server: "10.2.0.4", port: 44_000 + i, begin: 3 + i / 50, exchanges: 10}),
  )
    .flat()
    .filter(one => !isRequest(one) || one.time < timeAt(5.8));

  test.each([
    ["SYN-ACKs alone", [...witnessesFrom(32_000, 45), ...synAcks]],
    ["a path that changes", leaving],
  ])(
    "%s: as many as are missing may be in frames that cannot be read, or lost by the capture's own word",
    async (_, packets) => {
      const dropping = (dropped: number) => {
        const [first, ...rest] = inOrder([...witnesses, ...packets]);
        return verdictOf(["in", dumpcap([{...first!, dropped}, ...rest])]);
      };
      expect(await judged([...witnesses, ...packets])).toBe("proven");
      expect(await judged([...witnesses, ...packets, ...espOf(2)])).toBe("proven");
      expect(await dropping(2)).toBe("proven");
      const unread = await analysisOf(["in", dumpcap(inOrder([...witnesses, ...packets, ...espOf(60)]))]);
      expect(unread.verdict.kind).toBe("suspected");
      expect(isUnreadDoubt(unread)).toBe(true);
      expect(await dropping(18)).toBe("suspected");
    },
  );

  test("a split path: frames that cannot be read excuse it where both places have them", async () => {
    const [requests, replies] = (["replies", "requests"] as const).map(hides => hidden({hides}));
    const moved = replies!.map(({time, bytes}) => ({time, bytes: bytes.with(11, 9)}));
    const both = (one: readonly Captured[], other: readonly Captured[]) =>
      analysisOf(
        ["a/x", dumpcap(inOrder([...witnesses, ...requests!, ...one]))],
        ["b/x", dumpcap(inOrder([...witnessesFrom(31_000), ...moved, ...other]))],
      );
    const [oneBlind, bothBlind] = [await both(espOf(100), []), await both(espOf(100), espOf(100))];
    expect([oneBlind.verdict.kind, isUnreadDoubt(oneBlind)]).toEqual(["proven", false]);
    expect([bothBlind.verdict.kind, isUnreadDoubt(bothBlind)]).toEqual(["suspected", true]);
  });
});
