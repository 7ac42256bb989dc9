import type {Subject} from "../../judge/subject.ts";
import {command} from "./row.ts";

const platform = "junos" as const;
const source = "Juniper, Junos OS CLI Reference";

/** What is typed on a router or firewall with Junos. */
export const junos = {
  routeTo: command({
    platform,
    source,
    lines: (to: string) => [`show route ${to}`],
    why: () => "which interface and next hop does this router use?",
  }),
  defaultRoute: command({
    platform,
    source,
    lines: (v6: boolean, _why: string) => [`show route ${v6 ? "::/0" : "0.0.0.0/0"} exact`],
    why: (_v6, why) => why,
  }),
  forwarding: command({
    platform,
    source,
    lines: (to: string, _why: string) => [`show route forwarding-table destination ${to}`],
    why: (_to, why) => why,
  }),
  balancing: command({
    platform,
    source,
    lines: () => ["show configuration routing-options forwarding-table"],
    why: () => "is the export policy one that balances per packet? There per-packet means per flow on newer hardware",
  }),
  sessions: command({
    platform,
    source,
    lines: ({client, server}: Pick<Subject, "client" | "server">) => [
      `show security flow session source-prefix ${client} destination-prefix ${server}`,
    ],
    why: () => "do both wings, In and Out, count packets?",
  }),
};
