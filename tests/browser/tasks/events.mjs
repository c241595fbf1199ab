// The board beside what happens: within five seconds with the stream, at the next load without script,
// and red when nobody looks after the overdue check-ins any more.
import { check, test } from "../harness.mjs";
import { behind, visit } from "../world.mjs";
import { journey, post } from "./arranging.mjs";
import { rowOf } from "./counting.mjs";

const SECONDS = 1000;
const ACT = "#lane-act";
const SOON = "#lane-soon";

/// Two boards of the desk, one with the stream and one without script, kept open while `body` runs.
async function boards(world, body) {
  const live = await visit(world, "officer-africa", "/watch");
  const plain = await visit(world, "officer-africa", "/watch", { javaScriptEnabled: false });
  try {
    await body({ live, plain });
  } finally {
    await live.context().close();
    await plain.context().close();
  }
}

/// The word stands in the row within five seconds of `since`, and on the plain board at its next load.
async function flagged({ live, plain }, lane, reference, word, since) {
  const row = (page) => page.locator(lane).locator(rowOf(reference)).filter({ hasText: word });
  await row(live).waitFor({ timeout: Math.max(1, since + 5 * SECONDS - Date.now()) });
  check((await row(plain).count()) === 0, `the plain board said ${word} before it was loaded again: nothing is shown by this`);
  await plain.reload();
  check(await row(plain).isVisible(), `without script ${reference} is not called ${word}`);
}

test("the board turns red when the overdue check has stopped", (world) =>
  boards(world, async ({ live, plain }) => {
    const red = (page) => page.getByRole("alert").filter({ hasText: "Overdue detection has not run since" });
    try {
      await plain.getByRole("button", { name: "Stop the overdue check" }).click();
      await plain.getByText("Every board turns red within three minutes.").waitFor();
      await plain.reload();
      check((await red(plain).count()) === 0, "the board is red although the check ran a moment ago");
      // Two minutes of silence are not waited for: its last run is moved back by them.
      behind(world, "update sec.heartbeat set ran_at = ran_at - interval '2 minutes' where job = 'overdue-detector'");
      await plain.reload();
      check(await red(plain).isVisible(), "without script the board is not red at the next load");
      check(!(await plain.locator("main").innerText()).includes("Nobody is overdue."), "a board that cannot know says that nobody is overdue");
      // The stream looks at the check with every sign of life, which leaves half of the third minute over.
      await red(live).waitFor({ timeout: 30 * SECONDS });
    } finally {
      await plain.goto(`${world.program.address}/watch`);
      await plain.getByRole("button", { name: "Start the overdue check" }).click();
      behind(world, "update sec.heartbeat set ran_at = sec.now() where job = 'overdue-detector'");
    }
  }));

test("the board flags an overdue check-in", (world) =>
  boards(world, async (open) => {
    const made = await journey(world, { state: "under way", dueIn: 4 });
    await open.live.locator(rowOf(made.reference)).filter({ hasText: "Due" }).waitFor();
    await flagged(open, ACT, made.reference, "Overdue", made.due.getTime());
  }));

test("the board flags a leg that lost its cover", (world) =>
  boards(world, async (open) => {
    const made = await journey(world);
    await open.live.locator(SOON).locator(rowOf(made.reference)).waitFor();
    await post(world, "coordinator-goma", `${made.address}/cover/1-driver-1/release`, {});
    await flagged(open, ACT, made.reference, "Uncovered", Date.now());
  }));

test("the board flags a movement that is not ready", (world) =>
  boards(world, async (open) => {
    const made = await journey(world);
    await flagged(open, SOON, made.reference, "Not ready", Date.now());
  }));
