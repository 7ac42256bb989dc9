/** What is typed on PAN-OS by recipes that go round, and does not do what they say. */
export const mistakes = {
  "pbf-rule-match": "PAN-OS has no `test pbf-rule-match`: the command is `test pbf-policy-match`",
  "pbf-rule": "`show pbf rule` wants the name of a rule, or `all`",
  "packet-diag-log":
    "`show` prints no log of packet-diag: `debug dataplane packet-diag aggregate-logs` gathers it, and `less dp-log pan_packet_diag.log` shows it",
  "file-path": "the file of a capture is a name: PAN-OS takes no path there",
  "stage-name": "the stages are called receive, firewall, transmit and drop",
  "firewall-stage-alone":
    "the firewall stage alone lacks what has no session: a SYN-ACK whose SYN went another way shows in receive and drop only",
  "filter-off": "a filter of packet-diag that is not switched on (`set filter on`) filters nothing",
  "capture-off": "stages are captured from `set capture on` on only",
  "unknown-counter": "names that articles quote and no listing of PAN-OS is known to have; they speak for nothing",
} as const;

export type Mistake = keyof typeof mistakes;

/** Counters that articles quote, and that stand in no list of PAN-OS's: read like any other, and never advised. */
const quotedOnly: ReadonlySet<string> = new Set([
  "flow_tcp_rst_from_server",
  "flow_tcp_syn_ack_send_err",
  "flow_fwd_l3_loopback_err",
  "session_discard_asymmetric_path",
  "flow_deny_tcp_not_syn",
]);

const single: readonly (readonly [mistake: Mistake, typed: RegExp])[] = [
  ["pbf-rule-match", /\btest pbf-rule-match\b/],
  ["pbf-rule", /\bshow pbf rule\s*$/],
  ["packet-diag-log", /\bshow debug dataplane packet-diag log\b/],
  ["file-path", /\bpacket-diag set capture stage \S+ file \S*\//],
  ["stage-name", /\bpacket-diag set capture stage (?:ingress|egress)\b/],
];
const stage = /\bpacket-diag set capture stage (receive|firewall|transmit|drop)\b/;
const counter = /^:?\s*([a-z]\w{4,80})\s+\d+\s+-?\d+\s/;

/** Reads what is typed on PAN-OS, in whatever text, for what a recipe has wrong. */
export class PanMistakes {
  readonly #tell: (mistake: Mistake, line: number) => void;
  /** Line of the first command of each kind that another one has to follow; 0 = none was typed. */
  #filter = 0;
  #stage = 0;
  #stages = new Set<string>();
  #isFilterOn = false;
  #isCaptureOn = false;

  constructor(tell: (mistake: Mistake, line: number) => void) {
    this.#tell = tell;
  }

  line(text: string, number: number): void {
    // Most lines are none of these.
    if (text.includes("pbf") || text.includes("packet-diag")) {
      for (const [mistake, typed] of single) if (typed.test(text)) this.#tell(mistake, number);
      const staged = stage.exec(text);
      if (staged !== null) {
        this.#stages.add(staged[1]!);
        if (this.#stage === 0) this.#stage = number;
      }
      if (/\bpacket-diag set filter match\b/.test(text) && this.#filter === 0) this.#filter = number;
      if (/\bpacket-diag set filter on\b/.test(text)) this.#isFilterOn = true;
      if (/\bpacket-diag set capture on\b/.test(text)) this.#isCaptureOn = true;
      return;
    }
    const counted = counter.exec(text);
    if (counted !== null && quotedOnly.has(counted[1]!)) this.#tell("unknown-counter", number);
  }

  /** The text ends: what had to follow did not. */
  finish(): void {
    if (this.#stages.size === 1 && this.#stages.has("firewall")) this.#tell("firewall-stage-alone", this.#stage);
    if (this.#stage > 0 && !this.#isCaptureOn) this.#tell("capture-off", this.#stage);
    if (this.#filter > 0 && !this.#isFilterOn) this.#tell("filter-off", this.#filter);
  }
}
