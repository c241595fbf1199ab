// One page: fetched as a browser fetches it cold, and looked at with the browser's own eyes.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { get } from "node:http";
import { brotliDecompressSync } from "node:zlib";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SUCCESS_CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Bytes as they travel, headers included, and the text.
export function fetched(address, path, cookie) {
  return new Promise((done, fail) => {
    get(address + path, { headers: { cookie, "accept-encoding": "br", accept: "text/html" } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const body = Buffer.concat(parts);
        const headers = response.rawHeaders.join("").length + 2 * response.rawHeaders.length;
        const text = (response.headers["content-encoding"] === "br" ? brotliDecompressSync(body) : body).toString();
        done({ status: response.statusCode, location: response.headers.location, text, bytes: headers + body.length });
      });
    }).on("error", fail);
  });
}

/// Addresses that answer with something else than a page.
const FILES = ["/static/{file}", "/healthz", "/readyz", "/events", "/", "/risk-assessments/{ref}/attachments/{n}", "/qualifications/{ref}/scan", "/firearms/{ref}/photos/{number}/picture"];

/// The GET routes that answer with a page, from the program's own table, and the one that a path falls under.
export function routesOf(program) {
  const table = JSON.parse(execFileSync(program.binary, ["routes", "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  const patterns = table.filter((route) => route.method === "GET" && isPage(route.path)).map((route) => route.path);
  const shapes = patterns.map((pattern) => ({
    pattern,
    holes: pattern.split("{").length,
    shape: new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\{\*[^}]+\}/g, ".+").replace(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
  shapes.sort((a, b) => a.holes - b.holes);
  return { patterns, of: (path) => shapes.find(({ shape }) => shape.test(path.split(/[?#]/)[0]))?.pattern };
}

const isPage = (path) =>
  !/\.(csv|xlsx|js|ico|txt)$/.test(path) && !FILES.includes(path);

/// What a page is made of: its tags with their classes. Two pages of one kind made of the same parts look alike.
export function partsOf(text) {
  const main = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
  return new Set([...main.matchAll(/<(\w+)(?:[^>]*?\b(?:class|type)="([^"]*)")?/g)].map(([, tag, kind]) => `${tag}.${kind ?? ""}`));
}

export function linksOf(text) {
  const anchors = [...text.matchAll(/<a\s[^>]*?href="(\/[^"#]*)[^>]*/g)].filter(([anchor]) => !/ download\b/.test(anchor));
  const links = anchors.map(([, href]) => href.replaceAll("&amp;", "&"));
  return links.filter((href) => href !== "/" && !/\.(csv|xlsx)(\?|$)/.test(href));
}

async function violations(page, theme, rules) {
  await page.emulateMedia({ colorScheme: theme });
  return page.evaluate(async ([runOnly, theme]) => {
    const result = await window.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false, selectors: false });
    return result.violations.map((v) => `${theme}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | ")}`);
  }, [rules, theme]);
}

/// What is wrong with the page that stands in the browser: both themes on one load (colours are all that
/// differs between them), then the width of the smallest phone.
export async function faultsOf(page) {
  // The content policy forbids added scripts; evaluation by the driver is outside it.
  await page.evaluate(axe);
  const faults = await violations(page, "light", SUCCESS_CRITERIA);
  faults.push(...(await violations(page, "dark", ["color-contrast"])));
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const edge = [...document.querySelectorAll("main *")].find((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    return over > 0 ? `${over} px too wide at 320: ${edge?.outerHTML.slice(0, 120)}` : "";
  });
  if (wide) faults.push(wide);
  await page.setViewportSize({ width: 1366, height: 768 });
  return faults;
}
