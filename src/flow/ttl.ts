/**
 * TTLs or hop limits that hosts begin with: 64 (RFC 1700), 255 (RFC 4861, RFC 5082), 128 and 32 by custom; 1 of a session that is to
 * leave its segment nowhere, as BGP's between neighbours are.
 */
const initials = [1, 32, 64, 128, 255];

/** Returns what a TTL probably began with. */
export const initialTtl = (ttl: number): number => initials.find(initial => initial >= ttl)!;

/** Returns how many routers a packet has probably passed that arrives with this TTL. */
export const travelled = (ttl: number): number => initialTtl(ttl) - ttl;

/**
 * Returns the TTLs, of those given in ascending order, that tell of ways of different length: of one that they began with, and at least
 * `step` apart. Others are of several senders in one name, as balancers and proxies are, and tell of no way.
 */
export function waysOfSeveralLengths(ttls: readonly number[], step: number): number[] {
  const ofOne = (ttl: number) => ttls.filter(other => initialTtl(other) === initialTtl(ttl));
  return ttls.filter(ttl => {
    const alike = ofOne(ttl);
    return alike.at(-1)! - alike[0]! >= step;
  });
}
