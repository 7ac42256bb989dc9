import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {reads} from "./steps.ts";

/** Returns commands, which only look, that show rules which route by more than the destination. */
export function policyRoutes({client, server, port, v6}: Subject): NextStep[] {
  return [
    reads("pan-os", "show pbf rule all", "is there a rule for these hosts, and does it enforce symmetric return?"),
    reads(
      "pan-os",
      `test pbf-policy-match from ZONE source ${client} destination ${server} protocol 6 destination-port ${port}`,
      "which rule matches these requests? ZONE is the one they enter by",
    ),
    reads(
      "fortios",
      `diagnose firewall ${v6 ? "proute6" : "proute"} list`,
      "policy routes and SD-WAN rules: which matches these requests, and does any match the replies?",
    ),
    reads("linux", `ip ${v6 ? "-6 " : ""}rule show`, "which rule sends these packets to a table of its own?"),
  ];
}
