import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import {correction} from "../flow/clocks.ts";
import type {Connections} from "../flow/connection.ts";
import {second} from "../time/time.ts";
import {counted} from "../words.ts";

/** Notes at each capture whose clock is off by how much it is, as all times are given by the clock of the first. */
export function noteClocks(
  conversations: Connections,
  points: readonly CapturePoint[],
  captures: readonly CaptureSummary[],
) {
  const reference = points.find(point => conversations.clocks.get(point.clock)?.by === "reference");
  for (const point of points) {
    const offset = conversations.clocks.get(point.clock);
    const ahead = correction(offset);
    if (point.packets === 0 || offset === undefined || ahead === 0) continue;
    const how =
      offset.by === "packets"
        ? `told from ${counted(offset.told, "packet")} seen at both`
        : `told from the order of ${counted(offset.told, "split handshake")}`;
    const note =
      `its clock is ${(Math.abs(ahead) / second).toFixed(3)} s ${ahead > 0 ? "ahead of" : "behind"} that of ` +
      `${reference!.name}, ${how}; times are given by the clock of ${reference!.name}`;
    for (const capture of point.captures)
      if (!captures[capture]!.notes.includes(note)) captures[capture]!.notes.push(note);
  }
}
