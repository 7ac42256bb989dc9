import type {CaptureSummary} from "./capture/capture.ts";
import type {CapturePoints} from "./capture/points.ts";
import type {Statements} from "./capture/statement.ts";
import {hiddenCounters} from "./causes/arguments/counter-voices.ts";
import {unplacedFilters} from "./causes/arguments/filter-voices.ts";
import {withSessions} from "./causes/arguments/session-voices.ts";
import {explain} from "./causes/rank.ts";
import {Skip, type Tally} from "./decode/skip.ts";
import {Connections} from "./flow/connection.ts";
import type {Cursor} from "./flow/cursor.ts";
import {bit} from "./flow/handshake.ts";
import {goesOn} from "./flow/hidden.ts";
import type {FlowTable} from "./flow/table.ts";
import type {Analysis, Finding} from "./judge/analysis.ts";
import {Pools} from "./judge/certainty.ts";
import {noteClocks} from "./judge/clock-notes.ts";
import type {Context, UserContext} from "./judge/context.ts";
import {Devices} from "./judge/devices.ts";
import {Fates} from "./judge/fates.ts";
import {Judgements} from "./judge/judgements.ts";
import {leadingFinding} from "./judge/leading.ts";
import {Ledger} from "./judge/ledger.ts";
import {OneSidedPoints} from "./judge/one-sided-points.ts";
import {movedAt, onsetOf} from "./judge/onset.ts";
import {type Judgement, judge} from "./judge/outcome.ts";
import {platformsOf} from "./judge/platforms.ts";
import {Refusals} from "./judge/refusals.ts";
import {Scans} from "./judge/scans.ts";
import {vainOf} from "./judge/vain.ts";
import type {VerdictKind} from "./judge/verdict.ts";
import {Witnesses} from "./judge/witnesses.ts";
import {Side, type SideInput} from "./listings/side.ts";
import {deviceDrops} from "./rules/device-drops.ts";
import {deviceLog} from "./rules/device-log.ts";
import {rules} from "./rules/index.ts";
import {isOf} from "./rules/rule.ts";
import {runRules} from "./rules/run.ts";
import {inVain} from "./rules/some-clients.ts";
import {synAckNotAccepted} from "./rules/syn-ack-not-accepted.ts";
import {unanswered} from "./rules/unanswered.ts";
import {FindingCourse} from "./summary/course.ts";
import {deedsOf} from "./summary/deeds.ts";
import {emptyClauses} from "./summary/emptiness.ts";
import {compareEvents, findOnset, type Onset} from "./summary/events.ts";
import {withFilters} from "./summary/filters/display-filters.ts";
import {indexFindings} from "./summary/finding-index.ts";
import {Groups} from "./summary/groups.ts";
import {listSide} from "./summary/listing.ts";
import {placeOf} from "./summary/place.ts";
import {connectionRecord} from "./summary/record.ts";
import {SceneBuilder} from "./summary/scene.ts";
import {TimelineBuilder} from "./summary/timeline.ts";
import {type VerdictGrounds, verdict, verdictKind} from "./summary/verdict.ts";
import type {Epoch, Time} from "./time/time.ts";

/** Rules whose findings tell why handshakes do not go on. */
const telling: readonly string[] = [synAckNotAccepted.name, deviceLog.name, deviceDrops.name];

/** What was read. */
export interface Reading {
  readonly table: FlowTable;
  readonly points: CapturePoints;
  readonly captures: readonly CaptureSummary[];
  /** What devices say. */
  readonly statements: Statements;
  /** What texts tell beside packets. */
  readonly side: SideInput;
  readonly skipped: Tally;
  readonly epoch: Epoch;
  /** When the captures begin and end, where the user's period leaves nothing of them. */
  readonly emptied: readonly [Time, Time] | null;
}

/**
 * Connections → findings → causes → verdict. Passes over all connections make an object of none; most ask the ledger, and the records of
 * some only.
 */
