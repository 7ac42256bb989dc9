import type {Scenario} from "./scenario.ts";
import {beforeAfter} from "./scenarios/before-after.ts";
import {bgpTwoUplinks} from "./scenarios/bgp-two-uplinks.ts";
import {captureLoss} from "./scenarios/capture-loss.ts";
import {dualStack} from "./scenarios/dual-stack.ts";
import {ecmpPerFlow} from "./scenarios/ecmp-per-flow.ts";
import {ecmpPerPacket} from "./scenarios/ecmp-per-packet.ts";
import {failoverGarp} from "./scenarios/failover-garp.ts";
import {filteredOneDirection} from "./scenarios/filtered-one-direction.ts";
import {filteredPorts} from "./scenarios/filtered-ports.ts";
import {forwardBypass} from "./scenarios/forward-bypass.ts";
import {haActiveActive} from "./scenarios/ha-active-active.ts";
import {hairpin} from "./scenarios/hairpin.ts";
import {healthy} from "./scenarios/healthy.ts";
import {idleExpiry} from "./scenarios/idle-expiry.ts";
import {ipv6ReturnBypass} from "./scenarios/ipv6-return-bypass.ts";
import {midFlow} from "./scenarios/mid-flow.ts";
import {mtuBlackhole} from "./scenarios/mtu-blackhole.ts";
import {oneArmLoadBalancer} from "./scenarios/one-arm-load-balancer.ts";
import {ospfEcmp} from "./scenarios/ospf-ecmp.ts";
import {policyRoute} from "./scenarios/policy-route.ts";
import {quicOkTcpFails} from "./scenarios/quic-ok-tcp-fails.ts";
import {returnBypassLenient} from "./scenarios/return-bypass-lenient.ts";
import {returnBypassNoWitness} from "./scenarios/return-bypass-no-witness.ts";
import {returnBypassStrict} from "./scenarios/return-bypass-strict.ts";
import {rxOnlySpan} from "./scenarios/rx-only-span.ts";
import {scan} from "./scenarios/scan.ts";
import {secondDefaultRoute} from "./scenarios/second-default-route.ts";
import {snatBypassed, snatHealthy} from "./scenarios/snat.ts";
import {spanDuplicates, spanDuplicatesBypass} from "./scenarios/span-duplicates.ts";
import {stages} from "./scenarios/stages.ts";
import {stateLoss} from "./scenarios/state-loss.ts";
import {synproxyFlood} from "./scenarios/synproxy-flood.ts";
import {triangleLenient, triangleStrict} from "./scenarios/triangle.ts";
import {vrrpSplitSynced, vrrpSplitUnsynced} from "./scenarios/vrrp-split.ts";

/** Every scenario of the lab, in the order in which they are made. */
export const SCENARIOS: readonly Scenario[] = [
  healthy,
  returnBypassLenient,
  returnBypassStrict,
  forwardBypass,
  policyRoute,
  returnBypassNoWitness,
  ipv6ReturnBypass,
  scan,
  midFlow,
  captureLoss,
  rxOnlySpan,
  filteredOneDirection,
  spanDuplicates,
  spanDuplicatesBypass,
  ecmpPerFlow,
  haActiveActive,
  snatHealthy,
  snatBypassed,
  secondDefaultRoute,
  oneArmLoadBalancer,
  ecmpPerPacket,
  failoverGarp,
  beforeAfter,
  stages,
  vrrpSplitSynced,
  vrrpSplitUnsynced,
  ospfEcmp,
  bgpTwoUplinks,
  stateLoss,
  idleExpiry,
  synproxyFlood,
  filteredPorts,
  hairpin,
  triangleStrict,
  triangleLenient,
  mtuBlackhole,
  dualStack,
  quicOkTcpFails,
];
