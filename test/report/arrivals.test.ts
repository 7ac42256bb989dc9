import {expect, test} from "vitest";
import {arrives} from "../../src/report/svg/arrivals.ts";
import {coursesOf, whereLayout} from "../../src/report/svg/where.ts";
import {judge, judgeScenario, scenarios} from "../support/scenarios.ts";
import * as full from "./svg-full-situations.ts";
import {parse, render} from "./svg-page.ts";
import * as situations from "./svg-situations.ts";

const bothSides = scenarios.find(({name, text}) => name === "return-bypass-strict" && text.includes("inside.pcap"))!;

const textsOf = (xml: string) => [...parse(xml).querySelectorAll("text")].map(({textContent}) => textContent);

test("what a device took and did not send on is counted where its packets are seen to end", async () => {
  const layout = whereLayout(await judge(bothSides));
  const [outside, inside] = layout.posts;
  expect(layout.courses.requests.lost(outside!, inside!)).toBe(103);
  expect(layout.courses.replies.lost(inside!, outside!)).toBe(0);
  expect(textsOf(await render(await judge(bothSides)))).toContain("103 not forwarded");
});

test("where counts fall and nothing is seen to end, nothing is said to be dropped", () => {
  for (const situation of [situations.twoPoints, situations.fourPoints, full.worksAllTheSame]) {
    const {posts, courses} = whereLayout(situation());
    for (const [i, post] of posts.slice(1).entries()) {
      expect(courses.requests.lost(posts[i]!, post)).toBe(0);
      expect(courses.replies.lost(post, posts[i]!)).toBe(0);
    }
  }
});

test("replies that no client acknowledges do not reach the clients' box, and those of connections that work do", async () => {
  const split = await judgeScenario("ha-active-active");
  expect([arrives(split, "requests"), arrives(split, "replies")]).toEqual([true, false]);
  expect(textsOf(await render(split))).toContain("0 acknowledged");
  const works = await judgeScenario("ecmp-per-packet");
  expect([arrives(works, "requests"), arrives(works, "replies")]).toEqual([true, true]);
});

test("SYNs that nothing answers do not reach the server's box; those do whose SYN-ACK the client acknowledges unseen", async () => {
  expect(arrives(situations.suspected(), "requests")).toBe(false);
  expect(arrives(await judge(bothSides), "requests")).toBe(true);
  expect(arrives(await judgeScenario("healthy"), "replies")).toBe(true);
});

test("a dashed lane is drawn only of packets that must exist", () => {
  const dashed = (situation: () => Parameters<typeof whereLayout>[0]) => {
    const {missing, courses} = whereLayout(situation());
    return missing !== null && courses[missing].exists;
  };
  expect([situations.repliesBypass, situations.oneSidedCapture, situations.suspected].map(dashed)).toEqual([
    true,
    true,
    false,
  ]);
  expect(coursesOf(situations.oneSidedCapture(), whereLayout(situations.oneSidedCapture())).replies.isAround).toBe(
    false,
  );
});
