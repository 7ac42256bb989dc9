import {eachDirectionMissing} from "./networks.ts";
import type {Observation, Seen} from "./observation.ts";

/** Which direction is missing, and where. */
export const direction = [
  {
    name: "another-address-answers",
    see: ({fate}) => fate === "other-address",
    says: () => "another address answers than was asked",
    toSee: "from which address the answers come",
  },
  {
    name: "by-turns",
    see: ({fate, context, input}) =>
      fate === "by-turns" || input.findings.some(one => one.detector === "thinned-direction")
        ? true
        : context.devices.count > 1
          ? false
          : null,
    says: () => "packets of one direction of a connection alternate between two paths",
    toSee: "whether packets of one connection alternate between the devices: capture at both",
  },
  {
    name: "replies-by-another-interface",
    see: ({fate, context}) =>
      fate === "other-interface"
        ? true
        : fate === "split" || (context.points.length > 1 && context.devices.count === 1)
          ? false
          : null,
    says: () => "replies come back by another interface of the device than requests leave by",
    toSee: "by which interfaces of the device requests leave and replies enter: capture on all of them",
  },
  {
    name: "replies-end-in-the-device",
    see: ({fate, fails, split}) =>
      fate !== "other-interface" || split === null ? null : fails ? ends(split.replyPasses) : false,
    says: () => "the replies enter the device, and leave it by none of its captured interfaces",
    toSee: "whether the replies leave the device: capture on its other interfaces",
  },
  {
    name: "replies-missing",
    see: ({missing}) => (missing === null ? null : missing === "replies"),
    says: () => "the replies are missing here",
    toSee: "which direction is missing at one place",
  },
  {
    name: "requests-missing",
    see: ({missing}) => (missing === null ? null : missing === "requests"),
    says: () => "the requests are missing here",
    toSee: "which direction is missing at one place",
  },
  {
    name: "each-direction-missing",
    see: eachDirectionMissing,
    says: () => "at one place some connections of these networks lack their requests and others their replies",
    toSee: "whether other connections of these networks lack the other direction: capture longer",
  },
] as const satisfies readonly Observation[];

const ends = (passes: boolean | null): Seen => (passes === null ? null : !passes);
