//! The gate: for a detail and its time, what holds, what does not and what nobody recorded. No database, no language.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::facts::{Carried, Counted, Detail, Ground, Kit, Member, Rounds, Rules, Shortfall, duty_of};
use super::findings::{Finding, Reason, Record, Topic, Verdict, Who};
use crate::features::qualifications::{ArmedCategory, Duty, Gap, Person};
use crate::features::vehicles::{Validity, last_day, needed};

/// Reasons with the first day each of them counts.
#[derive(Default)]
struct Against(Vec<(NaiveDate, Reason)>);

impl Against {
    fn add(&mut self, day: NaiveDate, reason: Reason) {
        if !self.0.iter().any(|(_, known)| *known == reason) {
            self.0.push((day, reason));
        }
    }

    fn verdict(&self, until: Option<NaiveDate>) -> Verdict {
        match self.0.iter().filter(|(_, reason)| !reason.is_unknown()).map(|(day, _)| *day).min() {
            Some(day) => Verdict::Fails(day),
            None if self.0.is_empty() => Verdict::Holds(until),
            None => Verdict::Unknown,
        }
    }

    fn about(self, topic: Topic, member: Option<&Member>, record: Record, until: Option<NaiveDate>) -> Finding {
        let verdict = self.verdict(until);
        let who = |member: &Member| Who { reference: member.reference.clone(), name: member.name.clone(), is_open: member.papers.is_some() };
        let officer = member.map(who).unwrap_or_default();
        Finding { topic, officer, record, verdict, reasons: self.0.into_iter().map(|(_, reason)| reason).collect() }
    }
}

/// Judges a detail for its time: every check with its answer, by topic.
pub fn judge(detail: &Detail, rules: Rules) -> Vec<Finding> {
    let mut findings: Vec<Finding> = detail.officers.iter().flat_map(|member| of_member(member, rules)).collect();
    findings.extend(detail.vehicles.iter().map(vehicle));
    findings.extend(detail.roads.iter().filter_map(|leg| uncarried_leg(&detail.vehicles, *leg)));
    findings.sort_by_key(|finding| finding.topic);
    findings
}

fn of_member(member: &Member, rules: Rules) -> Vec<Finding> {
    let mut findings: Vec<Finding> = roles(member).into_iter().collect();
    findings.extend(training(member));
    findings.extend(member.weapons.iter().map(|carried| weapon(member, carried)));
    findings.extend(member.rounds.iter().map(|held| rounds(member, held)));
    if member.rounds.is_empty() && !member.weapons.is_empty() {
        let mut against = Against::default();
        against.add(member.from, Reason::NoRounds);
        findings.push(against.about(Topic::Rounds, Some(member), Record::Officer, None));
    }
    findings.extend(member.kit.iter().map(|held| kit(member, held)));
    findings.push(rest(member, rules));
    findings
}

fn roles(member: &Member) -> Option<Finding> {
    let duties: Vec<Duty> = member.roles.iter().filter_map(|role| duty_of(*role)).collect();
    if duties.is_empty() {
        return None;
    }
    let mut against = Against::default();
    let mut until = None;
    match &member.papers {
        None => {
            if let Some(day) = member.unfit_on {
                against.add(day, Reason::Sealed);
            }
        }
        Some(papers) => {
            let person =
                Person { category: ArmedCategory::Never, agreements: None, arming: None, is_suspended: false, country: String::new(), held: papers.clone() };
            for duty in duties {
                if let Some((day, gaps)) = person.first_unfit_day(duty, None, member.from, member.to) {
                    gaps.into_iter().for_each(|gap| against.add(day, Reason::Gap(gap, String::new())));
                }
                until = [until, person.fit_until(duty, None, member.to)].into_iter().flatten().min();
            }
        }
    }
    Some(against.about(Topic::Roles, Some(member), Record::Officer, until))
}

/// What the stations ask of everybody warns with its day.
fn training(member: &Member) -> Option<Finding> {
    let mut against = Against::default();
    for asked in &member.asked {
        let Some(day) = asked.missing_on else { continue };
        match (&asked.named, asked.end) {
            (None, _) => against.add(day, Reason::Sealed),
            (Some((kind, stations)), None) => against.add(day, Reason::TrainingNever(kind.clone(), stations.clone())),
            (Some((kind, stations)), Some(end)) => against.add(day, Reason::TrainingEnds(kind.clone(), stations.clone(), end)),
        }
    }
    let until = member.asked.iter().filter_map(|asked| asked.end).min();
    (!member.asked.is_empty()).then(|| against.about(Topic::Training, Some(member), Record::Officer, until))
}

