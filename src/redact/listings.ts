import {rulesText} from "../capture/side/bpf-filter.ts";
import type {SideRecord, SideRoute} from "../capture/side/record.ts";
import type {StatedEnd} from "../capture/statement.ts";
import {networkAddress} from "../listings/side.ts";
import type {Redactor} from "./redactor.ts";

/**
 * Returns side evidence with pseudonyms in all that reports may show. Networks of routes and rules of filters stay what they are, as they
 * are compared with the hosts' own addresses and shown in other words.
 */
export function redactedSide(redactor: Redactor, record: SideRecord): SideRecord {
  const {device} = record;
  const named = /^name:(.*)$/s.exec(device)?.[1];
  // It is compared with what points are called.
  return withAddresses(
    redactor,
    named === undefined ? record : {...record, device: `name:${redactor.placeName(named)}`},
  );
}

function withAddresses(redactor: Redactor, record: SideRecord): SideRecord {
  const address = (text: string): string => redactor.text(text);
  const maybe = (text: string | null): string | null => (text === null ? null : address(text));
  const face = (name: string | null): string | null =>
    name === null || /^\d+$/.test(name) ? name : redactor.interfaceName(name);
  const end = ({address: host, port}: StatedEnd): StatedEnd => ({address: address(host), port});
  switch (record.kind) {
    case "session":
    case "log": {
      const {client, server, translated, enters, leaves, repliesEnter} = record;
      return {
        ...record,
        client: end(client),
        server: end(server),
        translated: translated === null ? null : {client: end(translated.client), server: end(translated.server)},
        enters: face(enters),
        leaves: face(leaves),
        repliesEnter: face(repliesEnter),
      };
    }
    case "route":
      return {
        ...record,
        shown: shownNetwork(redactor, record),
        hops: record.hops.map(hop => ({gateway: maybe(hop.gateway), interface: face(hop.interface)})),
        asked: maybe(record.asked),
        from: maybe(record.from),
      };
    case "filter":
      return {
        ...record,
        shown: rulesText(record.rules.map(rule => ({...rule, source: maybe(rule.source), target: maybe(rule.target)}))),
      };
    case "traceroute":
      return {...record, target: address(record.target), hops: record.hops.map(maybe)};
    case "policy-routes":
      return {
        ...record,
        rules: record.rules.map((rule, i) => ({
          ...rule,
          name: `rule-${i + 1}`,
          leaves: face(rule.leaves),
          gateway: maybe(rule.gateway),
        })),
      };
    case "interface":
      return {...record, name: redactor.interfaceName(record.name)};
    default:
      return record;
  }
}

/** Pseudonyms keep a /24 or /64 together, and nothing wider: of such networks only the size is told. */
function shownNetwork(redactor: Redactor, {network, bits, shown}: SideRoute): string {
  const isV6 = network.includes(":");
  if (bits === 0) return shown;
  if (bits === (isV6 ? 128 : 32)) return `${redactor.text(network)}/${bits}`;
  if (bits !== (isV6 ? 64 : 24)) return `a network of ${bits} bits`;
  return `${networkAddress(redactor.text(network), bits)}/${bits}`;
}
