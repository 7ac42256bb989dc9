import {printable} from "../../errors.ts";
import type {SideKind} from "./reader.ts";
import type {PolicyRoute} from "./record.ts";

/** Rules of one listing that are kept. */
const maximumRules = 500;
/** Name, cut to its column, number, state, action; then, where it forwards, the interface or virtual system, and the next hop. */
const row =
  /^\s*(\S(?:.{0,62}\S)?)\s+(\d{1,6})\s+(Active|Disabled|Standby)\s+(Forward|Discard|No PBF|no-pbf)(?:\s+(\S{1,60})(?:\s+([0-9a-fA-F.:]{2,45})(?=\s|$))?)?/;

/**
 * `show pbf rule all` of PAN-OS: the rules that route by more than the destination (Palo Alto Networks, PAN-OS CLI Quick Start). Without `all`
 * the command wants a rule's name.
 */
export const panPolicyRoutes: SideKind = {
  name: "pan-os-pbf-rules",
  begins: /\bshow pbf rule all\b|^\s*Rule\s+ID\s+Rule State\s+Action\s+Egress IF\/VSYS/,
  open(tell) {
    const rules: PolicyRoute[] = [];
    let first = 0;
    return {
      line(text, line) {
        if (first === 0) first = line;
        const told = row.exec(text);
        if (told !== null && rules.length < maximumRules)
          rules.push({
            name: printable(told[1]!, 60),
            isActive: told[3] === "Active",
            forwards: told[4] === "Forward",
            leaves: told[4] === "Forward" && told[5] !== undefined ? printable(told[5], 60) : null,
            gateway: told[4] === "Forward" && told[6] !== undefined ? told[6] : null,
          });
        return told !== null || /^\s*(?:Rule\s+ID|=====)/.test(text) || line === first;
      },
      close() {
        if (first > 0) tell({kind: "policy-routes", platform: "pan-os", line: first, rules});
      },
    };
  },
};
