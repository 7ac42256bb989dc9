import {counted} from "../../words.ts";
import type {Cohort} from "./cohort.ts";
import {eachDirectionMissing} from "./networks.ts";
import type {Observation, Seen} from "./observation.ts";

/**
 * Whether a property parts those affected from whole ones; null where there is nothing to compare with, where it changed in time, or
 * where everything parts them: with few of them, that is chance.
 */
function parts(cohort: Cohort, apart: boolean): Seen {
  const {fate, common} = cohort;
  const {whole, byTime, byClient, byServer} = common;
  // Those that lack the other direction are neither affected nor whole: nobody knows on which side they would stand.
  if (eachDirectionMissing(cohort) === true) return null;
  return whole === 0 || fate === "moved" || byTime || (byClient && byServer) ? null : apart;
}

/** Whether a rule was given of its own that tells this of the connections. */
const tells = ({findings}: Cohort, detector: string): boolean => findings.some(one => one.detector === detector);

const others = ({common: {whole}}: Cohort): string =>
  `${counted(whole, "whole connection")} of the same networks ${whole === 1 ? "is" : "are"}`;

/** For whom: what parts those affected from whole ones of the same networks at the same places. */
export const who = [
  {
    name: "goes-by-client",
    contrast: 1,
    see: cohort => (tells(cohort, "some-clients") ? true : parts(cohort, cohort.common.byClient)),
    says: cohort =>
      cohort.common.whole === 0
        ? "it goes by client"
        : `it goes by client: ${others(cohort)} of other clients, none of these`,
    toSee: "whether other clients of that network reach the same servers",
  },
  {
    name: "goes-by-server",
    contrast: 2,
    see: cohort => parts(cohort, cohort.common.byServer),
    says: cohort => `it goes by server: ${others(cohort)} with other servers, none with these`,
    toSee: "whether the same clients reach other servers of that network",
  },
  {
    name: "goes-by-port",
    contrast: 3,
    see: cohort => parts(cohort, cohort.common.byPort && cohort.common.sameHosts > 0 && !cohort.common.byHash),
    says: ({common: {sameHosts}}) =>
      `${counted(sameHosts, "connection")} of the same hosts with other ports ${sameHosts === 1 ? "is" : "are"} whole: a route by destination would treat all ports alike`,
    toSee: "whether the same hosts talk by other ports",
  },
  {
    name: "all-affected",
    contrast: 6,
    see: cohort => {
      const {whole, asymmetric} = cohort.common;
      return whole > 0 ? false : asymmetric > 1 && eachDirectionMissing(cohort) !== true ? true : null;
    },
    says: ({common: {asymmetric}}) => `all ${counted(asymmetric, "connection")} between these networks are affected`,
    toSee: "whether any connection between these networks works",
  },
  {
    name: "nothing-parts-them",
    contrast: 4,
    see: cohort => (tells(cohort, "intermittent") ? true : parts(cohort, cohort.common.byHash)),
    says: ({common: {among}}) =>
      among === 0
        ? "whole ones of the same clients come by turns with those affected"
        : `${counted(among, "whole connection")} of the same clients, servers and ports came among them: only the clients' ports, and so a hash, tell them apart`,
    toSee: "whether the same client, server and port both work and fail: try several times",
  },
] as const satisfies readonly Observation[];
