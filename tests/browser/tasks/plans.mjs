// The planner: a journey from an earlier one, a gap in cover filled.
import { check, same } from "../harness.mjs";
import { journey, official, officer, post, there } from "./arranging.mjs";
import { task } from "./counting.mjs";

const DAY = 24 * 60;

/// Home, the airport, Juba, and home again, two days ahead.
async function threeLegs(world) {
  const { codename } = await official(world);
  const legs = [["GOM", "FZNA", 0, 45, "road"], ["FZNA", "HSSJ", 120, 240, "un_air"], ["HSSJ", "JUB", 270, 300, "road"]].map(([from, to, departs, arrives, mode]) => {
    const zone = { depart: there(2 * DAY + departs), arrive: there(2 * DAY + arrives) };
    return { from, to, mode, depart_date: zone.depart.date, depart_time: zone.depart.time, arrive_date: zone.arrive.date, arrive_time: zone.arrive.time };
  });
  const address = await post(world, "coordinator-goma", "/movements", { official: codename, purpose: "Exercise visit", station: "GOM", posture: "P2", ...legs[0] });
  for (const leg of legs.slice(1)) await post(world, "coordinator-goma", `${address}/legs`, leg);
  return { codename, reference: address.split("/").pop() };
}

task("T07", "the planner makes a three-leg movement from an earlier one", async ({ world, at }) => {
  const earlier = await threeLegs(world);
  const planner = await at("coordinator-goma", `/movements?q=${encodeURIComponent(earlier.codename)}`);
  planner.begin();
  await planner.follow(planner.link(earlier.reference));
  await planner.follow(planner.link("Plan"));
  await planner.follow(planner.link("Duplicate"));
  await planner.fill("First day of the copy", there(9 * DAY).date);
  await planner.follow(planner.button("Create movement"));
  planner.end();
  const made = await planner.text("h1");
  check(made.includes(earlier.codename) && !made.includes(earlier.reference), `no new movement of the same official: ${made}`);
  same(await planner.page.locator("tr[data-leg]").count(), 3, "legs of the copy");
});

task("T08", "the planner finds the gap in cover and fills it", async ({ world, at }) => {
  const { address } = await journey(world, { departs: 3 * DAY, filled: 1 });
  const free = await officer(world);
  const planner = await at("coordinator-goma", address);
  planner.begin();
  await planner.follow(planner.link(/Cover 1 of 2/i));
  await planner.follow(planner.button(`Assign ${free.name}`));
  planner.end();
  check((await planner.text()).includes(free.name), "the grid does not show who fills the post");
  await planner.page.goto(world.program.address + address);
  check((await planner.text()).includes("2 of 2"), "the movement still misses somebody");
});
