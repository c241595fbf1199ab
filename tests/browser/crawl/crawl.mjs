// Every kind of page that each role can reach: no accessibility violation in either theme, no overflow
// at 320 px, within the budgets of weight and requests, no script or policy error, no name in a title,
// no missing word. Kinds are the routes of the program's own table, and each must have been met.
//
// A page is fetched for every role; the browser opens it only if it has parts that this kind of page
// had not shown before. A world of its own: the scenes it needs would disturb other tests.
import { readFileSync, readdirSync } from "node:fs";
import { check, testAlone } from "../harness.mjs";
import { signedIn, startProgram } from "../world.mjs";
import { faultsOf, fetched, linksOf, partsOf, routesOf } from "./pages.mjs";
import { refusals } from "./refusals.mjs";
import { play } from "./scenes.mjs";

const ROLES = [
  "officer-africa", "do-goma", "chief", "admin", "coordinator-goma", "auditor", "ssp-goma", "ssp-juba", "cpo-goma", "focal-wfp",
  "desk-africa", "analyst", "support", "executive", "leader-goma", "armourer-goma", "roster", "assessor-1", "training",
];
const STARTS = ["/today", "/me", "/search?q=goma", "/search?q=zzzz", "/help", "/privacy", "/accessibility", "/offline", "/today/assistance"];
// Records in a state that is rare among the first of their list.
const RARE = [
  "/risk-assessments?state=draft", "/risk-assessments?q=KESTREL",
  "/firearms?q=EX-31877", "/custody?q=EX-50007", "/equipment?q=EX-V-301", "/equipment?q=EX-S-401", "/stock-counts?state=counting",
  "/firearms?state=lost", "/firearms?state=transferred_out", "/equipment?state=lost", "/transfers?state=discrepancy", "/transfers?state=in_transit", "/movements?state=completed",
  "/authorized-posts?place=vacant",
  "/sessions?state=results_entered", "/sessions?state=open", "/sessions?state=held", "/sessions?state=verified",
  "/requirements?state=draft", "/requirements?state=validated", "/requirements?state=active", "/requirements?state=approved",
];
// Lists that stand one step behind the navigation.
const BEHIND = new Map([["/sessions", "/courses"]]);
const STRANGER = "stranger";
const OPEN = ["/sign-in", "/activate", "/attest", "/help", "/privacy", "/accessibility", "/offline"];
const REFUSED = new Map([["/no-such-page", 404], ["/movements/M-26-AAAAA", 404]]);
// A compartment that is not the reader's answers 403, with its owner and how to ask.
const COMPARTMENT = /^\/principals\/[^/]+\/(routine|documents|residence|family|medical)$/;
const COLD_BYTES = 40 * 1024;
// Records differ by their state: of one kind so many are followed by those who plan, decide and keep, and by the others.
const THOROUGH = new Set(["officer-africa", "do-goma", "armourer-goma"]);
const ROWS = { thorough: 6, others: 2 };
const MOST_OF_A_KIND = 5;
const NAMES = /Okoro|Invented|Diallo|Haddad|Bisimwa/;
const KEYS = keysOfCatalogue();

function keysOfCatalogue() {
  const folder = new URL("../../../messages/en/", import.meta.url);
  const text = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
  return new Set([...text.matchAll(/^([a-z]+-[a-z0-9-]+) =/gm)].map(([, key]) => key));
}

