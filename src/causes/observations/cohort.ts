import type {Finding, FindingCertainty, Missing} from "../../judge/analysis.ts";
import type {Context} from "../../judge/context.ts";
import {deviceLog} from "../../rules/device-log.ts";
import {ruleOf} from "../../rules/index.ts";
import {isOf} from "../../rules/rule.ts";
import {synAckNotAccepted} from "../../rules/syn-ack-not-accepted.ts";
import {unanswered} from "../../rules/unanswered.ts";
import type {Case} from "../cause.ts";
import {type Contrast, contrast} from "../contrast.ts";
import {type Echoes, echoesOf} from "../echoes.ts";
import {type SplitPlaces, splitPlaces} from "./split-places.ts";

/** What became of connections, the strongest first: one that suffers several is counted to the first. */
export const fates = [
  "other-address",
  "by-turns",
  "other-interface",
  "split",
  "moved",
  "replies-missing",
  "requests-missing",
  "stopped",
  "other-next-hop",
  "unanswered",
] as const;
export type Fate = (typeof fates)[number];

/** The fate that a finding tells of its connections; null where it tells of something else. */
export function fateOf(finding: Finding): Fate | null {
  const {detector, missing} = finding;
  if (isOf(finding, deviceLog) && finding.facts.kind === "interface-changed") return "other-interface";
  // A scan or a flood has no fate.
  if (isOf(finding, unanswered) && finding.facts.kind !== "plain") return null;
  if (detector === "unanswered" || detector === "intermittent" || detector === "some-clients") return "unanswered";
  if (detector === "icmp-ok-tcp-fails" || detector === "udp-ok-tcp-fails")
    return missing === null ? "unanswered" : lacking(missing);
  // Who resets a SYN-ACK and asks again has no such connection, and waits for another answer (RFC 9293, section 3.10.7.1).
  if (isOf(finding, synAckNotAccepted)) return refuses(finding.facts) ? "other-address" : null;
  const known = byDetector[detector];
  if (known !== undefined) return known;
  // Whatever shows that packets take another way tells so of the direction that it lacks.
  const isOfWays = detector === deviceLog.name || ruleOf(finding)?.isRouting === true;
  return isOfWays && missing !== null ? lacking(missing) : null;
}

const refuses = ({resets, isOtherNumber, connections}: {resets: number; isOtherNumber: boolean; connections: number}) =>
  !isOtherNumber && resets >= connections;

const byDetector: Readonly<Record<string, Fate>> = {
  "wrong-source": "other-address",
  "path-flapping": "by-turns",
  "interface-mismatch": "other-interface",
  "split-path": "split",
  "path-change": "moved",
  unasked: "requests-missing",
  "next-hop-mismatch": "other-next-hop",
};

const lacking = (missing: Missing): Fate => (missing === "replies" ? "replies-missing" : "requests-missing");

/** The connections that a case is about, and those of the same networks and places that are whole: what they are compared with. */
export interface Cohort {
  readonly input: Case;
  readonly context: Context;
  /** The strongest fate that is as sure as the verdict; null where nothing is amiss that routing may explain. */
  readonly fate: Fate;
  readonly certainty: FindingCertainty;
  /** The findings that tell of it, notes aside; the surest first. */
  readonly findings: readonly Finding[];
  /** Which direction is missing where they are seen; null where both are seen somewhere. */
  readonly missing: Missing | null;
  /** What those affected have in common that whole ones have not. */
  readonly common: Contrast;
  /** Whether any of them is known to fail. */
  readonly fails: boolean;
  /** How many clients, servers and ports are among those affected, as far as a thousand of them tell. */
  readonly clients: number;
  readonly servers: number;
  readonly ports: number;
  /** Where both directions pass two devices, how these stand to each other; else null. */
  readonly split: SplitPlaces | null;
  readonly echoes: Echoes;
  /** Name of the point that they are about, where others were captured, too; else null: there is one only, or they are about several. */
  readonly place: string | null;
}

/** Connections that are looked at one by one. */
const maximumRead = 1000;

/** Returns the cohort of a case, or null if no finding tells of a way that packets take. */
export function cohortOf(input: Case): Cohort | null {
  const {context} = input;
  const told = input.findings
    .map(finding => ({finding, fate: fateOf(finding)}))
    // Notes tell of the connections in vain, where these are all that is known.
    .filter(
      (one): one is {finding: Finding; fate: Fate} =>
        one.fate !== null && (one.finding.certainty !== "note" || (input.vain !== null && one.fate === "unanswered")),
    );
  const certainty = (["proven", "suspected", "note"] as const).find(one =>
    told.some(({finding}) => finding.certainty === one),
  );
  const sure = told.filter(({finding}) => finding.certainty === certainty);
  const fate = fates.find(one => sure.some(other => other.fate === one));
  if (fate === undefined || certainty === undefined) return null;
  const findings = told
    .filter(one => one.fate === fate)
    .map(({finding}) => finding)
    .sort((a, b) => Number(b.certainty === "proven") - Number(a.certainty === "proven"));
  const cursor = context.conversations.cursor();
  const seen = {clients: new Set<number>(), servers: new Set<number>(), ports: new Set<number>()};
  let fails = false;
  for (const id of findings.flatMap(finding => finding.conversations.slice(0, maximumRead))) {
    cursor.move(id);
    seen.clients.add(cursor.foldedAddress(true));
    seen.servers.add(cursor.foldedAddress(false));
    seen.ports.add(cursor.serverPort);
    if (context.judgements.failing(id) === true) fails = true;
  }
  return {
    ...{input, context, fate, certainty, findings, fails},
    missing: missingOf(fate, findings),
    common: contrast(context, findings),
    clients: seen.clients.size,
    servers: seen.servers.size,
    ports: seen.ports.size,
    split: fate === "split" || fate === "other-interface" ? splitPlaces(context, findings) : null,
    echoes: echoesOf(context, findings[0]!),
    place: placeOf(context, findings[0]!),
  };
}

function placeOf({points}: Context, finding: Finding): string | null {
  const [first, ...others] = finding.points;
  if (first === undefined || others.length > 0) return null;
  return points.filter(({packets}) => packets > 0).length > 1 ? points[first]!.name : null;
}

function missingOf(fate: Fate, findings: readonly Finding[]): Missing | null {
  if (fate === "replies-missing" || fate === "unanswered") return "replies";
  if (fate === "requests-missing") return "requests";
  return fate === "moved" ? (findings[0]!.missing ?? null) : null;
}
