import type {SideTrace} from "../../capture/side/record.ts";
import {canonicalAddress} from "../../flow/address.ts";
import {subjectOf} from "../../judge/subject.ts";
import {networkAddress} from "../../listings/side.ts";
import {hopsText} from "../../listings/words.ts";
import {counted} from "../../words.ts";
import {bypassOf, type Speaker} from "./speaker.ts";

/**
 * What traceroutes of both directions say. Each router answers by the address of the side that asks, so that the same routers have other
 * addresses on the way back: only their number, and the networks that they share, can be compared.
 */
export const traceVoices: Speaker = ({context}, leading, missing) => {
  const {side} = context;
  const {client, server} = subjectOf(context, leading);
  const there = side.traces.findLast(trace => canonicalAddress(trace.target) === server && isWhole(trace));
  const back = side.traces.findLast(trace => canonicalAddress(trace.target) === client && isWhole(trace));
  // From one device in between, the ways there and back are no way there and back of one packet.
  if (there === undefined || back === undefined || there.device === back.device) return [];
  const [out, home] = [routersOf(there), routersOf(back)];
  const cause = bypassOf(missing);
  const at = `${side.where(there)}, ${side.where(back)}`;
  const ways = `to ${server} ${named(out)}, back to ${client} ${named(home)}`;
  if (out.length !== home.length)
    return [{cause, says: `${at}: ${ways}: the ways differ`, speaksFor: true, introduces: null}];
  // The networks between the routers, each told by the router behind it.
  const between = new Set(out.slice(1).flatMap(networkOf));
  const shared = home.slice(1).flatMap(networkOf);
  if (shared.length === 0 || between.size === 0) return [];
  const isSame = shared.every(network => between.has(network));
  return [
    {
      cause,
      says: `${at}: ${ways}: ${isSame ? "by the same networks" : "by other networks"}`,
      speaksFor: !isSame,
      introduces: null,
    },
  ];
};

/** A traceroute that got to its target tells how many routers there are. */
const isWhole = ({hops, target}: SideTrace): boolean => hops.at(-1) === target;
const routersOf = ({hops}: SideTrace): readonly (string | null)[] => hops.slice(0, -1);
const networkOf = (hop: string | null): string[] =>
  hop === null ? [] : [networkAddress(hop, hop.includes(":") ? 64 : 24)];
const named = (hops: readonly (string | null)[]): string =>
  hops.length === 0 ? "directly" : `over ${counted(hops.length, "router")} (${hopsText(hops)})`;
