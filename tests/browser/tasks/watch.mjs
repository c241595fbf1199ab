// The desk at its board: who needs somebody now, a report by radio, an alarm taken, the watch handed over.
import { check } from "../harness.mjs";
import { PASSWORD } from "../world.mjs";
import { journey, overdue, post } from "./arranging.mjs";
import { rowOf, task } from "./counting.mjs";

const ACT = "#lane-act";

task("T01", "the desk sees at once who is overdue and who is uncovered", async ({ world, at }) => {
  const late = await overdue(world);
  const open = await journey(world, { filled: 1 });
  const desk = await at(undefined, "/sign-in");
  await desk.fill("User name", "officer-africa");
  await desk.page.getByLabel("Password").fill(PASSWORD);
  desk.begin();
  await desk.follow(desk.button("Sign in"));
  // The task begins when the sign-in is done: its click is no part of it.
  desk.deeds = 0;
  check(new URL(desk.page.url()).pathname === "/watch", "the desk does not land on the board");
  for (const [one, word] of [[late, "Overdue"], [open, "Uncovered"]]) {
    const said = await desk.page.locator(ACT).locator(rowOf(one.reference)).innerText();
    check(said.includes(word) && said.includes(one.codename), `${one.reference} says ${said}`);
  }
  // asked in the page: the board may be laid anew between two questions
  check((await desk.page.locator(ACT).evaluate((lane) => lane.getBoundingClientRect().y)) < 600, "the first lane is below the fold");
  desk.end();
});

task("T02", "the desk logs a check-in that came by phone", async ({ world, at }) => {
  const { reference } = await journey(world, { state: "under way" });
  const desk = await at("officer-africa", "/watch");
  const row = desk.page.locator(rowOf(reference));
  desk.begin();
  await desk.click(row.getByText("Check-in", { exact: true }));
  await desk.choose("Channel", "phone", row);
  await desk.follow(desk.button("Record check-in", row));
  desk.end();
  check(new URL(desk.page.url()).pathname === "/watch", "the desk is led away from its board");
  check((await row.innerText()).includes("phone"), "the row does not show the last contact");
});

task("T05", "the desk takes an overdue row and records its first action", async ({ world, at }) => {
  const { reference, address } = await overdue(world);
  const desk = await at("officer-africa", "/watch");
  const row = desk.page.locator(ACT).locator(rowOf(reference));
  desk.begin();
  await desk.click(row.getByText("Note", { exact: true }));
  await desk.fill("Note, seen by everyone on this movement", "Called the team leader, no answer.", row);
  await desk.tick("I take this alarm", row);
  await desk.follow(desk.button("Record note", row));
  desk.end();
  const said = await row.innerText();
  check(said.includes("Overdue") && said.includes("A. Diallo"), `the row has no owner or was silenced: ${said}`);
  await desk.page.goto(`${world.program.address}${address}/log`);
  const log = await desk.text();
  check(log.includes("Called the team leader, no answer.") && log.includes("Taken"), "the log lacks the taking or the note");
});

task("T06", "the desk hands its watch over and the next officer signs", async ({ world, at, script }) => {
  // Each run has a watch of its own.
  const [outgoing, incoming, scope] = script ? ["ssp-juba", "coordinator-juba", "station:JUB"] : ["ssp-goma", "coordinator-goma", "station:GOM"];
  await post(world, outgoing, "/watch/turns", { scope, hours: "8" });
  const { reference } = await overdue(world);
  const desk = await at(outgoing, "/watch");
  desk.begin();
  await desk.follow(desk.link("Hand over"));
  const points = await desk.page.getByLabel("Open points").inputValue();
  if (scope === "station:GOM") check(points.includes(reference) && points.includes("Overdue"), `the open points are not filled in: ${points}`);
  await desk.follow(desk.button("Sign as outgoing"));
  desk.end([2, 2]);

  const next = await at(incoming, new URL(desk.page.url()).pathname);
  check((await next.text()).includes(points.split("\n")[0]), "the next officer does not read the open points");
  await next.follow(next.button("Sign as incoming"));
  await next.sees("You hold the watch.");
});
