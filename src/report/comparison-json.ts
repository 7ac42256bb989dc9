import {endpointText} from "../flow/address.ts";
import {stamp, type Time} from "../time/time.ts";
import {version} from "../version.ts";
import type {ComparisonReport} from "./comparison.ts";
import {json, stepJson} from "./json.ts";

/** The whole comparison, for programs: schema asymcap-compare/1, with the reports of before and after. */
export const comparisonJson: ComparisonReport = {
  name: "json",
  extension: ".json",
  async *render({before, after, ...comparison}) {
    const time = (value: Time) => stamp(value, after.epoch);
    const head = {
      schema: "asymcap-compare/1",
      generator: {name: "asymcap", version},
      result: comparison.result,
      sentence: comparison.sentence,
      clauses: comparison.clauses,
      partial: comparison.partial,
      pairs: comparison.pairs,
      stale: comparison.stale.map(({id, client, server, brokenBefore, first, last}) => ({
        conversation: `${endpointText(client)} > ${endpointText(server)}`,
        id,
        client,
        server,
        brokenBefore,
        first: time(first),
        last: time(last),
      })),
      clearing: comparison.clearing.map(stepJson),
      counters: comparison.counters,
    };
    yield `${JSON.stringify(head).slice(0, -1)},\n"before":`;
    yield* json.render(before);
    yield ',"after":';
    yield* json.render(after);
    yield "}\n";
  },
};
