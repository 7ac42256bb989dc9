import {stat} from "node:fs/promises";
import type {Command, Option} from "commander";
import {printable} from "../errors.ts";
import {usage} from "./io.ts";
import {similarName} from "./similar.ts";

/** The command that runs where none is named. */
const usual = "analyze";

/** What people call a command that has another name here; one that bears the name itself goes first. */
const synonyms: Readonly<Record<string, string>> = {
  analysis: "analyze",
  check: "analyze",
  diagnose: "analyze",
  inspect: "analyze",
  judge: "analyze",
  read: "analyze",
  cmp: "compare",
  diff: "compare",
  capture: "live",
  listen: "live",
  monitor: "live",
  sniff: "live",
  watch: "live",
  devices: "interfaces",
  ifaces: "interfaces",
  list: "interfaces",
  commands: "help",
  completions: "completion",
  manual: "man",
  options: "help",
  usage: "help",
};

/** Options of tcpdump and tshark that have none of their own here, and what does the same. */
const foreign: Readonly<Record<string, string>> = {
  "-i": "`asymcap live INTERFACE` judges what passes an interface, `asymcap interfaces` lists them",
  "-r": "captures are given without an option: asymcap FILE",
  "-v": "--version tells the version",
  "-w": "`tcpdump -w` writes captures; -o FILE writes the report",
};

/** An argument, and where it stands. */
interface Word {
  readonly text: string;
  readonly at: number;
}

/**
 * Returns the arguments with the command first, as they are meant; what is no command, file or option but looks like one is
 * refused: a misspelt command is no capture. Throws a UsageError. A file that exists is a file, whatever its name.
 */
export async function commandLine(argv: readonly string[], program: Command): Promise<readonly string[]> {
  const named = program.commands.find(command => command.name() === argv[0]);
  const {words, flags, isEnded} = sorted(argv, program, named);
  const [first] = words;
  if (named !== undefined) {
    checkFlags(flags, named, program);
    return argv;
  }
  if (first === undefined) {
    checkFlags(flags, commandOf(program, usual), program);
    // What stands behind -- is a file, and no command.
    return isEnded ? [usual, ...argv] : argv;
  }
  const {text, at} = first;
  if (text === "help" && at === 0) {
    const topic = words[1]?.text;
    if (topic !== undefined && topic !== "help") checkCommand(topic, program);
    return argv;
  }
  if (!(await isFile(text))) {
    const others = [...argv.slice(0, at), ...argv.slice(at + 1)];
    const command = program.commands.find(one => one.name() === text);
    if (command !== undefined) {
      checkFlags(flags, command, program);
      return [text, ...others];
    }
    if (text === "version") return ["--version"];
    if (text === "help") return ["help", ...others];
    checkNoCommand(text, program);
  }
  checkFlags(flags, commandOf(program, usual), program);
  return argv;
}

const isFile = async (text: string): Promise<boolean> =>
  text === "-" ||
  text.includes("=") ||
  (await stat(text).then(
    () => true,
    () => false,
  ));

const commandOf = (program: Command, name: string): Command =>
  program.commands.find(command => command.name() === name)!;

/** Sorts the arguments up to `--` into words and options, whose values are neither; of several commands' options `named`'s count first. */
function sorted(argv: readonly string[], program: Command, named: Command | undefined) {
  const options = [...(named?.options ?? []), ...program.options, ...program.commands.flatMap(one => one.options)];
  const words: Word[] = [];
  const flags: Word[] = [];
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at]!;
    if (text === "--") return {words, flags, isEnded: true};
    if (!isFlag(text)) {
      words.push({text, at});
      continue;
    }
    flags.push({text, at});
    const option = options.find(one => one.long === text || one.short === text);
    if (option === undefined || !(option.required || option.optional)) continue;
    if (option.required) at++;
    if (option.variadic) while (at + 1 < argv.length && !isFlag(argv[at + 1]!)) at++;
  }
  return {words, flags, isEnded: false};
}

const isFlag = (text: string): boolean => text.length > 1 && text.startsWith("-");

/** Throws if `topic` is no command. */
function checkCommand(topic: string, program: Command): void {
  if (program.commands.some(command => command.name() === topic)) return;
  checkNoCommand(topic, program);
  throw usage(`there is no command '${printable(topic)}'; \`asymcap --help\` lists them`);
}

/** Throws if `text`, which is neither command nor file, looks as if it were meant for a command. */
function checkNoCommand(text: string, program: Command): void {
  const names = program
    .createHelp()
    .visibleCommands(program)
    .map(command => command.name());
  const lower = text.toLowerCase();
  const name = Object.hasOwn(synonyms, lower) ? synonyms[lower]! : similarName(text, [...names, "version"]);
  if (name !== null)
    throw usage(`there is no command '${printable(text)}'; did you mean '${name === "version" ? "--version" : name}'?`);
}

/** Throws for options that `command` has not, where it is clear what is meant; commander itself knows those that are merely misspelt. */
function checkFlags(flags: readonly Word[], command: Command, program: Command): void {
  const known = [...command.options, ...program.options];
  const longs = [...known.map(option => option.long), "--help"];
  for (const {text} of flags) {
    const flag = text.replace(/=.*$/s, "");
    if (!flag.startsWith("--") && flag.length > 2 && longs.includes(`-${flag}`))
      throw usage(`there is no option '${printable(flag)}'; did you mean '-${printable(flag)}'?`);
    const short = flag.startsWith("--") ? flag : flag.slice(0, 2);
    if (short === "-h" || longs.includes(flag) || known.some(option => option.short === short)) continue;
    const owners = program.commands.filter(one => one.options.some(option => has(option, short)));
    if (owners.length > 0) {
      const names = owners.map(owner => `\`asymcap ${owner.name()}\``);
      throw usage(`'${short}' is an option of ${names.join(", ")}, not of \`asymcap ${command.name()}\``);
    }
    // As in -nr FILE, and -ieth0.
    const of = Object.keys(foreign).find(
      key => flag.startsWith(key) || (/^-[a-z]+$/i.test(flag) && flag.endsWith(key.slice(1))),
    );
    if (of !== undefined) throw usage(`there is no option '${of}'; ${foreign[of]}`);
  }
}

const has = (option: Option, flag: string): boolean => option.long === flag || option.short === flag;
