// What the walk wants to meet beside the exercise world: a batch that waits and one that was applied,
// a watch on offer, a stay, a stop, a fact that broke a rule, and a record that was opened in an emergency.
import { check } from "../harness.mjs";
import { signedIn } from "../world.mjs";

const day = (ahead) => {
  const date = new Date(Date.now() + ahead * 864e5).toUTCString();
  return `${date.slice(5, 7)}-${date.slice(8, 11)}-${date.slice(12, 16)}`;
};

async function send(page, form) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST"),
    page.click(`${form} button.button`),
  ]);
  await page.waitForLoadState("load");
  check(answer.status() === 303, `${new URL(answer.url()).pathname} answered ${answer.status()}: ${await page.locator(".summary-of-errors").allInnerTexts()}`);
}

/// The jobs of an import say how far they are on a page that is asked again.
async function settled(page, url) {
  for (let asked = 0; asked < 200; asked += 1) {
    await page.goto(url);
    if ((await page.locator("a[href$='/rows'], a[href$='/apply'], a[href$='/undo']").count()) > 0) return;
  }
  check(false, `${url} is still at work`);
}

async function importFile(page, address, name, isApplied) {
  const rows = [
    "principal,from,departs,to,arrives",
    `Invented Official Kestrel,GOM,${day(9)} 08:00,JUB,${day(9)} 11:00`,
    `Invented Official Kestrel,JUB,${day(9)} 14:00,Nowhere At All,${day(9)} 15:00`,
  ];
  await page.goto(`${address}/imports/new`);
  await page.setInputFiles("input[type=file] >> nth=0", { name, mimeType: "text/csv", buffer: Buffer.from(`${rows.join("\n")}\n${name},,,,\n`) });
  await send(page, "main form");
  const batch = `${address}${new URL(page.url()).pathname.match(/^\/imports\/[^/]+/)[0]}`;
  await page.goto(`${batch}/columns`);
  await send(page, "main form");
  await settled(page, batch);
  if (!isApplied) return;
  await page.goto(`${batch}/apply`);
  await send(page, "main form");
  await settled(page, batch);
}

/// A session of a course whose results wait for somebody else than whoever entered them.
async function judged(page, address) {
  await page.goto(`${address}/officers?station=GOM`);
  const officer = (await page.locator("tbody tr").first().innerText()).match(/O-[0-9A-Z]+/)[0];
  await page.goto(`${address}/sessions/new?course=EORE&station=GOM`);
  await page.fill("#f-from_date", day(-6));
  await page.fill("#f-to_date", day(-6));
  await page.fill("#f-capacity", "3");
  await send(page, "main form");
  const session = `${address}${new URL(page.url()).pathname}`;
  await send(page, "form[action$='/step']");
  await page.goto(`${session}/participants`);
  await page.fill("#f-officer", officer);
  await send(page, "main form");
  await page.goto(session);
  await send(page, "form[action$='/step']");
  await page.goto(`${session}/results`);
  await page.selectOption(`#f-attendance-${officer}`, "attended");
  await page.selectOption(`#f-result-${officer}`, "passed");
  await page.fill(`#f-score-${officer}`, "80");
  await page.check("#f-finish");
  await send(page, "main form");
}

export async function play(world) {
  const { program } = world;
  const page = await signedIn(world, "officer-africa");
  await judged(page, program.address);
  const at = (path) => page.goto(program.address + path);
  await at("/movements");
  const refs = await page.$$eval("tbody tr", (rows) => rows.map((row) => [row.textContent, row.querySelector("a").getAttribute("href")]));
  const movement = (codename) => refs.find(([text]) => text.includes(codename))[1];

  await at(`${movement("AMBER 9")}/stays/new`);
  await page.fill("#f-place", "JUB");
  await page.fill("#f-from_date", day(2));
  await page.fill("#f-to_date", day(3));
  await send(page, "main form");
  await at(`${movement("AMBER 9")}/stops/new`);
  await page.fill("#f-site", "Conference hall");
  for (const [name, value] of [["place", "JUB"], ["depart_date", day(2)], ["depart_time", "0900"], ["arrive_date", day(2)], ["arrive_time", "1000"]]) {
    await page.fill(`#f-${name}`, value);
  }
  await send(page, "main form");

  await at(movement("AMBER 9"));
  await send(page, "main form[action$='/advance']");
  await send(page, "main form[action$='/advance']");

  await at("/officers");
  await at(`${await page.getAttribute("tbody a[href^='/officers/']", "href")}/availability`);
  await page.selectOption("#f-kind", { index: 1 });
  await page.fill("#f-from", day(20));
  await page.fill("#f-to", day(22));
  await send(page, "main form");

  // It was not covered: the fact is kept, and an exception opened.
  await at(`${movement("BASALT 1")}/check-ins/new`);
  await page.check("input[name=condition][value=departed]");
  await send(page, "main form");

  await at("/watch/handovers/new");
  await page.selectOption("#f-scope", { index: 1 });
  await send(page, "form[action='/watch/turns']");
  await at("/watch/handovers/new");
  await page.fill("main textarea", "One movement under way.");
  await send(page, "form[action='/watch/handovers']");

  await at("/emergency-readings/search?by=codename&q=KESTREL");
  await page.click("main ul.rows a");
  await page.check("input[name=reason][value=attack]");
  await page.fill("#f-sentence", "Shots at the convoy of the exercise.");
  await send(page, "main form");

  await importFile(page, program.address, "waiting.csv", false);
  await importFile(page, program.address, "applied.csv", true);
  await page.context().close();
}
