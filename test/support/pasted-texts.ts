/** One text of each log, list and listing, as devices print it; addresses are those of documentation (RFC 5737). */
export const logTexts: Readonly<Record<string, readonly string[]>> = {
  "martian-log": [
    "[12345.678901] IPv4: martian source 192.0.2.3 from 198.51.100.20, on dev eth1",
    "Mar  4 10:11:02 fw kernel: IPv4: martian source 192.0.2.3 from 198.51.100.21, on dev eth1",
  ],
  "netfilter-log": [
    "Mar  4 10:11:01 gw kernel: [81234.567890] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:00:00:01:52:54:00:00:00:02:08:00 SRC=198.51.100.128 DST=192.0.2.33 LEN=60 TOS=0x00 PREC=0x00 TTL=62 ID=4711 DF PROTO=TCP SPT=6068 DPT=35406 WINDOW=64240 RES=0x00 SYN URGP=0",
    "Mar  4 10:11:02 gw kernel: [81235.567890] FWD IN=eth0 OUT=eth1 SRC=198.51.100.128 DST=192.0.2.33 LEN=60 TOS=0x00 PREC=0x00 TTL=62 ID=4712 DF PROTO=TCP SPT=6068 DPT=35406 SEQ=500 ACK=0 WINDOW=64240 RES=0x00 SYN URGP=0",
    "Mar  4 10:11:03 gw kernel: [81236.567890] [UFW BLOCK] IN=eth0 OUT= SRC=198.51.100.128 DST=192.0.2.33 LEN=60 TOS=0x00 PREC=0x00 TTL=62 ID=0 DF PROTO=TCP SPT=443 DPT=35406 WINDOW=65160 RES=0x00 ACK SYN URGP=0",
  ],
  "tshark-list": [
    "    1   0.000000    192.0.2.33 → 198.51.100.128 TCP 74 43010 → 443 [SYN] Seq=0 Win=65280 Len=0 MSS=1360 SACK_PERM TSval=3175601672 TSecr=0 WS=128",
    "    2   0.020000 198.51.100.128 → 192.0.2.33    TCP 74 443 → 43010 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460",
    "    3   0.020500    192.0.2.33 → 198.51.100.128 TCP 66 43010 → 443 [ACK] Seq=1 Ack=1 Win=65280 Len=0",
  ],
  "asa-syslog": [
    "Mar 04 2024 10:11:01: %ASA-6-106015: Deny TCP (no connection) from 192.0.2.35/80 to 198.51.100.20/45494 flags SYN ACK  on interface outside",
    'Mar 04 2024 10:11:02: %ASA-4-106023: Deny tcp src outside:192.0.2.35/40000 dst inside:198.51.100.20/443 by access-group "OUT_IN" [0x0, 0x0]',
    "Mar 04 2024 10:11:03: %ASA-2-106001: Inbound TCP connection denied from 192.0.2.35/40001 to 198.51.100.20/443 flags SYN  on interface outside",
    "Mar 04 2024 10:11:04: %ASA-6-106100: access-list OUT_IN denied tcp outside/192.0.2.35(40002) -> inside/198.51.100.20(443) hit-cnt 1 first hit [0x1, 0x0]",
    "Mar 04 2024 10:11:05: %ASA-1-106021: Deny TCP reverse path check from 192.0.2.35 to 198.51.100.20 on interface outside",
  ],
  "pf-filterlog": [
    "Mar  4 10:11:01 pf filterlog[23456]: 5,,,1000000103,em0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,198.51.100.128,192.0.2.33,443,35406,0,SA,500,101,65160,,mss",
    "Mar  4 10:11:02 pf filterlog[23456]: 5,,,1000000103,em0,match,block,in,4,0x0,,64,4711,0,DF,6,tcp,60,198.51.100.128,192.0.2.33,6068,35406,0,S,600,,64240,,mss",
  ],
  "mikrotik-log": [
    "10:11:01 firewall,info drop-in input: in:ether1-WAN out:(none), src-mac 52:54:00:00:00:01, proto TCP (SYN,ACK), 198.51.100.108:587->192.0.2.9:5462, len 52",
    "10:11:02 firewall,info drop-in forward: in:ether1-WAN out:bridge, src-mac 52:54:00:00:00:01, proto TCP (SYN), 198.51.100.108:40000->192.0.2.9:443, len 60",
  ],
  "checkpoint-drop": [
    "@;8462194;[cpu_1];[fw4_0];fw_log_drop_ex: Packet proto=6 192.0.2.33:35406 -> 198.51.100.128:6068 dropped by fw_first_packet_state_checks Reason: First packet isn't SYN;",
    "@;8462195;[cpu_1];[fw4_0];fw_log_drop_ex: Packet proto=6 192.0.2.34:35407 -> 198.51.100.128:443 dropped by fw_send_log_drop Reason: Rulebase drop - rule 12;",
  ],
  "fortigate-log": [
    'date=2024-03-04 time=10:11:01 devname="fgt-a" logid="0000000007" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.33 srcport=49222 srcintf="lan" dstip=198.51.100.201 dstport=8443 dstintf="unknown-0" proto=6 action="deny" policyid=0 service="tcp/8443" sentbyte=0 rcvdbyte=0 sentpkt=0 msg="no session matched"',
    'date=2024-03-04 time=10:11:02 devname="fgt-a" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.33 srcport=49223 srcintf="lan" dstip=198.51.100.201 dstport=8443 dstintf="wan1" proto=6 action="deny" policyid=0 service="tcp/8443" sentbyte=0 rcvdbyte=0 sentpkt=0',
  ],
};