fn weapon(member: &Member, carried: &Carried) -> Finding {
    let mut against = Against::default();
    let mut until = None;
    match (carried.ground, &member.papers, &carried.weapon) {
        (Some(ground), Some(papers), Some(weapon)) => {
            // a permit is a permit of a country; everything else is asked once
            let asked: Vec<&str> = if member.countries.is_empty() { vec![""] } else { member.countries.iter().map(String::as_str).collect() };
            for country in asked {
                let Ground { category, arming, is_suspended } = ground;
                let person = Person { category, agreements: None, arming, is_suspended, country: country.to_owned(), held: papers.clone() };
                if let Some((day, gaps)) = person.first_unfit_day(Duty::Armed, Some(weapon), member.from, member.to) {
                    for gap in gaps {
                        let is_permit = gap.code() == "host_weapon_permit";
                        if !(is_permit && country.is_empty()) {
                            against.add(day, Reason::Gap(gap, if is_permit { country.to_owned() } else { String::new() }));
                        }
                    }
                }
                until = [until, person.fit_until(Duty::Armed, Some(weapon), member.to)].into_iter().flatten().min();
            }
            // what the papers do not say, the agreement of a Member State does (UNC-19)
            if let (true, Some(day)) = (against.0.is_empty(), carried.unarmed_on) {
                against.add(day, Reason::Gap(Gap::Agreement, String::new()));
            }
        }
        _ => {
            if let Some(day) = carried.unarmed_on {
                against.add(day, Reason::Sealed);
            }
        }
    }
    if member.has_unknown_place {
        against.add(member.from, Reason::CountryUnknown);
    }
    if !matches!(carried.state.as_str(), "serviceable" | "limited") {
        against.add(member.from, if carried.reference.is_empty() { Reason::Sealed } else { Reason::WeaponState(carried.state.clone()) });
    }
    match carried.inspection_due {
        None => against.add(member.from, Reason::InspectionNever),
        Some(due) if due < member.to => against.add(after(due).max(member.from), Reason::InspectionDue(due)),
        Some(due) => until = [until, Some(due)].into_iter().flatten().min(),
    }
    if let Some((day, country, was_there)) = &carried.uncarried {
        against.add(*day, Reason::NoCarryPermit(country.clone(), *was_there));
    }
    against.about(Topic::Weapons, Some(member), Record::Firearm(carried.reference.clone()), until)
}

fn rounds(member: &Member, held: &Rounds) -> Finding {
    let mut against = Against::default();
    if held.is_suspended {
        against.add(member.from, Reason::LotSuspended);
    }
    match held.shelf_life_until {
        None => against.add(member.from, Reason::ShelfLifeNever),
        Some(end) if end < member.to => against.add(after(end).max(member.from), Reason::LotExpired(end)),
        Some(_) => {}
    }
    if !held.fits {
        against.add(member.from, Reason::Misfit);
    }
    against.about(Topic::Rounds, Some(member), Record::Lot(held.reference.clone()), held.shelf_life_until)
}

/// INV-25: the database says what stands against a kit; here it gets its day.
fn kit(member: &Member, held: &Kit) -> Finding {
    let mut against = Against::default();
    let failed_on = held.failed_on.unwrap_or(member.from);
    for gap in &held.gaps {
        match gap {
            Shortfall::Sealed => against.add(failed_on, Reason::Sealed),
            Shortfall::Ends(_, end) => against.add(after(*end).max(member.from), Reason::Kit(gap.clone())),
            Shortfall::Says(_) => against.add(failed_on, Reason::Kit(gap.clone())),
        }
    }
    held.unrecorded.iter().for_each(|gap| against.add(member.from, Reason::KitUnrecorded(gap.clone())));
    let record = if held.is_kit { Record::Kit } else { Record::Equipment };
    against.about(Topic::Kit, Some(member), record(held.reference.clone()), held.until)
}

