// Browser tests: starts a program of its own with the exercise world and drives the system's
// Chromium. Ends with "N passed, N failed, N skipped". Nothing here waits a fixed time.
import { tests } from "./harness.mjs";
import "./stranger.mjs";
import "./tasks/watch.mjs";
import "./tasks/plans.mjs";
import "./tasks/records.mjs";
import "./tasks/events.mjs";
import { startProgram, startBrowser } from "./world.mjs";

// The walk over every page of every role takes minutes: `node tests/browser/run.mjs --crawl`.
const isCrawl = process.argv.includes("--crawl");
if (isCrawl) await import("./crawl.mjs");
const only = process.argv.slice(2).find((word) => !word.startsWith("--"));
const program = await startProgram();
const browser = await startBrowser();
let passed = 0;
let failed = 0;
for (const [name, body] of tests) {
  if (only && !name.includes(only)) continue;
  const started = Date.now();
  try {
    await body({ program, browser });
    passed += 1;
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split("\n").slice(0, 30).join("\n      ")}`);
  }
}
await browser.close();
await program.stop();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
