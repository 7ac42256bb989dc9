import {csvFormatRows} from "d3-dsv";
import {stamp} from "../time/time.ts";
import {communityId} from "./community-id.ts";
import {historiesOf, sentOf} from "./connection.ts";
import type {Report} from "./report.ts";

const columns = [
  ...["id", "first", "last", "client", "client_port", "server", "server_port"],
  ...["outcome", "missing", "certainty", "failing"],
  ...["client_packets", "client_bytes", "server_packets", "server_bytes"],
  ...["history", "findings", "community_id"],
];
/** Rows are written so many at a time. */
const batch = 500;

/** A row a connection, for spreadsheets and databases: RFC 4180 but for line feeds alone, which every reader takes. docs/json.md. */
export const csv: Report = {
  name: "csv",
  extension: ".csv",
  async *render(analysis) {
    const {epoch} = analysis;
    let rows: string[][] = [columns];
    for (let id = 0; id < analysis.totals.conversations; id++) {
      const record = analysis.connection(id, false);
      const {client, server, first, last, outcome, missing, certainty, failing, findings} = record;
      const sent = sentOf(record);
      rows.push(
        [
          ...[id, stamp(first, epoch), stamp(last, epoch)],
          ...[client.address, client.port, server.address, server.port, outcome, missing, certainty, failing],
          ...[sent.client.packets, sent.client.bytes, sent.server.packets, sent.server.bytes],
          historiesOf(record, analysis)
            .map(([point, history]) => `${point}: ${history}`)
            .join("; "),
          ...[findings.join(" "), communityId(client, server)],
        ].map(cell),
      );
      if (rows.length < batch) continue;
      yield `${csvFormatRows(rows)}\n`;
      rows = [];
    }
    if (rows.length > 0) yield `${csvFormatRows(rows)}\n`;
  },
};

/** Returns a value as a cell. A name from a capture that a spreadsheet would take for a formula gets an apostrophe (OWASP, "CSV Injection"). */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? "" : String(value);
  return typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
