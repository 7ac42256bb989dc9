import type {Stage} from "../../capture/stages.ts";
import {Flag} from "../../decode/packet.ts";
import type {LadderRung} from "../../flow/ladder.ts";
import type {Analysis, ConnectionRecord, FlowRecord} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {millisecond} from "../../time/time.ts";

/** What a point knows of a segment: the ordinal of its frame there; that it did not see it; or null, where what it kept does not tell. */
export type Sight = {readonly frame: number} | "absent" | null;

/** A segment, and what each of the posts knows of it. */
export interface Sighting {
  /** As the post saw it that saw it first. */
  readonly rung: LadderRung;
  readonly sights: readonly Sight[];
  /** Whether the other end acknowledges or answers it before it is sent again: it arrived. */
  readonly arrived: boolean;
}

/** Posts of a ladder; those of a device stand beside each other. */
export const mostPosts = 4;
/** A retransmission comes later than this; a device forwards sooner. */
const passage = 100 * millisecond;

/** Returns the points to be drawn, nearest the client first: those that saw the connection, and those that the verdict is about. */
export function postsOf(analysis: Analysis, {flows}: ConnectionRecord): number[] {
  const leading = leadingFinding(analysis.verdict.kind, analysis.findings);
  const own = new Set(flows.map(({point}) => point));
  const path = analysis.scene.points.map(({point}) => point);
  const order = [...path, ...[...own].filter(point => !path.includes(point))];
  const boxOf = (id: number) => analysis.points.find(point => point.id === id)?.box;
  const isAbout = (id: number) => leading?.points.includes(id) === true;
  // A neighbour in the same device that did not see it tells where it ends.
  const isBeside = (id: number) => boxOf(id) !== undefined && [...own].some(point => boxOf(point) === boxOf(id));
  const weight = (id: number) => Number(own.has(id)) * 2 + Number(isAbout(id)) * 2 + Number(isBeside(id));
  const kept = order
    .filter(id => weight(id) > 0)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, mostPosts);
  return staged(
    analysis,
    flows,
    order.filter(id => kept.includes(id)),
  );
}

const inside: readonly (Stage | null)[] = ["receive", "firewall", "drop", "transmit"];

/** Stages of a device stand in the order in which the packets pass them: those of the replies, where no request was seen there. */
function staged(analysis: Analysis, flows: readonly FlowRecord[], posts: readonly number[]): number[] {
  const stageOf = (id: number) => analysis.points.find(point => point.id === id)?.stage ?? null;
  const stages = posts.filter(id => stageOf(id) !== null);
  const isAsked = flows.some(({point, requests}) => stages.includes(point) && requests.packets > 0);
  const ordered = [...stages].sort((a, b) => inside.indexOf(stageOf(a)) - inside.indexOf(stageOf(b)));
  if (!isAsked) ordered.reverse();
  return posts.map(id => (stageOf(id) === null ? id : ordered.shift()!));
}

const keyOf = ({side, flags, sequence, acknowledgment, payload}: LadderRung): string =>
  `${side} ${flags} ${sequence} ${acknowledgment} ${payload}`;

interface Draft {
  readonly key: string;
  readonly rung: LadderRung;
  readonly time: number;
  readonly frames: (number | null)[];
}

/** Merges what each post kept of a connection: a segment that several saw is one. */
export function sightingsOf({flows}: ConnectionRecord, posts: readonly number[]): Sighting[] {
  const byPost = posts.map(point => flows.filter(flow => flow.point === point));
  const rungs = byPost.map(own =>
    own.flatMap(flow => flow.ladder).sort((a, b) => a.time - b.time || a.frame - b.frame),
  );
  const drafts: Draft[] = [];
  for (const [post, list] of rungs.entries()) {
    const offset = offsetBetween(drafts, list);
    for (const rung of list) {
      const key = keyOf(rung);
      const time = rung.time - offset;
      const same = drafts
        .filter(one => one.key === key && one.frames[post] === null && Math.abs(one.time - time) < passage)
        .sort((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time))[0];
      if (same !== undefined) same.frames[post] = rung.frame;
      else drafts.push({key, rung, time, frames: posts.map((_, i) => (i === post ? rung.frame : null))});
    }
  }
  drafts.sort((a, b) => a.time - b.time || a.rung.frame - b.rung.frame);
  const knows = byPost.map((own, post) => knowledgeOf(own, rungs[post]!, drafts, post));
  return drafts.map(draft => ({
    rung: draft.rung,
    sights: draft.frames.map((frame, post) => (frame === null ? knows[post]!(draft) : {frame})),
    arrived: hasArrived(draft, drafts),
  }));
}

