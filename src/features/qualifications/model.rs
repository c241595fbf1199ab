//! Who is fit for what, and what is missing. No database, no HTTP, no language.

use chrono::{Days, NaiveDate};

/// Classes of weapons, as stored.
pub const CLASSES: &[&str] = &["pistol", "smg", "carbine", "rifle", "shotgun", "lmg", "other"];

/// A paper of an officer that was not voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub kind: String,
    pub class: String,
    pub model: String,
    pub country: String,
    pub obtained_on: NaiveDate,
    /// `None`: it does not expire.
    pub valid_until: Option<NaiveDate>,
    pub is_verified: bool,
}

impl Held {
    /// Verified, and its dates hold the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.is_verified && self.obtained_on <= day && self.valid_until.is_none_or(|end| end >= day)
    }
}

/// The four states of a qualification on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Holds; its end, if it has one.
    Valid(Option<NaiveDate>),
    /// Holds, and ends soon.
    Warning(NaiveDate),
    /// Held once; its last day.
    Expired(NaiveDate),
    /// Nothing verified was ever recorded.
    Never,
}

impl State {
    /// The state that these papers of one kind give on a day; `lead_days` before the end it warns.
    pub fn of<'a>(held: impl Iterator<Item = &'a Held> + Clone, day: NaiveDate, lead_days: i32) -> Self {
        let covering: Vec<&Held> = held.clone().filter(|one| one.covers(day)).collect();
        if covering.iter().any(|one| one.valid_until.is_none()) {
            return State::Valid(None);
        }
        if let Some(end) = covering.iter().filter_map(|one| one.valid_until).max() {
            let warns_from = end.checked_sub_days(Days::new(lead_days.max(0).unsigned_abs().into())).unwrap_or(end);
            return if day >= warns_from { State::Warning(end) } else { State::Valid(Some(end)) };
        }
        match held.filter(|one| one.is_verified && one.obtained_on <= day).filter_map(|one| one.valid_until).max() {
            Some(end) => State::Expired(end),
            None => State::Never,
        }
    }

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            State::Valid(_) => "valid",
            State::Warning(_) => "warning",
            State::Expired(_) => "expired",
            State::Never => "never",
        }
    }

    /// Its last day, past or to come.
    pub fn end(self) -> Option<NaiveDate> {
        match self {
            State::Valid(end) => end,
            State::Warning(end) | State::Expired(end) => Some(end),
            State::Never => None,
        }
    }
}

/// What somebody may be fit for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    Armed,
    CloseProtection,
    Driving,
    ArmouredDriving,
    Medic,
}

impl Duty {
    /// In the order of the page.
    pub const ALL: [Duty; 5] = [Duty::Armed, Duty::CloseProtection, Duty::Driving, Duty::ArmouredDriving, Duty::Medic];

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Duty::Armed => "armed",
            Duty::CloseProtection => "close-protection",
            Duty::Driving => "driving",
            Duty::ArmouredDriving => "armoured-driving",
            Duty::Medic => "medic",
        }
    }

    /// Qualifications it takes, as stored.
    pub fn takes(self) -> &'static [&'static str] {
        match self {
            Duty::Armed => &["firearm", "weapon_authorization", "use_of_force", "medical_fitness", "host_weapon_permit"],
            Duty::CloseProtection => &["cpoc", "physical_fitness", "ifak"],
            Duty::Driving => &["un_driver_permit"],
            Duty::ArmouredDriving => &["un_driver_permit", "av_driver"],
            Duty::Medic => &["etb", "ifak"],
        }
    }
}

/// A class and model of weapon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weapon {
    pub class: String,
    pub model: String,
}

/// Why a qualification does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nothing was recorded.
    Never,
    /// Recorded, and nobody verified it.
    Unverified,
    /// Its last day has passed.
    Expired(NaiveDate),
}

/// One thing that stands against a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The personnel category is not armed.
    Category,
    /// A Member State's officer without an agreement in force that says armed (UNC-19).
    Agreement,
    /// Nobody recorded whether the station allows arms.
    StationUnknown,
    /// The station does not allow arms.
    Station,
    /// The station does not allow arms to this category.
    StationCategory,
    /// Suspended from armed duty.
    Suspended,
    /// A qualification, and why it does not count.
    Lacks(&'static str, Lack),
}

