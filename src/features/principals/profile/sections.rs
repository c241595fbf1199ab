//! The sections of a profile and their fields: one table from which forms, pages and statements are made.
//! What a section needs to be complete is the database's own column; here stands what a page shows.

use crate::audit::history::HistoryTable;

/// A section of the profile; five of them are compartments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Identity,
    Contacts,
    Work,
    Arrangements,
    Preferences,
    Routine,
    Documents,
    Residence,
    Family,
    Medical,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// A telephone number.
    Phone,
    /// A date.
    Date,
    /// One of a few; the second part is the beginning of the keys of their words.
    Choice(&'static [&'static str], &'static str),
}

/// A field of a section.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Name in the form; the column, without `_sealed`.
    pub name: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// How it is typed.
    pub kind: Kind,
    /// True if the section is incomplete without it.
    pub is_needed: bool,
    /// True if the column is sealed.
    pub is_sealed: bool,
    /// True if the focal point is asked about it.
    pub is_attested: bool,
}

impl FieldSpec {
    const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { name, label, kind, is_needed: false, is_sealed: false, is_attested: false }
    }
    const fn needed(mut self) -> Self {
        self.is_needed = true;
        self
    }
    const fn sealed(mut self) -> Self {
        self.is_sealed = true;
        self
    }
    const fn attested(mut self) -> Self {
        self.is_attested = true;
        self
    }

    /// Its column.
    pub fn column(&self) -> String {
        if self.is_sealed { format!("{}_sealed", self.name) } else { self.name.to_owned() }
    }

    /// Most characters of its text.
    pub fn limit(&self) -> usize {
        match self.kind {
            Kind::Lines => 2_000,
            Kind::Line | Kind::Phone | Kind::Date | Kind::Choice(..) => 200,
        }
    }
}

use Kind::{Choice, Date, Line, Lines, Phone};

const MEASURE: Kind = Choice(&["in_place", "partly", "missing"], "profile-measure");

