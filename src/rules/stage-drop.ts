import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import type {FlowView} from "../flow/view.ts";
import type {FindingCertainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

/** P5b: so many conversations of two networks; fewer may be strays. */
const leastConversations = 3;
/** G7: SYN-ACKs of more pairs of networks are backscatter of spoofed SYNs. */
const backscatterPairs = 20;
const maximumFindings = 2000;

/** P9': a firewall receives SYN-ACKs whose SYN it never saw, and does not send them on. */
export const stageDrop: Detector = {
  name: "stage-drop",
  question: "Does a firewall drop replies for which it has no session?",
  start: context => new StageDropInspection(context),
};

interface Group {
  /** Packets of the requests' direction that the receive stage has, of any conversation of the two networks. */
  readonly requestsHere: number;
  readonly receive: number;
  readonly drop: number | null;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  accepts: number;
  dropped: number;
  /** Packets of the same direction and networks that the firewall did send on. */
  sentOn: number;
  readonly receiveFrame: number;
  dropFrame: number | null;
}

class StageDropInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(outcome: Outcome): boolean {
    return outcome === "unasked";
  }

  see(cursor: Cursor): void {
    const {points} = this.#context;
    const flows = cursor.flows.slice(0, cursor.flowCount);
    const at = (stage: string) => flows.find(flow => points[flow.point]!.stage === stage);
    const receive = at("receive");
    if (receive === undefined || !(receive.server.events & bit.accept)) return;
    if ((at("transmit")?.server.packets ?? 0) > 0) return;
    this.#add(cursor, receive, at("drop"));
  }

  #add(cursor: Cursor, receive: FlowView, drop: FlowView | undefined): void {
    const key = receive.pair;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      group = {
        requestsHere: this.#context.pools.witnesses(receive.pair, receive.clientSide),
        receive: receive.point,
        drop: drop?.point ?? null,
        conversations: [],
        span: new Span(),
        since: Number.POSITIVE_INFINITY,
        accepts: 0,
        dropped: 0,
        sentOn: 0,
        receiveFrame: receive.server.firstFrame,
        dropFrame: drop?.server.firstFrame ?? null,
      };
      this.#groups.set(key, group);
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    group.since = Math.min(group.since, cursor.first);
    group.accepts += receive.server.opens;
    group.dropped += drop?.server.packets ?? 0;
    group.sentOn = Math.max(group.sentOn, this.#sentOn(receive));
    this.#context.judgements.explain(cursor.id);
  }

  /** Packets from the server's network to the client's that the transmit stage of the same box has. */
  #sentOn(receive: FlowView): number {
    const {devices, points, pools, table} = this.#context;
    const transmit = points.find(
      point => point.stage === "transmit" && devices.of(point.id) === devices.of(receive.point),
    );
    if (transmit === undefined) return 0;
    const pair = table.pairs.at(receive.pair, transmit.id);
    return pair === 0 ? 0 : pools.witnesses(pair, receive.clientSide ^ 1);
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, devices, points} = this.#context;
    const backscatter = this.#groups.size > backscatterPairs;
    const isProven =
      !backscatter &&
      group.conversations.length >= leastConversations &&
      group.requestsHere > 0 &&
      (group.dropped > 0 || group.sentOn > 0);
    const certainty: FindingCertainty = backscatter ? "note" : isProven ? "proven" : "suspected";
    if (certainty !== "note") for (const id of group.conversations) judgements.accuse(id, certainty, "requests");
    const cursor = conversations.cursor().move(group.conversations[0]!);
    const text = conversationText(cursor);
    const box = devices.name(devices.of(group.receive));
    const evidence = [
      frameEvidence(
        this.#context,
        group.receiveFrame,
        "P9'",
        `${text}: a SYN-ACK at ${points[group.receive]!.name}, no SYN`,
      ),
    ];
    if (group.dropFrame !== null)
      evidence.push(frameEvidence(this.#context, group.dropFrame, "P9'", `the same at ${points[group.drop!]!.name}`));
    return {
      detector: "stage-drop",
      certainty,
      missing: "requests",
      points: group.drop === null ? [group.receive] : [group.receive, group.drop],
      conversations: group.conversations,
      since: group.since,
      sentence:
        `${box} receives ${counted(group.accepts, "SYN-ACK")} from ${group.span.servers} to ${group.span.clients} ` +
        `without having seen a SYN, and does not send them on: ${counted(group.conversations.length, "conversation")}`,
      evidence,
      alternatives: [
        {
          says: "the transmit stage was captured with a filter that misses them",
          excludedBecause:
            group.dropped > 0
              ? `the drop stage has ${counted(group.dropped, "packet")} of them`
              : group.sentOn > 0
                ? `it has ${counted(group.sentOn, "packet")} of that direction between the two networks`
                : null,
        },
        {
          says: "backscatter: somebody sent SYNs in the clients' name",
          excludedBecause:
            certainty === "proven"
              ? `${counted(group.requestsHere, "packet")} of the clients' network to this one only were captured here`
              : null,
        },
      ],
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}
