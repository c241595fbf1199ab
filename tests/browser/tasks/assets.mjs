// What a station has, and who answers for it.
import { check, testAlone } from "../harness.mjs";
import { task } from "./counting.mjs";

task("T16", "the armourer finds who holds the weapon with a serial number", async ({ at }) => {
  const armourer = await at("armourer-goma", "/armouries");
  armourer.begin();
  await armourer.fill("Search", "ex 31877", armourer.page.getByRole("banner"));
  await armourer.enter();
  armourer.end();
  check((await armourer.text()).includes("O. Okoro"), "the page does not say who holds it");
});

task("T17", "the armourer issues a weapon with ammunition, the officer signs on the own phone", async ({ at, script }) => {
  const armourer = await at("armourer-goma", `/firearms?q=${script ? "EX-50001" : "EX-50002"}`);
  const officer = await at("leader-goma", "/custody");
  armourer.begin();
  officer.begin();
  await armourer.follow(armourer.link(/^Issue W-/));
  await armourer.fill("Officer", "okoro");
  await armourer.fill("Purpose", "Night duty");
  await armourer.fill("Rounds", "30");
  await armourer.enter();
  const act = await armourer.text();
  check(act.includes("30 rounds of"), "the act does not tell its rounds");
  const weapon = act.match(/W-[0-9A-Z]{5}/)[0];
  await officer.click({ click: () => officer.page.reload() });
  await officer.follow(officer.button(`I received ${weapon} and 30 rounds`));
  check((await officer.text()).includes("30 rounds of"), "the receipt does not tell its rounds");
  // Both people count.
  armourer.deeds += officer.deeds;
  armourer.loads += officer.loads;
  armourer.end();
});

task("T18", "the armourer takes a weapon back and counts the ammunition", async ({ at, script }) => {
  const armourer = await at("armourer-goma", `/custody?kind=issue&q=${script ? "EX-50003" : "EX-50004"}`);
  armourer.begin();
  await armourer.follow(armourer.link(/^Take back W-/));
  // the officer holds rounds of two lots
  await armourer.fill("Handed back", "30", armourer.page.getByRole("group", { name: /rounds of L-/ }).first());
  await armourer.enter();
  check(/30 handed back, 0 expended, \d+ outstanding/.test(await armourer.text()), "the sums are not shown");
  armourer.end();
}, testAlone);
