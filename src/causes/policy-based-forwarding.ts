import {deviceLookups, hostLookups, policyRoutes} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {Case, CauseRule} from "./cause.ts";
import type {Contrast} from "./contrast.ts";
import {distinctWeights, findingsOf, weightOf} from "./speaking.ts";
import {explained, hintOf, type Voice} from "./voice.ts";
import {Weight} from "./weight.ts";

/** A rule sends packets of some clients or ports another way than the route by destination, by which replies come. */
export const policyBasedForwarding: CauseRule = {
  cause: "policy-based-forwarding",
  explain: input =>
    explained(
      input,
      [mismatched(input), byPort(input)],
      hintOf(
        input,
        ["some-clients", "icmp-ok-tcp-fails", "udp-ok-tcp-fails", "next-hop-mismatch"],
        "a rule for some clients, protocols or ports leaves the others alone",
      ),
      best => {
        const subject = subjectOf(input.context, best.findings[0]!);
        return inOrder([
          ...policyRoutes(subject),
          ...deviceLookups(subject.server),
          ...hostLookups(subject.server, subject.client),
        ]);
      },
    ),
  steps: subject =>
    inOrder([
      ...policyRoutes(subject),
      ...deviceLookups(subject.server),
      ...hostLookups(subject.server, subject.client),
    ]),
};

/** The interfaces of some clients or ports differ, those of others with the same networks do not. */
function mismatched(input: Case): Voice | null {
  const findings = findingsOf(input, "interface-mismatch");
  if (findings.length === 0) return null;
  const common = input.contrast("interface-mismatch");
  const {whole, byClient, byHash, byTime} = common;
  if (whole === 0)
    return {
      weight: Weight.possible,
      findings,
      for: [],
      against: ["no conversation of these networks uses matching interfaces: a rule for some would leave others alone"],
    };
  const chosen = byClient || picksPort(common);
  const others = counted(whole, "conversation");
  const kind = byClient ? "clients" : "ports";
  return {
    weight: byHash || byTime ? Weight.possible : chosen ? weightOf(findings, distinctWeights) : Weight.suspected,
    findings,
    for: chosen
      ? [
          `${others} of other ${kind} of the same networks ${whole === 1 ? "uses" : "use"} matching interfaces: ` +
            `only some ${kind} are sent, or answered, another way`,
        ]
      : [],
    against: byHash
      ? [`${others} of the same networks match, some of the same client, server and port: no rule tells them apart`]
      : byTime
        ? ["conversations of the same hosts matched before: something changed"]
        : ["the rule may stand on another router, also on the replies' way"],
  };
}

/** Between the same hosts some ports pass both ways, and others do not: no route by destination tells ports apart. */
function byPort(input: Case): Voice | null {
  for (const detector of ["hidden-replies", "hidden-requests"]) {
    const findings = findingsOf(input, detector).filter(finding => finding.certainty !== "note");
    if (findings.length === 0) continue;
    const common = input.contrast(detector);
    if (!picksPort(common) || common.byTime) continue;
    return {
      weight: weightOf(findings, distinctWeights),
      findings,
      for: [
        `${counted(common.sameHosts, "conversation")} of the same hosts with other ports ` +
          `${common.sameHosts === 1 ? "is" : "are"} whole: ` +
          "a route by destination would treat all ports alike",
      ],
      against: ["the rule stands on a router whose packets are not seen here"],
    };
  }
  return null;
}

/** Whether the same hosts have whole conversations, none of them with a port of the asymmetric ones. */
const picksPort = ({byPort, byHash, sameHosts}: Contrast): boolean => byPort && !byHash && sameHosts > 0;
