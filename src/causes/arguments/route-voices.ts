import type {SideRoute} from "../../capture/side/record.ts";
import {canonicalAddress} from "../../flow/address.ts";
import type {Finding, Missing} from "../../judge/analysis.ts";
import type {Context} from "../../judge/context.ts";
import {type Subject, subjectOf} from "../../judge/subject.ts";
import {bestRoute} from "../../listings/routes.ts";
import {groupedBy, type Side} from "../../listings/side.ts";
import {hopsOf, routeText} from "../../listings/words.ts";
import {Weight} from "../weight.ts";
import {bypassOf, type SideVoice, type Speaker} from "./speaker.ts";

/** What routing tables and look-ups say of the two hosts: which way each side is sent, and whether there are several. */
export const routeVoices: Speaker = ({context, findings}, leading, missing) => {
  const {side} = context;
  if (side.routes.length === 0) return [];
  const subject = subjectOf(context, leading);
  return groupedBy(side.routes, ({device}) => device).flatMap(own => {
    // Which of several tables these hosts are routed by, the text does not tell.
    if (new Set(own.map(({table}) => table)).size > 1) return [];
    const toServer = bestRoute(side, own, subject.server);
    const toClient = bestRoute(side, own, subject.client);
    return [
      ...sharedLoad(side, [toServer, toClient], subject),
      ...secondDefault(side, own, subject),
      ...againstInterfaces(context, toServer, findings, subject),
      ...ownRoute(side, own, subject, missing),
    ];
  });
};

/** Several next hops of one route share its load. */
function sharedLoad(side: Side, routes: readonly (SideRoute | null)[], {client, server}: Subject): SideVoice[] {
  return routes.flatMap((route, i) => {
    if (route === null || route.hops.length < 2) return [];
    const says = `${side.where(route)}: ${i === 0 ? server : client} has several equal next hops: ${hopsOf(route.hops)}`;
    return [{cause: "ecmp-per-flow", says, speaksFor: true, introduces: Weight.possible}];
  });
}

/** More than one default route, where it is a default route that decides. */
function secondDefault(side: Side, own: readonly SideRoute[], {client, server}: Subject): SideVoice[] {
  const table = own.filter(({asked}) => asked === null);
  if (![server, client].some(host => bestRoute(side, table, host)?.bits === 0)) return [];
  const defaults = table.filter(route => route.bits === 0 && side.covers(route, server));
  const ways = new Map(
    defaults.flatMap(route => route.hops.map(hop => [`${hop.gateway} ${hop.interface}`, {route, hop}] as const)),
  );
  if (ways.size < 2) return [];
  const [first] = [...ways.values()];
  const says = `${side.where(first!.route)}: there are ${ways.size} default routes: ${hopsOf([...ways.values()].map(({hop}) => hop))}`;
  return [{cause: "second-default-route", says, speaksFor: true, introduces: Weight.possible}];
}

/** A host that sends to the other one by another gateway than by its default one: a route of its own, which leads around. */
function ownRoute(side: Side, own: readonly SideRoute[], {client, server}: Subject, missing: Missing): SideVoice[] {
  const [sender, receiver] = missing === "replies" ? [server, client] : [client, server];
  // A look-up with a source tells whose routes these are.
  const isSender = own.some(({from}) => from !== null && canonicalAddress(from) === sender);
  const used = isSender ? bestRoute(side, own, receiver) : null;
  const usual = own.find(route => route.bits === 0 && route.asked === null && side.covers(route, receiver));
  const [gateway, standard] = [used?.hops[0]?.gateway ?? null, usual?.hops[0]?.gateway ?? null];
  if (used === null || gateway === null || standard === null || gateway === standard) return [];
  const says = `${side.where(used)}: ${sender} sends to ${receiver} ${hopsOf(used.hops)}, and not by its default gateway ${standard}`;
  return [{cause: bypassOf(missing), says, speaksFor: true, introduces: null}];
}

/** What the route to the server says where requests leave by one interface, and replies come by another. */
function againstInterfaces(
  {side, points}: Context,
  route: SideRoute | null,
  findings: readonly Finding[],
  {server}: Subject,
): SideVoice[] {
  const mismatch = findings.find(({detector, certainty}) => detector === "interface-mismatch" && certainty !== "note");
  if (mismatch === undefined || route === null) return [];
  const [out, back] = [points[mismatch.points[0]!]!, points[mismatch.points.at(-1)!]!];
  if (out.interface === null || back.interface === null) return [];
  // A name of another device's interface says nothing of this one.
  if (route.device.startsWith("name:") && out.device !== null && route.device !== `name:${out.device}`) return [];
  const faces = route.hops.map(hop => hop.interface);
  const told = `${side.where(route)}: ${routeText(route)}`;
  if (faces.includes(out.interface) && !faces.includes(back.interface))
    return [
      {
        cause: "reply-on-other-interface",
        says: `${told}, as requests to ${server} go, while replies come by ${back.interface}`,
        speaksFor: true,
        introduces: null,
        quotes: route,
      },
      {
        cause: "policy-based-forwarding",
        says: `${told}: this device sends requests by their destination; a rule would have to stand elsewhere`,
        speaksFor: false,
        introduces: null,
        quotes: route,
      },
    ];
  if (faces.includes(back.interface) && !faces.includes(out.interface))
    return [
      {
        cause: "policy-based-forwarding",
        says: `${told}, by which replies come, while requests leave by ${out.interface}: more than the destination decides`,
        speaksFor: true,
        introduces: Weight.second,
        quotes: route,
      },
    ];
  return [];
}
