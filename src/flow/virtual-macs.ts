/** Prefixes of MAC addresses that several devices share: first and last address of each range (guard G20). */
const ranges: readonly (readonly [first: number, last: number])[] = [
  // VRRP (RFC 9568, section 7.3), for IPv4 and IPv6.
  [0x00005e000100, 0x00005e0001ff],
  [0x00005e000200, 0x00005e0002ff],
  // HSRP versions 1 and 2 (RFC 2281, section 5.3; Cisco), and GLBP.
  [0x00000c07ac00, 0x00000c07acff],
  [0x00000c9ff000, 0x00000c9fffff],
  [0x0007b4000000, 0x0007b4ffffff],
  // FortiGate FGCP, before and since FortiOS 7.0 (Fortinet: "Virtual MAC addresses").
  [0x00090f090000, 0x00090f09ffff],
  [0xe023fffc0000, 0xe023fffeffff],
  // PAN-OS HA (Palo Alto Networks: "HA virtual MAC address").
  [0x001b17000000, 0x001b1700ffff],
];

/** Whether a MAC address, as a number below 2⁴⁸, is a virtual one of a router or firewall pair: real packets carry another. */
export const isVirtualMac = (mac: number): boolean => ranges.some(([first, last]) => first <= mac && mac <= last);

/** Returns a MAC address as one number below 2⁴⁸, of its upper 16 and its lower 32 bits. */
export const macOf = (high: number, low: number): number => high * 0x1_0000_0000 + (low >>> 0);

/** Returns `02:00:00:00:01:0a`. */
export const macText = (mac: number): string =>
  mac
    .toString(16)
    .padStart(12, "0")
    .replace(/..(?!$)/g, "$&:");
