/** What web pages and trackers make of characters (HTML, section 13.5). */
const entities: Readonly<Record<string, string>> = {
  "&gt;": ">",
  "&lt;": "<",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
  "&nbsp;": " ",
  "&amp;": "&",
};
const entity = /&(?:gt|lt|quot|#39|#x27|nbsp|amp);/g;
/** A host's name, which tools that run a command on many write before each line (pssh, ansible, docker compose). */
const before = /^\s{0,40}(?=[\d.-]{0,20}[A-Za-z])[\w.-]{1,60}(?:: |\s{0,9}\| )(?=\d\d:\d\d:\d\d\.\d|\d{1,10}\.\d{6} )/;

/** The number that an editor or a page writes before each line of tcpdump; a list of tshark, which has numbers of its own, goes on otherwise. */
const numbered =
  /^\s{0,12}\d{1,7}[:.)|]?\s{1,8}(?=(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9} (?:IP6? |ARP,|[\w.-]{1,15}\s{1,4}(?:In|Out|P|M|B)\s))/;

/** Returns a line as the device printed it: with what a web page or a tool for many hosts made of it taken back. */
export function asTyped(line: string): string {
  const text = line.includes("&") ? line.replace(entity, found => entities[found]!) : line;
  return text.replace(before, "").replace(numbered, "");
}
