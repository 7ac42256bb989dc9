import type {RenderOptions} from "../report/report.ts";
import type {Io} from "./io.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns how the terminal at standard output shows a report; a pipe or a file gets 80 columns of plain text. */
export function terminalOf(
  {stdout}: Pick<Io, "stdout">,
  env: Environment = process.env,
): Pick<RenderOptions, "width" | "isColoured" | "isAscii"> {
  if (stdout.isTTY !== true) return {};
  const {NO_COLOR: noColour, TERM: terminal} = env;
  // https://no-color.org: set, and not empty.
  const isColoured = (noColour === undefined || noColour === "") && terminal !== "dumb";
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return {width: stdout.columns ?? 80, isColoured, isAscii: locale !== "" && !/utf-?8/i.test(locale)};
}
