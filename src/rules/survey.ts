import type {Cursor} from "../flow/cursor.ts";
import type {FlowView} from "../flow/view.ts";
import type {Context} from "../judge/context.ts";

/** Connections that are looked at: devices show soon what they do. */
const maximumRead = 20_000;

/** What a device does with connections: forwards them, or is an end of them itself. */
export interface Survey {
  /** How many connections a device forwards. */
  forwarded(device: number): number;
  /** How many it forwards to the server of a connection. */
  forwardedTo(id: number, device: number): number;
  /** Whether a connection's SYN is for another host, and leaves under no other address either. */
  isLost(id: number, device: number): boolean;
}

/** Returns what the devices of some connections do with others; nothing is read where there are none. */
export function surveyOf({conversations, devices}: Context, asked: readonly number[]): Survey {
  const cursor = conversations.cursor();
  const forwarded = new Map<string, number>();
  const own = new Set<string>();
  const sent = new Set<string>();
  const count = (key: string) => forwarded.set(key, (forwarded.get(key) ?? 0) + 1);
  const see = () => {
    for (const device of new Set(cursor.flows.slice(0, cursor.flowCount).map(({point}) => devices.of(point)))) {
      const at = cursor.flows.slice(0, cursor.flowCount).filter(({point}) => devices.of(point) === device);
      const enters = at.some(({client}) => client.entering > 0);
      const leaves = at.some(({client}) => client.leaving > 0);
      if (enters && leaves) {
        count(`${device}`);
        count(`${device} ${cursor.foldedAddress(false)}`);
      } else if (leaves) for (const flow of at) if (flow.client.opened) sent.add(initialOf(device, flow));
      // Who answers by an interface, and hears nothing of it by another, is the device itself.
      const answers = at.some(({server}) => server.leaving > 0) && !at.some(({server}) => server.entering > 0);
      if (enters && !leaves && answers) own.add(`${device} ${cursor.foldedAddress(false)}`);
      if (leaves && !enters) own.add(`${device} ${cursor.foldedAddress(true)}`);
    }
  };
  const most = asked.length === 0 ? 0 : Math.min(conversations.count, maximumRead);
  for (let id = 0; id < most; id++) {
    cursor.move(id);
    see();
  }
  const serverKey = (at: Cursor, device: number) => `${device} ${at.foldedAddress(false)}`;
  return {
    forwarded: device => forwarded.get(`${device}`) ?? 0,
    forwardedTo: (id, device) => forwarded.get(serverKey(cursor.move(id), device)) ?? 0,
    isLost(id, device) {
      cursor.move(id);
      const flows = cursor.flows.slice(0, cursor.flowCount);
      return !own.has(serverKey(cursor, device)) && !flows.some(flow => sent.has(initialOf(device, flow)));
    },
  };
}

/** A translated SYN keeps its number, as a rule. */
const initialOf = (device: number, {client}: FlowView): string => `${device} ${client.initial}`;
