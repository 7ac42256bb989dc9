import type {NextStep} from "../analysis.ts";
import type {Case, CauseRule, Explanation} from "../cause.ts";

/** The replies take a route that does not pass the capture point. */
export const returnBypassesFirewall: CauseRule = {
  cause: "return-bypasses-firewall",
  explain: input => bypass(input, "hidden-replies"),
};

/** The requests take a route that does not pass the capture point. */
export const requestBypassesFirewall: CauseRule = {
  cause: "request-bypasses-firewall",
  explain: input => bypass(input, "hidden-requests", "stage-drop"),
};

function bypass({context, findings, kind}: Case, ...detectors: string[]): Explanation | null {
  const missing = detectors.includes("hidden-replies") ? "replies" : "requests";
  // That pings pass in one direction only, and work, tells the same of the routing.
  const own = findings.filter(
    finding =>
      detectors.includes(finding.detector) ||
      (finding.detector === "icmp-ok-tcp-fails" && finding.certainty !== "note" && finding.missing === missing),
  );
  if (own.length === 0) return null;
  const proven = own.filter(finding => finding.certainty === "proven");
  const best = (proven[0] ?? own[0])!;
  const cursor = context.conversations.cursor().move(best.exhibit);
  const client = cursor.client.address;
  const server = cursor.server.address;
  const [from, to] = detectors.includes("hidden-replies") ? [server, client] : [client, server];
  return {
    weight: kind === "one-sided-capture" ? 0.4 : proven.length > 0 ? 0.9 : 0.5,
    for: own.slice(0, 5).map(finding => finding.sentence),
    against:
      proven.length > 0
        ? []
        : best.alternatives
            .filter(alternative => alternative.excludedBecause === null)
            .map(alternative => `not excluded: ${alternative.says}`),
    next: routeLookups(from, to),
  };
}

/** Read-only commands that show which way packets from one host to another go. */
export function routeLookups(from: string, to: string): NextStep[] {
  const v6 = to.includes(":");
  const step = (platform: NextStep["platform"], command: string, why: string): NextStep => ({
    platform,
    command,
    why,
    effect: "reads",
    undo: null,
  });
  return [
    step(
      "any",
      `traceroute ${v6 ? "-6 " : ""}${to}`,
      `run it on ${from}: does the way to ${to} pass this capture point?`,
    ),
    step("linux", `ip route get ${to} from ${from}`, `on ${from}, or on the router nearest to it: which next hop?`),
    step(
      "pan-os",
      `test routing fib-lookup virtual-router NAME ip ${to}`,
      "which interface and next hop does this firewall use?",
    ),
    step(
      "fortios",
      `get router ${v6 ? "info6" : "info"} routing-table details ${to}`,
      "which interface and next hop does this firewall use?",
    ),
    step("asa", `show conn address ${to}`, "does the firewall hold a connection, and in which state?"),
    step(
      "junos",
      `show security flow session source-prefix ${to}`,
      "does the firewall hold a session, and do both wings count?",
    ),
  ];
}
