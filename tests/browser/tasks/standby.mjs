// What a station can send, told each month.
import { check } from "../harness.mjs";
import { task } from "./counting.mjs";

task("T22", "a station reports the stand-by capacity of the month", async ({ at, script }) => {
  const station = script ? "GOM" : "JUB";
  const professional = await at(script ? "ssp-goma" : "ssp-juba", `/duty-stations/${station}`);
  professional.begin();
  await professional.follow(professional.page.getByRole("listitem").filter({ hasText: "Stand-by capacity of this month is not reported" }).getByRole("link"));
  const medics = professional.page.getByRole("group", { name: "medic" });
  await professional.fill("Ready medic", "1", medics);
  await professional.fill("Not ready medic", "1", medics);
  await professional.fill("Why not medic", "Course until Friday", medics);
  await professional.follow(professional.button("Report these figures"));
  professional.end();
  const page = await professional.text();
  check(page.includes("this month is reported"), "the month does not count as reported");
  check(page.includes("medic: 1 ready, 1 not (Course until Friday)"), "the figures are not there");
});
