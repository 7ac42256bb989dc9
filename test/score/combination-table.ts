import {causeIsRight, type Judged, verdictIsRight} from "./combinations.ts";
import {byScenario, columns, figuresOf} from "./figures.ts";
import {wanted} from "./floors.ts";

/** Returns the figures of every scenario over all combinations of its points, in Markdown; what is less than wanted says so. */
export function combinationTable(judged: readonly Judged[]): string {
  const row = (name: string, ones: readonly Judged[]) => {
    const figures = figuresOf(ones);
    const cells = columns.map(column => {
      const now = figures[column].toFixed(2);
      return figures[column] < wanted[column] ? `**${now}** < ${wanted[column]}` : now;
    });
    return `| ${name} | ${ones.length} | ${cells.join(" | ")} |`;
  };
  return [
    `| scenario | combinations | verdict | first cause | precision of proven | found | fates right | fates said | steady |`,
    `|---|---:|${columns.map(() => "---:|").join("")}`,
    ...[...byScenario(judged)].map(([name, ones]) => row(name, ones)),
    row("all", judged),
  ].join("\n");
}

/** Returns a line for each combination of which something wrong is said, or something that has to be said is not. */
export function mistakes(judged: readonly Judged[]): string[] {
  return judged.flatMap(one => {
    const {fates, found, right, shown, wronglyProven} = one;
    const wrong = [
      ...(verdictIsRight(one) === false
        ? [`right: ${right!.verdict.join(" or ")}, fails ${right!.failing.map(told).join(" or ")}`]
        : []),
      ...(causeIsRight(one) === false
        ? [`right first cause: ${right!.causes.map(cause => cause ?? "none").join(" or ")}`]
        : []),
      ...(wronglyProven.length > 0 ? [`${wronglyProven.length} wrongly proven`] : []),
      ...(found < shown ? [`${found} of ${shown} found`] : []),
      ...(fates.wrong > 0 ? [`${fates.wrong} said to work that fail, or the other way round`] : []),
    ];
    const says = `${one.kind}, fails ${told(one.failing)}, first cause ${one.firstCause ?? "none"}`;
    return wrong.length === 0 ? [] : [`${one.scenario} ${one.points.join(" ")}: ${says}; ${wrong.join("; ")}`];
  });
}

const told = (failing: boolean | null) => failing ?? "unknown";
