// Browser tests: starts a program of its own with the exercise world and drives the system's
// Chromium. Ends with "N passed, N failed, N skipped". Nothing here waits a fixed time.
import { tests } from "./harness.mjs";
import "./tasks/events.mjs";
import "./tasks/watch.mjs";
import "./tasks/plans.mjs";
import "./tasks/records.mjs";
import "./tasks/risk.mjs";
import "./tasks/assets.mjs";
import "./tasks/station.mjs";
import "./tasks/standby.mjs";
import "./tasks/transfers.mjs";
import "./stranger.mjs";
import "./crawl/crawl.mjs";
import { startProgram, startBrowser } from "./world.mjs";

const only = process.argv[2];
const program = await startProgram();
const browser = await startBrowser();
let passed = 0;
let failed = 0;

async function run({ name, body }) {
  const started = Date.now();
  const took = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    const told = await body({ program, browser });
    passed += 1;
    console.log(`ok    ${name} (${[told, took()].filter(Boolean).join("; ")})`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name} (${took()})\n      ${String(error.stack ?? error).split("\n").slice(0, 200).join("\n      ")}`);
  }
}

// No test depends on another, so two run at a time: most of their time is spent waiting.
const asked = tests.filter(({ name }) => !only || name.includes(only));
const queue = asked.filter(({ isAlone }) => !isAlone);
const lane = async () => {
  while (queue.length > 0) await run(queue.shift());
};
await Promise.all([lane(), lane()]);
for (const one of asked.filter(({ isAlone }) => isAlone)) await run(one);
await browser.close();
await program.stop();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
