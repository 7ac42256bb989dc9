export {type AnalyzeOptions, analyze} from "./analyze.ts";
export type {CaptureArgument, CaptureSummary} from "./capture/capture.ts";
export type {CapturePoint} from "./capture/points.ts";
export type {
  Alternative,
  Analysis,
  Cause,
  Certainty,
  ConversationRecord,
  Evidence,
  Finding,
  FlowRecord,
  Group,
  Missing,
  NextStep,
  Outcome,
  RuledOut,
  Scene,
  SideRecord,
  Verdict,
  VerdictKind,
} from "./detect/analysis.ts";
export {CaptureError} from "./errors.ts";
export {type Endpoint, endpointText} from "./flow/address.ts";
export {type Report, reports} from "./report/report.ts";
export {clock, date, Epoch, type Time, timestamp} from "./time.ts";
