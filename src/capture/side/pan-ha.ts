import type {SideKind} from "./reader.ts";

/** `show high-availability state` of PAN-OS: its own mode and state stand before those of its peer (Palo Alto Networks, PAN-OS CLI Quick Start). */
export const panHa: SideKind = {
  name: "pan-os-ha-state",
  begins: /\bshow high-availability state\b|^\s*Group \d{1,2}:\s*$/,
  open(tell) {
    let mode: "active-active" | "active-passive" | null = null;
    let state: string | null = null;
    let at = 0;
    return {
      line(text, line) {
        if (/\bPeer Information:/.test(text)) this.close();
        const [, told] = /^\s*Mode:\s+(Active-(?:Active|Passive))\b/i.exec(text) ?? [];
        if (told !== undefined && at >= 0) {
          mode ??= told.toLowerCase() as "active-active" | "active-passive";
          if (at === 0) at = line;
        }
        const [, is] = /^\s*State:\s+([a-z-]{4,30})\b/i.exec(text) ?? [];
        if (is !== undefined && at > 0) state ??= is.toLowerCase();
        return /^\s*(?:Group \d|[A-Z][\w /()-]{1,40}:)/.test(text);
      },
      close() {
        if (at > 0 && mode !== null) tell({kind: "ha", platform: "pan-os", line: at, mode, state});
        at = -1;
      },
    };
  },
};