/// A key that the catalogue does not have in a language, or a hole in a sentence, stands on the page as it is.
function missingWord(text) {
  const words = text.replace(/<(script|code)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " ");
  return words.match(/\{ ?\$\w+ ?\}/)?.[0] ?? words.split(/[\s"“”().,:;]+/).find((word) => word.split("-").length > 2 && KEYS.has(word));
}

async function walk(shared, role) {
  const { world, routes, assets } = shared;
  const { address } = world.program;
  const wrong = (path, sentence) => shared.wrong.add(`${role} ${path}: ${sentence}`);
  const page = role === STRANGER ? await (await world.browser.newContext()).newPage() : await signedIn(world, role, { serviceWorkers: "block" });
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const requests = [];
  page.on("request", (request) => {
    if (!/^data:|\/events$|\/sw\.js$/.test(request.url())) requests.push(request.url());
  });

  const seen = new Map();
  const followed = new Set();
  const shown = new Set(await page.$$eval("a", (links) => links.map((link) => link.getAttribute("href"))));
  const rare = RARE.map((path) => [path, path.split("?")[0]]).filter(([, list]) => shown.has(BEHIND.get(list) ?? list)).map(([path]) => path);
  const queue = role === STRANGER ? [...OPEN] : [new URL(page.url()).pathname, ...rare, ...STARTS, ...REFUSED.keys()];
  while (queue.length > 0) {
    const path = queue.shift();
    const kind = (!REFUSED.has(path) && routes.of(path)) || "none";
    if (followed.has(path) || (seen.get(kind) ?? 0) >= (THOROUGH.has(role) ? ROWS.thorough : ROWS.others)) continue;
    followed.add(path);
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (followed.size > MOST_OF_A_KIND * routes.patterns.length) throw new Error(`${role} meets more than ${followed.size} pages: raise the limit, or follow fewer rows`);
    const answer = await fetched(address, path, cookie);
    if (answer.status === 303) {
      queue.push(answer.location);
      continue;
    }
    const isSealed = answer.status === 403 && COMPARTMENT.test(path);
    if (!isSealed && answer.status !== (REFUSED.get(path) ?? 200)) wrong(path, `status ${answer.status}`);
    if (answer.bytes + assets > COLD_BYTES) wrong(path, `${answer.bytes + assets} bytes cold`);
    if (NAMES.test(/<title>[^<]*/.exec(answer.text)?.[0])) wrong(path, "a name in the title");
    const missing = missingWord(answer.text);
    if (missing) wrong(path, `the word ${missing}`);
    shared.met.add(kind);
    for (const link of linksOf(answer.text)) if (!followed.has(link)) queue.push(link);

    const known = shared.parts.get(kind) ?? new Set();
    const parts = partsOf(answer.text);
    const news = [...parts].filter((part) => !known.has(part));
    if (news.length === 0 && followed.size > 1) continue;
    shared.parts.set(kind, new Set([...known, ...parts]));
    shared.looks += 1;
    requests.length = 0;
    await page.goto(address + path, { waitUntil: "load" });
    const asked = [...new Set(requests)];
    // the page of a count has a script of its own, and that of a photo its picture
    const most = asked.some((url) => /\/static\/count-|\/picture$/.test(url)) ? 4 : 3;
    if (asked.length > most) wrong(path, `${asked.length} requests: ${asked.join(" ")}`);
    const foreign = asked.find((url) => !url.startsWith(address));
    if (foreign) wrong(path, `asks ${foreign}`);
    for (const fault of await faultsOf(page)) wrong(path, fault);
  }
  shared.pages += followed.size;
  for (const problem of new Set(page.problems ?? [])) wrong("script", problem);
  await page.context().close();
}

/// Two at a time: there are seldom more processors, and a password is checked two at a time.
async function inPairs(items, work) {
  const left = [...items];
  await Promise.all([0, 1].map(async () => { while (left.length > 0) await work(left.shift()); }));
}

async function weightOfAssets(program) {
  const { text } = await fetched(program.address, "/sign-in", "");
  const urls = [...text.matchAll(/\/static\/app-[0-9a-f]+\.(?:css|js)/g)].map(([url]) => url);
  const answers = await Promise.all([...new Set(urls)].map((url) => fetched(program.address, url, "")));
  check(answers.length === 2, "a page has one style sheet and one script");
  return answers.reduce((sum, { bytes }) => sum + bytes, 0);
}

testAlone("every kind of page of every role is accessible, light and within its width", async ({ browser }) => {
  const program = await startProgram();
  try {
    const world = { program, browser };
    await play(world);
    const shared = {
      world, routes: routesOf(program), assets: await weightOfAssets(program),
      parts: new Map(), met: new Set(), wrong: new Set(), pages: 0, looks: 0,
    };
    await inPairs([...ROLES, STRANGER, ...refusals(shared)], (item) => (typeof item === "string" ? walk(shared, item) : item()));
    const told = `${shared.pages} pages of ${ROLES.length} roles, ${shared.looks} looked at`;
    for (const pattern of shared.routes.patterns) if (!shared.met.has(pattern)) shared.wrong.add(`nobody met ${pattern}`);
    check(shared.wrong.size === 0, `${shared.wrong.size} faults:\n${[...shared.wrong].join("\n")}`);
    return told;
  } finally {
    await program.stop();
  }
});
