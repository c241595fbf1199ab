// What a station has, and who answers for it.
import { check } from "../harness.mjs";
import { task } from "./counting.mjs";

task("T16", "the armourer finds who holds the weapon with a serial number", async ({ at }) => {
  const armourer = await at("armourer-goma", "/armouries");
  armourer.begin();
  await armourer.fill("Search", "ex 31877", armourer.page.getByRole("banner"));
  await armourer.enter();
  armourer.end();
  check((await armourer.text()).includes("O. Okoro"), "the page does not say who holds it");
});
