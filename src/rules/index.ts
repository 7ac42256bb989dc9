import type {Finding} from "../judge/analysis.ts";

import {deviceDrops} from "./device-drops.ts";
import {deviceLog} from "./device-log.ts";
import {foreignReset} from "./foreign-reset.ts";
import {hiddenReplies, hiddenRequests} from "./hidden.ts";
import {icmpOkTcpFails} from "./icmp-ok-tcp-fails.ts";
import {icmpRedirect} from "./icmp-redirect.ts";
import {interfaceMismatch} from "./interface-mismatch.ts";
import {intermittent} from "./intermittent.ts";
import {listedSession} from "./listed-session.ts";
import {lostDownstream} from "./lost-downstream.ts";
import {nextHopMismatch} from "./next-hop-mismatch.ts";
import {offload} from "./offload.ts";
import {oneSidedCapture} from "./one-sided-capture.ts";
import {oneWayPing} from "./one-way-ping.ts";
import {passesElsewhere} from "./passes-elsewhere.ts";
import {pathChange} from "./path-change.ts";
import {pathFlapping} from "./path-flapping.ts";
import type {AnyRule} from "./rule.ts";
import {severalPaths} from "./several-paths.ts";
import {someClients} from "./some-clients.ts";
import {splitPath} from "./split-path.ts";
import {stageDrop} from "./stage-drop.ts";
import {stopped} from "./stopped.ts";
import {synAckNotAccepted} from "./syn-ack-not-accepted.ts";
import {thinnedDirection} from "./thinned-direction.ts";
import {udpOkTcpFails} from "./udp-ok-tcp-fails.ts";
import {unanswered} from "./unanswered.ts";
import {unasked} from "./unasked.ts";
import {wrongSource} from "./wrong-source.ts";

/**
 * In this order rules see each connection, and their findings stand in reports. The last ones tell for whom what the others found holds.
 */
export const rules: readonly AnyRule[] = [
  pathFlapping,
  deviceDrops,
  deviceLog,
  interfaceMismatch,
  wrongSource,
  splitPath,
  stageDrop,
  pathChange,
  hiddenReplies,
  hiddenRequests,
  passesElsewhere,
  oneSidedCapture,
  icmpOkTcpFails,
  udpOkTcpFails,
  unanswered,
  unasked,
  nextHopMismatch,
  lostDownstream,
  stopped,
  synAckNotAccepted,
  severalPaths,
  thinnedDirection,
  icmpRedirect,
  oneWayPing,
  foreignReset,
  offload,
  listedSession,
  intermittent,
  someClients,
];

/** Returns the rule that a finding is of. */
export const ruleOf = ({detector}: Pick<Finding, "detector">): AnyRule | undefined =>
  rules.find(rule => rule.name === detector);
