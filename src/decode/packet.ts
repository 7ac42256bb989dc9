/** TCP flag bits (RFC 9293, section 3.1). */
export const Flag = {fin: 0x01, syn: 0x02, reset: 0x04, push: 0x08, ack: 0x10, urgent: 0x20} as const;

/** IP protocol numbers (IANA). */
export const Protocol = {icmp: 1, tcp: 6, udp: 17, security: 50, authentication: 51, icmp6: 58} as const;

/** Returns whether sequence number `a` comes after `b`, modulo 2³² (RFC 9293, section 3.4). */
export function after(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

/** Two addresses and ports, with the words of each address as signed 32-bit integers in network order; an IPv4 address is the last word. */
export interface Tuple {
  /** Bytes of an address: 4 or 16; 0 = no addresses were read. */
  width: number;
  protocol: number;
  source0: number;
  source1: number;
  source2: number;
  source3: number;
  target0: number;
  target1: number;
  target2: number;
  target3: number;
  sourcePort: number;
  targetPort: number;
}

/**
 * The packet being looked at. One instance is reused for every packet: copy what you keep. Sequence and acknowledgment numbers,
 * time stamps and address words are signed 32-bit integers, to be compared with {@link after} or `===`.
 */
export class Packet implements Tuple {
  /** Ordinal of its frame over all captures, from 0. */
  frame = 0;
  point = 0;
  time = 0;
  /** A `Direction`. */
  direction = 0;
  /** What is not known of it: a set of `Lacks`. */
  lacks = 0;

  /** Both MAC addresses, in 16 and 32 bits; of a Linux cooked frame only the source is known. */
  sourceMacHigh = 0;
  sourceMacLow = 0;
  targetMacHigh = 0;
  targetMacLow = 0;
  /** VLAN ids, the innermost in the low 12 bits, the next in 12 more; then six bits of a lane. 0 = untagged. */
  vlan = 0;
  /** How many encapsulations were taken off. */
  depth = 0;

  width = 0;
  protocol = 0;
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  target0 = 0;
  target1 = 0;
  target2 = 0;
  target3 = 0;
  sourcePort = 0;
  targetPort = 0;
  /** TTL or hop limit. */
  ttl = 0;
  /** IPv4 identification; 0 for IPv6. */
  identification = 0;
  /** 0: a whole packet; else what its fragment header says: bytes before it of the packet it is of, plus 1 where more come after it. */
  fragment = 0;
  /** Of a fragment: the number that all fragments of the packet share, and its bytes after the IP and extension headers. */
  fragmentId = 0;
  fragmentBytes = 0;

  sequence = 0;
  acknowledgment = 0;
  flags = 0;
  window = 0;
  checksum = 0;
  /** Bytes of TCP payload by the IP length, whether captured or not. */
  payload = 0;
  /** Whether the timestamps option (RFC 7323) was read. */
  stamped = false;
  stamp = 0;
  echo = 0;
  /** Whether a SACK block (RFC 2018) was read, and the right edge of the furthest. */
  sacked = false;
  sackTop = 0;

  /** ICMP type and code, and identifier × 2¹⁶ + sequence of an echo. */
  icmpType = 0;
  icmpCode = 0;
  icmpEcho = 0;
  /** The better gateway that a redirect names; an IPv4 address is the last word. */
  gateway0 = 0;
  gateway1 = 0;
  gateway2 = 0;
  gateway3 = 0;
  /** The header that an ICMP error quotes; its width is 0 when there is none. */
  readonly quoted: Tuple & {sequence: number} = {
    width: 0,
    protocol: 0,
    source0: 0,
    source1: 0,
    source2: 0,
    source3: 0,
    target0: 0,
    target1: 0,
    target2: 0,
    target3: 0,
    sourcePort: 0,
    targetPort: 0,
    sequence: 0,
  };
}
