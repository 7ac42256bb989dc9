import {printable} from "../../errors.ts";
import type {StatedEnd} from "../statement.ts";
import {countOf, portNumber, type SideKind} from "./reader.ts";

const end = "([0-9a-fA-F.:]{2,45})[:[](\\d{1,5})\\]?";
const state = new RegExp(
  `^\\s*(?:(\\S{1,30}) )?tcp ${end}(?: \\(${end}\\))? (->|<-) ${end}(?: \\(${end}\\))?\\s+([A-Z_0-9]{4,16}):([A-Z_0-9]{4,16})`,
);
const counts = /^\s*age \S+, expires in \S+, (\d{1,15}):(\d{1,15}) pkts, (\d{1,15}):(\d{1,15}) bytes/;

interface State {
  readonly line: number;
  readonly face: string | null;
  readonly client: StatedEnd;
  readonly server: StatedEnd;
  readonly isUnreplied: boolean;
}

/** `pfctl -ss` of OpenBSD, FreeBSD, pfSense and OPNsense, with -v also packets and bytes each way (pfctl(8)). */
export const pfStates: SideKind = {
  name: "pf-states",
  begins: state,
  open(tell) {
    let open: State | null = null;
    const close = (told: RegExpExecArray | null) => {
      if (open === null) return;
      const {line, face, client, server, isUnreplied} = open;
      open = null;
      const [packets, back, bytes, backBytes] = told === null ? [null, null, null, null] : told.slice(1).map(countOf);
      tell({
        kind: "session",
        platform: "pf",
        ...{line, client, server},
        id: "",
        translated: null,
        requests: {packets: packets!, bytes: bytes!},
        // Without -v the state alone tells.
        replies: told === null && isUnreplied ? {packets: 0, bytes: 0} : {packets: back!, bytes: backBytes!},
        enters: face,
        ...{leaves: null, repliesEnter: null, byPeer: false, isOffloaded: false},
      });
    };
    return {
      line(text, line) {
        const told = counts.exec(text);
        if (told !== null) {
          const wasOpen = open !== null;
          close(told);
          return wasOpen;
        }
        const begun = state.exec(text);
        if (begun === null) return open !== null && /^\s*(?:\[\d+ \+|id: |origif: )/.test(text);
        close(null);
        const [, face, left, leftPort, , , arrow, right, rightPort, , , one, two] = begun;
        const [a, b] = [
          {address: left!, port: portNumber(leftPort)},
          {address: right!, port: portNumber(rightPort)},
        ];
        const isOut = arrow === "->";
        open = {
          line,
          face: face === undefined || face === "all" ? null : printable(face, 30),
          client: isOut ? a : b,
          server: isOut ? b : a,
          isUnreplied: isOut ? one === "SYN_SENT" && two === "CLOSED" : one === "CLOSED" && two === "SYN_SENT",
        };
        return true;
      },
      close: () => close(null),
    };
  },
};
