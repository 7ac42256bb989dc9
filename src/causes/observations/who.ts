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

const complete = (count: number): string => (count === 1 ? "is complete" : "are complete");

/** For whom: what parts those affected from whole ones of the same networks at the same places. */
export const who = [
  {
    name: "goes-by-client",
    contrast: 1,
    see: cohort => (tells(cohort, "some-clients") ? true : parts(cohort, cohort.common.byClient)),
    says: cohort =>
      cohort.common.whole === 0
        ? "only some clients are affected"
        : `only these clients are affected: ${counted(cohort.common.whole, "connection")} of other clients ${complete(cohort.common.whole)}`,
    toSee: "whether other clients of that network reach the same servers",
  },
  {
    name: "goes-by-server",
    contrast: 2,
    see: cohort => parts(cohort, cohort.common.byServer),
    says: ({common: {whole}}) =>
      `only these servers are affected: ${counted(whole, "connection")} to other servers of their network ${complete(whole)}`,
    toSee: "whether the same clients reach other servers of that network",
  },
  {
    name: "goes-by-port",
    contrast: 3,
    see: cohort => parts(cohort, cohort.common.byPort && cohort.common.sameHosts > 0 && !cohort.common.byHash),
    says: ({common: {sameHosts}}) =>
      `only these ports are affected: ${counted(sameHosts, "connection")} of the same hosts to other ports ${complete(sameHosts)}`,
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
        ? "complete connections of the same clients alternate with those affected"
        : `${counted(among, "complete connection")} of the same clients, servers and ports ${among === 1 ? "alternates" : "alternate"} with them: only the clients' ports, and so a hash, tell them apart`,
    toSee: "whether the same client, server and port both work and fail: try several times",
  },
] as const satisfies readonly Observation[];
