import {type CaptureFile, type CaptureSet, endsOf, type Frame, withFrames} from "./capture-set.ts";
import {attempt, kindOf, type Trial} from "./run.ts";

/** A violation is made smaller by at most so many attempts. */
const attempts = 250;

/**
 * Leaves out connections, and then frames, as long as the same choice makes a violation of the same kind. Of a healthy capture whole
 * connections only: without some of its frames it would be another one.
 */
export async function smallest(found: Trial): Promise<Trial> {
  const kind = kindOf(found);
  let best = found;
  let left = attempts;
  const holds = async (set: CaptureSet): Promise<boolean> => {
    if (left-- <= 0) return false;
    const trial = await attempt(found.property, set, found.choice);
    if (trial === null || trial.violation === null || kindOf(trial) !== kind) return false;
    best = trial;
    return true;
  };
  const shrink = async (groupOf: (frame: Frame, file: CaptureFile) => string) => {
    const groups = new Set(best.set.files.flatMap(file => file.frames.map(frame => groupOf(frame, file))));
    await reduced([...groups], kept => {
      const names = new Set(kept);
      return holds(withFrames(best.set, (frame, file) => (names.has(groupOf(frame, file)) ? frame : null)));
    });
  };
  await shrink(connectionOf);
  if (!found.set.isHealthy) await shrink(({id}) => String(id));
  return best;
}

/** Leaves out ever smaller parts of a list as long as `holds` (delta debugging, Zeller and Hildebrandt 2002). */
async function reduced(all: readonly string[], holds: (kept: readonly string[]) => Promise<boolean>): Promise<void> {
  let kept = all;
  for (let parts = 2; kept.length > 1; ) {
    const size = Math.ceil(kept.length / parts);
    let isSmaller = false;
    for (let from = 0; from < kept.length; from += size) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (fewer.length === 0 || !(await holds(fewer))) continue;
      kept = fewer;
      parts = Math.max(parts - 1, 2);
      isSmaller = true;
      break;
    }
    if (isSmaller) continue;
    if (size === 1) return;
    parts = Math.min(parts * 2, kept.length);
  }
}

/** Both ends of what the frame belongs to, the same for either direction. */
function connectionOf(frame: Frame, file: CaptureFile): string {
  const ends = endsOf(frame, file);
  if (ends === null) return "other";
  return [`${ends.source} ${ends.sourcePort}`, `${ends.target} ${ends.targetPort}`].sort().join(" ") + ends.protocol;
}
