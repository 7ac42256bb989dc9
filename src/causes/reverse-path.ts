import {commands} from "../advice/commands.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import type {Mechanism} from "./mechanism.ts";

const {linux, asa} = commands;

/** A device drops packets whose source it would not route back by the interface that they came in by (RFC 3704). */
export const reversePath: Mechanism = {
  cause: "reverse-path-check",
  words: "A reverse-path check drops packets that come by an unexpected interface",
  prior: 0.05,
  observations: {
    "replies-by-another-interface": "likely",
    "replies-end-in-the-device": "likely",
    "replies-missing": "possible",
    "requests-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "likely",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "protocols-differ": "possible",
    "pings-lack-it-too": "likely",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next: subject => reversePathSteps(subject, subject.client),
};

/** Returns what to type where a device may drop packets from an address for the interface that they come by. */
export const reversePathSteps = ({v6}: Pick<Subject, "v6">, source: string): NextStep[] =>
  inOrder([...deviceLookups(source), ...(v6 ? [] : [linux.rpFilter()]), asa.reversePath()]);
