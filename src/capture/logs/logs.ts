import type {LineFormat} from "../text.ts";
import {asaSyslog} from "./asa-syslog.ts";
import {checkpointDrop} from "./checkpoint-drop.ts";
import {fortigateLog} from "./fortigate-log.ts";
import {martianLog} from "./martian-log.ts";
import {mikrotikLog} from "./mikrotik-log.ts";
import {netfilterLog} from "./netfilter-log.ts";
import {pfFilterlog} from "./pf-filterlog.ts";
import {tsharkList} from "./tshark-list.ts";

/** Logs and lists of which each line tells one packet: one file each, and one entry here. */
export const packetLogs: readonly LineFormat[] = [
  netfilterLog,
  martianLog,
  tsharkList,
  asaSyslog,
  pfFilterlog,
  mikrotikLog,
  checkpointDrop,
  fortigateLog,
];
