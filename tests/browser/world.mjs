// The program under test, the browser, and signing in.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

export async function startProgram() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const binary = process.env.CORDON_BIN ?? join(target, "debug/cordon");
  if (!existsSync(binary)) throw new Error("build the program first: cargo build");
  const data = mkdtempSync(join(tmpdir(), "cordon-browser-"));
  const child = spawn(binary, ["serve", "--exercise", "--data-dir", data, "--listen", "127.0.0.1:0"], {
    env: { ...process.env, DATABASE_URL: undefined },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const address = await new Promise((found, fail) => {
    child.stderr.on("data", (chunk) => {
      log += chunk;
      const match = /Cordon is at (http:\/\/\S+)/.exec(log);
      if (match) found(match[1]);
    });
    child.on("exit", (code) => fail(new Error(`the program ended with ${code}: ${log.slice(-800)}`)));
  });
  return {
    address,
    data,
    binary,
    log: () => log,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners("exit");
        child.on("exit", () => {
          rmSync(data, { recursive: true, force: true });
          done();
        });
        child.kill("SIGTERM");
      }),
  };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/// A page of somebody signed in. `options` go to the browser context (javaScriptEnabled, viewport, colorScheme).
export async function signedIn({ program, browser }, name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of")) page.problems.push(message.text());
  });
  await page.goto(`${program.address}/sign-in`);
  await page.fill("#f-username", name);
  await page.fill("#f-password", "exercise-only-2026");
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.click("main form button")]);
  return page;
}
