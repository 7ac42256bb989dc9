import type {Paths} from "../flow/paths.ts";
import type {Platform} from "./platforms.ts";

/**
 * First three bytes of MAC addresses by whose devices they are on, of vendors that make firewalls and little else (IEEE, MA-L public
 * listing). FortiGates, FortiSwitches and FortiAPs share theirs: a hint at who stands on the segment, and no more.
 */
const prefixes: readonly (readonly [platform: Platform, prefixes: string])[] = [
  [
    "pan-os",
    "001b17 00869c 04472a 080342 08306b 08661f 240b0a 34e5ec 3cfa30 58493b 58769c 5c58e6 60152b 647ce8 786d94 7c89c1 " +
      "7cc025 84d412 8c367a 945641 a427a5 b40c25 c42456 c829c8 cc38d0 d41d71 d49cf4 d4f4be dc0e96 e4a749 e8986d ec6881 " +
      "f4d58a fc101a",
  ],
  [
    "fortios",
    "00090f 000ce6 0401a1 04d590 085b0e 38c0ea 483a02 704ca5 7478a6 7818ec 80802c 84398f 906cac 94f392 94ff3c ac712e " +
      "d476a0 e023ff e81cba e8edd6",
  ],
];

const byPrefix = new Map(
  prefixes.flatMap(([platform, all]) => all.split(" ").map(prefix => [Number.parseInt(prefix, 16), platform] as const)),
);

/** Returns the platforms that MAC addresses of the paths hint at. */
export function hintedBy(paths: Paths): Set<Platform> {
  const found = new Set<Platform>();
  for (let path = 1; path < paths.count; path++)
    for (const mac of [paths.sourceMac(path), paths.targetMac(path)]) {
      const platform = byPrefix.get(Math.floor(mac / 0x100_0000));
      if (platform !== undefined) found.add(platform);
    }
  return found;
}
