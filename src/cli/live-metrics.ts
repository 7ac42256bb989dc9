import type {Live} from "../live.ts";
import {version} from "../version.ts";

/** Content type of OpenMetrics 1.0. */
export const metricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/**
 * Returns the state of a live run in the text format of OpenMetrics 1.0. `lag`: seconds since a packet was read last, null before the first.
 */
export function metricsOf(live: Live, lag: number | null): string {
  const {packets, lost, table, episodes} = live;
  const findings = new Map<string, number>();
  for (const {finding} of episodes.open) {
    const labels = `kind="${escaped(finding.detector)}",state="${escaped(finding.certainty)}"`;
    findings.set(labels, (findings.get(labels) ?? 0) + 1);
  }
  const families = [
    family("asymcap_build", "info", "Version of asymcap.", [`_info{version="${escaped(version)}"} 1`]),
    family("asymcap_packets", "counter", "Packets read.", [`_total ${packets}`]),
    // A total that is not known is left out: 0 would say that nothing is lost.
    family(
      "asymcap_lost_packets",
      "gauge",
      "Packets that the capture is known to have lost.",
      lost === null ? [] : [` ${lost}`],
    ),
    family("asymcap_flows", "gauge", "Flows held.", [` ${table.flows.used}`]),
    family(
      "asymcap_findings",
      "gauge",
      "Asymmetries that last, by kind and by how sure they are.",
      [...findings].map(([labels, count]) => `{${labels}} ${count}`),
    ),
    family("asymcap_raised_findings", "counter", "Asymmetries that were found, those that are over among them.", [
      `_total ${episodes.raised}`,
    ]),
    family(
      "asymcap_lag_seconds",
      "gauge",
      "Seconds since a packet was read.",
      lag === null ? [] : [` ${lag.toFixed(3)}`],
      "seconds",
    ),
  ];
  return `${families.join("")}# EOF\n`;
}

function family(name: string, type: string, help: string, samples: readonly string[], unit?: string): string {
  const head = [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
  ];
  return [...head, ...samples.map(sample => `${name}${sample}`), ""].join("\n");
}

/** As label values are escaped (OpenMetrics 1.0, section 4.1). */
const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
