import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import type {Finding} from "../judge/analysis.ts";
import {type Subject, subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {Case, CauseRule} from "./cause.ts";
import {distinctWeights, fails, findingsOf, secondWeights, weightOf} from "./speaking.ts";
import {splitShape} from "./split-shape.ts";
import {explained, hintOf, type Voice} from "./voice.ts";
import {Weight} from "./weight.ts";

const {linux, junos, fortios} = commands;

/** Routers choose among paths by a hash of addresses and ports: each conversation stays on one. */
export const ecmpPerFlow: CauseRule = {
  cause: "ecmp-per-flow",
  explain: input =>
    explained(
      input,
      [split(input), hashed(input), bothWays(input)],
      hintOf(
        input,
        ["intermittent", "some-clients", "icmp-ok-tcp-fails", "udp-ok-tcp-fails"],
        "the hash of each protocol and port chooses a path: one may be broken, or pass a stateful device, and others not",
      ),
      best => steps(subjectOf(input.context, best.findings[0]!)),
    ),
  steps: subject => steps(subject),
};

/** Requests and replies pass two places that both carry either direction: each router hashes for itself. */
function split(input: Case): Voice | null {
  const findings = findingsOf(input, "split-path");
  if (findings.length === 0) return null;
  const {shape} = splitShape(input.context, findings[0]!);
  const failing = fails(input, findings);
  if (shape !== "peers" && shape !== "unknown")
    return {
      weight: Weight.unlikely,
      findings,
      for: [],
      against: ["one of the two places carries one direction only: nothing is balanced over both"],
    };
  return {
    weight: weightOf(findings, failing ? secondWeights : distinctWeights),
    findings,
    for: [
      ...(shape === "peers" ? ["each place carries both directions of other conversations"] : []),
      ...(failing ? [] : ["the conversations work all the same"]),
    ],
    against: failing ? ["the conversations fail: stateful devices stand on both paths, and share no sessions"] : [],
  };
}

/** Whole and asymmetric ones of the same client, server and port come by turns: only the client's port parts them. */
function hashed(input: Case): Voice | null {
  for (const detector of ["interface-mismatch", "hidden-replies", "hidden-requests"]) {
    const findings = findingsOf(input, detector).filter(finding => finding.certainty !== "note");
    if (findings.length === 0) continue;
    const {among, byHash} = input.contrast(detector);
    if (!byHash) continue;
    return {
      weight: weightOf(findings, distinctWeights),
      findings,
      for: [
        `${counted(among, "whole conversation")} of the same clients, servers and ports came among them: ` +
          "only the clients' ports, and so a hash, tell them apart",
      ],
      against: ["a route that comes and goes mixes them too, but in runs"],
    };
  }
  return null;
}

/** At one point some conversations of two networks lack their requests, others their replies. */
function bothWays(input: Case): Voice | null {
  const replies = findingsOf(input, "hidden-replies").filter(finding => finding.certainty === "proven");
  const requests = findingsOf(input, "hidden-requests").filter(finding => finding.certainty === "proven");
  const pairs = new Set(replies.map(finding => networksOf(input, finding)));
  const both = requests.filter(finding => pairs.has(networksOf(input, finding)));
  if (both.length === 0) return null;
  return {
    weight: Weight.distinct,
    findings: [...replies, ...both],
    for: ["at one point some conversations of these networks lack their requests and others their replies"],
    against: [],
  };
}

function networksOf({context}: Case, finding: Finding): string {
  const {clientNet, serverNet} = subjectOf(context, finding);
  return `${finding.points} ${clientNet} ${serverNet}`;
}

function steps(subject: Subject) {
  const {server, v6} = subject;
  return inOrder([
    linux.tracerouteTcp(subject),
    linux.routes(v6, "", "on the routers at both ends: several next hops for one destination?"),
    linux.hashPolicy(
      v6,
      "by what do they hash? Both directions take one path only by the same symmetric hash, or pinned by policy",
    ),
    junos.forwarding(server, "several next hops (ulst)?"),
    fortios.equalRoutes(server),
  ]);
}