const IDENTITY: &[FieldSpec] = &[
    FieldSpec::new("full_name", "profile-identity-full-name", Line).needed().attested(),
    FieldSpec::new("known_as", "profile-identity-known-as", Line).attested(),
    FieldSpec::new("born_on", "profile-identity-born-on", Date),
    FieldSpec::new("nationality", "profile-identity-nationality", Line).needed().attested(),
    FieldSpec::new("gender", "profile-identity-gender", Choice(&["female", "male", "other"], "profile-identity-gender")),
    FieldSpec::new("marks", "profile-identity-marks", Lines),
];
const CONTACTS: &[FieldSpec] = &[
    FieldSpec::new("mobile_phone", "profile-contacts-mobile-phone", Phone).needed().attested(),
    FieldSpec::new("office_phone", "profile-contacts-office-phone", Phone).attested(),
    FieldSpec::new("satellite_phone", "profile-contacts-satellite-phone", Phone).attested(),
    FieldSpec::new("email", "profile-contacts-email", Line).attested(),
    FieldSpec::new("assistant_name", "profile-contacts-assistant-name", Line).attested(),
    FieldSpec::new("assistant_phone", "profile-contacts-assistant-phone", Phone).attested(),
    FieldSpec::new("focal_name", "profile-contacts-focal-name", Line).needed().attested(),
    FieldSpec::new("focal_phone", "profile-contacts-focal-phone", Phone).needed().attested(),
    FieldSpec::new("communications", "profile-contacts-communications", Lines),
];
const WORK: &[FieldSpec] = &[
    FieldSpec::new("job", "profile-work-job", Line).needed().attested(),
    FieldSpec::new(
        "job_kind",
        "profile-work-job-kind",
        Choice(
            &[
                "head_of_department",
                "head_of_agency",
                "srsg",
                "dsrsg",
                "special_envoy",
                "personal_envoy",
                "special_coordinator",
                "special_adviser",
                "resident_coordinator",
                "force_commander",
                "police_commissioner",
                "tribunal_official",
                "former_official",
                "other",
            ],
            "profile-work-job-kind",
        ),
    ),
    FieldSpec::new("rank", "profile-work-rank", Choice(&["SG", "DSG", "USG", "ASG", "D2", "other"], "profile-work-rank")).needed(),
    FieldSpec::new("rank_reason", "profile-work-rank-reason", Line),
    FieldSpec::new("appointment_start", "profile-work-appointment-start", Date),
    FieldSpec::new("appointment_end", "profile-work-appointment-end", Date),
    FieldSpec::new("office_address", "profile-work-office-address", Lines).attested(),
    FieldSpec::new("exposure", "profile-work-exposure", Choice(&["low", "medium", "high"], "profile-work-exposure")).needed(),
    FieldSpec::new("exposure_note", "profile-work-exposure-note", Lines),
    FieldSpec::new("threat_history", "profile-work-threat-history", Lines),
];
const ARRANGEMENTS: &[FieldSpec] = &[
    FieldSpec::new(
        "protection_status",
        "profile-arrangements-protection-status",
        Choice(&["not_assessed", "no_cp", "potential_risk", "actual_risk", "cp_active", "cp_suspended", "ended"], "profile-arrangements-protection-status"),
    )
    .needed(),
    FieldSpec::new("arrangements", "profile-arrangements-arrangements", Lines).needed(),
    FieldSpec::new("host_protection", "profile-arrangements-host-protection", Lines),
    FieldSpec::new("vehicles", "profile-arrangements-vehicles", Lines),
    FieldSpec::new("staff", "profile-arrangements-staff", Lines),
    FieldSpec::new("limits", "profile-arrangements-limits", Lines),
];
const PREFERENCES: &[FieldSpec] = &[
    FieldSpec::new("languages", "profile-preferences-languages", Line).needed().attested(),
    FieldSpec::new("officer_gender", "profile-preferences-officer-gender", Choice(&["no_preference", "female", "male"], "profile-preferences-officer-gender"))
        .needed(),
    FieldSpec::new("diet", "profile-preferences-diet", Line).attested(),
    FieldSpec::new("faith", "profile-preferences-faith", Line),
    FieldSpec::new("mobility", "profile-preferences-mobility", Line),
    FieldSpec::new("wishes", "profile-preferences-wishes", Lines),
];
const ROUTINE: &[FieldSpec] = &[
    FieldSpec::new("habits", "profile-routine-habits", Lines).needed(),
    FieldSpec::new("places", "profile-routine-places", Lines).needed(),
    FieldSpec::new("vehicles_used", "profile-routine-vehicles-used", Lines),
    FieldSpec::new("regular_times", "profile-routine-regular-times", Lines),
];
const DOCUMENTS: &[FieldSpec] = &[
    FieldSpec::new("laissez_passer", "profile-documents-laissez-passer", Line).needed(),
    FieldSpec::new("laissez_passer_until", "profile-documents-laissez-passer-until", Date).needed(),
    FieldSpec::new("passport_country", "profile-documents-passport-country", Line),
    FieldSpec::new("passport", "profile-documents-passport", Line),
    FieldSpec::new("passport_until", "profile-documents-passport-until", Date),
    FieldSpec::new("visas", "profile-documents-visas", Lines),
];
const RESIDENCE: &[FieldSpec] = &[
    FieldSpec::new("address", "profile-residence-address", Lines).needed().sealed(),
    FieldSpec::new("kind", "profile-residence-kind", Choice(&["house", "apartment", "compound", "hotel", "other"], "profile-residence-kind")).needed(),
    FieldSpec::new("perimeter", "profile-residence-perimeter", MEASURE),
    FieldSpec::new("access_control", "profile-residence-access-control", MEASURE),
    FieldSpec::new("locks", "profile-residence-locks", MEASURE),
    FieldSpec::new("alarm", "profile-residence-alarm", MEASURE),
    FieldSpec::new("guards", "profile-residence-guards", MEASURE),
    FieldSpec::new("safe_room", "profile-residence-safe-room", MEASURE),
    FieldSpec::new("survey_date", "profile-residence-survey-date", Date),
    FieldSpec::new(
        "compliance",
        "profile-residence-compliance",
        Choice(&["not_surveyed", "compliant", "partly", "not_compliant"], "profile-residence-compliance"),
    )
    .needed(),
];
const FAMILY: &[FieldSpec] = &[
    FieldSpec::new("members", "profile-family-members", Lines).needed().sealed(),
    FieldSpec::new("schools", "profile-family-schools", Lines).sealed(),
    FieldSpec::new("contacts", "profile-family-contacts", Lines).needed().sealed(),
];
const MEDICAL: &[FieldSpec] = &[
    FieldSpec::new("blood_group", "profile-medical-blood-group", Line).needed().sealed(),
    FieldSpec::new("allergies", "profile-medical-allergies", Lines).needed().sealed(),
    FieldSpec::new("medication", "profile-medical-medication", Lines).sealed(),
    FieldSpec::new("hospital_limits", "profile-medical-hospital-limits", Lines).sealed(),
    FieldSpec::new("doctor", "profile-medical-doctor", Lines).sealed(),
];