/** How far a post's clock is ahead: told by segments that were sent once. */
function offsetBetween(drafts: readonly Draft[], list: readonly LadderRung[]): number {
  const once = (keys: readonly string[]) => new Set(keys.filter(key => keys.indexOf(key) === keys.lastIndexOf(key)));
  const [known, own] = [once(drafts.map(({key}) => key)), once(list.map(keyOf))];
  const differences = list
    .filter(rung => own.has(keyOf(rung)) && known.has(keyOf(rung)))
    .map(rung => rung.time - drafts.find(({key}) => key === keyOf(rung))!.time)
    .sort((a, b) => a - b);
  const middle = differences[differences.length >> 1] ?? 0;
  return Math.abs(middle) < passage / 2 ? 0 : middle;
}

/**
 * Returns what a post says of a segment that is not among those it kept. A ladder holds the first few segments: whatever is later than these
 * it may have seen. Where none of its segments was seen elsewhere, numbers were rewritten or clocks are apart, and nothing is known.
 */
function knowledgeOf(
  flows: readonly FlowRecord[],
  rungs: readonly LadderRung[],
  drafts: readonly Draft[],
  post: number,
): (draft: Draft) => Sight {
  const state = [0, 1].map(side => {
    const packets = flows.reduce(
      (sum, flow) =>
        sum + (side === 0 ? flow.requests.packets - flow.requests.copies : flow.replies.packets - flow.replies.copies),
      0,
    );
    const own = rungs.filter(rung => rung.side === side);
    const mine = drafts.filter(draft => draft.rung.side === side && draft.frames[post] !== null);
    const shared = mine.some(draft => draft.frames.some((frame, other) => other !== post && frame !== null));
    const gap = rungs.find(({afterGap}) => afterGap);
    const before = gap === undefined ? own : own.filter(rung => rung.time < gap.time);
    const until = own.length >= packets ? Number.POSITIVE_INFINITY : (before.at(-1)?.time ?? Number.NEGATIVE_INFINITY);
    // A copy of its own that matched nothing may be this one.
    const lonely = new Set(
      mine.filter(draft => draft.frames.every((frame, other) => other === post || frame === null)).map(({key}) => key),
    );
    return {packets, shared, until, lonely};
  });
  return ({rung, time, key}) => {
    const {packets, shared, until, lonely} = state[rung.side]!;
    if (packets === 0) return "absent";
    return shared && time <= until && !lonely.has(key) ? "absent" : null;
  };
}

/** Of a segment that was sent several times the one arrived that was sent last before it was acknowledged. */
function hasArrived(draft: Draft, drafts: readonly Draft[]): boolean {
  const answer = drafts.find(other => acknowledges(other, draft) || tellsOfAnswer(other, draft));
  if (answer === undefined || answer.time < draft.time) return false;
  const {rung} = draft;
  return !drafts.some(
    other =>
      other !== draft &&
      other.time > draft.time &&
      other.time < answer.time &&
      other.rung.side === rung.side &&
      other.rung.sequence === rung.sequence &&
      other.rung.payload === rung.payload &&
      lengthOf(other.rung) === lengthOf(rung),
  );
}

/** Whether a segment of the other end covers it, whenever it was sent. */
function acknowledges({rung: {side, flags, acknowledgment}}: Draft, {rung}: Draft): boolean {
  if (side === rung.side || (flags & Flag.ack) === 0 || (flags & Flag.reset) !== 0) return false;
  return lengthOf(rung) > 0 && ((acknowledgment - rung.sequence - lengthOf(rung)) | 0) >= 0;
}

/**
 * Whether a later segment of the same end shows that a SYN was answered, though nothing saw the answer: the client acknowledges a SYN-ACK,
 * or the server data that the client sends only after its own.
 */
function tellsOfAnswer({rung}: Draft, {rung: syn}: Draft): boolean {
  if (rung.side !== syn.side || (syn.flags & Flag.syn) === 0 || (rung.flags & (Flag.syn | Flag.reset)) !== 0)
    return false;
  if ((rung.flags & Flag.ack) === 0 || ((rung.sequence - syn.sequence) | 0) <= 0) return false;
  return (syn.flags & Flag.ack) === 0 || ((rung.acknowledgment - syn.acknowledgment) | 0) > 0;
}

/** Sequence numbers that a segment takes. */
const lengthOf = ({flags, payload}: LadderRung): number =>
  payload + (flags & Flag.syn ? 1 : 0) + (flags & Flag.fin ? 1 : 0);
