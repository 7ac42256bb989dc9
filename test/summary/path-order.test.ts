import {expect, test} from "vitest";
import {addTravel, inPathOrder, noTravel} from "../../src/summary/path-order.ts";

/** A point by the TTLs that its requests and its replies bear; null where it saw none. */
function at(point: number, requests: number | null, replies: number | null) {
  const travel = noTravel();
  addTravel(travel, "requests", requests ?? 0);
  addTravel(travel, "replies", replies ?? 0);
  return {point, travel};
}
const order = (...points: ReturnType<typeof at>[]) => inPathOrder(points).map(({point}) => point);

test.each([
  ["requests pass the nearest to the client first", [at(0, 61, 60), at(1, 63, 58)], [1, 0]],
  ["a client and a server that begin with other TTLs", [at(0, 125, 254), at(1, 128, 251)], [1, 0]],
  [
    "the client sees replies alone, as IPsec hides what it sends",
    [at(0, 63, 60), at(1, 60, 64), at(2, null, 59)],
    [2, 0, 1],
  ],
  ["replies alone at all points", [at(0, null, 64), at(1, null, 62)], [1, 0]],
  ["two devices with one direction each: the one that replies pass last", [at(0, null, 63), at(1, 63, null)], [1, 0]],
  ["a text tells no TTL: as they were captured", [at(0, null, null), at(1, null, null)], [0, 1]],
])("%s", (_, points, wanted) => {
  expect(order(...points)).toEqual(wanted);
});
