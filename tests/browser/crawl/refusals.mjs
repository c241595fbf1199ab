// Forms that were filled in wrongly: the page stays, says what is wrong on top, has the focus there,
// and is as accessible as it was.
import { signedIn } from "../world.mjs";
import { faultsOf } from "./pages.mjs";

// Who, where, and what is typed (nothing: sent as it came, but for the texts that are emptied).
const FORMS = [
  ["officer-africa", "/movements/new", {}],
  ["officer-africa", "/officers/new", {}],
  ["officer-africa", "/principals/new", {}],
  ["officer-africa", "/places/new", {}],
  ["officer-africa", "/imports/new", {}],
  ["officer-africa", "/duty-stations/GOM/numbers", {}],
  ["officer-africa", "movement/check-ins/new", { at: "99:99" }],
  ["officer-africa", "movement/legs/new", {}],
  ["officer-africa", "officer/availability", {}],
  ["admin", "/admin/users/new", {}],
  ["admin", "/access-grants/new", {}],
];

/// One piece of work for each person.
export function refusals(shared) {
  const people = new Set(FORMS.map(([who]) => who));
  return [...people].map((who) => () => refused(shared, who, FORMS.filter(([name]) => name === who)));
}

async function refused({ world, wrong }, who, forms) {
  const { address } = world.program;
  const page = await signedIn(world, who, { serviceWorkers: "block" });
  const first = async (list, kind) => {
    await page.goto(`${address}/${list}`);
    return page.$eval(`tbody a[href^='/${list}/${kind}-']`, (link) => link.getAttribute("href"));
  };
  for (const [, where, typed] of forms) {
    let path = where;
    if (where.startsWith("movement/")) path = where.replace("movement", await first("movements", "M"));
    if (where.startsWith("officer/")) path = where.replace("officer", await first("officers", "O"));
    await page.goto(address + path);
    const form = page.locator("main form[method=post]:has(button:not(.quiet))").last();
    for (const input of await form.locator("input[type=text]:visible, textarea:visible").all()) await input.fill("");
    for (const [name, value] of Object.entries(typed)) await page.fill(`#f-${name}`, value);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST"),
      form.locator("button:not(.quiet)").last().click(),
    ]);
    await page.waitForLoadState("load");
    const say = (sentence) => wrong.add(`${who} ${path} refused: ${sentence}`);
    if (answer.status() !== 422) {
      say(`status ${answer.status()}`);
      continue;
    }
    const isThere = page.waitForFunction(() => document.activeElement?.matches(".summary-of-errors"), undefined, { timeout: 5_000 });
    if (!(await isThere.then(() => true, () => false))) say("the focus is not on the summary of errors");
    const dead = await page.$$eval(".summary-of-errors a", (links) => links.map((link) => link.getAttribute("href")).filter((href) => !document.querySelector(href)));
    if (dead.length > 0) say(`the summary leads nowhere: ${dead.join(" ")}`);
    const same = await page.$$eval(".summary-of-errors li", (lines) => lines.map((line) => line.textContent));
    if (new Set(same).size < same.length) say(`two lines of the summary say the same: ${same.join(" ")}`);
    if (!(await page.title()).startsWith("Error")) say("the title does not say that there is an error");
    for (const fault of await faultsOf(page)) say(fault);
  }
  for (const problem of new Set(page.problems)) wrong.add(`${who} script: ${problem}`);
  await page.context().close();
}
