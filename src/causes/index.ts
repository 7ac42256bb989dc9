import {captureLoss} from "./capture-loss.ts";
import type {CauseRule} from "./cause.ts";
import {deniedByDevice} from "./denied-by-device.ts";
import {deviceDrops} from "./device-drops.ts";
import {dropDownstream} from "./drop-downstream.ts";
import {encryptedHere} from "./encrypted-here.ts";
import {insufficientCapture} from "./insufficient-capture.ts";
import {mtuBlackhole} from "./mtu-blackhole.ts";
import {offload} from "./offload.ts";
import {oneSidedCapture} from "./one-sided-capture.ts";
import {portClosed} from "./port-closed.ts";
import {rejected} from "./rejected.ts";
import {reversePathCheck} from "./reverse-path-check.ts";
import {scan} from "./scan.ts";
import {serverSilent} from "./server-silent.ts";
import {stateLost} from "./state-lost.ts";

/** Causes that something proves, or nothing does. Of those that explain a case equally well the first here ranks first. */
export const causes: readonly CauseRule[] = [
  deniedByDevice,
  deviceDrops,
  oneSidedCapture,
  insufficientCapture,
  encryptedHere,
  offload,
  reversePathCheck,
  mtuBlackhole,
  stateLost,
  dropDownstream,
  captureLoss,
  scan,
  serverSilent,
  rejected,
  portClosed,
];
