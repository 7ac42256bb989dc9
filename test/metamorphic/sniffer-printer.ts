import {hexLines} from "../support/transcripts.ts";
import {type CaptureFile, type Frame, linkOf} from "./capture-set.ts";
import {endsIn, isArp, type Layout, layoutOf, tcpProtocol, udpProtocol} from "./layout.ts";
import {faceOf} from "./tcpdump-printer.ts";

/** What a line tells, and what stands below it: nothing, the packet, or the whole frame. */
export type Below = "nothing" | "packet" | "frame";

/** What `diagnose sniffer packet` of FortiOS prints of the file, with time stamps in UTC; with interfaces where the file has several. */
export function snifferText(file: CaptureFile, below: Below): string {
  const hasFaces = file.frames.some(frame => faceOf(file, frame) !== null);
  const verbosity = {nothing: 1, packet: 2, frame: 3}[below] + (hasFaces ? 3 : 0);
  const lines = [
    `FGT # diagnose sniffer packet ${hasFaces ? "any" : "port1"} '' ${verbosity} 0 a`,
    ...file.frames.flatMap(frame => linesOf(file, frame, below)),
    `${file.frames.length} packets received by filter`,
    // Of a capture that does not say what it lost, the text is not to say that it lost nothing.
    ...(file.dropped === null ? [] : [`${file.dropped} packets dropped by kernel`]),
    "",
  ];
  return lines.join("\n");
}

function linesOf(file: CaptureFile, frame: Frame, below: Below): string[] {
  const link = linkOf(file, frame);
  const layout = layoutOf(frame.bytes, link);
  const face = faceOf(file, frame);
  const way = face === null ? "" : ({In: "in", B: "in", M: "in", Out: "out"}[face.way] ?? "--");
  const head = `${stampOf(frame)} ${face === null ? "" : `${face.name} ${way} `}${packetText(frame.bytes, layout, link)}`;
  if (below === "nothing") return [head];
  // The frame of a link other than Ethernet is not printed as it is.
  const bytes = below === "frame" && link === 1 ? frame.bytes : frame.bytes.subarray(layout.payload);
  return [head, ...hexLines(bytes), ""];
}

function stampOf({time}: Frame): string {
  const microseconds = time / 1000n;
  const whole = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19).replace("T", " ");
  return `${whole}.${String(microseconds % 1_000_000n).padStart(6, "0")}`;
}

const names: readonly (readonly [bit: number, name: string])[] = [
  [2, "syn"],
  [1, "fin"],
  [4, "rst"],
  [8, "psh"],
];

function packetText(bytes: Uint8Array, layout: Layout, link: number): string {
  const ends = endsIn(bytes, link);
  const {ip} = layout;
  if (ends === null) return "Ether type 0x88cc";
  if (isArp(layout)) return `arp who-has ${ends.target} tell ${ends.source}`;
  if (ip === null) return `Ether type 0x${layout.type.toString(16)}`;
  if (ends.sourcePort < 0) {
    const {protocol} = ends;
    const type = bytes[ip.transport];
    const request = protocol === 1 ? 8 : 128;
    const isEcho = ip.transport >= 0 && (type === request || type === (protocol === 1 ? 0 : 129));
    const said =
      protocol === 1 || protocol === 58
        ? `icmp${protocol === 58 ? "6" : ""}: ${isEcho ? `echo ${type === request ? "request" : "reply"}` : "type-3"}`
        : `ip-proto-${protocol} ${ip.length}`;
    return `${ends.source} -> ${ends.target}: ${said}`;
  }
  const head = `${ends.source}.${ends.sourcePort} -> ${ends.target}.${ends.targetPort}: `;
  if (ends.protocol === udpProtocol) return `${head}udp ${ip.length - 8}`;
  if (ends.protocol !== tcpProtocol || ip.transport + 14 > bytes.length) return `${head}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const flags = view.getUint8(ip.transport + 13);
  const set = names.filter(([bit]) => flags & bit).map(([, name]) => name);
  // Absolute numbers, no lengths, and of plain ACKs no sequence number.
  const own = set.length > 0 ? `${set.join(" ")} ${view.getUint32(ip.transport + 4)} ` : "";
  return `${head}${own}${flags & 0x10 ? `ack ${view.getUint32(ip.transport + 8)} ` : ""}`;
}
