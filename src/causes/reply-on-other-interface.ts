import {commands} from "../advice/commands.ts";
import {deviceLookups, hostLookups} from "../advice/route-lookups.ts";
import {sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import type {Side} from "../listings/side.ts";
import {fortiosRange, fortiosRanges, versionOf} from "../listings/versions.ts";
import type {Mechanism} from "./mechanism.ts";
import {statedOf} from "./speaking.ts";

const {fortios, linux} = commands;

/** Replies enter a device by another interface than the requests leave by: whether it drops them depends on it. */
export const replyOnOtherInterface: Mechanism = {
  cause: "reply-on-other-interface",
  words: "Replies come back by another interface than requests leave by",
  prior: 0.1,
  observations: {
    "replies-end-in-the-device": "possible",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "device-drops-by-interface": "likely",
    "protocols-differ": "possible",
    "replies-by-another-interface": "likely",
    "replies-missing": "possible",
    "requests-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "all-affected": "likely",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "possible",
    "reply-passes": "possible",
    "second-carries-replies-only": "possible",
    "second-carries-requests-only": "possible",
    translated: "possible",
    "pings-lack-it-too": "possible",
    "pings-pass": "possible",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next: (subject, input, cohort) =>
    steps(subject, input.context.side, cohort?.fails ?? false, statedOf(input, "interface-changed").length > 0),
};

/** Where the device itself says that it drops them, its version and its setting are the first question: the routes are known to differ. */
const steps = (subject: Subject, side: Side, failing: boolean, isStated: boolean): NextStep[] => {
  const lookups = [...deviceLookups(subject.server), ...hostLookups(subject.server, subject.client)];
  const versions = versionSteps(side, failing);
  return inOrder([
    ...(isStated ? [...versions, ...lookups] : [...lookups, ...versions]),
    linux.rules(subject.v6),
    ...(failing && !subject.v6 ? [linux.rpFilter()] : []),
    ...sessionListings(subject),
  ]);
};

/** How FortiOS takes it depends on its version: where none is told, all ranges are. */
function versionSteps({versions}: Side, failing: boolean): NextStep[] {
  const version = versionOf(versions, "fortios");
  if (version === null) {
    const all = fortiosRanges.map(({name, says}) => `${name}: ${says}`).join("; ");
    return [
      fortios.version(`which version? ${all}`),
      fortios.auxiliary("6.2.3 and later:"),
      ...(failing ? [fortios.auxiliarySessions()] : []),
    ];
  }
  const {name, says, drops, hasSwitch} = fortiosRange(version);
  const told = `FortiOS ${version} (${name}): ${says}`;
  if (!hasSwitch) return [fortios.routes(false, `${told}: which route do the replies need?`)];
  // What tolerates it, and fails, fails for another reason.
  return [fortios.auxiliary(`${told}:`), ...(failing && drops === true ? [fortios.auxiliarySessions()] : [])];
}
