import type {Evidence, Missing} from "../../judge/analysis.ts";
import type {Context} from "../../judge/context.ts";
import {type SessionMatch, speaksFor} from "../../listings/sessions.ts";
import {areTwoDevices} from "../../listings/two-devices.ts";
import {sessionText} from "../../listings/words.ts";
import type {Draft} from "../../rules/rule.ts";
import {Weight} from "../weight.ts";
import {bypassOf, type SideVoice, type Speaker} from "./speaker.ts";

/** Sessions quoted for one finding, and for one cause. */
const maximumQuoted = 2;
/** Connections of one finding that are looked up for its evidence. */
const maximumLookedUp = 1000;

/** What sessions say: which directions a stateful device counts of the very connections that lack one. */
export const sessionVoices: Speaker = (input, leading, missing) => {
  const {context, kind} = input;
  const {side, conversations} = context;
  const matches = side.sessions.ofAll(conversations.cursor(), leading.conversations).filter(match => !isCopy(match));
  if (matches.length === 0) return [];
  const owner = owners(context, matches, kind === "proven");
  // Where both directions are seen, sessions tell nothing of a missing one.
  const bypass = leading.missing === null ? [] : bypassVoices(context, matches, missing, owner.length > 0);
  const whole = leading.detector === "split-path" && owner.length === 0 ? wholeVoices(context, matches) : [];
  return [...bypass, ...owner, ...whole, ...otherWays(context, matches)];
};

/** One direction only, counted by a device, fits a bypass of that device; both directions counted do not. */
function bypassVoices(
  context: Context,
  matches: readonly SessionMatch[],
  missing: Missing,
  isSplit: boolean,
): SideVoice[] {
  const bypass = bypassOf(missing);
  const what = missing === "replies" ? "reply" : "request";
  const silent = missing === "replies" ? ["server-silent"] : [];
  const lacking = matches.filter(({shape}) => speaksFor(shape, missing) === true);
  const counting = matches.filter(({shape}) => speaksFor(shape, missing) === false);
  return [
    // Of SYNs without an answer it fits a silent server as well.
    ...lacking.slice(0, maximumQuoted).flatMap(match =>
      [bypass, ...silent].map(cause => ({
        cause,
        says: `${told(context, match)}: no ${what} reached that device either`,
        speaksFor: true,
        introduces: null,
        quotes: match.session,
      })),
    ),
    // Each member of a cluster having its half is no objection.
    ...(isSplit ? [] : counting.slice(0, maximumQuoted)).flatMap(match => {
      const says = `${told(context, match)}: that device does see ${missing}`;
      return [
        {cause: bypass, says, speaksFor: false, introduces: null, quotes: match.session},
        ...silent.map(cause => ({cause, says, speaksFor: false, introduces: null})),
        {cause: "one-sided-capture", says: `${says}; the capture lacks them`, speaksFor: true, introduces: null},
        ...(match.session.isOffloaded
          ? [
              {
                cause: "offload",
                says: `${told(context, match)}, and is offloaded: its packets are hidden from a capture of that device`,
                speaksFor: true,
                introduces: Weight.possible,
                quotes: match.session,
              },
            ]
          : []),
      ];
    }),
  ];
}

/** Two devices with a half of one connection each: the members of a cluster, or of a pair that shares nothing. */
function owners(context: Context, matches: readonly SessionMatch[], isProven: boolean): SideVoice[] {
  const cause = "ha-owner-mismatch";
  for (const one of matches) {
    const other = matches.find(
      ({session, connection, shape}) =>
        connection === one.connection &&
        areTwoDevices(session, one.session) &&
        one.shape === "requests" &&
        shape === "replies",
    );
    if (other === undefined) continue;
    const halves = `${told(context, one)}; ${told(context, other)}: each device has its half of the connection`;
    return [
      {
        cause,
        says: halves,
        speaksFor: true,
        introduces: isProven ? Weight.owned : Weight.suspected,
        quotes: one.session,
      },
      {cause, says: halves, speaksFor: true, introduces: null, quotes: other.session},
    ];
  }
  const synced = matches.find(({session, shape}) => session.byPeer && shape !== "both");
  if (synced === undefined) return [];
  const says = `${told(context, synced)}, and knows it from its HA peer (session updated by HA peer)`;
  return [{cause, says, speaksFor: true, introduces: Weight.possible, quotes: synced.session}];
}

/**
 * What a member of a cluster of FortiOS was told by its peer (`syn_ses`) counts nothing there, and says nothing (Fortinet, community article
 * 398528).
 */
const isCopy = ({session}: SessionMatch): boolean => session.platform === "fortios" && session.byPeer;

/** A device that counts both directions has the whole session, wherever captures saw the halves. */
const wholeVoices = (context: Context, matches: readonly SessionMatch[]): SideVoice[] =>
  matches
    .filter(({shape}) => shape === "both")
    .slice(0, maximumQuoted)
    .map(match => ({
      cause: "ha-owner-mismatch",
      says: `${told(context, match)}: that device sees both directions`,
      speaksFor: false,
      introduces: null,
      quotes: match.session,
    }));

/** FortiOS names a second pair of interfaces where an auxiliary session took replies that came by another one. */
function otherWays({side}: Context, matches: readonly SessionMatch[]): SideVoice[] {
  const match = matches.find(({session}) => session.repliesEnter !== null);
  if (match === undefined) return [];
  const {session} = match;
  const [leaves, back] = [side.face(session, session.leaves), side.face(session, session.repliesEnter)];
  return [
    {
      cause: "reply-on-other-interface",
      says:
        `${side.where(session)}: session ${session.id} sends requests out by ${leaves} and takes replies by ${back} ` +
        "(reflect info: an auxiliary session)",
      speaksFor: true,
      introduces: Weight.possible,
    },
  ];
}

const told = ({side}: Context, {session, before}: SessionMatch): string =>
  `${side.where(session)}: ${sessionText(side, session, before)}`;

/** Adds to findings what sessions of their connections count: evidence of a device, whichever way it speaks. */
export function withSessions(context: Context, draft: Draft): Draft {
  const {side, conversations} = context;
  const {missing} = draft;
  if (side.sessions.count === 0 || missing === null) return draft;
  const matches = side.sessions.ofAll(conversations.cursor(), draft.conversations, maximumLookedUp);
  const evidence: Evidence[] = matches
    .filter(match => match.shape !== "none" && !isCopy(match))
    .slice(0, maximumQuoted)
    .map(({session, before, shape}) => ({
      capture: session.capture,
      frame: null,
      line: session.line,
      rule: "session",
      says: `${sessionText(side, session, before)}: ${speaksFor(shape, missing) ? "as here" : `against it: ${missing} reach that device`}`,
    }));
  return evidence.length === 0 ? draft : {...draft, evidence: [...draft.evidence, ...evidence]};
}