export function conclude(reading: Reading, user: UserContext): Analysis {
  const {table, points, captures, statements, skipped, epoch} = reading;
  for (const point of points.list) point.packets = table.periods.packetsAt(point.id);
  points.settle();
  const conversations = new Connections(table, point => points.list[point]!.clock, user.internal);
  noteClocks(conversations, points.list, captures);
  const cursor = conversations.cursor();
  const judgements = new Judgements(conversations.count);
  const ledger = new Ledger(conversations.count);
  const oneSided = new OneSidedPoints(table);
  const pools = new Pools(
    table,
    point => points.list[point]?.dropped ?? null,
    point => oneSided.isDeaf(point),
  );
  const scans = new Scans();
  const refusals = new Refusals();
  const devices = new Devices(points.list);
  judgeAll(conversations.count, cursor, table, {
    judgements,
    ledger,
    pools,
    scans,
    refusals,
    devices,
    isSpokenOf: statements.list.length > 0,
  });
  pools.settle();
  if (scans.needsAnswered)
    for (let id = 0; id < conversations.count; id++) scans.addAnswered(cursor.move(id), judgements.outcome(id));

  const side = new Side(reading.side, captures, points.list);
  side.filters.check(conversations);
  for (const [capture, note] of [...hiddenCounters(side.counters), ...unplacedFilters(side.filters)])
    captures[capture]!.notes.push(note);

  const nextHop = ({flows: [flow]}: Cursor) => table.paths.targetMac(flow!.client.path);
  const context: Context = {
    table,
    conversations,
    judgements,
    ledger,
    pools,
    oneSided,
    scans,
    refusals,
    witnesses: new Witnesses(table, conversations, pools, points, side.filters),
    devices,
    fates: new Fates({conversations, judgements, ledger, scans}, nextHop),
    points: points.list,
    captures,
    statements: statements.list,
    side,
    epoch,
    user,
  };
  const drafts = runRules(context, cursor, rules).map((draft, id) => ({...withSessions(context, draft), id}));
  const findings = withFilters(drafts, conversations, points.list);
  const byOutcome = judgements.counts;
  // A SYN sent again after its SYN-ACK, or a device's own word, tells that there is no more to be captured.
  const isTold = findings.some(({detector, conversations: {length}}) => telling.includes(detector) && length > 0);
  const {stopped, ended, died, progress} = judgements;
  const grounds: VerdictGrounds = {
    ...{findings, byOutcome, conversations: conversations.count, stopped, ended, died},
    handshakesOnly: !progress && byOutcome.stalled > 0 && !isTold,
    vain: vainOf(
      context,
      findings.filter(one => isOf(one, unanswered) && one.facts.kind !== "plain"),
    ),
    ...{cut: skipped.of(Skip.cutShort), untold: skipped.of(Skip.notUnderstood)},
  };
  const vain = grounds.vain.isMost ? grounds.vain : null;
  const kind = verdictKind(grounds);
  const leading = leadingFinding(kind, findings);

  const groups = new Groups(conversations, judgements, ledger);
  const scene = new SceneBuilder(conversations);
  const concerned = leading === null ? "all" : kind === "proven" ? "proven" : "accused";
  const timeline = new TimelineBuilder(table.periods.first, table.periods.last, epoch.seconds ?? 0);
  const isAbout = leading !== null;
  const moved = movedAt(findings);
  const gathering = {conversations, judgements, groups, scene, timeline, concerned, isAbout, moved} as const;
  const {failing, working} = gather(cursor, gathering);
  const scenery = scene.finish();
  const allGroups = groups.list();
  const {causes, ruledOut} = explain({context, findings, leading, kind, vain});
  const {listed, more} = listSide(context);
  const findingsOf = indexFindings(findings);
  return {
    verdict: verdict(kind, leading, {
      ...grounds,
      groups: allGroups,
      concerned: leading === null ? 0 : scenery.concerned,
      failing,
      working,
      epoch,
      inVain: inVain(findings),
      empty: emptyClauses({
        captures,
        decoded: table.totals.tcp + table.totals.udp + table.totals.icmp,
        skipped,
        ...{notes: findings.length, side: reading.side.records.length},
        emptied: reading.emptied,
        epoch,
      }),
      points: points.list.filter(point => point.packets > 0).map(point => point.id),
      pointName: id => placeOf(points.list[id]!, captures),
    }),
    partial: captures.some(capture => capture.errors.length > 0),
    epoch,
    period: table.periods.first <= table.periods.last ? [table.periods.first, table.periods.last] : null,
    captures,
    points: points.list.filter(point => point.packets > 0),
    totals: {
      packets: captures.reduce((sum, capture) => sum + capture.packets, 0),
      ...table.totals,
      conversations: conversations.count,
      forgotten: table.forgotten.count,
      byOutcome,
    },
    skipped,
    findings,
    causes,
    platforms: platformsOf(context),
    ruledOut,
    groups: allGroups,
    sideEvidence: listed,
    moreSideEvidence: more,
    events: compareEvents(user.events, onset(context, kind, findings), epoch),
    scene: {
      ...scenery,
      concerned: leading === null ? 0 : scenery.concerned,
      // What began whole shows when it changed, not when it began.
      since: leading?.detector === "path-change" ? leading.since : scenery.since,
    },
    timeline: timeline.finish(),
    example: leading === null || leading.example < 0 ? null : leading.example,
    course: new FindingCourse(conversations, judgements, at => onsetOf(at, moved.get(at.id))),
    deeds: ids => deedsOf(conversations, ids),
    connection: (id, withLadder = true) =>
      connectionRecord(conversations.cursor().move(id), judgements, findingsOf(id), withLadder),
  };
}

