import {type Command, Option} from "commander";
import type {Network} from "../flow/network.ts";
import {defaultLiveFlows} from "../live/limits.ts";
import {onceRead} from "../report/report.ts";
import {collect, countOf, eventOf, type GivenEvent, networksOf, quietOptions} from "./arguments.ts";
import {durationOf} from "./duration.ts";
import type {ExitStatus, Io} from "./io.ts";
import {type ListenAddress, listenAddressOf} from "./live-server.ts";

/** The options of `live`, as commander gives them. */
export interface LiveFlags {
  output?: string[];
  format?: string;
  every: number;
  listen?: ListenAddress;
  duration?: number;
  filter?: string;
  handshakesOnly?: boolean;
  jsonLines?: boolean;
  user?: string;
  maxFlows?: number;
  internal?: Network[];
  pingOk?: boolean;
  bothDirections?: boolean;
  event?: GivenEvent[];
  redact?: boolean;
  quiet?: boolean;
  progress: boolean;
}

const help = `
Reads packets as they come: from interfaces, through libpcap and the package cap,
or from standard input, where dumpcap or tcpdump write them:

  dumpcap -i eth1 -i eth2 -w - | asymcap live -

On a terminal the state is shown in a few lines; elsewhere each finding is a line
as it is reached, and as it is over. Ctrl-C writes the reports and ends; a second
one ends at once. SIGHUP gives the reports names with the time in them.
Root is needed to open interfaces only; then the rights are those of who called
sudo, or of --user.

Exit status: 0 nothing asymmetric, 1 asymmetry was found, 2 the work could not be
done, or not all of it, or no packet of TCP, UDP or ICMP came.`;

/** Adds the command `live`. */
export function addLive(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const command = program
    .command("live")
    .description("judge packets as they come, from interfaces or from standard input")
    .argument("<interface...>", "interfaces, or - for pcap or pcapng on standard input")
    .option(
      "-o, --output <file>",
      "keep a report there; by its extension: .html .svg .png .card.png .md .json .ndjson .csv .txt (repeatable)",
      collect,
    )
    .addOption(new Option("--format <format>", "format of `-o -`").choices(onceRead.map(report => report.name)))
    .addOption(
      new Option("--every <duration>", "how often reports are written: 60s, 5m, 1h")
        .argParser(durationOf)
        .default(60_000, "60s"),
    )
    .option(
      "--listen <address>",
      "serve the report, its picture, /metrics (OpenMetrics) and /events there: 127.0.0.1:9420, or a port of this host",
      listenAddressOf,
    )
    .option("--duration <duration>", "end after so long", durationOf)
    .option("--filter <expression>", "only these packets; in libpcap's language, of standard input in that of analyze")
    .option("--handshakes-only", "only SYN, FIN, RST and ICMP, for links too fast for all; proves less")
    .option("--json-lines", "each finding as a line of JSON on standard output, as it is reached and as it is over")
    .option("--user <name>", "whose rights to take on once the interfaces are open")
    .option("--max-flows <n>", `hold at most so many flows (default ${defaultLiveFlows})`, countOf)
    .option("--internal <net>", "a network of the clients' side (repeatable; default: worked out)", networksOf)
    .option("--ping-ok", "I have seen that ping works")
    .option("--both-directions", "the packets are unfiltered, both directions")
    .option("--event <time=text>", "something that happened, compared with the onset (repeatable)", eventOf)
    .option("--redact", "pseudonyms for addresses, MACs, and names of interfaces, in every report");
  for (const option of quietOptions()) command.addOption(option);
  command.addHelpText("after", help).action(async (names: string[], flags: LiveFlags) => {
    // Read when it is asked for: other commands start sooner without it.
    const {runLive} = await import("./live-session.ts");
    done(await runLive(names, flags, io));
  });
}
