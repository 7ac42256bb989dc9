/** One end of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * What one connection will do: connect from a fixed local port, then ask `rounds` times, each time
 * with `requestBytes` for `responseBytes`, and close. Ports are fixed so that the truth can name
 * every connection before it happens.
 */
export interface Conversation {
  readonly protocol: "tcp" | "udp";
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Milliseconds after the scenario's zero; negative: before the capture begins. */
  readonly startMs: number;
  readonly rounds: number;
  /** The pause between a response and the next request. */
  readonly everyMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The client gives up this long after its start. */
  readonly patienceMs: number;
  /** Sends TCP keep-alives after this much silence. */
  readonly keepAliveMs?: number;
  /** Ends with a reset in place of a FIN, also when it gives up. */
  readonly resets?: boolean;
}

/** What the client found out about its connection. */
export interface Report {
  readonly name: string;
  readonly connected: boolean;
  readonly answered: number;
  readonly works: boolean;
  readonly error: string | null;
}

/** How the truth writes an endpoint: IPv6 addresses stand in brackets. */
export function endpointName(endpoint: Endpoint): string {
  const address = endpoint.address.includes(":") ? `[${endpoint.address}]` : endpoint.address;
  return `${address}:${String(endpoint.port)}`;
}

export function conversationName(connection: Conversation): string {
  const {protocol, client, server} = connection;
  return `${protocol} ${endpointName(client)} > ${endpointName(server)}`;
}

/** The first bytes of each request tell the server what it needs to know: both lengths. */
export const HEADER_BYTES = 8;

export function requestOf(connection: Conversation): Buffer {
  const request = Buffer.alloc(Math.max(HEADER_BYTES, connection.requestBytes), "request ");
  request.writeUInt32BE(request.length, 0);
  request.writeUInt32BE(connection.responseBytes, 4);
  return request;
}

/** The response to the request at the head of `bytes`, or null while it is not complete. */
export function responseTo(bytes: Buffer): {readonly used: number; readonly response: Buffer} | null {
  if (bytes.length < HEADER_BYTES) return null;
  const used = bytes.readUInt32BE(0);
  if (used < HEADER_BYTES) throw new Error("not a request of the lab");
  if (bytes.length < used) return null;
  return {used, response: Buffer.alloc(bytes.readUInt32BE(4), "response ")};
}
