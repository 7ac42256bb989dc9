import {captureLoss} from "./capture-loss.ts";
import type {CauseRule} from "./cause.ts";
import {dropDownstream} from "./drop-downstream.ts";
import {ecmpPerFlow} from "./ecmp-per-flow.ts";
import {ecmpPerPacket} from "./ecmp-per-packet.ts";
import {failover} from "./failover.ts";
import {haOwnerMismatch} from "./ha-owner-mismatch.ts";
import {insufficientCapture} from "./insufficient-capture.ts";
import {loadBalancerWithoutSnat} from "./load-balancer-without-snat.ts";
import {offload} from "./offload.ts";
import {oneSidedCapture} from "./one-sided-capture.ts";
import {policyBasedForwarding} from "./policy-based-forwarding.ts";
import {portClosed} from "./port-closed.ts";
import {rejected} from "./rejected.ts";
import {replyOnOtherInterface} from "./reply-on-other-interface.ts";
import {requestBypassesFirewall} from "./request-bypasses-firewall.ts";
import {returnBypassesFirewall} from "./return-bypasses-firewall.ts";
import {reversePathCheck} from "./reverse-path-check.ts";
import {scan} from "./scan.ts";
import {secondDefaultRoute} from "./second-default-route.ts";
import {serverSilent} from "./server-silent.ts";

/** Of causes that explain a case equally well the first here ranks first: mechanisms before what they bring about. */
export const causes: readonly CauseRule[] = [
  loadBalancerWithoutSnat,
  ecmpPerPacket,
  failover,
  secondDefaultRoute,
  policyBasedForwarding,
  ecmpPerFlow,
  haOwnerMismatch,
  replyOnOtherInterface,
  returnBypassesFirewall,
  requestBypassesFirewall,
  oneSidedCapture,
  insufficientCapture,
  offload,
  reversePathCheck,
  dropDownstream,
  captureLoss,
  scan,
  serverSilent,
  rejected,
  portClosed,
];