fn rest(member: &Member, rules: Rules) -> Finding {
    let mut against = Against::default();
    let (first, last) = (member.legs.first().map(|leg| leg.0), member.legs.iter().map(|leg| leg.1).max());
    let before = first.zip(member.rested_since).map(|(first, since)| (member.from, first - since));
    let afterwards = last.zip(member.wanted_from).map(|(last, wanted)| (member.to, wanted - last));
    for (day, gap) in [before, afterwards].into_iter().flatten().filter(|(_, gap)| *gap < rules.rest) {
        against.add(day, Reason::ShortRest(gap));
    }
    if member.is_timed {
        if let Some(length) = longest_duty(&member.legs, rules.rest).filter(|length| *length > rules.longest) {
            against.add(member.from, Reason::LongDuty(length));
        }
    } else {
        against.add(member.from, Reason::TimesUnknown);
    }
    against.about(Topic::Rest, Some(member), Record::Officer, None)
}

/// The longest stretch of legs with no full rest between them; legs are in the order of their departure.
fn longest_duty(legs: &[(DateTime<Utc>, DateTime<Utc>)], rest: Duration) -> Option<Duration> {
    let mut stretches: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for (from, to) in legs {
        match stretches.last_mut() {
            Some(last) if *from - last.1 < rest => last.1 = last.1.max(*to),
            _ => stretches.push((*from, *to)),
        }
    }
    stretches.into_iter().map(|(from, to)| to - from).max()
}

fn vehicle(counted: &Counted) -> Finding {
    let mut against = Against::default();
    let mut until = None;
    let first = counted.first;
    if !counted.is_reserved {
        against.add(first, Reason::ReservationOver);
    }
    match &counted.papers {
        None => {
            if let Some(day) = counted.unready_on {
                against.add(day, Reason::Sealed);
            }
        }
        Some(papers) => {
            if counted.state != "available" {
                against.add(first, Reason::VehicleState(counted.state.clone()));
            }
            let papers: Vec<Validity> = papers.iter().map(|(kind, from, until)| Validity { kind, from: *from, until: *until }).collect();
            for kind in needed(counted.is_armoured) {
                let ended = papers.iter().filter(|paper| paper.kind == *kind && paper.from <= first).map(|paper| paper.until).max();
                match last_day(&papers, kind, first) {
                    Some(end) if end < counted.last => against.add(after(end), Reason::PaperEnds(kind, end)),
                    Some(end) => until = [until, Some(end)].into_iter().flatten().min(),
                    None => against.add(first, ended.map_or(Reason::PaperNever(kind), |end| Reason::PaperEnds(kind, end))),
                }
            }
        }
    }
    if !counted.has_driver {
        against.add(first, Reason::NoDriver);
    }
    for code in &counted.driver_lacks {
        against.add(first, if counted.papers.is_none() { Reason::Sealed } else { Reason::DriverLacks(code.clone()) });
    }
    against.about(Topic::Vehicles, None, Record::Vehicle(counted.reference.clone()), until)
}

