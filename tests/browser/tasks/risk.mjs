// What a decision rests on: the reviewer, the desk, the focal point, and whoever must know at once.
import { check, same } from "../harness.mjs";
import { ground, official, underReview, withProfile } from "./arranging.mjs";
import { task } from "./counting.mjs";

task("T10", "the reviewer reads the measures and recommends the assessment", async ({ world, at }) => {
  const address = await underReview(world);
  const reviewer = await at("officer-africa", "/risk-assessments?due=review");
  reviewer.begin();
  await reviewer.follow(reviewer.page.locator(`main a[href='${address}/reviews']`));
  await reviewer.tick("approved");
  await reviewer.fill("Recommendation", "Approve as written.");
  await reviewer.follow(reviewer.button("Recommend"));
  reviewer.end();
  check((await reviewer.text()).toLowerCase().includes("recommended"), "the assessment is not recommended");
});

/// The focal point before the link in the mail, and the officer's record.
async function linked(world, at) {
  const { address } = await withProfile(world);
  const officer = await at("officer-africa", `${address}/attestations/new`);
  await officer.page.getByLabel("Focal point it is for").fill("Invented Focal");
  await Promise.all([officer.page.waitForEvent("load"), officer.button("Issue code").click()]);
  const link = (await officer.page.locator("main dl code").allInnerTexts()).find((text) => text.startsWith("/attest"));
  const focal = await at("", "/privacy");
  focal.begin();
  await focal.follow({ click: () => focal.page.goto(world.program.address + link) });
  return focal;
}

async function declared(focal) {
  await focal.tick("All values that I did not mark are right.");
  await focal.tick("I declare that this is true to the best of my knowledge.");
  await focal.follow(focal.button("Send attestation"));
  focal.end();
  check((await focal.text()).includes("Thank you"), "what was said did not arrive");
}

task("T13", "the focal point confirms that nothing changed", async ({ world, at }) => {
  await declared(await linked(world, at));
});

task("T14", "the focal point changes a phone number", async ({ world, at }) => {
  const focal = await linked(world, at);
  await focal.fill("As it should be", "+999 41 0099", focal.page.getByRole("group", { name: "Mobile phone" }));
  await declared(focal);
});

task("T15", "the desk opens the current risk of an official and what it rests on", async ({ world, at }) => {
  const { codename } = await official(world);
  await ground(world, codename);
  const desk = await at("desk-africa", "/watch");
  desk.begin();
  await desk.fill("Search", codename, desk.page.getByRole("banner"));
  await desk.enter();
  await desk.follow(desk.link(/2 Medium/));
  desk.end();
  const text = await desk.text();
  check(text.includes("Two officers and a driver") && text.includes("EX-SRM-27"), "the page does not say what the level rests on");
});

task("T39", "somebody who needs it opens a restricted record in an emergency", async ({ world, at }) => {
  const { address } = await withProfile(world);
  const leader = await at("coordinator-goma", `${address}/medical`);
  leader.begin();
  await leader.follow(leader.link("medical emergency"));
  await leader.fill("In a sentence", "He fell on the stairs of the residence.");
  await leader.follow(leader.button("Open record now"));
  leader.end();
  same((await leader.text("main")).includes("penicillin"), true, "the sealed section is open");
});
