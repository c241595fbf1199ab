// What a task needs before it begins: invented officials, officers and journeys of its own, made by
// posting the product's forms as their owners, so that no task depends on another.
import { randomUUID } from "node:crypto";
import { check } from "../harness.mjs";
import { behind, keysOf } from "../world.mjs";

const BIRDS = ["AVOCET", "BITTERN", "CURLEW", "DUNLIN", "EIDER", "FULMAR", "GODWIT", "HOOPOE", "IBIS", "JACANA", "KNOT", "LAPWING"];
let made = 0;

/// A name that nothing else bears.
export function fresh() {
  made += 1;
  return `${BIRDS[made % BIRDS.length]} ${40 + made}`;
}

/// Posts a form as somebody; answers where it leads.
export async function post(world, name, path, fields) {
  const response = await fetch(world.program.address + path, {
    method: "POST",
    redirect: "manual",
    headers: { origin: world.program.address, cookie: await keysOf(world, name) },
    body: new URLSearchParams({ form_key: randomUUID().replaceAll("-", ""), ...fields }),
  });
  const text = await response.text();
  check(response.status === 303, `${name} ${path}: ${response.status} ${/class="error"[\s\S]*?<\/p>/.exec(text)?.[0] ?? ""}`);
  return response.headers.get("location").split("?")[0];
}

/// An official of the portfolio Africa at home in Goma; answers codename and address.
export async function official(world) {
  const codename = fresh();
  const address = await post(world, "officer-africa", "/principals", {
    codename, display_name: `Invented ${codename}`, office: "Special Envoy (exercise)", entity: "UNSEC",
    station: "GOM", portfolio: "africa", office_number: "+999 55 0300",
  });
  return { codename, address };
}

/// Lets duty for an official rest on something (INV-01): a registered assessment and an approved requirement.
export async function ground(world, codename) {
  const [from, to] = [there(-60 * 24).date, there(60 * 24 * 90).date];
  await post(world, "coordinator-goma", "/risk-assessments/register", {
    official: codename, level: "medium", valid_from: from, valid_to: to, approver: "I. Invented, Designated Official",
    approved_on: from, document_ref: "EX-SRM-27", main_measures: "Two officers and a driver",
  });
  const drafted = await post(world, "coordinator-goma", "/requirements", {
    official: codename, station: "GOM", posture: "P2", from, source: "un_cpu", productive_hours: "1736",
  });
  const address = drafted.replace(/\/required-posts$/, "");
  await post(world, "coordinator-goma", `${address}/required-posts`, { role: "team_leader", count: "1", hours: "12", days: "7" });
  for (const [name, deed] of [["officer-africa", "validate"], ["chief", "approve"]]) {
    const version = behind(world, `select version from protection_requirement where ref = '${address.split("/").pop()}'`);
    await post(world, name, `${address}/${deed}`, { version });
  }
}

/// An official with the profile that a focal point and a rescuer read.
export async function withProfile(world) {
  const made = await official(world);
  await post(world, "officer-africa", `${made.address}/profile`, { notice_on: "1-Jan-2026" });
  const sections = {
    identity: { full_name: "Invented Official (exercise)", nationality: "Invented" },
    contacts: { mobile_phone: "+999 41 0001", email: "official@example.org", focal_name: "Invented Focal", focal_phone: "+999 41 0002" },
    medical: { blood_group: "A+", allergies: "penicillin (exercise)" },
  };
  for (const [section, values] of Object.entries(sections)) {
    await post(world, "officer-africa", `${made.address}/${section}/edit`, { source: "exercise", version: "0", ...values });
  }
  return made;
}

/// An assessment that a reviewer has taken and not answered; answers its address.
export async function underReview(world) {
  const { codename } = await official(world);
  const from = there(0).date;
  const address = await post(world, "coordinator-goma", "/risk-assessments", { official: codename, kind: "personal", scope: "Visits in Goma", valid_from: from, copy: "yes" });
  await post(world, "coordinator-goma", `${address}/edit`, { scope: "Visits in Goma", situation: "Calm", programme: "Two visits", criticality: "PC2", decision: "control", change_note: "First", version: "1" });
  await post(world, "coordinator-goma", `${address}/threats`, {
    category: "crime", sub_kind: "surveillance", description: "Unknown persons", likelihood: "2", impact: "2", residual_likelihood: "2", residual_impact: "2",
  });
  await post(world, "coordinator-goma", `${address}/measures`, { threat: "1", area: "route", effect: "both", description: "Vary the routes", owner: "CPC Goma", due_on: there(24 * 60 * 20).date });
  await post(world, "coordinator-goma", `${address}/submit`, {});
  await post(world, "officer-africa", `${address}/take`, {});
  return address;
}

/// An officer of Goma who is free; answers name and reference.
export async function officer(world) {
  const name = `Invented ${fresh()}`;
  const address = await post(world, "coordinator-goma", "/officers", { name, station: "GOM", category: "FS", duty_role: "team_leader", number_1: "+999 55 0400" });
  return { name, reference: address.split("/").pop() };
}

/// A journey from Goma to its airport, planned by the coordinator: departs in so many minutes, lasts an
/// hour. `posture` says which posts it needs, `filled` how many have an officer; `state` is "notified" or
/// "under way", then with the next report due in so many seconds.
export async function journey(world, { departs = 300, posture = "P2", filled = 2, state = "notified", dueIn = 3600 } = {}) {
  const { codename } = await official(world);
  await ground(world, codename);
  const [leaves, arrives] = [there(departs), there(departs + 60)];
  const address = await post(world, "coordinator-goma", "/movements", {
    official: codename, purpose: "Exercise visit", station: "GOM", posture, mode: "road",
    from: "GOM", depart_date: leaves.date, depart_time: leaves.time, to: "FZNA", arrive_date: arrives.date, arrive_time: arrives.time,
  });
  const posts = ["1-team_leader-1", "1-driver-1"].slice(0, filled);
  const officers = [];
  for (const key of posts) {
    const one = await officer(world);
    await post(world, "coordinator-goma", `${address}/cover/${key}`, { officer: one.reference });
    officers.push(one);
  }
  const due = state === "under way" ? await report(world, address, "departed", dueIn) : undefined;
  return { codename, address, reference: address.split("/").pop(), officers, due };
}

/// A report by radio, the next one due in so many seconds.
export async function report(world, address, condition, dueIn) {
  const due = new Date(Date.now() + dueIn * 1000);
  await post(world, "coordinator-goma", `${address}/check-ins`, {
    leg: "1", condition, channel: "radio", reported_by: "team leader", next_due: due.toISOString(),
  });
  return due;
}

/// A journey whose check-in did not come.
export async function overdue(world) {
  const made = await journey(world, { state: "under way", dueIn: 1.5 });
  await new Promise((done) => setTimeout(done, made.due - Date.now()));
  return made;
}

/// Date and time in Goma, two hours ahead of Z all year.
export function there(minutes) {
  const text = new Date(Date.now() + (minutes + 120) * 60_000).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}
