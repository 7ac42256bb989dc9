import {printable} from "../../errors.ts";
import {portNumber, type SideKind} from "./reader.ts";
import type {FilterRule} from "./record.ts";

/**
 * `debug dataplane packet-diag show setting` of PAN-OS: the filters that its captures ran with; an address of zeros and a port 0 match
 * everything (Palo Alto Networks, tech note "Packet based debugging"). A filter that is off filters nothing.
 */
export const panPacketDiag: SideKind = {
  name: "pan-os-packet-diag",
  begins: /^\s*Packet diagnosis setting:/,
  open(tell) {
    const rules: FilterRule[] = [];
    let first = 0;
    let isFilter = false;
    let isOn = false;
    let isUnclear = false;
    return {
      line(text, line) {
        if (/^\s*Packet filter\s*$/.test(text)) {
          isFilter = true;
          first = line;
        } else if (/^\s*(?:Logging|Packet capture|Features:)/.test(text)) isFilter = false;
        else if (isFilter && /^\s*Enabled:\s+yes/.test(text)) isOn = true;
        const told = /^\s*Index (\d{1,3}): (\S{1,49})\[(\d{1,5})\]->(\S{1,49})\[(\d{1,5})\], proto (\d{1,3})/.exec(
          text,
        );
        // An interface by which packets enter takes one direction of some, and rules for other protocols none of TCP.
        if (isFilter && /\bingress-interface (?!any\b)\S/.test(text)) isUnclear = true;
        if (told !== null && told[6] !== "6" && told[6] !== "0") isUnclear = true;
        if (told !== null && isFilter && rules.length < 16 && (told[6] === "6" || told[6] === "0")) {
          if (rules.length === 0) first = line;
          rules.push({
            source: addressOf(told[2]!),
            sourcePort: portNumber(told[3]) || null,
            target: addressOf(told[4]!),
            targetPort: portNumber(told[5]) || null,
          });
        }
        return /^\s*(?:-{5}|Pack|Enabled|Match|Index|ingress-|Logging|Log-|Aggregate|Features|Stage|file )/.test(text);
      },
      close() {
        // One that is off filters nothing, whatever its rules.
        if (first > 0 && !(isOn && isUnclear))
          tell({kind: "filter", platform: "pan-os", line: first, rules: isOn ? rules : []});
      },
    };
  },
};

/** A network stands with its bits, and an address alone. */
const addressOf = (text: string): string | null =>
  /^(?:0\.0\.0\.0|::)(?:\/0)?$/.test(text) ? null : printable(text, 49);
