import {command} from "./row.ts";

const platform = "asa" as const;
const source = "Cisco, ASA Series Command Reference";

/** What is typed on a Cisco ASA. */
export const asa = {
  connections: command({
    platform,
    source,
    lines: (client: string) => [`show conn address ${client}`],
    why: () => "flags saA: only the SYN was seen; UIO: both directions; no line: it saw no SYN",
  }),
  drops: command({
    platform,
    source,
    lines: () => ["show asp drop"],
    why: () => "tcp-not-syn grows where a SYN-ACK arrives without its SYN",
  }),
  reversePath: command({
    platform,
    source,
    lines: () => ["show run ip verify"],
    why: () => "is reverse-path verified on that interface? Then show asp drop: rpf-violated grows",
  }),
};