impl Section {
    /// In the order of the task list.
    pub const ALL: [Section; 10] = [
        Section::Identity,
        Section::Contacts,
        Section::Work,
        Section::Arrangements,
        Section::Preferences,
        Section::Routine,
        Section::Documents,
        Section::Residence,
        Section::Family,
        Section::Medical,
    ];

    /// The word in the address, and in keys of the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Section::Identity => "identity",
            Section::Contacts => "contacts",
            Section::Work => "work",
            Section::Arrangements => "arrangements",
            Section::Preferences => "preferences",
            Section::Routine => "routine",
            Section::Documents => "documents",
            Section::Residence => "residence",
            Section::Family => "family",
            Section::Medical => "medical",
        }
    }

    /// The section of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }

    /// Its table, with its history.
    pub fn table(self) -> HistoryTable {
        match self {
            Section::Identity => HistoryTable::ProfileIdentity,
            Section::Contacts => HistoryTable::ProfileContacts,
            Section::Work => HistoryTable::ProfileWork,
            Section::Arrangements => HistoryTable::ProfileArrangements,
            Section::Preferences => HistoryTable::ProfilePreferences,
            Section::Routine => HistoryTable::ProfileRoutine,
            Section::Documents => HistoryTable::ProfileDocuments,
            Section::Residence => HistoryTable::ProfileResidence,
            Section::Family => HistoryTable::ProfileFamily,
            Section::Medical => HistoryTable::ProfileMedical,
        }
    }

    /// True if it opens on a click that is logged.
    pub fn is_compartment(self) -> bool {
        matches!(self, Section::Routine | Section::Documents | Section::Residence | Section::Family | Section::Medical)
    }

    /// Its fields, in the order of the page.
    pub fn fields(self) -> &'static [FieldSpec] {
        match self {
            Section::Identity => IDENTITY,
            Section::Contacts => CONTACTS,
            Section::Work => WORK,
            Section::Arrangements => ARRANGEMENTS,
            Section::Preferences => PREFERENCES,
            Section::Routine => ROUTINE,
            Section::Documents => DOCUMENTS,
            Section::Residence => RESIDENCE,
            Section::Family => FAMILY,
            Section::Medical => MEDICAL,
        }
    }

    /// The action that changes it.
    pub fn edit_action(self) -> &'static str {
        match self {
            Section::Routine => "routine.edit",
            Section::Documents => "documents.edit",
            Section::Residence => "residence.edit",
            Section::Family => "family.edit",
            Section::Medical => "medical.edit",
            Section::Identity | Section::Contacts | Section::Work | Section::Arrangements | Section::Preferences => "profile.edit",
        }
    }

    /// The action that opens it; its entry in the trail.
    pub fn open_action(self) -> &'static str {
        match self {
            Section::Routine => "routine.open",
            Section::Documents => "documents.open",
            Section::Residence => "residence.open",
            Section::Family => "family.open",
            Section::Medical => "medical.open",
            Section::Identity | Section::Contacts | Section::Work | Section::Arrangements | Section::Preferences => "profile.show",
        }
    }

    /// How much it matters that it is right, when it matters most.
    pub fn weight(self) -> u32 {
        match self {
            Section::Contacts | Section::Residence | Section::Medical => 3,
            Section::Identity | Section::Arrangements | Section::Family => 2,
            Section::Work | Section::Preferences | Section::Routine | Section::Documents => 1,
        }
    }
}

/// What the focal point is asked about: section and field, in the order of the page.
pub fn attested() -> impl Iterator<Item = (Section, &'static FieldSpec)> {
    Section::ALL
        .into_iter()
        .filter(|section| !section.is_compartment())
        .flat_map(|section| section.fields().iter().filter(|field| field.is_attested).map(move |field| (section, field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_at_most_twelve_fields_with_source_and_reason() {
        for section in Section::ALL {
            assert!(section.fields().len() + 2 <= 12, "{}", section.word());
        }
    }

    #[test]
    fn nothing_sealed_or_of_a_compartment_is_attested() {
        assert!(attested().all(|(section, field)| !section.is_compartment() && !field.is_sealed));
        assert!(attested().count() >= 12);
    }

    #[test]
    fn sealed_fields_stand_in_compartments_only() {
        for section in Section::ALL.into_iter().filter(|section| !section.is_compartment()) {
            assert!(section.fields().iter().all(|field| !field.is_sealed), "{}", section.word());
        }
    }
}
