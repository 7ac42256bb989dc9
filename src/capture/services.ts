/** Ports that tools print by name, of services that captures are often about (IANA, service names). */
const ports: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  ntp: 123,
  epmap: 135,
  "netbios-ssn": 139,
  imap: 143,
  imap2: 143,
  snmp: 161,
  bgp: 179,
  ldap: 389,
  https: 443,
  "microsoft-ds": 445,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  "ms-sql-s": 1433,
  sqlnet: 1521,
  mysql: 3306,
  "ms-wbt-server": 3389,
  postgresql: 5432,
  "http-alt": 8080,
  webcache: 8080,
};

/** Returns the port that a number or a name tells; null if none. */
export function portOf(text: string): number | null {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 0xffff ? Number(text) : null;
  return Object.hasOwn(ports, text) ? ports[text]! : null;
}
