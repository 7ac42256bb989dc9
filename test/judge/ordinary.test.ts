import fc from "fast-check";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {concat, ethernet, icmp, ipv4, tcp} from "../support/bytes.ts";
import {after, type Captured, pcap} from "../support/containers.ts";

/**
 * Ordinary connections are judged from a few words of their records, unless there is any ping in the capture, which all are compared
 * with. Either way must say the same of every connection, whatever becomes of its packets.
 */

/** What may become of a packet on its way into the capture. */
const fates = ["lost", "copied", "sent again", "by another path", "with another TTL"] as const;
type Fate = (typeof fates)[number];

interface Life {
  /** What becomes of some segments, by their number; all others are captured once. */
  readonly fates: readonly (readonly [segment: number, fate: Fate])[];
  /** Segments before the first that was captured. */
  readonly skipped: number;
  /** The direction that is not captured, and from which segment on. */
  readonly hides: "nothing" | "requests" | "replies";
  readonly from: number;
  readonly exchanges: number;
  /** Replies come from another router than requests go to. */
  readonly returnsElsewhere: boolean;
  readonly ends: "FIN" | "RST" | "nothing";
  readonly stamped: boolean;
}

const lives = fc.record<Life>({
  fates: fc.array(fc.tuple(fc.nat(21), fc.constantFrom(...fates, "by another path")), {maxLength: 3}),
  skipped: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 5),
  hides: fc.constantFrom("nothing", "nothing", "nothing", "requests", "replies"),
  from: fc.constantFrom(0, 2, 3, 6, 9),
  exchanges: fc.constantFrom(0, 1, 4, 4),
  returnsElsewhere: fc.integer({max: 9}).map(number => number === 9),
  ends: fc.constantFrom("FIN", "FIN", "RST", "nothing"),
  stamped: fc.boolean(),
});

/** The packets of one connection, its number also its client and port. */
function packetsOf(life: Life, number: number): Captured[] {
  const packets: Captured[] = [];
  const next = {client: 1000 * number, server: 5000 * number};
  let step = 0;
  const send = (from: "client" | "server", flags: string, payload = 0) => {
    const isClient = from === "client";
    const other = isClient ? "server" : "client";
    const fate = life.fates.find(([segment]) => segment === step)?.[1];
    const segment = (time: number, ttl: number, path: number, identification: number): Captured => ({
      time: after(3 + number + time),
      bytes: ethernet(
        {
          source: isClient ? "02:00:00:00:00:01" : `02:00:00:00:00:0${2 + path}`,
          target: isClient ? `02:00:00:00:00:0${2 + path}` : "02:00:00:00:00:01",
        },
        ipv4(
          {
            source: isClient ? `10.1.0.${number % 3}` : "10.2.0.4",
            target: isClient ? "10.2.0.4" : `10.1.0.${number % 3}`,
            ttl,
            identification,
          },
          tcp(
            {
              sourcePort: isClient ? 40_000 + number : 443,
              targetPort: isClient ? 443 : 40_000 + number,
              flags,
              sequence: next[from],
              acknowledgment: flags === "SYN" ? 0 : next[other],
              ...(life.stamped ? {timestamps: [step + 10, flags === "SYN" ? 0 : step + 9]} : {}),
            },
            payload,
          ),
        ),
      ),
    });
    const isHidden = life.hides === (isClient ? "requests" : "replies") && step >= life.from;
    const way = life.returnsElsewhere && !isClient ? 2 : 0;
    const [time, ttl, own] = [step / 20, isClient ? 63 : 57, 100 * number + step];
    if (step >= life.skipped && !isHidden && fate !== "lost") {
      packets.push(
        segment(time, fate === "with another TTL" ? ttl - 2 : ttl, fate === "by another path" ? 1 : way, own),
      );
      if (fate === "copied") packets.push(segment(time + 0.0001, ttl - 1, 1, own));
      if (fate === "sent again") packets.push(segment(time + 0.3, ttl, way, own + 5000));
    }
    next[from] += payload + (flags.includes("SYN") || flags.includes("FIN") ? 1 : 0);
    step++;
  };
  send("client", "SYN");
  send("server", "SYN-ACK");
  send("client", "ACK");
  for (let i = 0; i < life.exchanges; i++) {
    send("client", "PSH-ACK", 100);
    send("server", "ACK");
    send("server", "PSH-ACK", 1200);
    send("client", "ACK");
  }
  if (life.ends === "RST") send("server", "RST-ACK");
  if (life.ends !== "FIN") return packets;
  send("client", "FIN-ACK");
  send("server", "FIN-ACK");
  send("client", "ACK");
  return packets;
}

/** A ping between hosts that have no connection, after all others. */
const ping: Captured = {
  time: after(40),
  bytes: ethernet({}, ipv4({source: "10.9.0.1", target: "10.8.0.1"}, icmp({identifier: 1, sequence: 1}))),
};
/** The same moment without one: what ends it is no packet of any connection. */
const other: Captured = {time: after(40), bytes: ping.bytes.with(23, 47)};

async function judged(packets: readonly Captured[]) {
  async function* stream() {
    yield concat(pcap(packets));
  }
  const analysis = await analyze([{path: "-", name: null, stream: stream()}]);
  const {byOutcome, conversations, icmp: pings} = analysis.totals;
  return {
    pings,
    verdict: analysis.verdict,
    byOutcome,
    findings: analysis.findings,
    causes: analysis.causes,
    groups: analysis.groups,
    scene: analysis.scene,
    timeline: analysis.timeline,
    conversations: Array.from({length: conversations}, (_, id) => analysis.connection(id)),
  };
}

const whole: Life = {
  fates: [],
  skipped: 0,
  hides: "nothing",
  from: 0,
  exchanges: 4,
  returnsElsewhere: false,
  ends: "FIN",
  stamped: true,
};
/** What is nearly ordinary, one thing apart. */
const nearly: Life[] = [
  {...whole, hides: "replies", from: 6},
  {...whole, exchanges: 0, ends: "nothing", fates: [[1, "sent again"]]},
  {...whole, returnsElsewhere: true},
  {...whole, fates: [4, 8, 12, 16].map(segment => [segment, "by another path"] as const)},
  {...whole, fates: [[8, "with another TTL"]]},
  {...whole, fates: [[8, "lost"]]},
];

test("ordinary connections are judged as all others are", async () => {
  let ordinary = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(lives, {minLength: 1, maxLength: 12}), async all => {
      const packets = all.flatMap((life, i) => packetsOf(life, i + 1));
      // Without a connection the ping alone is what was understood.
      fc.pre(packets.length > 0);
      packets.sort((a, b) => Number(a.time - b.time));
      const [quick, slow] = [await judged([...packets, other]), await judged([...packets, ping])];
      expect([quick.pings, slow.pings]).toEqual([0, 1]);
      expect(quick).toEqual({...slow, pings: 0});
      ordinary += quick.byOutcome.complete;
    }),
    {numRuns: 300, examples: nearly.map(life => [[whole, life, life, life]])},
  );
  expect(ordinary).toBeGreaterThan(100);
});
