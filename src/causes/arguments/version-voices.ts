import type {SideVersion} from "../../capture/side/record.ts";
import {fortiosRange, onlyThisVersion} from "../../listings/versions.ts";
import {fails, statedOf} from "../speaking.ts";
import type {SideVoice, Speaker} from "./speaker.ts";

/** The device's own words tell its version, where nothing else does. */
const ofTheWords: SideVoice = {
  cause: "reply-on-other-interface",
  says: onlyThisVersion,
  speaksFor: true,
  introduces: null,
};

/** What the version of FortiOS says of replies that come by another interface: whether it drops them. */
export const versionVoices: Speaker = (input, leading) => {
  const {side} = input.context;
  if (leading.detector !== "interface-mismatch" && leading.detector !== "device-log") return [];
  const known = side.versions.filter(({platform}) => platform === "fortios");
  const range = sameRange(known);
  if (range === null) return statedOf(input, "interface-changed").length > 0 ? [ofTheWords] : [];
  if (range.drops === null) return [];
  const version = known.at(-1)!;
  const failing = fails(input, [leading]);
  // Where it fails on a version that tolerates it, something else drops the packets.
  const speaksFor = range.drops === failing;
  return [
    {
      cause: "reply-on-other-interface",
      says: `${side.where(version)}: FortiOS ${version.version} ${range.drops ? "drops" : "tolerates"} it (${range.name})`,
      speaksFor: speaksFor || !failing,
      introduces: null,
      quotes: version,
    },
  ];
};

function sameRange(versions: readonly SideVersion[]) {
  const ranges = new Set(versions.map(({version}) => fortiosRange(version)));
  return ranges.size === 1 ? [...ranges][0]! : null;
}
