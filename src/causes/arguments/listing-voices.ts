import {listedSession, meaning} from "../../rules/listed-session.ts";
import {isOf} from "../../rules/rule.ts";
import {Weight} from "../weight.ts";
import {bypassOf, type SideVoice, type Speaker} from "./speaker.ts";

/** What listings of sessions say where they are all that is given: the finding that they make says it, and which causes it fits. */
export const listingVoices: Speaker = (_input, leading) => {
  if (!isOf(leading, listedSession)) return [];
  const {facts, missing} = leading;
  const says = facts.kind === "halves" ? "each device has its half of the session" : meaning(facts.maySyns, missing);
  const voice = (cause: string, introduces: number): SideVoice => ({cause, says, speaksFor: true, introduces});
  if (facts.kind === "halves") return [voice("ha-owner-mismatch", Weight.suspected)];
  if (missing === null) return [];
  const bypass = voice(bypassOf(missing), Weight.suspected);
  // That members of a cluster have a half each, the other one's listing would tell.
  const other = voice("ha-owner-mismatch", Weight.unlikely);
  return missing === "replies" && facts.maySyns
    ? [voice("server-silent", Weight.suspected), {...bypass, introduces: Weight.possible}]
    : [bypass, other];
};