impl Gap {
    /// As `sec.armed_gaps` says it.
    pub fn code(self) -> &'static str {
        match self {
            Gap::Category => "category",
            Gap::Agreement => "agreement",
            Gap::StationUnknown => "station_unknown",
            Gap::Station => "station",
            Gap::StationCategory => "station_category",
            Gap::Suspended => "suspended",
            Gap::Lacks(kind, _) => kind,
        }
    }
}

/// What a station decided about arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arming {
    pub allows: bool,
    pub allows_professionals: bool,
}

/// What a category says about arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArmedCategory {
    Never,
    Always,
    /// Only where the station says so as well (UNC-18).
    ByStation,
}

/// Everything that fitness follows from.
#[derive(Debug, Clone)]
pub struct Person {
    pub category: ArmedCategory,
    /// First and last days on which an agreement lets them be armed; `None`: the category needs none (UNC-19).
    pub agreements: Option<Vec<(NaiveDate, NaiveDate)>>,
    /// `None`: nobody decided.
    pub arming: Option<Arming>,
    pub is_suspended: bool,
    /// Country of the duty station, two letters.
    pub country: String,
    pub held: Vec<Held>,
}

impl Person {
    /// What stands against a duty on a day; empty: fit. An armed duty names the weapon.
    pub fn gaps(&self, duty: Duty, weapon: Option<&Weapon>, day: NaiveDate) -> Vec<Gap> {
        let mut gaps = Vec::new();
        if duty == Duty::Armed {
            gaps.extend((self.category == ArmedCategory::Never).then_some(Gap::Category));
            let is_agreed = self.agreements.as_ref().is_none_or(|spans| spans.iter().any(|(from, until)| *from <= day && day <= *until));
            gaps.extend((!is_agreed).then_some(Gap::Agreement));
            gaps.extend(self.station_gap());
            gaps.extend(self.is_suspended.then_some(Gap::Suspended));
        }
        gaps.extend(duty.takes().iter().filter_map(|kind| self.lack(kind, weapon, day).map(|lack| Gap::Lacks(kind, lack))));
        gaps
    }

    /// The first day of a span, both ends included, on which the person is not fit, with what is missing then.
    pub fn first_unfit_day(&self, duty: Duty, weapon: Option<&Weapon>, from: NaiveDate, to: NaiveDate) -> Option<(NaiveDate, Vec<Gap>)> {
        // Fitness can end on the day after a paper or an agreement ends, and on no other day.
        let agreed = self.agreements.iter().flatten().filter_map(|(_, until)| until.succ_opt());
        let ends = self.held.iter().filter_map(|one| one.valid_until?.succ_opt()).chain(agreed);
        let mut days: Vec<NaiveDate> = ends.filter(|day| *day > from && *day <= to).collect();
        days.push(from);
        days.sort_unstable();
        days.into_iter().map(|day| (day, self.gaps(duty, weapon, day))).find(|(_, gaps)| !gaps.is_empty())
    }

    /// The last day on which what the duty takes still holds, for somebody who is fit on `day`; `None`: no end.
    pub fn fit_until(&self, duty: Duty, weapon: Option<&Weapon>, day: NaiveDate) -> Option<NaiveDate> {
        let agreed = self.agreements.iter().flatten().filter(|(from, until)| duty == Duty::Armed && *from <= day && day <= *until).map(|(_, until)| *until);
        duty.takes().iter().filter_map(|kind| State::of(self.papers(kind, weapon), day, 0).end()).chain(agreed.max()).min()
    }

    /// Weapons that a written authorization names, expired ones too.
    pub fn weapons(&self) -> Vec<Weapon> {
        let named = self.held.iter().filter(|one| one.kind == "weapon_authorization");
        let mut weapons: Vec<Weapon> = named.map(|one| Weapon { class: one.class.clone(), model: one.model.trim().to_owned() }).collect();
        weapons.sort();
        weapons.dedup_by(|a, b| a.class == b.class && a.model.eq_ignore_ascii_case(&b.model));
        weapons
    }

    fn station_gap(&self) -> Option<Gap> {
        match self.arming {
            None => Some(Gap::StationUnknown),
            Some(arming) if !arming.allows => Some(Gap::Station),
            Some(arming) if self.category == ArmedCategory::ByStation && !arming.allows_professionals => Some(Gap::StationCategory),
            Some(_) => None,
        }
    }

