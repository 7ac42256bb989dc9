import {describe, expect, test} from "vitest";
import type {Fate} from "../../src/judge/fates.ts";
import {differenceText, type Separation, separate} from "../../src/rules/separation.ts";
import {Epoch, second} from "../../src/time/time.ts";

describe("what separates connections that are hit from whole ones", () => {
  const plain: Fate = {
    ...{id: 0, client: 1, clientPort: 50_000, host: 10, net: 1, begin: 0, end: 0, nextHop: 0x0200_5e00_0001},
    ...{syns: 3, accused: false},
  };
  const epoch = new Epoch();
  epoch.time(1_795_270_320, 0);
  const context = {epoch, fates: {netOf: ({net}: Fate) => `10.1.${net}.0/24`}};
  /** So many of each that chance parts them in one of 184,756 cases. */
  const each = (of: (i: number) => Partial<Fate>): Fate[] => Array.from({length: 10}, (_, i) => ({...plain, ...of(i)}));
  const told = (hit: Fate[], whole: Fate[]): [Separation[], string | null] => {
    const separations = separate(hit, whole, context as unknown as Parameters<typeof separate>[2]);
    return [separations, differenceText(separations, hit.length, whole.length)];
  };
  // Begun by turns, and of ports of either kind: neither tells them apart.
  const mixed = (i: number, isHit: boolean) => ({begin: (2 * i + (isHit ? 0 : 1)) * second, clientPort: 50_000 + i});

  test.each([
    ["nothing", each(i => mixed(i, true)), each(i => mixed(i, false)), [], null],
    [
      "the client network",
      each(i => ({...mixed(i, true), net: 2 + (i % 4)})),
      each(i => mixed(i, false)),
      [{kind: "client-network", networks: ["10.1.2.0/24", "10.1.3.0/24", "10.1.4.0/24", "10.1.5.0/24"]}],
      "they differ by client network: all 10 are of 10.1.2.0/24, 10.1.3.0/24, 10.1.4.0/24 and 1 more, none of the 10 others",
    ],
    [
      "the next hop",
      each(i => ({...mixed(i, true), nextHop: 0x0200_5e00_0002})),
      each(i => mixed(i, false)),
      [{kind: "next-hop", nextHops: ["02:00:5e:00:00:02"]}],
      "they differ by next hop: all 10 go to 02:00:5e:00:00:02, none of the 10 others",
    ],
    [
      "a next hop that is not known",
      each(i => ({...mixed(i, true), nextHop: 0})),
      each(i => mixed(i, false)),
      [],
      null,
    ],
    [
      "the time from which on they began",
      each(i => ({begin: (100 + i) * second})),
      each(i => ({begin: i * second})),
      [{kind: "time", began: "from", moment: "2026-11-21T14:13:40.000000000Z"}],
      "they differ by time: all 10 began from 14:13:40.000 on, the 10 others before",
    ],
    [
      "the time before which they began",
      each(i => ({begin: i * second})),
      each(i => ({begin: (100 + i) * second})),
      [{kind: "time", began: "before", moment: "2026-11-21T14:13:40.000000000Z"}],
      "they differ by time: all 10 began before 14:13:40.000, the 10 others after",
    ],
    [
      "the client's address",
      each(i => ({...mixed(i, true), host: -2 * i - 1})),
      each(i => ({...mixed(i, false), host: -2 * i})),
      [{kind: "number", number: "client-address", modulus: 2, remainders: [1]}],
      "they differ by the client's address: it is odd for all 10, for none of the 10 others",
    ],
    [
      "the client's port, modulo 4",
      each(i => ({...mixed(i, true), clientPort: 50_000 + 4 * i + (i % 2)})),
      each(i => ({...mixed(i, false), clientPort: 50_002 + 4 * i + (i % 2)})),
      [{kind: "number", number: "client-port", modulus: 4, remainders: [0, 1]}],
      "they differ by the client's port: it modulo 4 is 0 and 1 for all 10, for none of the 10 others",
    ],
    ["two that chance may part", each(() => ({net: 2})).slice(0, 2), each(() => ({})).slice(0, 2), [], null],
  ] as [string, Fate[], Fate[], Separation[], string | null][])("is %s", (_, hit, whole, separations, text) => {
    expect(told(hit, whole)).toEqual([separations, text]);
  });
});
