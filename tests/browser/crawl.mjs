// Every page that each role can reach by its links: no accessibility violation in either theme, no
// overflow at 320 px, within the budgets of weight and requests, no script or policy error, no name in a title.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, test } from "./harness.mjs";
import { signedIn } from "./world.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const ROLES = ["officer-africa", "ssp-juba", "coordinator-goma", "cpo-goma", "chief", "focal-wfp", "auditor", "admin"];
const KB = 1024;

/// `/movements/M-26-ABCDE/legs/2` and its like are one kind of page.
function kindOf(path) {
  return path
    .split("?")[0]
    .replace(/[A-Z]-(\d\d-)?[0-9A-Z]{5}/g, "{ref}")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")
    .replace(/\/\d+(-\d+)?(?=\/|$)/g, "/{n}")
    .replace(/\/duty-stations\/[A-Z]{3}/, "/duty-stations/{code}")
    .replace(/\/countries\/[A-Z]{2}/, "/countries/{iso}")
    .replace(/\/admin\/users\/(?!new)[^/]+/, "/admin/users/{name}");
}

async function pagesOf(page, address) {
  const seen = new Map();
  const queue = [new URL(page.url()).pathname, "/today", "/me", "/search?q=goma", "/help", "/privacy", "/accessibility", "/no-such-page"];
  while (queue.length > 0 && seen.size < 80) {
    const path = queue.shift();
    if (seen.has(kindOf(path))) continue;
    const response = await page.goto(address + path, { waitUntil: "domcontentloaded" });
    seen.set(kindOf(path), { path, status: response.status() });
    const links = await page.$$eval("a[href^='/']", (anchors) => anchors.map((anchor) => anchor.getAttribute("href")));
    for (const link of links) {
      const plain = link.split("#")[0];
      if (plain === "/" || /\.(csv|xlsx)(\?|$)/.test(plain) || plain.startsWith("/static") || plain.startsWith("/events")) continue;
      if (!seen.has(kindOf(plain))) queue.push(plain);
    }
  }
  return [...seen.values()];
}

async function violations(page) {
  await page.evaluate(() => { delete window.axe; });
  // The content policy forbids added scripts; evaluation by the driver is outside it.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 140)).join(" | ")}`);
  });
}

for (const role of ROLES) {
  test(`pages of ${role} are accessible, light and within their width`, async (world) => {
    const { program } = world;
    const page = await signedIn(world, role);
    const pages = await pagesOf(page, program.address);
    check(pages.length >= 5, `${role} reaches only ${pages.length} pages`);
    const wrong = [];
    for (const { path, status } of pages) {
      const expected = path === "/no-such-page" ? 404 : 200;
      if (status !== expected) wrong.push(`${path}: status ${status}`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 1366, height: 768 });
        const client = await page.context().newCDPSession(page);
        await client.send("Network.enable");
        await client.send("Network.setCacheDisabled", { cacheDisabled: true });
        let bytes = 0;
        let requests = 0;
        const foreign = [];
        client.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
        client.on("Network.requestWillBeSent", (event) => {
          if (event.request.url.startsWith("data:") || event.request.url.endsWith("/events") || event.request.url.endsWith("/sw.js")) return;
          requests += 1;
          if (!event.request.url.startsWith(program.address)) foreign.push(event.request.url);
        });
        await page.goto(program.address + path, { waitUntil: "load" });
        await client.detach();
        if (bytes > 40 * KB) wrong.push(`${path}: ${bytes} bytes cold`);
        if (requests > 3) wrong.push(`${path}: ${requests} requests`);
        if (foreign.length > 0) wrong.push(`${path}: asks ${foreign[0]}`);
        for (const violation of await violations(page)) wrong.push(`${path} ${colorScheme}: ${violation}`);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong.push(`${path}: ${over} px too wide at 320`);
      if (/Okoro|Invented|Diallo/.test(await page.title())) wrong.push(`${path}: a name in the title`);
    }
    for (const problem of new Set(page.problems)) wrong.push(`script: ${problem}`);
    await page.context().close();
    check(wrong.length === 0, `${wrong.length} of ${pages.length} pages:\n${wrong.slice(0, 14).join("\n")}`);
  });
}
