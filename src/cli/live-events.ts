import type {EpisodeEvent} from "../live/episodes.ts";
import {findingJson} from "../report/json.ts";
import {clock, type Epoch, timestamp} from "../time/time.ts";

/** A line for people: `14:12:07.113 proven: Replies bypass eth1 …`. Times are those of the packets, in UTC. */
export function eventLine({event, episode, isSurer}: EpisodeEvent, epoch: Epoch): string {
  const {finding, since, until, last, conversations} = episode;
  const all = finding.conversations.length;
  // The finding counts those of earlier times too.
  const share = conversations < all ? ` (${conversations} of them since ${clock(since, epoch)})` : "";
  const sentence = `${finding.sentence}${share}`;
  if (episode.isRetracted) return `${clock(until!, epoch)} taken back, what was lacking came late: ${sentence}`;
  if (event === "closed")
    return `${clock(until!, epoch)} over, lasted from ${clock(since, epoch)} to ${clock(until!, epoch)}: ${sentence}`;
  const time = clock(event === "raised" ? since : last, epoch);
  const how = event === "raised" ? "" : isSurer ? "now " : "still ";
  return `${time} ${how}${finding.certainty}: ${sentence}`;
}

/** A line for programs. `time` is when it showed, showed last, or was over. */
export function eventJson({event, episode}: EpisodeEvent, epoch: Epoch): string {
  const {finding, since, until, last, key, conversations} = episode;
  const time = (value: number) => timestamp(value, epoch);
  return JSON.stringify({
    time: time(event === "raised" ? since : event === "updated" ? last : until!),
    event,
    key,
    since: time(since),
    until: until === null ? null : time(until),
    ...(episode.isRetracted ? {retracted: true} : {}),
    conversations,
    finding: {...findingJson(finding, epoch), since: time(since)},
  });
}
