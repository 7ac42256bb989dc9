import {clock} from "../../time/time.ts";
import {counted} from "../../words.ts";
import type {Cohort} from "./cohort.ts";
import type {Observation} from "./observation.ts";

const at = ({common, context}: Cohort): string => clock(common.since, context.epoch, 0);

/** When it began, and what happened to those that were there before. */
export const when = [
  {
    name: "begins-at-one-moment",
    contrast: 5,
    see: ({common: {byTime, before, meanwhile}, fate}) =>
      fate === "moved" || byTime ? true : meanwhile > 0 || before > 0 ? false : null,
    says: cohort =>
      cohort.fate === "moved"
        ? `established connections leave this point at ${clock(cohort.findings[0]!.since, cohort.context.epoch, 0)}`
        : `connections opened from ${at(cohort)} on are affected; ` +
          `${counted(cohort.common.before, "connection")} of the same hosts opened before ${cohort.common.before === 1 ? "is" : "are"} complete`,
    toSee: "whether new connections of these hosts worked before: a capture from before the trouble",
  },
  {
    name: "healthy-at-the-same-time",
    contrast: 7,
    // What has moved had been whole until then, and others are.
    see: ({fate, common: {meanwhile, byTime}}) =>
      fate === "moved" ? null : meanwhile > 0 ? true : byTime ? false : null,
    says: ({common: {meanwhile}}) =>
      `${counted(meanwhile, "other connection")} of these networks opened meanwhile ${meanwhile === 1 ? "is" : "are"} complete`,
    toSee: "whether other connections of these networks work at the same time",
  },
  {
    name: "established-move",
    see: ({fate, common: {outliving}, input}) =>
      fate === "moved" || input.findings.some(one => one.detector === "path-change" && one.certainty !== "note")
        ? true
        : outliving > 0
          ? false
          : null,
    says: () => "established connections moved at that moment as well",
    toSee: "whether connections set up before still pass here both ways",
  },
  {
    name: "established-stay",
    see: ({fate, common: {outliving, byTime}}) => (fate !== "moved" && byTime && outliving > 0 ? true : null),
    says: cohort =>
      `${counted(cohort.common.outliving, "connection")} opened before ${at(cohort)} ${cohort.common.outliving === 1 ? "keeps" : "keep"} working in both directions`,
    toSee: "whether connections set up before still pass here both ways",
  },
] as const satisfies readonly Observation[];
