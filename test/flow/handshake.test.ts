import {expect, test} from "vitest";
import {bit, bitsPerSide, events, machine, stateOf, states} from "../../src/flow/handshake.ts";

/** How each state is reached, by the events of the client and of the server. */
const reached: [client: string, server: string, state: string][] = [
  ["", "", "nothing"],
  ["open", "", "asked"],
  ["open", "accept", "answered"],
  ["open acknowledge", "accept", "established"],
  ["open carry", "accept", "established"],
  ["open close", "accept", "established"],
  ["open acknowledge reset", "accept carry", "established"],
  ["open", "reset", "refused"],
  ["open", "accept reset", "answered"],
  ["open acknowledge", "", "replyHidden"],
  ["open carry", "reset", "replyHidden"],
  ["open acknowledge", "carry", "joined"],
  ["open", "carry", "joined"],
  ["acknowledge", "accept", "joined"],
  ["carry", "acknowledge", "joined"],
  ["", "accept", "accepted"],
  ["reset", "accept", "accepted"],
  ["", "accept carry", "requestHidden"],
  ["", "accept acknowledge", "requestHidden"],
  ["carry", "", "joinedClient"],
  ["", "carry", "joinedServer"],
  ["open", "open", "crossed"],
  ["open accept acknowledge", "open accept", "established"],
  ["reset", "", "resetOnly"],
  ["", "reset", "resetOnly"],
];

const mask = (text: string) =>
  text
    .split(" ")
    .filter(Boolean)
    .reduce((all, event) => all | bit[event as keyof typeof bit], 0);

test.each(reached)("client %j, server %j: %s", (client, server, state) => {
  expect(stateOf(mask(client), mask(server))).toBe(state);
});

test("every state is reached", () => {
  expect(new Set(reached.map(([, , state]) => state))).toEqual(new Set(states));
});

test("every state × every event leads to a declared state, in any order of events", () => {
  const all = 1 << bitsPerSide;
  for (let client = 0; client < all; client++)
    for (let server = 0; server < all; server++) {
      const state = stateOf(client, server);
      expect(states).toContain(state);
      for (const event of events) {
        // Seeing an event again changes nothing.
        if (client & bit[event]) expect(stateOf(client | bit[event], server)).toBe(state);
      }
    }
});

test("a connection never leaves established by further packets", () => {
  for (let client = 0; client < 64; client++)
    for (let server = 0; server < 64; server++) {
      if (stateOf(client, server) !== "established") continue;
      for (const event of events) {
        expect(stateOf(client | bit[event], server)).toBe("established");
        expect(stateOf(client, server | bit[event])).toBe("established");
      }
    }
});

test("the machine ends with a row that always holds", () => {
  expect(machine.at(-1)).toEqual({state: "nothing"});
});
