/** Returns the pattern of what matches these one after the other: long patterns are read piece by piece. */
export const pattern = (...parts: readonly RegExp[]): RegExp => new RegExp(parts.map(part => part.source).join(""));

/** The beginning of a line: indented where it was pasted into a ticket, and with a prompt before a device's first one. */
export const lineStart = /^\s{0,40}(?:\S.{0,80}?[#$>] ?|[#$>] ?)??/;

/** An address as texts write it, one group: IPv4, or IPv6 of any form. */
export const address = /(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]*(?::\d{1,3}(?:\.\d{1,3}){3})?)/;

/** The number or name of a port behind an address, as one group, where there may be none. */
export const dottedPort = /(?:\.([\w-]{1,30}))?/;
