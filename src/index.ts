export {type AnalyzeOptions, analyze} from "./analyze.ts";
export type {CaptureArgument, CaptureSummary} from "./capture/capture.ts";
export type {CapturePoint} from "./capture/points.ts";
export type {
  BothWays,
  ComparedPair,
  Comparison,
  ComparisonResult,
  PairStatus,
  StaleConnection,
} from "./compare/comparison.ts";
export {type CounterChange, type CounterListing, parseCounters} from "./compare/counters.ts";
export {type CounterListings, compare} from "./compare.ts";
export {CaptureError} from "./errors.ts";
export {type Filter, FilterError, parseFilter} from "./filter.ts";
export {type Endpoint, endpointText} from "./flow/address.ts";
export {type Network, parseNetwork} from "./flow/network.ts";
export type {
  Alternative,
  Analysis,
  Cause,
  Certainty,
  ConnectionRecord,
  Evidence,
  Finding,
  FlowRecord,
  Group,
  Missing,
  NextStep,
  Outcome,
  RuledOut,
  Scene,
  SideEvidence,
  SideRecord,
  UserEvent,
} from "./judge/analysis.ts";

export type {Verdict, VerdictCounts, VerdictKind} from "./judge/verdict.ts";

export type {Episode, EpisodeEvent} from "./live/episodes.ts";
export {Live, type LiveOptions, type LiveSource} from "./live.ts";
export {type ComparisonReport, comparisonReports} from "./report/comparison.ts";
export {type Report, reports} from "./report/report.ts";
export {type Moment, momentForms, parseMoment} from "./time/moment.ts";
export {clock, date, Epoch, type Time, timestamp} from "./time/time.ts";
