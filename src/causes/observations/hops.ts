import type {Finding} from "../../judge/analysis.ts";
import {nextHopMismatch} from "../../rules/next-hop-mismatch.ts";
import {isOf} from "../../rules/rule.ts";
import type {Cohort} from "./cohort.ts";
import {isOfSame} from "./networks.ts";
import type {Observation, Seen} from "./observation.ts";

const mismatchOn = (cohort: Cohort, side: "server" | "client"): Finding | undefined =>
  cohort.input.findings.find(one => isOf(one, nextHopMismatch) && one.facts.side === side && isOfSame(cohort, one));

/** Where both directions pass one point, MAC addresses are comparable; where one is missing they are not. */
const seen = (cohort: Cohort, side: "server" | "client"): Seen =>
  mismatchOn(cohort, side) !== undefined ? true : cohort.missing === null && cohort.fate !== "split" ? false : null;

/** Which routers stand next to the capture point. */
export const hops = [
  {
    name: "replies-from-another-next-hop",
    see: cohort => seen(cohort, "server"),
    says: cohort => mismatchOn(cohort, "server")!,
    toSee: "from which MAC address the replies come: capture at the client's side, with link-layer headers",
  },
  {
    name: "requests-from-another-next-hop",
    see: cohort => seen(cohort, "client"),
    says: cohort => mismatchOn(cohort, "client")!,
    toSee: "from which MAC address the requests come: capture at the server's side, with link-layer headers",
  },
] as const satisfies readonly Observation[];