/// A leg by road for which no vehicle is reserved from its departure to its arrival.
fn uncarried_leg(vehicles: &[Counted], (number, departs, arrives): (i32, DateTime<Utc>, DateTime<Utc>)) -> Option<Finding> {
    if vehicles.iter().any(|one| one.is_reserved && one.from <= departs && one.to >= arrives) {
        return None;
    }
    let mut against = Against::default();
    against.add(departs.date_naive(), Reason::NoVehicle);
    Some(against.about(Topic::Vehicles, None, Record::Leg(number), None))
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::super::facts::{Asked, Kind};
    use super::*;
    use crate::features::movements::model::PostRole;
    use crate::features::qualifications::{Arming, Gap, Held, Lack, Weapon};

    const RULES: Rules = Rules { rest: Duration::hours(11), longest: Duration::hours(12) };

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, n).unwrap()
    }

    fn at(n: u32, hour: u32) -> DateTime<Utc> {
        day(n).and_hms_opt(hour, 0, 0).unwrap().and_utc()
    }

    fn paper(kind: &str, until: Option<NaiveDate>) -> Held {
        let (class, model) = match kind {
            "firearm" => ("pistol", ""),
            "weapon_authorization" => ("pistol", "M9"),
            _ => ("", ""),
        };
        let country = if kind == "host_weapon_permit" { "CD" } else { "" };
        let (kind, class, model, country) = (kind.to_owned(), class.to_owned(), model.to_owned(), country.to_owned());
        Held { kind, class, model, country, obtained_on: day(1), valid_until: until, is_verified: true }
    }

    fn carried() -> Carried {
        Carried {
            reference: "W-1".into(),
            weapon: Some(Weapon { class: "pistol".into(), model: "M9".into() }),
            state: "serviceable".into(),
            inspection_due: Some(day(30)),
            ground: Some(Ground { category: ArmedCategory::Always, arming: Some(Arming { allows: true, allows_professionals: false }), is_suspended: false }),
            unarmed_on: None,
            uncarried: None,
        }
    }

    /// An officer who is fit for everything, from the 10th to the 12th.
    fn member() -> Member {
        let kinds = [Duty::Armed, Duty::CloseProtection, Duty::Driving, Duty::Medic].into_iter().flat_map(Duty::takes);
        Member {
            reference: "O-1".into(),
            name: "O. Okoro".into(),
            roles: vec![PostRole::TeamLeader],
            from: day(10),
            to: day(12),
            legs: vec![(at(10, 8), at(10, 12)), (at(12, 8), at(12, 12))],
            is_timed: true,
            countries: vec!["CD".into()],
            has_unknown_place: false,
            rested_since: None,
            wanted_from: None,
            papers: Some(kinds.map(|kind| paper(kind, Some(day(31)))).collect()),
            unfit_on: None,
            weapons: vec![carried()],
            rounds: vec![Rounds { reference: "L-1".into(), is_suspended: false, shelf_life_until: Some(day(31)), fits: true }],
            kit: vec![Kit { reference: "K-1".into(), is_kit: true, gaps: Vec::new(), unrecorded: Vec::new(), failed_on: None, until: Some(day(31)) }],
            asked: vec![Asked { named: Some((Kind { code: "ssafe".into(), name: String::new() }, "GOM".into())), missing_on: None, end: Some(day(31)) }],
        }
    }

    fn counted() -> Counted {
        Counted {
            number: 1,
            version: 1,
            reference: "V-1".into(),
            called: "UN 1".into(),
            reservation: "BV-1".into(),
            is_reserved: true,
            from: at(10, 6),
            to: at(12, 20),
            state: "available".into(),
            is_armoured: false,
            papers: Some(vec![("insurance".into(), day(1), day(31))]),
            unready_on: None,
            has_driver: true,
            driver_lacks: Vec::new(),
            first: day(10),
            last: day(12),
        }
    }

    fn ready() -> Detail {
        Detail { officers: vec![member()], vehicles: vec![counted()], roads: vec![(1, at(10, 8), at(10, 12))] }
    }

    fn broken(detail: &Detail) -> Vec<(Topic, Verdict, Vec<Reason>)> {
        let findings = judge(detail, RULES).into_iter().filter(|finding| !matches!(finding.verdict, Verdict::Holds(_)));
        findings.map(|finding| (finding.topic, finding.verdict, finding.reasons)).collect()
    }

    #[test]
    fn a_ready_detail_holds_in_every_topic_and_says_until_when() {
        let findings = judge(&ready(), RULES);
        assert_eq!(findings.iter().map(|finding| finding.topic).collect::<Vec<_>>(), Topic::ALL);
        assert_eq!(broken(&ready()), vec![]);
        assert_eq!(findings[0].verdict, Verdict::Holds(Some(day(31))));
        assert_eq!(findings[2].verdict, Verdict::Holds(Some(day(30))), "the inspection ends first");
    }

    /// What one change to a ready detail breaks.
    #[track_caller]
    fn breaks(change: impl FnOnce(&mut Detail), topic: Topic, verdict: Verdict, reason: Reason) {
        let mut detail = ready();
        change(&mut detail);
        assert_eq!(broken(&detail), vec![(topic, verdict, vec![reason])]);
    }

    #[test]
    fn a_paper_that_ends_on_the_way_is_a_no_from_the_day_after() {
        let ends = |detail: &mut Detail, kind: &str, until| {
            detail.officers[0].papers.as_mut().unwrap().iter_mut().filter(|one| one.kind == kind).for_each(|one| one.valid_until = Some(until));
        };
        for (kind, topic) in [("cpoc", Topic::Roles), ("use_of_force", Topic::Weapons), ("medical_fitness", Topic::Weapons)] {
            let kind = Duty::Armed.takes().iter().chain(Duty::CloseProtection.takes()).find(|known| **known == kind).unwrap();
            let gap = Reason::Gap(Gap::Lacks(kind, Lack::Expired(day(11))), String::new());
            breaks(|detail| ends(detail, kind, day(11)), topic, Verdict::Fails(day(12)), gap);
        }
        let mut to_the_end = ready();
        ends(&mut to_the_end, "cpoc", day(12));
        assert_eq!(broken(&to_the_end), vec![], "it holds on its last day");
    }

    #[test]
    fn what_was_never_recorded_is_unknown_and_not_no() {
        let never = Reason::Gap(Gap::Lacks("cpoc", Lack::Never), String::new());
        breaks(|detail| detail.officers[0].papers.as_mut().unwrap().retain(|one| one.kind != "cpoc"), Topic::Roles, Verdict::Unknown, never);
        breaks(|detail| detail.officers[0].weapons[0].inspection_due = None, Topic::Weapons, Verdict::Unknown, Reason::InspectionNever);
        breaks(|detail| detail.officers[0].rounds[0].shelf_life_until = None, Topic::Rounds, Verdict::Unknown, Reason::ShelfLifeNever);
        breaks(|detail| detail.officers[0].rounds.clear(), Topic::Rounds, Verdict::Unknown, Reason::NoRounds);
        breaks(|detail| detail.vehicles[0].papers = Some(Vec::new()), Topic::Vehicles, Verdict::Unknown, Reason::PaperNever("insurance"));
        breaks(|detail| detail.vehicles.clear(), Topic::Vehicles, Verdict::Unknown, Reason::NoVehicle);
        breaks(|detail| detail.officers[0].is_timed = false, Topic::Rest, Verdict::Unknown, Reason::TimesUnknown);
        breaks(|detail| detail.officers[0].has_unknown_place = true, Topic::Weapons, Verdict::Unknown, Reason::CountryUnknown);
    }

    #[test]
    fn what_a_station_asks_of_everybody_warns_with_its_day() {
        let lacks = |end| move |detail: &mut Detail| (detail.officers[0].asked[0].missing_on, detail.officers[0].asked[0].end) = (Some(day(11)), end);
        let kind = || Kind { code: "ssafe".into(), name: String::new() };
        breaks(lacks(None), Topic::Training, Verdict::Unknown, Reason::TrainingNever(kind(), "GOM".into()));
        breaks(lacks(Some(day(10))), Topic::Training, Verdict::Fails(day(11)), Reason::TrainingEnds(kind(), "GOM".into(), day(10)));
    }

    #[test]
    fn permits_are_asked_for_every_country_travelled() {
        let permit = Reason::Gap(Gap::Lacks("host_weapon_permit", Lack::Never), "SS".into());
        breaks(|detail| detail.officers[0].countries.push("SS".into()), Topic::Weapons, Verdict::Unknown, permit);
        let carry = |was| Reason::NoCarryPermit("SS".into(), was);
        let without = |was| move |detail: &mut Detail| detail.officers[0].weapons[0].uncarried = Some((day(11), "SS".into(), was));
        breaks(without(true), Topic::Weapons, Verdict::Fails(day(11)), carry(true));
        breaks(without(false), Topic::Weapons, Verdict::Unknown, carry(false));
    }

    #[test]
    fn weapons_rounds_vehicles_and_rest_fail_alone() {
        let now = Verdict::Fails(day(10));
        breaks(|detail| detail.officers[0].weapons[0].state = "in_repair".into(), Topic::Weapons, now, Reason::WeaponState("in_repair".into()));
        breaks(|detail| detail.officers[0].weapons[0].inspection_due = Some(day(11)), Topic::Weapons, Verdict::Fails(day(12)), Reason::InspectionDue(day(11)));
        breaks(|detail| detail.officers[0].rounds[0].is_suspended = true, Topic::Rounds, now, Reason::LotSuspended);
        breaks(|detail| detail.officers[0].rounds[0].fits = false, Topic::Rounds, now, Reason::Misfit);
        breaks(|detail| detail.officers[0].rounds[0].shelf_life_until = Some(day(2)), Topic::Rounds, now, Reason::LotExpired(day(2)));
        breaks(|detail| detail.vehicles[0].state = "workshop".into(), Topic::Vehicles, now, Reason::VehicleState("workshop".into()));
        let insured = |until| move |detail: &mut Detail| detail.vehicles[0].papers = Some(vec![("insurance".into(), day(1), until)]);
        breaks(insured(day(11)), Topic::Vehicles, Verdict::Fails(day(12)), Reason::PaperEnds("insurance", day(11)));
        breaks(insured(day(3)), Topic::Vehicles, now, Reason::PaperEnds("insurance", day(3)));
        breaks(|detail| detail.vehicles[0].driver_lacks = vec!["av_driver".into()], Topic::Vehicles, now, Reason::DriverLacks("av_driver".into()));
        breaks(|detail| detail.vehicles[0].has_driver = false, Topic::Vehicles, Verdict::Unknown, Reason::NoDriver);
        breaks(|detail| detail.officers[0].rested_since = Some(at(10, 0)), Topic::Rest, now, Reason::ShortRest(Duration::hours(8)));
        breaks(|detail| detail.officers[0].wanted_from = Some(at(12, 20)), Topic::Rest, Verdict::Fails(day(12)), Reason::ShortRest(Duration::hours(8)));
        let long = vec![(at(10, 8), at(10, 12)), (at(10, 18), at(10, 22))];
        breaks(|detail| detail.officers[0].legs = long, Topic::Rest, now, Reason::LongDuty(Duration::hours(14)));
    }

    #[test]
    fn a_kit_fails_from_the_day_on_which_something_in_it_ends_or_lacks() {
        let read = |codes: &[&str]| codes.iter().map(|code| Shortfall::read(code)).collect::<Vec<_>>();
        let judged = |gaps: &[&str], unrecorded: &[&str], failed_on| {
            let mut detail = ready();
            let held = &mut detail.officers[0].kit[0];
            (held.gaps, held.unrecorded, held.failed_on) = (read(gaps), read(unrecorded), failed_on);
            broken(&detail)
        };
        let says = |code: &str| Shortfall::Says(code.to_owned());
        let ended = Reason::Kit(Shortfall::Ends("J-1".into(), day(11)));
        let lacks = "lacks:medical_kit:0:1";
        assert_eq!(
            judged(&[lacks, "part:J-1:expired:2026-12-11"], &[], Some(day(12))),
            vec![(Topic::Kit, Verdict::Fails(day(12)), vec![Reason::Kit(says(lacks)), ended])]
        );
        let before = Reason::Kit(Shortfall::Ends(String::new(), day(3)));
        assert_eq!(judged(&["expired:2026-12-03"], &[], Some(day(10))), vec![(Topic::Kit, Verdict::Fails(day(10)), vec![before])]);
        let unrecorded = Reason::KitUnrecorded(says("contents"));
        assert_eq!(judged(&[], &["contents"], None), vec![(Topic::Kit, Verdict::Unknown, vec![unrecorded.clone()])], "nobody said what belongs into it");
        assert_eq!(
            judged(&["state"], &["contents"], Some(day(10))),
            vec![(Topic::Kit, Verdict::Fails(day(10)), vec![Reason::Kit(says("state")), unrecorded])],
            "what is known to fail is a no"
        );
        assert_eq!(judged(&["sealed"], &[], Some(day(11))), vec![(Topic::Kit, Verdict::Fails(day(11)), vec![Reason::Sealed])]);
        let sealed = vec![Reason::KitUnrecorded(Shortfall::Sealed)];
        assert_eq!(judged(&[], &["sealed"], None), vec![(Topic::Kit, Verdict::Unknown, sealed)]);
        assert_eq!(read(&["part:J-1:expired", "expired:soon"]), vec![says("part:J-1:expired"), says("expired:soon")], "a day that is none");
    }

    #[test]
    fn a_cancelled_reservation_carries_nobody() {
        let mut detail = ready();
        detail.vehicles[0].is_reserved = false;
        let reasons: Vec<_> = broken(&detail).into_iter().map(|(.., reasons)| reasons).collect();
        assert_eq!(reasons, vec![vec![Reason::ReservationOver], vec![Reason::NoVehicle]]);
    }

    #[test]
    fn who_may_not_read_the_papers_gets_the_day_and_no_reason() {
        let sealed = |change: fn(&mut Detail)| {
            let mut detail = ready();
            detail.officers[0].papers = None;
            change(&mut detail);
            broken(&detail)
        };
        assert_eq!(sealed(|_| {}), vec![]);
        assert_eq!(sealed(|detail| detail.officers[0].unfit_on = Some(day(11))), vec![(Topic::Roles, Verdict::Fails(day(11)), vec![Reason::Sealed])]);
        let unarmed = sealed(|detail| detail.officers[0].weapons[0].unarmed_on = Some(day(12)));
        assert_eq!(unarmed, vec![(Topic::Weapons, Verdict::Fails(day(12)), vec![Reason::Sealed])]);
    }
}
