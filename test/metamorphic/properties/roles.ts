import * as fc from "fast-check";
import type {Missing} from "../../../src/judge/analysis.ts";
import {type CaptureSet, linkOf, withFrames} from "../capture-set.ts";
import {edited} from "../edit.ts";
import type {Judged, JudgedFinding} from "../judged.ts";
import {layoutOf, tcpProtocol} from "../layout.ts";
import type {Property} from "../property.ts";

/**
 * Judged are connections in the middle, without the frames of their handshakes: who is the client then is told by the ports alone,
 * so that to swap the ports of both ends swaps their roles and nothing else. What a handshake tells cannot be swapped: a SYN is the
 * client's. Nor are those swapped whose ports tell nothing: there the first that is seen is taken for the client.
 */
export const roles: Property<Record<string, never>> = {
  name: "roles",
  draws: 1,
  holds:
    "Of connections in their middle, to swap the roles of the ends swaps requests and replies: both directions are judged by the same rules.",
  // The user vouches: filters name servers' ports, and whose they are changes with the roles.
  prepare: set => ({
    ...withFrames(set, (frame, file) => (opens(frame.bytes, linkOf(file, frame)) ? null : frame)),
    options: {...set.options, bothDirections: true},
  }),
  choices: (_, {conversations}) =>
    conversations.size > 0 && [...conversations.values()].every(one => one.clientBy === "port")
      ? fc.constant({})
      : null,
  vary: set => swapped(set),
  violation({base, variant}) {
    const [expected, found] = [wordsOf(base, true), wordsOf(variant, false)];
    const lines = expected.filter(line => !found.includes(line)).map(line => `is not there: ${line}`);
    return [...lines, ...found.filter(line => !expected.includes(line)).map(line => `new: ${line}`)].join("\n") || null;
  },
};

/** Whether the frame holds a SYN. */
function opens(bytes: Uint8Array, link: number): boolean {
  const {ip} = layoutOf(bytes, link);
  return ip !== null && ip.protocol === tcpProtocol && ip.transport >= 0 && (bytes[ip.transport + 13]! & 2) !== 0;
}

const swapped = (set: CaptureSet): CaptureSet =>
  withFrames(set, (frame, file) => ({
    ...frame,
    bytes: edited(frame.bytes, linkOf(file, frame), {
      ports: (source, target, protocol) => (protocol === tcpProtocol ? [target, source] : [source, target]),
    }),
  }));

const others: Record<string, string> = {
  "hidden-replies": "hidden-requests",
  "hidden-requests": "hidden-replies",
};
const otherMissing = (missing: Missing | null): Missing | null =>
  missing === null ? null : missing === "requests" ? "replies" : "requests";

/** What these tell is of clients and the service that they ask: with the roles it changes. */
const ofClients = new Set(["intermittent", "some-clients"]);

/** What these tell is of pings, which keep their roles. */
const ofPings = new Set(["one-way-ping"]);

/** What is told of verdict, findings and connections; `swaps` tells it of the same with the roles swapped. */
function wordsOf({verdict, findings, conversations}: Judged, swaps: boolean): string[] {
  const missing = (one: Missing | null) => `${swaps ? otherMissing(one) : one}`;
  const missingOf = ({detector, missing: one}: JudgedFinding) => (ofPings.has(detector) ? `${one}` : missing(one));
  const name = (text: string) => (swaps ? mirrored(text) : text);
  return [
    `verdict ${verdict.kind}, failing ${verdict.failing}`,
    ...findings
      .filter(one => !ofClients.has(one.detector))
      .map(
        one =>
          `${one.certainty} ${swaps ? (others[one.detector] ?? one.detector) : one.detector}, missing ${missingOf(one)}, ` +
          `at ${one.points.toSorted().join(" ")}, since ${one.since}, of ${one.conversations.map(name).sort().join(", ")}`,
      ),
    ...[...conversations].map(
      ([text, one]) =>
        `${name(text)}: ${one.outcome}, ${one.certainty}, missing ${missing(one.missing)}, failing ${one.failing}`,
    ),
  ];
}

/** `10.1.0.3:51156 > 10.2.0.4:5000` → `10.2.0.4:51156 > 10.1.0.3:5000`. */
function mirrored(text: string): string {
  const [, client, clientPort, server, rest] = /^(.*):(\d+) > (.*):(\d+(?:#\d+)?)$/.exec(text)!;
  return `${server}:${clientPort} > ${client}:${rest}`;
}
