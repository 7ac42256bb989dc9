import type {CaptureSummary} from "../../src/capture/capture.ts";
import {type CapturePoint, originOf} from "../../src/capture/points.ts";
import {Tally} from "../../src/decode/skip.ts";
import type {LadderRung} from "../../src/flow/ladder.ts";
import {
  type Analysis,
  type ConnectionRecord,
  type Finding,
  type FlowRecord,
  type Missing,
  type Outcome,
  outcomes,
  type Scene,
  type SideRecord,
} from "../../src/judge/analysis.ts";
import type {Verdict} from "../../src/judge/verdict.ts";
import {ruleOf} from "../../src/rules/index.ts";
import {Epoch, millisecond, second} from "../../src/time/time.ts";

/** 2026-11-21 14:22:07 UTC. */
const begin = Date.UTC(2026, 10, 21, 14, 22, 7) / 1000;
const flagBits = {FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16} as const;

/** Returns a segment told as `> SYN`, `< SYN-ACK`, `> PSH-ACK 517`, with relative numbers. */
export function rung(
  milliseconds: number,
  told: string,
  sequence: number,
  acknowledgment = 0,
  more: Partial<LadderRung> = {},
): LadderRung {
  const [way, names, payload] = told.split(" ");
  const flags = names!.split("-").reduce((sum, name) => sum | flagBits[name as keyof typeof flagBits], 0);
  // Initial numbers near the end of the space, so that relative numbers wrap.
  const [own, other] = way === ">" ? [4294967000, 1000] : [1000, 4294967000];
  return {
    time: 113 * millisecond + milliseconds * millisecond,
    frame: 0,
    side: way === ">" ? 0 : 1,
    flags,
    sequence: (own + sequence) >>> 0,
    acknowledgment: flags & flagBits.ACK ? (other + acknowledgment) >>> 0 : 0,
    payload: Number(payload ?? 0),
    round: false,
    sacked: false,
    afterGap: false,
    ...more,
  };
}

export function side(packets: number, more: Partial<SideRecord> = {}): SideRecord {
  const time = packets === 0 ? null : 113 * millisecond;
  return {
    packets,
    copies: 0,
    bytes: 0,
    syn: 0,
    synAck: 0,
    fin: 0,
    rst: 0,
    repeats: 0,
    first: time,
    last: time,
    ttl: [],
    entering: 0,
    leaving: 0,
    ...more,
  };
}

/** A flow at point 0; its frames are numbered in order, from ordinal 11. */
export function flow(
  missing: Missing | null,
  ladder: LadderRung[],
  requests: number,
  replies: number,
  more: Partial<FlowRecord> = {},
): FlowRecord {
  return {
    point: 0,
    client: {address: "10.20.30.17", port: 51544},
    server: {address: "203.0.113.50", port: 443},
    missing,
    history: ladder.map(lettersOf).join(""),
    requests: side(requests),
    replies: side(replies),
    ladder: ladder.map((one, i) => ({...one, frame: one.frame || 11 + i})),
    ...more,
  };
}

/** Letters of a history, see handshake.ts. */
function lettersOf({flags, payload, side}: LadderRung): string {
  const has = (name: keyof typeof flagBits) => (flags & flagBits[name]) !== 0;
  const open = has("SYN") ? (has("ACK") ? "H" : "S") : "";
  const letters = `${open}${payload > 0 ? "D" : open === "" && has("ACK") ? "A" : ""}${has("FIN") ? "F" : ""}${has("RST") ? "R" : ""}`;
  return side === 0 ? letters : letters.toLowerCase();
}

export function connection(flows: FlowRecord[], more: Partial<ConnectionRecord> = {}): ConnectionRecord {
  const times = flows.flatMap(one => one.ladder.map(step => step.time));
  return {
    id: 0,
    client: flows[0]!.client,
    server: flows[0]!.server,
    clientBy: "syn",
    outcome: "one-way",
    missing: flows[0]!.missing,
    certainty: "proven",
    failing: true,
    first: Math.min(...times),
    last: Math.max(...times) + second,
    flows,
    findings: [0],
    ...more,
  };
}

export function point(id: number, name: string, path: string, more: Partial<CapturePoint> = {}): CapturePoint {
  return {
    id,
    name,
    device: null,
    clock: id,
    timeBase: "utc",
    hearsAll: false,
    stage: null,
    box: `capture:${path}`,
    interface: null,
    linkType: 1,
    captures: [0],
    packets: 26,
    dropped: null,
    origin: originOf(path, null),
    ...more,
  };
}

export function capture(id: number, path: string, packets: number, more: Partial<CaptureSummary> = {}): CaptureSummary {
  return {
    id,
    path,
    format: "pcap",
    packets,
    ordinal: 0,
    bytes: packets * 100,
    notes: [],
    errors: [],
    typed: [],
    digest: null,
    mistakes: [],
    lines: [],
    ...more,
  };
}

