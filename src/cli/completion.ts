import type {Command, Option} from "commander";
import {Argument} from "commander";
import type {ExitStatus, Io} from "./io.ts";

/** A shell that completes: one function, and one entry here. */
const shells: Readonly<Record<string, (program: Command) => string>> = {bash, zsh, fish};

/** Adds the command `completion`. */
export function addCompletion(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command("completion")
    .description("print what makes a shell complete commands and options")
    .addArgument(new Argument("<shell>", "of which shell").choices(Object.keys(shells)))
    .addHelpText(
      "after",
      "\nbash  source <(asymcap completion bash)          in ~/.bashrc" +
        "\nzsh   source <(asymcap completion zsh)           in ~/.zshrc, after compinit" +
        "\nfish  asymcap completion fish | source           in ~/.config/fish/config.fish",
    )
    .action((shell: string) => {
      io.stdout.write(shells[shell]!(program));
      done(0);
    });
}

/** The command that runs where none is named, as in src/cli/command-line.ts. */
const usual = "analyze";
/** Those that the help lists, `help` among them. */
const commandsOf = (program: Command): Command[] => program.createHelp().visibleCommands(program);
const namesOf = (program: Command): string[] => commandsOf(program).map(command => command.name());
const flagsOf = (option: Option): string[] => [option.short, option.long].flatMap(flag => flag ?? []);

/** Options of a command with what follows them: their own, and those that all have. */
function optionsOf(command: Command): Option[] {
  return command.createHelp().visibleOptions(command);
}

/** Words that an argument of a command may be, such as the shells here. */
const wordsOf = (command: Command): readonly string[] =>
  command.registeredArguments.flatMap(argument => argument.argChoices ?? []);

function bash(program: Command): string {
  const commands = namesOf(program).join(" ");
  const values: string[] = [];
  const words: string[] = [];
  for (const command of commandsOf(program)) {
    for (const option of optionsOf(command))
      for (const flag of flagsOf(option)) {
        if (option.argChoices !== undefined)
          values.push(`    ${command.name()}:${flag}) choices="${option.argChoices.join(" ")}" ;;`);
        else if (option.required) values.push(`    ${command.name()}:${flag}) return ;;`);
      }
    const flags = optionsOf(command).flatMap(flagsOf).join(" ");
    if (command.name() === "help") continue;
    words.push(`    ${command.name()}) flags="${flags}" words="${wordsOf(command).join(" ")}" ;;`);
  }
  // Where nothing is offered, bash goes on to names of files (-o default).
  return `_asymcap() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command=${usual} choices= flags= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in ${namesOf(program).join("|")}) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case $command:$before in
${values.join("\n")}
  esac
  if [[ $choices ]]; then COMPREPLY=($(compgen -W "$choices" -- "$word")); return; fi
  case $command in
${words.join("\n")}
    help) words="${commands}" ;;
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word")); return; fi
  if ((COMP_CWORD == 1)); then words="${commands}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _asymcap asymcap
`;
}

/** As zsh's _arguments wants descriptions: without brackets and colons that would end them. */
const described = (text: string): string =>
  text
    .replaceAll("'", "'\\''")
    .replaceAll("[", "\\[")
    .replaceAll("]", "\\]")
    .replaceAll(":", "\\:")
    .replaceAll("`", "");

function zsh(program: Command): string {
  const cases = commandsOf(program).map(command => {
    const specs = optionsOf(command).map(option => {
      const flags = flagsOf(option);
      const names = flags.length > 1 ? `'{${flags.join(",")}}'` : flags[0]!;
      const value = !option.required
        ? ""
        : option.argChoices === undefined
          ? ":value:_files"
          : `:value:(${option.argChoices.join(" ")})`;
      return `        '*${names}[${described(option.description)}]${value}'`;
    });
    const words = wordsOf(command);
    const last = words.length > 0 ? `'1:word:(${words.join(" ")})'` : "'*:file:_files'";
    return `      ${command.name()})\n        _arguments \\\n${[...specs, `        ${last}`].join(" \\\n")} ;;`;
  });
  const commands = commandsOf(program).map(one => [one.name(), one.description()] as const);
  return `#compdef asymcap
_asymcap() {
  local -a commands
  commands=(
${commands.map(([name, says]) => `    '${name}:${described(says)}'`).join("\n")}
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    _files
    return
  fi
  local command=$words[2]
  if ((\${commands[(I)$command:*]})); then
    shift words
    ((CURRENT--))
  else
    command=${usual}
  fi
  case $command in
${cases.join("\n")}
  esac
}
compdef _asymcap asymcap
`;
}

function fish(program: Command): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const names = namesOf(program).join(" ");
  const lines = commandsOf(program).flatMap(command => {
    const name = command.name();
    // Options of the command that runs where none is named stand wherever no other is.
    const others = namesOf(program).filter(other => other !== usual);
    const seen =
      name === usual ? `not __fish_seen_subcommand_from ${others.join(" ")}` : `__fish_seen_subcommand_from ${name}`;
    const when = `complete -c asymcap -n ${quoted(seen)}`;
    const words = wordsOf(command);
    return [
      `complete -c asymcap -n ${quoted(`not __fish_seen_subcommand_from ${names}`)} -a ${name} -d ${quoted(command.description())}`,
      ...(words.length > 0 ? [`${when} -f -a ${quoted(words.join(" "))}`] : []),
      ...optionsOf(command).map(option => {
        const short = option.short === undefined ? "" : ` -s ${option.short.slice(1)}`;
        const choices = option.argChoices === undefined ? "" : ` -x -a ${quoted(option.argChoices.join(" "))}`;
        const value = option.required ? " -r" : "";
        return `${when}${short} -l ${option.long!.slice(2)}${value}${choices} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return `${lines.join("\n")}\n`;
}
