import type {Cursor} from "../flow/conversation.ts";
import {Pair} from "../flow/pairs.ts";
import type {Time} from "../time.ts";
import type {FindingCertainty} from "./analysis.ts";
import type {Context, Detector, Draft, Inspection} from "./detector.ts";
import {counted, frameEvidence} from "./evidence.ts";
import {Span} from "./span.ts";

const maximumFindings = 2000;
/** G7: SYN-ACKs of more server networks than this to clients that never asked are backscatter of spoofed SYNs. */
const backscatterNets = 20;

/** S2: SYN-ACKs to SYNs that were not seen, and no progress after them. */
export const unasked: Detector = {
  name: "unasked",
  question: "Which servers answer SYNs that this point did not see?",
  start: context => new UnaskedInspection(context),
};

interface Group {
  readonly point: number;
  readonly pair: number;
  readonly toServer: number;
  readonly conversations: number[];
  readonly span: Span;
  readonly frame: number;
  since: Time;
  accepts: number;
}

class UnaskedInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();
  /** The networks of servers that answer each client network unasked. */
  readonly #serversOf = new Map<string, Set<string>>();
  /** Takes what comes after the last group that is told apart. */
  #last: Group | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    const {judgements} = this.#context;
    if (judgements.outcome(cursor.id) !== "unasked" || judgements.explained(cursor.id)) return;
    const flow = cursor.flows[0]!;
    const key = flow.pair * 2 + flow.clientSide;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) group = this.#last!;
      else {
        const {point, pair, clientSide} = flow;
        const frame = flow.server.firstFrame;
        group = {
          point,
          pair,
          toServer: clientSide,
          conversations: [],
          span: new Span(),
          frame,
          since: Number.POSITIVE_INFINITY,
          accepts: 0,
        };
        this.#groups.set(key, group);
        this.#last = group;
      }
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    const servers = this.#serversOf.get(cursor.clientNet) ?? new Set();
    if (servers.size <= backscatterNets) servers.add(cursor.serverNet);
    this.#serversOf.set(cursor.clientNet, servers);
    group.since = Math.min(group.since, cursor.first);
    group.accepts += flow.server.opens;
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, points, table} = this.#context;
    const cursor = conversations.cursor().move(group.conversations[0]!);
    const backscatter = (this.#serversOf.get(cursor.clientNet)?.size ?? 0) > backscatterNets;
    const certainty: FindingCertainty = !backscatter && group.pair !== 0 && group.accepts >= 2 ? "suspected" : "note";
    if (certainty === "suspected") for (const id of group.conversations) judgements.accuse(id, "suspected", "requests");
    const witnesses = table.pairs.value(group.pair, Pair.packets + group.toServer);
    const many = counted(group.conversations.length, "conversation");
    return {
      detector: "unasked",
      certainty,
      missing: "requests",
      points: [group.point],
      conversations: group.conversations,
      since: group.since,
      sentence:
        `No requests were seen at ${points[group.point]!.name} for ${many} that ${group.span.servers} answers with SYN-ACK` +
        (backscatter
          ? "; so many networks do that it is backscatter of spoofed SYNs"
          : "; nothing proves that they exist"),
      evidence: [
        frameEvidence(
          this.#context,
          group.frame,
          "S2",
          `SYN-ACK without SYN, and no progress; ${counted(group.accepts, "SYN-ACK")} in all`,
        ),
      ],
      alternatives: [
        {says: "backscatter: somebody sent SYNs in the clients' name", excludedBecause: null},
        {says: "the requests take another route", excludedBecause: null},
        {
          says: "the capture sees one direction only",
          excludedBecause:
            witnesses > 0
              ? `${counted(witnesses, "packet")} of that direction ${witnesses === 1 ? "was" : "were"} captured here`
              : null,
        },
      ],
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}
