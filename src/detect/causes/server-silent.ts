import type {CauseRule} from "../cause.ts";

/** Nothing proves an answer: the server is down, or the SYN or its answer is dropped. */
export const serverSilent: CauseRule = {
  cause: "server-silent",
  explain({context, findings}) {
    const own = findings.filter(finding => finding.detector === "unanswered" && !finding.sentence.startsWith("A "));
    if (own.length === 0) return null;
    const cursor = context.conversations.cursor().move(own[0]!.exhibit);
    const {address, port} = cursor.server;
    return {
      weight: own.some(finding => finding.certainty === "suspected") ? 0.6 : 0.3,
      for: own.slice(0, 5).map(finding => finding.sentence),
      against: own.some(finding => finding.certainty === "suspected")
        ? ["the replies may take another route: nothing tells"]
        : [],
      next: [
        {
          platform: "linux",
          command: `ss -lnt 'sport = :${port}'`,
          why: `on ${address}: does anything listen on port ${port}?`,
          effect: "reads",
          undo: null,
        },
        {
          platform: "linux",
          command: `tcpdump -ni any 'host ${address} and tcp port ${port}'`,
          why: `on ${address}: do the SYNs arrive, and by which interface do the answers leave?`,
          effect: "reads",
          undo: null,
        },
      ],
    };
  },
};
