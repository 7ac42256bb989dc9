import type {Cursor} from "../flow/cursor.ts";

/** What the connections of one finding have in common: told apart only as far as sentences and display filters need it. */
export class Span {
  readonly #first: Cursor["client"][] = [];
  #clientNet = "";
  #serverNet = "";
  #severalClients = false;
  #severalServers = false;
  #severalPorts = false;
  #severalNets = false;
  #clientWord = 0;
  #serverWord = 0;
  /** Two words of the client's network, then of the server's. */
  #nets: number[] = [];
  #port = 0;

  /** Takes a connection into account. Cheap for all but the first. */
  add(cursor: Cursor): void {
    const clientWord = cursor.foldedAddress(true);
    const serverWord = cursor.foldedAddress(false);
    const port = cursor.serverPort;
    if (this.#first.length === 0) {
      this.#first.push(cursor.client, cursor.server);
      this.#clientNet = cursor.clientNet;
      this.#serverNet = cursor.serverNet;
      this.#clientWord = clientWord;
      this.#serverWord = serverWord;
      for (const client of [true, false]) this.#nets.push(cursor.networkWord(client, 0), cursor.networkWord(client, 1));
      this.#port = port;
      return;
    }
    if (clientWord !== this.#clientWord) this.#severalClients = true;
    if (port !== this.#port) this.#severalPorts = true;
    if (serverWord !== this.#serverWord) this.#severalServers = true;
    if (!this.#nets.every((word, i) => cursor.networkWord(i < 2, (i & 1) as 0 | 1) === word)) this.#severalNets = true;
  }

  /** Takes all that another span has into account. */
  widen(other: Span): void {
    this.#severalClients ||= other.#severalClients || other.#clientWord !== this.#clientWord;
    this.#severalServers ||= other.#severalServers || other.#serverWord !== this.#serverWord;
    this.#severalPorts ||= other.#severalPorts || other.#port !== this.#port;
    this.#severalNets ||=
      other.#severalNets || other.#clientNet !== this.#clientNet || other.#serverNet !== this.#serverNet;
  }

  /** The client, or the network of several: `10.1.0.3`, `10.1.0.0/24`. */
  get clients(): string {
    return this.#severalClients ? this.#clientNet : this.#first[0]!.address;
  }

  /** The server, or the network of several: `10.2.0.4`, `10.2.0.0/24`. */
  get servers(): string {
    return this.#severalServers ? this.#serverNet : this.#first[1]!.address;
  }

  /** A Wireshark display filter that shows both directions of these connections, and perhaps others: where there are too many to be told apart. */
  displayFilter(): string {
    const [client, server] = this.#first;
    const field = client!.address.includes(":") ? "ipv6.addr" : "ip.addr";
    const port = this.#severalPorts ? "tcp" : `tcp.port==${server!.port}`;
    // Connections of further networks share the server, or nothing that a short filter can say.
    if (this.#severalNets) return this.#severalServers ? port : `${field}==${server!.address} && ${port}`;
    return `${field}==${this.clients} && ${field}==${this.servers} && ${port}`;
  }
}
