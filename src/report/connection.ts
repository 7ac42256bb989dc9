import type {Analysis, ConnectionRecord, FlowRecord, SideRecord} from "../judge/analysis.ts";

/** What reports for other programs tell of one direction of a connection: of all points, the one that saw most. */
export interface Sent {
  readonly packets: number;
  /** Of payload, copies left out. */
  readonly bytes: number;
}

/** Returns what the client sent, and the server, as far as any point saw it. */
export function sentOf({flows}: ConnectionRecord): {readonly client: Sent; readonly server: Sent} {
  const most = (pick: (flow: FlowRecord) => SideRecord): Sent => ({
    packets: Math.max(...flows.map(flow => pick(flow).packets - pick(flow).copies)),
    bytes: Math.max(...flows.map(flow => pick(flow).bytes)),
  });
  return {client: most(flow => flow.requests), server: most(flow => flow.replies)};
}

/** Returns Zeek's history of a connection at each point that saw it, by the point's name. */
export function historiesOf({flows}: ConnectionRecord, {points}: Analysis): [point: string, history: string][] {
  return flows.map(({point, history}) => [points.find(({id}) => id === point)!.name, history]);
}
