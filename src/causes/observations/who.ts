import {counted} from "../../words.ts";
import type {Cohort} from "./cohort.ts";
import type {Observation, Seen} from "./observation.ts";

/** Whether a property parts those affected from whole ones; null where there is nothing to compare with, or only one value of it. */
const parts = ({common: {whole}}: Cohort, apart: boolean): Seen => (whole === 0 ? null : apart);

const others = ({common: {whole}}: Cohort): string =>
  `${counted(whole, "whole connection")} of the same networks ${whole === 1 ? "is" : "are"}`;

/** For whom: what parts those affected from whole ones of the same networks at the same places. */
export const who = [
  {
    name: "goes-by-client",
    see: cohort => parts(cohort, cohort.common.byClient && !cohort.common.byTime),
    says: cohort => `it goes by client: ${others(cohort)} of other clients, none of these`,
    toSee: "whether other clients of that network reach the same servers",
  },
  {
    name: "goes-by-server",
    see: cohort => parts(cohort, cohort.common.byServer && !cohort.common.byTime),
    says: cohort => `it goes by server: ${others(cohort)} with other servers, none with these`,
    toSee: "whether the same clients reach other servers of that network",
  },
  {
    name: "goes-by-port",
    see: cohort =>
      parts(
        cohort,
        cohort.common.byPort && cohort.common.sameHosts > 0 && !cohort.common.byHash && !cohort.common.byTime,
      ),
    says: ({common: {sameHosts}}) =>
      `${counted(sameHosts, "connection")} of the same hosts with other ports ${sameHosts === 1 ? "is" : "are"} whole: a route by destination would treat all ports alike`,
    toSee: "whether the same hosts talk by other ports",
  },
  {
    name: "all-affected",
    see: ({common: {whole, asymmetric}}) => (whole > 0 ? false : asymmetric > 1 ? true : null),
    says: ({common: {asymmetric}}) => `all ${counted(asymmetric, "connection")} between these networks are affected`,
    toSee: "whether any connection between these networks works",
  },
  {
    name: "nothing-parts-them",
    see: ({common: {whole, byClient, byServer, byPort, byTime, among}}) =>
      whole === 0 ? null : !(byClient || byServer || byPort || byTime) && among > 0,
    says: ({common: {among}}) =>
      `${counted(among, "whole connection")} of the same clients, servers and ports came among them: only the clients' ports, and so a hash, tell them apart`,
    toSee: "whether the same client, server and port both work and fail: try several times",
  },
  {
    name: "by-turns-in-time",
    see: ({common: {byHash, among}}) => (among < 2 ? null : byHash),
    says: () => "those affected and whole ones of the same hosts come by turns, as a hash has it",
    toSee: "whether the same client, server and port both work and fail: try several times",
  },
] as const satisfies readonly Observation[];
