import type {ComparedPair} from "../../src/compare/comparison.ts";
import type {CounterChange} from "../../src/compare/counters.ts";
import type {Endpoint} from "../../src/flow/address.ts";
import type {
  Alternative,
  Cause,
  ConnectionRecord,
  Evidence,
  Finding,
  FlowRecord,
  Group,
  NextStep,
  RuledOut,
  SideEvidence,
  SideRecord,
  UserEvent,
} from "../../src/judge/analysis.ts";
import type {Verdict} from "../../src/judge/verdict.ts";
import {deviceDrops} from "../../src/rules/device-drops.ts";
import {deviceLog} from "../../src/rules/device-log.ts";
import {foreignReset} from "../../src/rules/foreign-reset.ts";
import {hiddenReplies, hiddenRequests} from "../../src/rules/hidden.ts";
import {icmpOkTcpFails} from "../../src/rules/icmp-ok-tcp-fails.ts";
import {icmpRedirect} from "../../src/rules/icmp-redirect.ts";
import {interfaceMismatch} from "../../src/rules/interface-mismatch.ts";
import {intermittent} from "../../src/rules/intermittent.ts";
import {listedSession} from "../../src/rules/listed-session.ts";
import {lostDownstream} from "../../src/rules/lost-downstream.ts";
import {nextHopMismatch} from "../../src/rules/next-hop-mismatch.ts";
import {offload} from "../../src/rules/offload.ts";
import {oneSidedCapture} from "../../src/rules/one-sided-capture.ts";
import {oneWayPing} from "../../src/rules/one-way-ping.ts";
import {passesElsewhere} from "../../src/rules/passes-elsewhere.ts";
import {pathChange} from "../../src/rules/path-change.ts";
import {pathFlapping} from "../../src/rules/path-flapping.ts";
import type {FactsOf} from "../../src/rules/rule.ts";
import {severalPaths} from "../../src/rules/several-paths.ts";
import {someClients} from "../../src/rules/some-clients.ts";
import {splitPath} from "../../src/rules/split-path.ts";
import {stageDrop} from "../../src/rules/stage-drop.ts";
import {stopped} from "../../src/rules/stopped.ts";
import {synAckNotAccepted} from "../../src/rules/syn-ack-not-accepted.ts";
import {thinnedDirection} from "../../src/rules/thinned-direction.ts";
import {udpOkTcpFails} from "../../src/rules/udp-ok-tcp-fails.ts";
import {unanswered} from "../../src/rules/unanswered.ts";
import {unasked} from "../../src/rules/unasked.ts";
import {wrongSource} from "../../src/rules/wrong-source.ts";
import type {Described, DescribedFacts} from "./described.ts";

/** The rules by their names, each with the type of what it tells. */
export const typed = {
  "device-drops": deviceDrops,
  "device-log": deviceLog,
  "foreign-reset": foreignReset,
  "hidden-replies": hiddenReplies,
  "hidden-requests": hiddenRequests,
  "icmp-ok-tcp-fails": icmpOkTcpFails,
  "icmp-redirect": icmpRedirect,
  "interface-mismatch": interfaceMismatch,
  intermittent,
  "listed-session": listedSession,
  "lost-downstream": lostDownstream,
  "next-hop-mismatch": nextHopMismatch,
  offload,
  "one-sided-capture": oneSidedCapture,
  "one-way-ping": oneWayPing,
  "passes-elsewhere": passesElsewhere,
  "path-change": pathChange,
  "path-flapping": pathFlapping,
  "several-paths": severalPaths,
  "some-clients": someClients,
  "split-path": splitPath,
  "stage-drop": stageDrop,
  stopped,
  "syn-ack-not-accepted": synAckNotAccepted,
  "thinned-direction": thinnedDirection,
  "udp-ok-tcp-fails": udpOkTcpFails,
  unanswered,
  unasked,
  "wrong-source": wrongSource,
} as const;

type Typed = typeof typed;
type Keys<Whole> = readonly [keyof Whole];
/** Whether each of two types takes the other's values; a member that only one has is not the same either. */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? Keys<A> extends Keys<B>
      ? Keys<B> extends Keys<A>
        ? true
        : false
      : false
    : false
  : false;
type SameFacts = {
  readonly [Name in keyof Typed]: Name extends keyof DescribedFacts
    ? Same<FactsOf<Typed[Name]>, DescribedFacts[Name]>
    : false;
};
/** What reports write otherwise than the program holds it: times as text, and what is for pictures only is left out. */
type Without<Whole, Names extends keyof Whole> = Omit<Whole, Names>;

/** The compiler refuses what is not the same in docs/report.schema.json and in the program. */
export const facts: SameFacts = {
  "device-drops": true,
  "device-log": true,
  "foreign-reset": true,
  "hidden-replies": true,
  "hidden-requests": true,
  "icmp-ok-tcp-fails": true,
  "icmp-redirect": true,
  "interface-mismatch": true,
  intermittent: true,
  "listed-session": true,
  "lost-downstream": true,
  "next-hop-mismatch": true,
  offload: true,
  "one-sided-capture": true,
  "one-way-ping": true,
  "passes-elsewhere": true,
  "path-change": true,
  "path-flapping": true,
  "several-paths": true,
  "some-clients": true,
  "split-path": true,
  "stage-drop": true,
  stopped: true,
  "syn-ack-not-accepted": true,
  "thinned-direction": true,
  "udp-ok-tcp-fails": true,
  unanswered: true,
  unasked: true,
  "wrong-source": true,
};

export const records: {
  readonly verdict: Same<Described["verdict"], Verdict>;
  readonly evidence: Same<Described["evidence"], Without<Evidence, "quote">>;
  readonly alternative: Same<Described["alternative"], Without<Alternative, "cause" | "brief">>;
  readonly finding: Same<
    Without<Described["finding"], "since" | "facts" | "evidence" | "alternatives">,
    Without<Finding, "since" | "facts" | "evidence" | "alternatives" | "example" | "leads">
  >;
  readonly step: Same<Described["step"], Without<NextStep, "newer" | "undoLines" | "gives" | "since">>;
  readonly cause: Same<
    Without<Described["cause"], "next">,
    Without<Cause, "next" | "quotes" | "words" | "own" | "contrast">
  >;
  readonly ruledOut: Same<Described["ruledOut"], Without<RuledOut, "kind" | "brief">>;
  readonly group: Same<Without<Described["group"], "since">, Without<Group, "since">>;
  readonly event: Same<Without<Described["event"], "time">, Without<UserEvent, "time">>;
  readonly sideEvidence: Same<Without<Described["sideEvidence"], "file">, SideEvidence>;
  readonly endpoint: Same<Described["endpoint"], Endpoint>;
  readonly side: Same<Without<Described["side"], "first" | "last">, Without<SideRecord, "first" | "last">>;
  readonly flow: Same<
    Without<Described["flow"], "requests" | "replies">,
    Without<FlowRecord, "requests" | "replies" | "ladder">
  >;
  readonly connection: Same<
    Without<Described["connection"], "first" | "last" | "flows">,
    Without<ConnectionRecord, "first" | "last" | "flows">
  >;
  readonly comparedPair: Same<Described["comparedPair"], ComparedPair>;
  readonly counter: Same<Described["counter"], CounterChange>;
} = {
  verdict: true,
  evidence: true,
  alternative: true,
  finding: true,
  step: true,
  cause: true,
  ruledOut: true,
  group: true,
  event: true,
  sideEvidence: true,
  endpoint: true,
  side: true,
  flow: true,
  connection: true,
  comparedPair: true,
  counter: true,
};