interface Judging {
  readonly judgements: Judgements;
  readonly ledger: Ledger;
  readonly pools: Pools;
  readonly scans: Scans;
  readonly refusals: Refusals;
  readonly devices: Devices;
  /** Devices say something of some connections: any may be one of them. */
  readonly isSpokenOf: boolean;
}

/** The first pass. Each pass is a small function of its own: V8 compiles the one that runs, not the whole of `conclude`. */
function judgeAll(count: number, cursor: Cursor, table: FlowTable, judging: Judging): void {
  const {judgements, ledger, pools, scans, refusals, devices, isSpokenOf} = judging;
  const judgement: Judgement = {outcome: "edge", missing: null, failing: null};
  // Pings are compared with all of TCP, and redirects are about connections of any kind.
  const mayBeOrdinary = table.hosts.registry.count === 1 && table.redirects.registry.count === 1 && !isSpokenOf;
  for (let id = 0; id < count; id++) {
    ledger.add(cursor.look(id));
    const ordinary = mayBeOrdinary ? cursor.ordinary : null;
    if (ordinary !== null) {
      judgements.setOrdinary(id, ordinary === "established" ? "complete" : "joined");
      pools.addOrdinary(cursor.pair, cursor.point);
      continue;
    }
    judge(cursor.move(id), table.periods, devices, judgement);
    judgements.set(cursor, judgement);
    if ((cursor.clientEvents | cursor.serverEvents) & (goesOn | bit.reset)) judgements.progress = true;
    pools.add(cursor);
    scans.add(cursor, judgement.outcome);
    refusals.add(cursor, judgement.outcome);
  }
}

interface Gathering {
  readonly conversations: Connections;
  readonly judgements: Judgements;
  readonly groups: Groups;
  readonly scene: SceneBuilder;
  readonly timeline: TimelineBuilder;
  /** Which connections the verdict is about. */
  readonly concerned: "all" | "accused" | "proven";
  /** Whether the verdict is about an asymmetry at all. */
  readonly isAbout: boolean;
  /** When connections left the path that began whole. */
  readonly moved: ReadonlyMap<number, Time>;
}

/** The last pass: gathers groups, scene and timeline; returns how many of the connections concerned fail, and how many work. */
function gather(cursor: Cursor, gathering: Gathering): {failing: number; working: number} {
  const {conversations, judgements, groups, scene, timeline, concerned, isAbout, moved} = gathering;
  let failing = 0;
  let working = 0;
  for (let id = 0; id < conversations.count; id++) {
    const certainty = judgements.certainty(id);
    const isConcerned = concerned === "all" || (concerned === "accused" ? certainty !== null : certainty === "proven");
    if (!isConcerned && certainty === null) {
      groups.add(id, NaN);
      timeline.add(conversations.begin(id), false, judgements.outcome(id));
      continue;
    }
    const onset = onsetOf(cursor.move(id), moved.get(id));
    groups.add(id, onset);
    const isCounted = isConcerned && isAbout;
    timeline.add(isCounted ? onset : conversations.begin(id), isCounted, judgements.outcome(id));
    if (!isConcerned) continue;
    scene.add(cursor, onset);
    if (judgements.failing(id) === true) failing++;
    else if (judgements.failing(id) === false) working++;
  }
  return {failing, working};
}

/** Returns when the asymmetry began that the verdict is about; null if it is about none, or there is nothing to compare it with. */
function onset(context: Context, kind: VerdictKind, findings: readonly Finding[]): Onset | null {
  if (context.user.events.length === 0 || (kind !== "proven" && kind !== "suspected")) return null;
  const sure = findings.filter(finding => finding.certainty === kind);
  return findOnset(context.conversations, context.judgements, sure);
}
