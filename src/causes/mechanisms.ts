import {ecmpPerFlow} from "./ecmp-per-flow.ts";
import {ecmpPerPacket} from "./ecmp-per-packet.ts";
import {failover} from "./failover.ts";
import {haOwnerMismatch} from "./ha-owner-mismatch.ts";
import {loadBalancerWithoutSnat} from "./load-balancer-without-snat.ts";
import type {Mechanism} from "./mechanism.ts";
import {policyBasedForwarding} from "./policy-based-forwarding.ts";
import {replyOnOtherInterface} from "./reply-on-other-interface.ts";
import {requestBypassesFirewall} from "./request-bypasses-firewall.ts";
import {returnBypassesFirewall} from "./return-bypasses-firewall.ts";
import {reversePath} from "./reverse-path.ts";
import {secondDefaultRoute} from "./second-default-route.ts";

/** The columns of the table of observations: one file each, and one entry here. */
export const mechanisms: readonly Mechanism[] = [
  loadBalancerWithoutSnat,
  ecmpPerPacket,
  failover,
  secondDefaultRoute,
  policyBasedForwarding,
  ecmpPerFlow,
  haOwnerMismatch,
  replyOnOtherInterface,
  reversePath,
  returnBypassesFirewall,
  requestBypassesFirewall,
];
