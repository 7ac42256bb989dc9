import {counted} from "../../words.ts";
import type {Cohort} from "./cohort.ts";
import type {Observation, Seen} from "./observation.ts";
import type {SplitPlaces} from "./split-places.ts";

const toSee = "what else passes the two devices: capture at both, in and out, for longer";

/** Asks how two devices stand to each other, where requests pass the one and replies the other. */
const asked =
  (see: (split: SplitPlaces, cohort: Cohort) => Seen) =>
  (cohort: Cohort): Seen =>
    cohort.fate !== "split" || cohort.split === null ? null : see(cohort.split, cohort);

const names = ({context}: Cohort, ids: readonly number[]): string =>
  ids.map(id => context.points[id]!.name).join(" and ");

/** How two devices stand to each other where requests pass the one and replies the other. */
export const places = [
  {
    name: "reply-dies-alone",
    see: asked(({replyPasses, requestsThere}, {fails}) =>
      fails && replyPasses === false ? requestsThere === 0 : null,
    ),
    says: () => "the replies end at a device that carries nothing else of these networks",
    toSee,
  },
  {
    name: "reply-dies-among-healthy",
    see: asked(({replyPasses, requestsThere}, {fails}) => (fails && replyPasses === false ? requestsThere > 0 : null)),
    says: () => "the replies end at a device that others of these networks pass whole",
    toSee,
  },
  {
    name: "reply-passes",
    see: asked(({replyPasses}, {fails}) => (!fails ? true : replyPasses)),
    says: () => "the second device lets the replies pass",
    toSee: "whether the replies leave the second device: capture behind it",
  },
  {
    name: "both-carry-both-orders",
    see: asked(({bothOrders}, {common}) => (bothOrders ? true : common.asymmetric >= 3 ? false : null)),
    says: () => "some go out by the one device and back by the other, some the other way round",
    toSee,
  },
  {
    name: "both-carry-healthy",
    see: asked(({repliesThere, requestsThere}) => repliesThere > 0 && requestsThere > 0),
    says: ({split}) =>
      "both places carry both directions of other connections, as peers do: " +
      `${counted(split!.repliesThere, "reply packet")} at the one, ${counted(split!.requestsThere, "request packet")} at the other`,
    toSee,
  },
  {
    name: "second-carries-replies-only",
    see: asked(({repliesThere, requestsThere}) => repliesThere > 0 && requestsThere === 0),
    says: cohort =>
      `no request of these networks passes ${names(cohort, cohort.split!.repliesAt)}: another way back, while ` +
      `${counted(cohort.split!.repliesThere, "reply packet")} of other connections passed ${names(cohort, cohort.split!.requestsAt)}`,
    toSee,
  },
  {
    name: "second-carries-requests-only",
    see: asked(({repliesThere, requestsThere}) => requestsThere > 0 && repliesThere === 0),
    says: cohort =>
      `no reply of these networks passes ${names(cohort, cohort.split!.requestsAt)}: another way there, while ` +
      `${counted(cohort.split!.requestsThere, "request packet")} of other connections passed ${names(cohort, cohort.split!.repliesAt)}`,
    toSee,
  },
  {
    name: "translated",
    see: asked(({translated}) => (translated ? true : null)),
    says: () => "addresses are translated on the way: only the device that did it can take the replies",
    toSee,
  },
] as const satisfies readonly Observation[];
