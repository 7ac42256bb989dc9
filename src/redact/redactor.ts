import {addressBytes} from "../capture/segment.ts";
import type {Packet, Tuple} from "../decode/packet.ts";
import {addressText} from "../flow/address.ts";
import {contains, type Network} from "../flow/network.ts";
import {isVirtualMac, macOf, macText} from "../flow/virtual-macs.ts";

/** Pseudonyms of networks: 10.0.1.0/24 and on; what is beyond 65,535 goes on in 240.0.0.0/4, which nobody has (RFC 1112, section 4). */
const firstNet4 = 0x0a00_0000;
const furtherNet4 = 0xf000_0000;
const nets4 = 65_536;
/** 2001:db8::/32 is for documentation (RFC 3849). */
const firstNet6 = 0x2001_0db8;
/** Locally administered MAC addresses. */
const firstMac = 0x0200_0000_0000;
/** So many addresses of a kind have pseudonyms of their own; those beyond share one: of "this network" (RFC 1122, section 3.2.1.3), and 2001:db8::. */
const limit = 1_000_000;
const beyond4 = 1;
const beyond6 = [firstNet6, 0, 0, 0] as const;
const allBits: Network["masks"] = [-1, -1, -1, -1];
const broadcast = 0xffff_ffff_ffff;

/** Interface names that tell nothing of whose they are. */
const plainName =
  /^(?:any|lo\d?|lan\d?|wan[-_]?[a-z0-9]?|dmz|mgmt|inside|outside|internal\d?|if\d+|(?:eth|en|ens|enp|eno|port|ge|xe|te|gi|fa|tun|tap|bond|br|vlan|ppp|wlan|x|ha|agg|ae)[-_]?\d(?:[\d./:-]|np?\d|[sfdpiu]\d){0,12}|ethernet\d[\d./:-]{0,12})$/i;

/** Names of devices and points that tell what they are, and not whose. */
const plainPlace =
  /^(?:fw|firewall|fgt|asa|pa|srx|router|switch|sw|core|edge|border|gw|gateway|lb|client|server|span|tap|mirror|vpn|dc|site|point|host|web|primary|secondary|active|passive|node|member|receive|rx|transmit|tx|drop|before|after|near|far|left|right|[a-z])(?:[-_]?[a-z0-9]{0,2})?$/i;

/**
 * Replaces addresses by pseudonyms, the same for the same address in every report of one analysis: a /24 stays one /24, a /64 one /64,
 * ports stay. Packets are changed before anything is kept of them, so that no report can tell what it does not know.
 */
export class Redactor {
  readonly #nets4 = new Map<number, {readonly base: number; hosts: number}>();
  readonly #hosts4 = new Map<number, number>();
  readonly #nets6 = new Map<string, {readonly number: number; hosts: number}>();
  readonly #hosts6 = new Map<string, readonly [number, number, number, number]>();
  readonly #macs = new Map<number, number>();
  readonly #names = new Map<string, string>();
  readonly #places = new Map<string, string>();
  readonly #originals = new Map<string, string>();

  /** Replaces all addresses of a packet. */
  packet(packet: Packet): void {
    this.#tuple(packet);
    if (packet.quoted.width !== 0) this.#tuple(packet.quoted);
    const {width, gateway0, gateway1, gateway2, gateway3} = packet;
    if (gateway3 !== 0 || gateway0 !== 0) {
      const [a, b, c, d] = this.#words(width, gateway0, gateway1, gateway2, gateway3);
      packet.gateway0 = a;
      packet.gateway1 = b;
      packet.gateway2 = c;
      packet.gateway3 = d;
    }
    const source = this.#mac(macOf(packet.sourceMacHigh, packet.sourceMacLow));
    const target = this.#mac(macOf(packet.targetMacHigh, packet.targetMacLow));
    packet.sourceMacHigh = Math.floor(source / 0x1_0000_0000);
    packet.sourceMacLow = source | 0;
    packet.targetMacHigh = Math.floor(target / 0x1_0000_0000);
    packet.targetMacLow = target | 0;
  }

