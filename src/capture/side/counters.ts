import {countOf, type SideKind} from "./reader.ts";

/** How a listing of counters was asked for. */
interface CounterScope {
  /** The values count since the last listing (`filter delta yes`), not since the device started. */
  readonly isDelta: boolean;
  /** The listing is of some counters only: one that it lacks need not be 0. */
  readonly isFiltered: boolean;
  /** The values are of the packets that the capture's filter matches (`packet-filter yes`), not of the whole device. */
  readonly isOfFilter: boolean;
}

/** A row of `show counter global`. */
interface CounterRow {
  readonly name: string;
  readonly value: number;
  /** Null where the row ends after the rate. */
  readonly severity: string | null;
}

const command = /\bshow counter global\b/;

/** Whether a line is the head of a listing of PAN-OS. */
export const isCounterHead = (text: string): boolean => /^:?Global counters:/.test(text.trim());

/** Returns what a line says of how the listing was asked for; null if it is no such command. */
export function counterScope(text: string): CounterScope | null {
  if (!command.test(text)) return null;
  return {
    isDelta: /\bdelta yes\b/.test(text),
    isFiltered: /\b(?:severity|category|aspect|name|value)\b/.test(text),
    isOfFilter: /\bpacket-filter yes\b/.test(text),
  };
}

/** A row of the listing; rows of a support file begin with a colon, and may end after the rate. */
const row = /^:?([a-z]\w{0,80})\s+(\d{1,16})\s+(-?\d{1,16})(?:\s+(info|warn|error|drop)\s.*)?$/;

/** Returns the counter that a line tells, null if none. */
export function counterRow(text: string): CounterRow | null {
  const [, name, value, , severity] = row.exec(text.trim()) ?? [];
  return name === undefined ? null : {name, value: countOf(value), severity: severity ?? null};
}

/** The counters of PAN-OS that grow while packets of a connection pass on two paths. */
export const dropCounters: readonly (readonly [name: string, says: string])[] = [
  ["flow_tcp_non_syn", "packets without a session that are no SYN"],
  ["flow_tcp_non_syn_drop", "of those, dropped"],
  ["tcp_drop_out_of_wnd", "packets outside the window of their session"],
  ["tcp_out_of_sync", "sessions of which a direction is not seen"],
  ["tcp_drop_packet", "packets that reassembly dropped"],
];

/** Rows of one listing that are kept until it ends. */
const maximumRows = 5000;

/**
 * `show counter global` of PAN-OS. `severity drop` hides those of severity info and warn, tcp_drop_packet, tcp_out_of_sync and
 * tcp_drop_out_of_wnd among them: a listing of drops only says nothing of these (Palo Alto Networks, knowledge base kA14u000000XhFXCA0).
 */
export const panCounters: SideKind = {
  name: "pan-os-counters",
  begins: /\bshow counter global\b|^:?Global counters:/,
  open(tell) {
    let scope: CounterScope = {isDelta: false, isFiltered: false, isOfFilter: false};
    let rows: (CounterRow & {readonly line: number})[] = [];
    return {
      line(text, line) {
        const asked = counterScope(text);
        // A further listing, pasted without a prompt before it.
        if (asked !== null || isCounterHead(text)) this.close();
        if (asked !== null) scope = asked;
        const told = counterRow(text);
        if (told !== null && rows.length < maximumRows) rows.push({...told, line});
        return (
          asked !== null || told !== null || /^:?\s*(?:Global counters|Elapsed|name\s|-{5}|Total counters)/.test(text)
        );
      },
      close() {
        const severities = new Set(rows.map(({severity}) => severity));
        const dropsOnly = rows.length > 0 && severities.size === 1 && severities.has("drop");
        for (const {name, value, line} of rows)
          tell({
            kind: "counter",
            platform: "pan-os",
            line,
            name,
            value,
            isDelta: scope.isDelta,
            isOfFilter: scope.isOfFilter,
            dropsOnly,
          });
        rows = [];
      },
    };
  },
};

/** `show asp drop` of ASA: counts of the whole device since they were cleared (Cisco, show asp drop). */
export const asaDrops: SideKind = {
  name: "asa-drop-counters",
  begins: /^\s*(?:Frame|Flow) drop:$/,
  open: tell => ({
    line(text, line) {
      const [, name, value] = /^\s+\S.{0,120}? \(([a-z0-9_-]{1,40})\)\s+(\d{1,15})$/.exec(text) ?? [];
      if (name !== undefined)
        tell({
          kind: "counter",
          platform: "asa",
          line,
          name,
          value: countOf(value),
          isDelta: false,
          isOfFilter: false,
          dropsOnly: false,
        });
      return name !== undefined || /^\s*(?:(?:Frame|Flow) drop:|Last clearing:)/.test(text);
    },
    close() {},
  }),
};
