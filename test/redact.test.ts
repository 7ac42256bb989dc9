import {expect, it, test} from "vitest";
import {Redactor} from "../src/redact/redactor.ts";
import {judge, symmetric} from "./support/side-judging.ts";

it.each(["port1-ACME", "vlan10-ACMEBANK", "x1-acmebank", "bond0.acme"])("the interface %s tells whose it is", name => {
  expect(new Redactor().interfaceName(name)).not.toMatch(/acme/i);
});

it.each(["eth0", "enp3s0f1np1", "xe-0/0/1.100", "port12", "ethernet1/1.20"])("the interface %s does not", name => {
  expect(new Redactor().interfaceName(name)).toBe(name);
});

test("a filter with an IPv6 address and a port is told under pseudonyms", async () => {
  const text =
    "fgt # diagnose sniffer packet any 'src host 2001:db8:77::10 and src port 40002' 6 0 a\ninterfaces=[any]\nfilters=[src host 2001:db8:77::10 and src port 40002]\n";
  const told = async (redact: boolean) => {
    const {sideEvidence, captures} = await judge(symmetric, [["fw", text]], {redact});
    return JSON.stringify([sideEvidence, captures]);
  };
  expect(await told(false)).toContain("[2001:db8:77::10]:40002");
  expect(await told(true)).not.toContain("77::10");
});
