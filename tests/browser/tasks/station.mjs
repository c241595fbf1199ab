// What a station has, counted and confirmed.
import { check, test } from "../harness.mjs";
import { visit } from "../world.mjs";
import { MOST, task } from "./counting.mjs";

const WEAPONS = 40;

/// A form posted from the page, as its own script would; answers where it leads.
const post = (page, address, fields) =>
  page.evaluate(async ([address, fields]) => {
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams([...fields, ["form_key", key]]) });
    if (!answer.redirected) throw new Error(`${address}: ${answer.status} ${(await answer.text()).replace(/<[^>]*>/g, " ").slice(0, 900)}`);
    return new URL(answer.url).pathname;
  }, [address, fields]);

/// Weighs what the page gets from now on; the answer tells the requests that ended so far and their bytes.
function weigh(page, counts = () => true) {
  const sizes = [];
  page.on("requestfinished", (request) => {
    // What comes after the end of the test is nobody's failure.
    if (counts(request)) sizes.push(request.sizes().catch(() => ({ responseBodySize: 0 })));
  });
  return async () => ({ requests: sizes.length, bytes: (await Promise.all(sizes)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) });
}

/// An approved armoury with forty weapons in it; answers its name and its serial numbers.
async function store(world, mark) {
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const armourer = await visit(world, "armourer-goma", "/armouries", {});
  const ssp = await visit(world, "ssp-goma", "/armouries", {});
  const name = `Count ${mark}`;
  const armoury = await post(armourer, "/armouries", [["name", name], ["station", "GOM"], ["kind", "container"]]);
  await post(ssp, `${armoury}/approval`, [["approval", "approved"], ["approved_on", day(-1)], ["approved_until", day(99)], ["authority", "Exercise note"], ["version", "1"]]);
  const serials = Array.from({ length: WEAPONS }, (_, n) => `CT-${mark}-${String(n).padStart(3, "0")}`);
  for (const serial of serials) {
    await post(armourer, "/firearms", [["serial", serial], ["make", "Invented Arms"], ["model", "M9"], ["class", "pistol"], ["calibre", "9x19"],
      ["ownership", "un_owned"], ["armoury", armoury.split("/").pop()]]);
  }
  await Promise.all([armourer, ssp].map((page) => page.context().close()));
  return { name, serials };
}

task("T19", "forty weapons of an armoury are counted by somebody who does not keep it", async ({ world, at, script }) => {
  const { name, serials } = await store(world, script ? "A" : "B");
  const counter = await at("coordinator-goma", "/duty-stations/GOM");
  const weighed = weigh(counter.page, (request) => request.isNavigationRequest() || request.url().endsWith("/items"));
  counter.begin();
  await counter.follow(counter.button(`Count ${name}`));
  for (const [n, serial] of serials.entries()) {
    const before = counter.deeds;
    await counter.fill("Serial number or reference", serial.toLowerCase().replaceAll("-", " "));
    await (script ? counter.press() : counter.enter());
    await counter.sees(`${n + 1} found, ${WEAPONS - n - 1} not yet`);
    check(counter.deeds - before <= 2, `${serial} took ${counter.deeds - before} interactions`);
  }
  check(await counter.page.locator("#f-typed").evaluate((field) => field === document.activeElement), "the next scan would go nowhere");
  await counter.follow(counter.button("Finish and sign count"));
  counter.end(script ? MOST.T19 : MOST["T19 without script"]);
  check((await counter.text()).includes("40 of 40 weapons found"), "the count does not say what it found");
  const { bytes } = await weighed();
  const most = script ? 4_000 : 12_000;
  check(bytes / 42 < most, `a scan costs ${Math.round(bytes / 42)} bytes`);
  const count = counter.page.url();
  const armourer = await at("armourer-goma", new URL(count).pathname);
  await armourer.follow(armourer.button("Sign as second person"));
  check((await armourer.text()).includes("signed by two"), "the second signature is not there");
});

test("what is scanned without a connection is shown as not sent, and sent once when it is back", async (world) => {
  const { name, serials } = await store(world, "C");
  const page = await visit(world, "coordinator-goma", "/duty-stations/GOM", { serviceWorkers: "block" });
  page.setDefaultTimeout(15_000);
  const scan = async (mark) => {
    await page.locator("#f-typed").fill(mark);
    await page.keyboard.press("Enter");
  };
  const sees = (words) => page.getByText(words).first().waitFor();
  await Promise.all([page.waitForURL(/stock-counts/), page.getByRole("button", { name: `Count ${name}` }).click()]);

  // the server hears the first, the page hears nothing of it
  let heard = 0;
  await page.route("**/items", async (route) => {
    if (heard > 0) return route.continue();
    heard += 1;
    await route.fetch();
    return route.abort();
  });
  await scan(serials[0]);
  await sees("No answer from the server");
  await sees("1 found, 39 not yet");
  check((await page.locator("#last").innerText()).startsWith("Found:"), "the lost answer is not given again");

  await page.context().setOffline(true);
  await scan(serials[1]);
  await scan(serials[2]);
  await sees("Not sent yet (2)");
  await page.getByRole("button", { name: "Finish and sign count" }).click();
  await sees("Some scans are not sent yet");
  check(/stock-counts/.test(page.url()), "the count is finished over what is not sent");
  await page.context().setOffline(false);
  await sees("3 found, 37 not yet");
  await page.locator("#unsent").waitFor({ state: "hidden" });

  await scan("ZZ-0000");
  await sees("It is not among the weapons of this station");
  await scan(serials[2]);
  await sees(`${serials[2]} was counted before`);
  await page.getByText("Found (3)").waitFor();
  await page.context().close();
});

task("T30", "the security professional sees the own station on one page after sign-in", async ({ at }) => {
  const ssp = await at("ssp-goma", "/duty-stations/GOM");
  const weighed = weigh(ssp.page);
  ssp.begin();
  await ssp.page.goto(new URL("/", ssp.page.url()).href);
  ssp.end();
  const page = await ssp.text();
  for (const words of [/weapons?/, /fit for armed duty/, /vehicles?/, /lots?/, /calibres? under the minimum/, /qualifications? ends? within 60 days/, /Main armoury/]) {
    check(words.test(page), `the page does not say: ${words}`);
  }
  check(ssp.page.url().endsWith("/duty-stations/GOM"), "the home is another page");
  const { requests, bytes } = await weighed();
  check(requests <= 4, `${requests} requests`);
  check(bytes < 40 * 1024, `${bytes} bytes`);
});

task("month", "the month of a station: each block is confirmed with one button", async ({ at }) => {
  const ssp = await at("ssp-goma", "/duty-stations/GOM");
  const weighed = weigh(ssp.page);
  ssp.begin();
  await ssp.follow(ssp.link("Confirm the data"));
  for (const block of ["people", "firearms", "ammunition", "vehicles", "equipment"]) {
    await ssp.follow(ssp.page.locator(`#block-${block} button`).first());
  }
  ssp.end();
  const page = await ssp.text();
  for (const block of ["People", "Firearms", "Ammunition", "Vehicles", "Equipment"]) check(page.includes(`${block} confirmed`), `${block} is not confirmed`);
  const { bytes } = await weighed();
  check(bytes < 60 * 1024, `${bytes} bytes`);
});
