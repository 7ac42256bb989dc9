import type {Command} from "commander";
import {version} from "../version.ts";
import type {ExitStatus, Io} from "./io.ts";

/** Adds the command `man`, which no help lists: what writes the manual page that packages bring, from the help itself. */
export function addManual(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command("man", {hidden: true})
    .description("print the manual page: asymcap man | man -l -")
    .action(() => {
      io.stdout.write(manual(program));
      done(0);
    });
}

const examples: readonly (readonly [command: string, says: string])[] = [
  ["asymcap inside.pcap", "One capture: the verdict, why, and what to do next."],
  [
    "asymcap fw/inside=in.pcap fw/outside=out.pcap -o report.svg",
    "Two points of one device, and the picture for the ticket.",
  ],
  ["tcpdump \\-ni eth1 \\-w \\- tcp or icmp | asymcap \\-", "A pipe, judged when it ends."],
  ["asymcap compare \\-\\-before a.pcap \\-\\-after b.pcap", "Did the fix work?"],
  ["sudo asymcap live eth1 eth2 \\-o report.svg", "What passes two interfaces, until Ctrl-C."],
];

/** Returns the manual page in man(7)'s language. */
function manual(program: Command): string {
  const lines = [
    `.TH ASYMCAP 1 "" "asymcap ${escaped(version)}" "User Commands"`,
    ".SH NAME",
    "asymcap \\- tells from packet captures that TCP fails, or works, over an asymmetric route",
    ".SH SYNOPSIS",
    ...program.commands
      .filter(command => visible(program, command))
      .flatMap(command => [".B asymcap", `${escaped(`${command.name()} ${command.usage()}`)}`, ".br"]),
    ".SH DESCRIPTION",
    "Reads captures, what firewalls print in a terminal, and live interfaces; says in one sentence what is proven, what is only",
    "suspected, and what cannot be told, and writes one picture for the ticket.",
    ".B asymcap",
    "CAPTURE is short for",
    ".B asymcap analyze",
    "CAPTURE.",
    ".SH COMMANDS",
  ];
  for (const command of program.commands) {
    if (!visible(program, command)) continue;
    lines.push(`.SS "asymcap ${escaped(`${command.name()} ${command.usage()}`)}"`, paragraph(command.description()));
    const help = command.createHelp();
    for (const argument of help.visibleArguments(command))
      lines.push(".TP", `.I ${escaped(help.argumentTerm(argument))}`, paragraph(help.argumentDescription(argument)));
    for (const option of help.visibleOptions(command))
      lines.push(".TP", `.B ${escaped(help.optionTerm(option))}`, paragraph(help.optionDescription(option)));
  }
  lines.push(
    ".SH EXIT STATUS",
    ".TP\n0\nNothing is asymmetric; with compare: it is fixed.",
    ".TP\n1\nAsymmetry is proven or suspected, or the capture sees one direction only; with compare: it is not fixed, or partly.",
    ".TP\n2\nSome input could not be read (what could be read is reported), or nothing could be judged.",
    ".SH EXAMPLES",
    ...examples.flatMap(([command, says]) => [".TP", `.B ${command}`, says]),
    ".SH SEE ALSO",
    "tcpdump(1), dumpcap(1), tshark(1), pcap\\-filter(7)",
  );
  return `${lines.join("\n")}\n`;
}

const visible = (program: Command, command: Command): boolean =>
  program.createHelp().visibleCommands(program).includes(command);

/** Returns text as roff takes it literally. */
const escaped = (text: string): string => text.replaceAll("\\", "\\e").replaceAll("-", "\\-");

/** A line that begins with a point or an apostrophe would be a request. */
const paragraph = (text: string): string => escaped(text).replace(/^(?=[.'])/, "\\&");