/** One text of each listing of sessions: the first session is unanswered, the last one is not. */
export const sessionTexts: Readonly<Record<string, readonly string[]>> = {
  "mikrotik-connections": [
    " 0    C     tcp  192.0.2.3:51156       198.51.100.20:443     syn-sent    4s",
    " 1  SAC     tcp  192.0.2.3:51157       198.51.100.21:443     established 23h59m",
  ],
  "asa-connections": [
    "2 in use, 9 most used",
    "TCP outside 198.51.100.20:443 inside 192.0.2.3:51156, idle 0:00:11, bytes 0, flags saA",
    "TCP outside 198.51.100.21:443 inside 192.0.2.3:51157, idle 0:00:02, bytes 4504, flags UIO",
  ],
  "asa-teardowns": [
    "Mar 04 2024 10:11:01: %ASA-6-302013: Built outbound TCP connection 4711 for outside:198.51.100.20/443 (198.51.100.20/443) to inside:192.0.2.3/51156 (203.0.113.9/51156)",
    "Mar 04 2024 10:11:31: %ASA-6-302014: Teardown TCP connection 4711 for outside:198.51.100.20/443 to inside:192.0.2.3/51156 duration 0:00:30 bytes 0 SYN Timeout",
  ],
  "junos-session": [
    "Session ID: 217, Policy name: allow/4, Timeout: 18, Valid",
    "  In: 192.0.2.3/51156 --> 198.51.100.20/443;tcp, Conn Tag: 0x0, If: ge-0/0/0.0, Pkts: 12, Bytes: 9000, ",
    "  Out: 198.51.100.20/443 --> 203.0.113.9/6400;tcp, Conn Tag: 0x0, If: ge-0/0/1.0, Pkts: 0, Bytes: 0, ",
    "Session ID: 218, Policy name: allow/4, Timeout: 1798, Valid",
    "  In: 192.0.2.3/51157 --> 198.51.100.21/443;tcp, Conn Tag: 0x0, If: ge-0/0/0.0, Pkts: 12, Bytes: 9000, ",
    "  Out: 198.51.100.21/443 --> 192.0.2.3/51157;tcp, Conn Tag: 0x0, If: ge-0/0/1.0, Pkts: 11, Bytes: 8000, ",
    "Total sessions: 2",
  ],
  "pf-states": [
    "em0 tcp 192.0.2.3:51156 -> 198.51.100.20:443       SYN_SENT:CLOSED",
    "   [1234 + 65535]  [0 + 1]",
    "   age 00:00:22, expires in 00:00:08, 4:0 pkts, 240:0 bytes, rule 5",
    "em0 tcp 198.51.100.21:443 <- 192.0.2.3:51157       ESTABLISHED:ESTABLISHED",
    "   age 00:00:22, expires in 00:00:08, 40:38 pkts, 2400:9000 bytes, rule 5",
  ],
  conntrack: [
    "    [NEW] tcp      6 120 SYN_SENT src=192.0.2.3 dst=198.51.100.20 sport=51156 dport=443 zone=1 [UNREPLIED] src=198.51.100.20 dst=192.0.2.3 sport=443 dport=51156 zone=1",
    "[DESTROY] tcp      6 src=192.0.2.3 dst=198.51.100.20 sport=51156 dport=443 zone=1 [UNREPLIED] src=198.51.100.20 dst=192.0.2.3 sport=443 dport=51156 zone=1",
    "tcp      6 431999 ESTABLISHED src=192.0.2.3 dst=198.51.100.21 sport=51157 dport=443 src=198.51.100.21 dst=192.0.2.3 sport=443 dport=51157 [ASSURED] mark=0 use=1",
  ],
};
