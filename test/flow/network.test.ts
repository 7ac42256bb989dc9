import {describe, expect, it} from "vitest";
import {addressText} from "../../src/flow/address.ts";
import {contains, parseNetwork} from "../../src/flow/network.ts";

/** Whether the network has the address, by the words of the address alone. */
function has(network: string, address: string): boolean {
  const {width, words} = parseNetwork(address)!;
  return contains(parseNetwork(network)!, width, ...words);
}

describe("a network", () => {
  it.each([
    ["10.1.0.0/16", "10.1.255.255"],
    ["10.1.2.3/16", "10.1.0.0"],
    ["10.1.0.3", "10.1.0.3"],
    ["128.0.0.0/1", "255.255.255.255"],
    ["0.0.0.0/0", "200.1.2.3"],
    ["10.1.0.0/31", "10.1.0.1"],
    ["2001:db8::/32", "2001:db8:ffff::1"],
    ["2001:db8:1::/48", "2001:db8:1:ffff::"],
    ["::/0", "fe80::1"],
    ["2001:db8::1", "2001:0db8:0:0:0:0:0:1"],
    ["::ffff:10.1.0.3", "::ffff:a01:3"],
    ["2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff"],
  ])("%s has %s", (network, address) => {
    expect(has(network, address)).toBe(true);
  });

  it.each([
    ["10.1.0.0/16", "10.2.0.0"],
    ["10.1.0.3", "10.1.0.4"],
    ["10.1.0.0/31", "10.1.0.2"],
    ["2001:db8::/32", "2001:db9::"],
    ["2001:db8::/65", "2001:db8::8000:0:0:0"],
    ["0.0.0.0/0", "::1"],
    ["::/0", "10.1.0.3"],
  ])("%s does not have %s", (network, address) => {
    expect(has(network, address)).toBe(false);
  });

  it.each([
    "",
    "10.1.0",
    "10.1.0.256",
    "10.1.0.0/33",
    "10.1.0.0/-1",
    "10.1.0.0/",
    "10.1.0.0/16/8",
    "2001:db8::/129",
    "2001:db8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "1::2::3",
    "12345::",
    "::g",
    "1.2.3.4::",
    "host",
  ])("%j is none", text => {
    expect(parseNetwork(text)).toBe(null);
  });

  it("has the words that addresses are shown from", () => {
    const {width, words} = parseNetwork("2001:db8:0:1::abcd")!;
    expect(addressText(width, ...words)).toBe("2001:db8:0:1::abcd");
    expect(addressText(4, ...parseNetwork("203.0.113.7")!.words)).toBe("203.0.113.7");
  });
});
