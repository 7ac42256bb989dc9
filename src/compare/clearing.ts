import type {NextStep} from "../judge/analysis.ts";
import type {StaleConversation} from "./comparison.ts";

/** Pairs of hosts for which commands are given. */
const maximumHosts = 5;

interface Hosts {
  readonly client: string;
  readonly server: string;
  readonly port: number;
  /** Ports of the clients. */
  readonly ports: number[];
}

/** Returns how many pairs of hosts the conversations are of, that is how many {@link clearingSteps} would be needed. */
export const hostPairs = (stale: readonly StaleConversation[]): number => hostsOf(stale).length;

/** Returns commands that clear these conversations and, as far as the device can tell them apart, no others. */
export function clearingSteps(stale: readonly StaleConversation[]): NextStep[] {
  return hostsOf(stale).slice(0, maximumHosts).flatMap(stepsOf);
}

function hostsOf(stale: readonly StaleConversation[]): Hosts[] {
  const all = new Map<string, Hosts>();
  for (const {client, server} of stale) {
    const key = `${client.address} ${server.address} ${server.port}`;
    const known = all.get(key);
    if (known !== undefined) known.ports.push(client.port);
    else all.set(key, {client: client.address, server: server.address, port: server.port, ports: [client.port]});
  }
  return [...all.values()];
}

function stepsOf({client, server, port, ports}: Hosts): NextStep[] {
  const v6 = client.includes(":");
  const only = ports.length === 1 ? ports[0] : undefined;
  const changes = (platform: NextStep["platform"], command: string, why: string): NextStep => ({
    platform,
    command,
    why,
    effect: "changes",
    undo: "none: the clients must connect anew",
  });
  const fortios = `diagnose sys session${v6 ? "6" : ""}`;
  return [
    {
      platform: "pan-os",
      command: `show session all filter source ${client} destination ${server}`,
      why: "look first: the next command clears all that this one lists",
      effect: "reads",
      undo: null,
    },
    changes(
      "pan-os",
      `clear session all filter source ${client} destination ${server}`,
      "clears every session of the two hosts, those that work too",
    ),
    changes(
      "fortios",
      [
        `${fortios} filter clear`,
        `${fortios} filter src ${client}`,
        `${fortios} filter dst ${server}`,
        ...(only === undefined ? [] : [`${fortios} filter sport ${only}`]),
        `${fortios} filter dport ${port}`,
        `${fortios} filter`,
        `${fortios} clear`,
      ].join("\n"),
      "always the whole block, and look at what the last but one shows: without a filter, the last clears every session of the device",
    ),
    changes(
      "linux",
      `conntrack -D${v6 ? " -f ipv6" : ""} -p tcp -s ${client} -d ${server}${only === undefined ? "" : ` --sport ${only}`} --dport ${port}`,
      "conntrack -L with the same options looks first",
    ),
  ];
}
