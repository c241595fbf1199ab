// Any record: whom to call for a place, what changed, two who change it at once, another language, a role until a date.
import { check, same } from "../harness.mjs";
import { official, there } from "./arranging.mjs";
import { task } from "./counting.mjs";

task("T25", "who loses a qualification in the next sixty days is a page away from anywhere", async ({ at }) => {
  const trainer = await at("training", "/me");
  trainer.begin();
  await trainer.follow(trainer.link("Qualifications"));
  trainer.end();
  check(trainer.page.url().endsWith("within=60"), "the page is not the one of the next sixty days");
  check(/within 60 days/.test(await trainer.text()), "the page does not say what it lists");
  check((await trainer.page.locator("tbody tr").count()) > 0, "nobody is listed");
});

task("T31", "whom to call at a place is two pages away from anywhere", async ({ at }) => {
  // A station by its name, and an airport that is none.
  for (const [asked, found] of [["Juba", "JUB"], ["FZIC", /FZIC/]]) {
    const desk = await at("officer-africa", "/me");
    desk.begin();
    await desk.fill("Search", asked);
    await desk.enter();
    await desk.follow(desk.page.getByRole("main").getByRole("link", { name: found, exact: true }));
    desk.end();
    const call = desk.page.getByRole("region", { name: "Whom to call" }).getByRole("link", { name: /^\+/ }).first();
    check(/^tel:\+\d+$/.test(await call.getAttribute("href")), `${asked} has no number to call`);
  }
});

task("T32", "a record says what changed", async ({ world, at }) => {
  const { address } = await official(world);
  const other = await at("officer-africa", `${address}/edit`);
  await other.fill("Office number", "+999 55 0301");
  await other.follow(other.button("Save"));
  const reader = await at("chief", address);
  reader.begin();
  await reader.follow(reader.link("History"));
  reader.end();
  const newest = (await reader.page.locator("ol.history > li").first().innerText()).replace(/\s+/g, " ");
  for (const part of ["A. Diallo", "+999 55 0300", "+999 55 0301"]) check(newest.includes(part), `the newest change lacks ${part}: ${newest}`);
});

task("T33", "two who change one record settle it and lose nothing", async ({ world, at }) => {
  const { address } = await official(world);
  const [mine, theirs] = [await at("officer-africa", `${address}/edit`), await at("officer-africa", `${address}/edit`)];
  await theirs.fill("Office number", "+999 55 0377");
  await theirs.follow(theirs.button("Save"));
  await mine.fill("Office number", "+999 55 0345");
  await mine.fill("Office", "Special Envoy for exercises");
  await mine.follow(mine.button("Save"));
  const page = await mine.text();
  for (const value of ["+999 55 0300", "+999 55 0377", "+999 55 0345", "Special Envoy for exercises"]) check(page.includes(value), `the page of the conflict lacks ${value}`);

  mine.begin();
  const asked = mine.page.getByRole("group", { name: "Office number", exact: true });
  const questions = await asked.count();
  await mine.tick("Yours", asked.first());
  await mine.follow(mine.button("Save result"));
  mine.end([questions + 1, 1]);
  const record = await mine.text();
  check(record.includes("+999 55 0345") && record.includes("Special Envoy for exercises"), "what was settled is not in the record");
  check(!record.includes("+999 55 0377"), "both values stand in the record");
});

task("T38", "the language changes and the page stays", async ({ at, script }) => {
  const reader = await at(script ? "executive" : "auditor", "/me?from=help");
  reader.begin();
  await reader.follow(reader.button("Français"));
  reader.end();
  const url = new URL(reader.page.url());
  same(url.pathname + url.search, "/me?from=help", "the page after the switch");
  same(await reader.page.locator("html").getAttribute("lang"), "fr", "its language");
  await reader.follow(reader.button("English"));
  same(await reader.page.locator("html").getAttribute("lang"), "en", "the way back");
});

task("T40", "an administrator asks for a role at a station until a date, and its professional grants it", async ({ at, script }) => {
  const account = script ? "cpo-goma" : "leader-goma";
  const until = there(20 * 24 * 60).date;
  const admin = await at("admin", `/admin/users/${account}`);
  admin.begin();
  await admin.choose("Role", "cp_coordinator");
  await admin.fill("Where", "GOM");
  await admin.fill("Last day", until);
  await admin.fill("Reason", "Stands in during leave.");
  await admin.follow(admin.button("Ask for this right"));
  admin.end();
  const line = admin.page.getByRole("row", { name: /Close protection coordinator.*asked for/ });
  const professional = await at("ssp-goma", await line.getByRole("link").getAttribute("href"));
  await professional.follow(professional.button("Approve this right"));
  check((await professional.text("header.record")).includes("in force"), "the role is not in force");
});