    fn lack(&self, kind: &str, weapon: Option<&Weapon>, day: NaiveDate) -> Option<Lack> {
        match State::of(self.papers(kind, weapon), day, 0) {
            State::Valid(_) | State::Warning(_) => None,
            State::Expired(end) => Some(Lack::Expired(end)),
            State::Never if self.papers(kind, weapon).any(|one| !one.is_verified) => Some(Lack::Unverified),
            State::Never => Some(Lack::Never),
        }
    }

    /// Papers of a kind that speak of this weapon and this country.
    fn papers<'a>(&'a self, kind: &'a str, weapon: Option<&'a Weapon>) -> impl Iterator<Item = &'a Held> + Clone {
        self.held.iter().filter(move |one| {
            one.kind == kind
                && match kind {
                    "firearm" => weapon.is_none_or(|weapon| weapon.class == one.class),
                    "weapon_authorization" => {
                        weapon.is_none_or(|weapon| weapon.class == one.class && weapon.model.trim().to_lowercase() == one.model.trim().to_lowercase())
                    }
                    "host_weapon_permit" => one.country == self.country,
                    _ => true,
                }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn paper(kind: &str, from: NaiveDate, until: Option<NaiveDate>) -> Held {
        let (class, model) = match kind {
            "firearm" => ("pistol", ""),
            "weapon_authorization" => ("pistol", "M9"),
            _ => ("", ""),
        };
        let country = if kind == "host_weapon_permit" { "CD" } else { "" };
        Held { kind: kind.into(), class: class.into(), model: model.into(), country: country.into(), obtained_on: from, valid_until: until, is_verified: true }
    }

    fn fit() -> Person {
        Person {
            category: ArmedCategory::Always,
            agreements: None,
            arming: Some(Arming { allows: true, allows_professionals: false }),
            is_suspended: false,
            country: "CD".into(),
            held: Duty::Armed.takes().iter().map(|kind| paper(kind, day(1, 1), Some(day(6, 30)))).collect(),
        }
    }

    fn pistol() -> Weapon {
        Weapon { class: "pistol".into(), model: "m9 ".into() }
    }

    fn codes(person: &Person, on: NaiveDate) -> Vec<&'static str> {
        person.gaps(Duty::Armed, Some(&pistol()), on).into_iter().map(Gap::code).collect()
    }

    #[test]
    fn a_qualification_has_four_states() {
        let held = [paper("ifak", day(1, 1), Some(day(6, 30)))];
        for (on, state) in [
            (day(1, 1), State::Valid(Some(day(6, 30)))),
            (day(5, 1), State::Warning(day(6, 30))),
            (day(6, 30), State::Warning(day(6, 30))),
            (day(7, 1), State::Expired(day(6, 30))),
        ] {
            assert_eq!(State::of(held.iter(), on, 60), state, "{on}");
        }
        assert_eq!(State::of(held.iter(), NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(), 60), State::Never);
        assert_eq!(State::of([].iter(), day(1, 1), 60), State::Never);
    }

    #[test]
    fn a_renewal_covers_the_gap_and_a_claim_does_not() {
        let claim = Held { is_verified: false, ..paper("ifak", day(7, 1), None) };
        let renewed = paper("ifak", day(6, 1), Some(day(12, 31)));
        let old = paper("ifak", day(1, 1), Some(day(6, 30)));
        assert_eq!(State::of([old.clone(), claim].iter(), day(8, 1), 60), State::Expired(day(6, 30)));
        assert_eq!(State::of([old, renewed].iter(), day(8, 1), 60), State::Valid(Some(day(12, 31))));
    }

    #[test]
    fn each_condition_of_an_armed_duty_is_missed_alone() {
        assert_eq!(codes(&fit(), day(3, 1)), Vec::<&str>::new());
        for kind in Duty::Armed.takes() {
            let mut person = fit();
            person.held.retain(|one| one.kind != *kind);
            assert_eq!(codes(&person, day(3, 1)), vec![*kind]);
        }
        let nobody_said = Person { arming: None, ..fit() };
        let not_here = Person { arming: Some(Arming { allows: false, allows_professionals: false }), ..fit() };
        let professional = Person { category: ArmedCategory::ByStation, ..fit() };
        for (person, code) in [
            (Person { category: ArmedCategory::Never, ..fit() }, "category"),
            (nobody_said, "station_unknown"),
            (not_here, "station"),
            (professional.clone(), "station_category"),
            (Person { is_suspended: true, ..fit() }, "suspended"),
        ] {
            assert_eq!(codes(&person, day(3, 1)), vec![code]);
        }
        let allowed = Person { arming: Some(Arming { allows: true, allows_professionals: true }), ..professional };
        assert_eq!(codes(&allowed, day(3, 1)), Vec::<&str>::new());
    }

    #[test]
    fn whoever_a_member_state_sent_is_armed_as_long_as_an_agreement_says_so() {
        let sent = |spans: &[(NaiveDate, NaiveDate)]| Person { agreements: Some(spans.to_vec()), ..fit() };
        assert_eq!(codes(&sent(&[]), day(3, 1)), vec!["agreement"]);
        let agreed = sent(&[(day(2, 1), day(3, 31))]);
        assert_eq!(codes(&agreed, day(3, 31)), Vec::<&str>::new());
        assert_eq!(codes(&agreed, day(4, 1)), vec!["agreement"]);
        let first = agreed.first_unfit_day(Duty::Armed, Some(&pistol()), day(3, 1), day(5, 1));
        assert_eq!(first.map(|(day, gaps)| (day, gaps[0].code())), Some((day(4, 1), "agreement")));
    }

    #[test]
    fn another_class_model_or_country_does_not_count() {
        let rifle = Weapon { class: "rifle".into(), model: "M9".into() };
        let model = Weapon { class: "pistol".into(), model: "M10".into() };
        let of = |person: &Person, weapon: &Weapon| person.gaps(Duty::Armed, Some(weapon), day(3, 1)).into_iter().map(Gap::code).collect::<Vec<_>>();
        assert_eq!(of(&fit(), &rifle), vec!["firearm", "weapon_authorization"]);
        assert_eq!(of(&fit(), &model), vec!["weapon_authorization"]);
        assert_eq!(of(&Person { country: "SS".into(), ..fit() }, &pistol()), vec!["host_weapon_permit"]);
    }

    #[test]
    fn why_it_does_not_count_is_said() {
        let mut person = fit();
        person.held.retain(|one| one.kind != "use_of_force");
        let of = |person: &Person, on| person.gaps(Duty::Armed, Some(&pistol()), on);
        assert_eq!(of(&person, day(3, 1)), vec![Gap::Lacks("use_of_force", Lack::Never)]);
        person.held.push(Held { is_verified: false, ..paper("use_of_force", day(2, 1), None) });
        assert_eq!(of(&person, day(3, 1)), vec![Gap::Lacks("use_of_force", Lack::Unverified)]);
        assert!(of(&fit(), day(7, 1)).contains(&Gap::Lacks("firearm", Lack::Expired(day(6, 30)))));
    }

    #[test]
    fn a_span_is_unfit_from_the_day_after_the_first_end() {
        let mut person = fit();
        person.held[2].valid_until = Some(day(4, 30));
        let weapon = pistol();
        let first = |from, to| person.first_unfit_day(Duty::Armed, Some(&weapon), from, to).map(|(day, gaps)| (day, gaps[0].code()));
        assert_eq!(first(day(3, 1), day(4, 30)), None);
        assert_eq!(first(day(3, 1), day(5, 1)), Some((day(5, 1), "use_of_force")));
        assert_eq!(first(day(7, 1), day(7, 2)).map(|(day, _)| day), Some(day(7, 1)));
        assert_eq!(person.fit_until(Duty::Armed, Some(&weapon), day(3, 1)), Some(day(4, 30)));
    }

    #[test]
    fn drivers_and_medics_need_no_weapon() {
        let held = vec![paper("un_driver_permit", day(1, 1), Some(day(6, 30))), paper("etb", day(1, 1), None)];
        let person = Person { category: ArmedCategory::Never, arming: None, held, ..fit() };
        let of = |duty| person.gaps(duty, None, day(3, 1)).into_iter().map(Gap::code).collect::<Vec<_>>();
        assert_eq!(of(Duty::Driving), Vec::<&str>::new());
        assert_eq!(of(Duty::ArmouredDriving), vec!["av_driver"]);
        assert_eq!(of(Duty::Medic), vec!["ifak"]);
    }
}