export function finding(
  detector: string,
  missing: Missing | null,
  points: number[],
  more: Partial<Finding> = {},
): Finding {
  return {
    id: 0,
    detector,
    certainty: "proven",
    missing,
    points,
    conversations: [0],
    since: 113 * millisecond,
    facts: {},
    sentence: "",
    evidence: [],
    alternatives: [],
    displayFilter: "",
    displayFilters: [],
    example: 0,
    leads: ruleOf({detector})?.leads ?? null,
    ...more,
  };
}

/** A verdict of these clauses; {@link analysisOf} counts, and says how many fail or work. */
export const verdictOf = (kind: Verdict["kind"], failing: boolean | null, ...clauses: readonly string[]): Verdict => ({
  ...{kind, failing, sentence: clauses.join("; "), clauses},
  counts: {affected: 0, failing: 0, working: 0, of: 0},
  unexplained: 0,
});

export interface Plan {
  readonly verdict: Verdict;
  readonly partial?: boolean;
  readonly period?: Analysis["period"];
  readonly captures?: CaptureSummary[];
  readonly points?: CapturePoint[];
  readonly conversations?: number;
  readonly totals?: Partial<Analysis["totals"]>;
  readonly outcomes?: Partial<Record<Outcome, number>>;
  readonly findings?: Finding[];
  readonly scene?: Partial<Scene>;
  readonly example?: ConnectionRecord;
  readonly epoch?: number;
  readonly timeline?: Analysis["timeline"];
  readonly causes?: Analysis["causes"];
  readonly ruledOut?: Analysis["ruledOut"];
  readonly events?: Analysis["events"];
  readonly groups?: Analysis["groups"];
}

/** Adds what a verdict of asymmetry counts, and the clause that tells it last. */
function judged(verdict: Verdict, affected: number, of: number): Verdict {
  const isAbout = ["proven", "suspected", "one-sided-capture"].includes(verdict.kind);
  const [failing, working] = [verdict.failing === true ? affected : 0, verdict.failing === false ? affected : 0];
  if (!isAbout || failing + working === 0) return verdict;
  const clauses = [...verdict.clauses, `the ${affected} affected connections ${failing > 0 ? "fail" : "still work"}`];
  return {...verdict, sentence: clauses.join("; "), clauses, counts: {affected, failing, working, of}};
}

/** Returns an analysis of one capture, `trace.pcap` at eth0, but for what the plan says otherwise. */
export function analysisOf(plan: Plan): Analysis {
  const epoch = new Epoch();
  epoch.time(plan.epoch ?? begin, 0);
  const byOutcome = Object.fromEntries(outcomes.map(outcome => [outcome, plan.outcomes?.[outcome] ?? 0])) as Record<
    Outcome,
    number
  >;
  const concerned = plan.scene?.concerned ?? 1;
  return {
    verdict: judged(plan.verdict, concerned, plan.conversations ?? 1),
    partial: plan.partial ?? false,
    epoch,
    period: plan.period === undefined ? [0, 30 * second] : plan.period,
    captures: plan.captures ?? [capture(0, "/tmp/trace.pcap", 26)],
    points: plan.points ?? [point(0, "eth0", "/tmp/trace.pcap", {interface: "eth0"})],
    totals: {
      packets: 26,
      tcp: 26,
      udp: 0,
      icmp: 0,
      copies: 0,
      conversations: plan.conversations ?? 1,
      forgotten: 0,
      byOutcome,
      ...plan.totals,
    },
    skipped: new Tally(),
    findings: plan.findings ?? [],
    causes: plan.causes ?? [],
    platforms: [],
    ruledOut: plan.ruledOut ?? [],
    events: plan.events ?? [],
    groups: plan.groups ?? [],
    sideEvidence: [],
    moreSideEvidence: 0,
    scene: {
      client: "10.20.30.17",
      moreClients: 0,
      server: "203.0.113.50:443",
      moreServers: 0,
      points: [{point: 0, requests: 26, replies: 0}],
      concerned: 1,
      clients: 1,
      services: 1,
      since: 113 * millisecond,
      until: 1423 * millisecond,
      ...plan.scene,
    },
    timeline: plan.timeline ?? {from: 0, width: second, concerned: [], others: []},
    example: plan.example === undefined ? null : 0,
    course: {shown: () => null, healthy: () => new Map()},
    deeds: () => ({synAcks: 0, clientRepeats: 0, serverRepeats: 0, resets: 0, isAcknowledged: false}),
    connection: () => plan.example ?? connection([flow(null, [rung(0, "> SYN", 0), rung(9, "< SYN-ACK", 0, 1)], 1, 1)]),
  };
}
