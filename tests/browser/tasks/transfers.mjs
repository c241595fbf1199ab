// What goes from one station to another: people at both ends and in between, each with an own sign-in.
import { check } from "../harness.mjs";
import { behind } from "../world.mjs";
import { post, there } from "./arranging.mjs";
import { task } from "./counting.mjs";

/// A weapon taken on by two people into the main armoury of Goma; answers its serial number.
async function weapon(world, serial) {
  const store = behind(world, "select ref from armoury where name = 'Main armoury' and station_id = (select id from duty_station where code = 'GOM')");
  const address = await post(world, "armourer-goma", "/firearms", {
    serial, make: "Invented Arms", model: "M9", class: "pistol", calibre: "9x19", ownership: "un_owned", armoury: store,
  });
  const act = behind(world, `select h.ref from handover h join firearm f on f.id = h.firearm_id where f.ref = '${address.split("/").pop()}'`);
  await post(world, "ssp-goma", `/custody/${act}/sign`, { version: "1" });
  return serial;
}

/// Chooses the option that holds the words.
async function pick(worker, label, words) {
  const choice = worker.page.getByRole("combobox", { name: label, exact: true });
  await choice.selectOption(await choice.locator("option").filter({ hasText: words }).first().getAttribute("value"));
}

task("WF-7", "a weapon goes from one station to another, signed by two at both ends", async ({ world, at, script }) => {
  const serial = await weapon(world, script ? "BT-70001" : "BT-70002");
  const sender = await at("armourer-goma", "/transfers/new");
  await pick(sender, "From", "Main armoury");
  await pick(sender, "To", "JUB Y-");
  await sender.fill("There by", there(24 * 5).date);
  await sender.fill("Reason", "Stock of the exercise goes to Juba.");
  await sender.follow(sender.button("Draft transfer"));
  await sender.fill("Serial number or reference", serial);
  await sender.follow(sender.button("Add weapon"));
  for (const [kind, country] of [["export", "CD"], ["import", "SS"]]) {
    await sender.page.locator("summary", { hasText: "Record permit" }).click();
    await sender.choose("Kind", kind);
    await sender.fill("Country", country);
    await sender.fill("Document", "Exercise note 31: none is needed");
    await sender.tick("None is needed");
    await sender.follow(sender.button("Record permit"));
  }
  const transfer = new URL(sender.page.url()).pathname;
  const signs = async (name, deed) => {
    const worker = await at(name, transfer);
    await worker.follow(worker.button(deed));
    return worker;
  };
  await signs("ssp-goma", "Authorize for the sender");
  await signs("officer-africa", "Authorize for the protection unit");
  await sender.page.goto(sender.page.url());
  await sender.fill("Seals", "Exercise seal 7 on the case");
  await sender.follow(sender.button("Packed and sealed: sign first"));
  await signs("coordinator-goma", "Sign the packing as second person");
  await sender.page.goto(sender.page.url());
  await sender.fill("Carrier", "Exercise flight, waybill 9");
  await sender.follow(sender.button("Hand over to the carrier"));
  check((await sender.text()).includes("in transit"), "the sender does not see it on its way");

  const receiver = await at("armourer-juba", transfer);
  await receiver.follow(receiver.link("Receive and count"));
  await receiver.fill("Serial number or reference", serial.toLowerCase().replace("-", " "));
  await receiver.enter();
  await receiver.follow(receiver.button("Sign the count first"));
  const second = await signs("coordinator-juba", "Sign the receipt as second person");
  check((await second.text()).includes("completed"), "the transfer is not completed");
  await receiver.page.goto(new URL(`/firearms?q=${serial}`, receiver.page.url()).href);
  check((await receiver.text("table")).includes("JUB"), "the weapon is not in the books of Juba");
  await sender.page.goto(new URL(`/firearms?q=${serial}`, sender.page.url()).href);
  check((await sender.text()).includes("No firearm matches"), "the weapon is still in the books of Goma");
});
