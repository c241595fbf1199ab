// The program under test, the browser, and signing in.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { check } from "./harness.mjs";

export const PASSWORD = "exercise-only-2026";
const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

export async function startProgram() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const binary = process.env.CORDON_BIN ?? join(target, "debug/cordon");
  if (!existsSync(binary)) throw new Error("build the program first: cargo build");
  const data = mkdtempSync(join(process.env.CORDON_TEST_DIR ?? tmpdir(), "cordon-browser-"));
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
  await page.fill("#f-password", PASSWORD);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.click("main form button")]);
  return page;
}

/// The cookie of somebody's session; one session an account and run.
export async function keysOf({ program }, name) {
  program.keys ??= new Map();
  if (!program.keys.has(name)) program.keys.set(name, signIn(program, name));
  return program.keys.get(name);
}

async function signIn(program, name) {
  const response = await fetch(`${program.address}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: program.address },
    body: new URLSearchParams({ username: name, password: PASSWORD }),
  });
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]).find((line) => line.startsWith("cordon_session="));
  check(cookie, `${name} could not sign in: ${response.status}`);
  return cookie;
}

/// A page of somebody who is already signed in, or of a stranger without a name. `options` as for `signedIn`.
export async function visit(world, name, address, options = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  if (name) {
    const [key, value] = (await keysOf(world, name)).split("=");
    await context.addCookies([{ name: key, value, url: world.program.address, httpOnly: true, sameSite: "Lax" }]);
  }
  const page = await context.newPage();
  await page.goto(world.program.address + address);
  return page;
}

/// Runs a statement behind the walls, as the owner of the private database.
export function behind({ program }, sql) {
  const socket = readFileSync(join(program.data, "postgres", "postmaster.pid"), "utf8").split("\n")[4];
  return execFileSync(psql(), ["-qAtX", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "cordon_admin", "-d", "cordon", "-c", sql], { encoding: "utf8" }).trim();
}

function psql() {
  const debian = "/usr/lib/postgresql";
  const folders = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  const found = [process.env.CORDON_PG_BIN, ...folders].filter(Boolean).map((folder) => join(folder, "psql")).find(existsSync);
  return found ?? "psql";
}
