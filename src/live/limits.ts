/** Flows that a live run holds unless told otherwise: all of them are judged every second. */
export const defaultLiveFlows = 100_000;