  #tuple(tuple: Tuple): void {
    const {width} = tuple;
    if (width === 0) return;
    const source = this.#words(width, tuple.source0, tuple.source1, tuple.source2, tuple.source3);
    [tuple.source0, tuple.source1, tuple.source2, tuple.source3] = source;
    const target = this.#words(width, tuple.target0, tuple.target1, tuple.target2, tuple.target3);
    [tuple.target0, tuple.target1, tuple.target2, tuple.target3] = target;
  }

  #words(width: number, a: number, b: number, c: number, d: number): [number, number, number, number] {
    return width === 4 ? [0, 0, 0, this.#address4(d)] : [...this.#address6(a, b, c, d)];
  }

  #address4(word: number): number {
    const known = this.#hosts4.get(word);
    if (known !== undefined) return known;
    if (this.#hosts4.size === limit) return beyond4;
    const net = word >>> 8;
    let entry = this.#nets4.get(net);
    if (entry === undefined) {
      const number = this.#nets4.size + 1;
      const base = number < nets4 ? firstNet4 + number * 256 : furtherNet4 + (number % 0x10_0000) * 256;
      entry = {base, hosts: 0};
      this.#nets4.set(net, entry);
    }
    const pseudonym = (entry.base + (++entry.hosts & 0xff)) | 0;
    this.#hosts4.set(word, pseudonym);
    return pseudonym;
  }

  #address6(a: number, b: number, c: number, d: number): readonly [number, number, number, number] {
    const key = `${a} ${b} ${c} ${d}`;
    const known = this.#hosts6.get(key);
    if (known !== undefined) return known;
    if (this.#hosts6.size === limit) return beyond6;
    const net = `${a} ${b}`;
    let entry = this.#nets6.get(net);
    if (entry === undefined) {
      entry = {number: this.#nets6.size + 1, hosts: 0};
      this.#nets6.set(net, entry);
    }
    const pseudonym = [firstNet6, entry.number, 0, ++entry.hosts] as const;
    this.#hosts6.set(key, pseudonym);
    return pseudonym;
  }

  /** Virtual addresses of routers stay such: they are evidence of nothing (G20). */
  #mac(mac: number): number {
    if (mac === 0 || mac === broadcast) return mac;
    const known = this.#macs.get(mac);
    if (known !== undefined) return known;
    if (this.#macs.size === limit) return firstMac;
    const number = this.#macs.size + 1;
    const pseudonym = isVirtualMac(mac) ? mac - (mac % 256) + (number % 256) : firstMac + number;
    this.#macs.set(mac, pseudonym);
    return pseudonym;
  }

  /** Returns a text with all its addresses replaced. */
  text(text: string): string {
    return text
      .replace(/(?<![\w:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:])/gi, mac =>
        macText(this.#mac(Number.parseInt(mac.replaceAll(/[:-]/g, ""), 16))),
      )
      .replace(
        /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w])|(?<![\w:])[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*/gi,
        address => {
          const bytes = addressBytes(address);
          if (bytes === null) return address;
          const view = new DataView(bytes.buffer);
          if (bytes.length === 4) return addressText(4, 0, 0, 0, this.#address4(view.getInt32(0)));
          const words = [0, 4, 8, 12].map(at => view.getInt32(at)) as [number, number, number, number];
          return addressText(16, ...this.#address6(...words));
        },
      );
  }

  /** Returns the address that a pseudonym stands for; of what is none, itself. */
  original(pseudonym: string): string {
    if (this.#originals.size !== this.#hosts4.size + this.#hosts6.size) {
      for (const [word, alias] of this.#hosts4)
        this.#originals.set(addressText(4, 0, 0, 0, alias), addressText(4, 0, 0, 0, word));
      for (const [key, alias] of this.#hosts6) {
        const words = key.split(" ").map(Number) as [number, number, number, number];
        this.#originals.set(addressText(16, ...alias), addressText(16, ...words));
      }
    }
    return this.#originals.get(pseudonym) ?? pseudonym;
  }

  /** Returns the networks of pseudonyms that stand for addresses of these networks. */
  networks(networks: readonly Network[]): Network[] {
    const all: Network[] = [];
    for (const [word, pseudonym] of this.#hosts4)
      if (networks.some(network => contains(network, 4, 0, 0, 0, word)))
        all.push({width: 4, words: [0, 0, 0, pseudonym], masks: allBits});
    for (const [key, pseudonym] of this.#hosts6) {
      const [a, b, c, d] = key.split(" ").map(Number) as [number, number, number, number];
      if (networks.some(network => contains(network, 16, a, b, c, d)))
        all.push({width: 16, words: pseudonym, masks: allBits});
    }
    return all;
  }

  /** Returns the name of an interface: its own if it tells nothing of whose it is, else `interface-1` and on. */
  /** Returns what stands for the name that the user gave a device or a point, the same for the same name: `device-1`. */
  placeName(name: string): string {
    if (name === "" || plainName.test(name) || plainPlace.test(name)) return name;
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const pseudonym = `device-${this.#places.size + 1}`;
    this.#places.set(name, pseudonym);
    return pseudonym;
  }

  interfaceName(name: string): string {
    if (plainName.test(name)) return name;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const pseudonym = `interface-${this.#names.size + 1}`;
    this.#names.set(name, pseudonym);
    return pseudonym;
  }
}

/** Returns the path that reports name for the capture at `index`: `capture-1.pcap`. */
export function redactedPath(path: string, index: number): string {
  if (path === "-") return path;
  const [ending = ""] = /(?:\.(?:pcapng|pcap|cap|dmp|snoop|txt|log|gz))+$/i.exec(path) ?? [];
  return `capture-${index + 1}${ending.toLowerCase()}`;
}
