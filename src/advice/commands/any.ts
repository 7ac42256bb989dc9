import {command} from "./row.ts";

const platform = "any" as const;

/** What is typed anywhere, or on a device of whatever kind. */
export const any = {
  traceroute: command({
    platform,
    source: "traceroute(8)",
    lines: (to: string, _why: string) => [`traceroute ${to.includes(":") ? "-6 " : ""}${to}`],
    why: (_to, why) => why,
    gives: to => ({kind: "traceroute", to}),
  }),
  mirrorDrops: command({
    platform,
    source: "Cisco, IOS Interface Command Reference",
    lines: () => ["show interfaces INTERFACE"],
    why: () =>
      "on the switch that mirrors: output drops of the mirror port? Both directions of a full link do not fit it",
  }),
  mirrorSessions: command({
    platform,
    source: "Cisco, Catalyst Switched Port Analyzer (SPAN) Configuration",
    lines: () => ["show monitor session all"],
    why: () =>
      "on the switch that mirrors (Cisco): does it copy rx, tx or both? A SPAN of received frames, " +
      "or one leg of a TAP, shows one direction of everything",
  }),
};
