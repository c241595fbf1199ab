//! One page for every form of a unit: a heading, the unit it is about, its fields, the deed.

use askama::Template;

use super::forms::{StepForm, UnitForm};
use super::model::{BEGINNINGS, CHECKS, FORMS, KINDS, OUTCOMES, POSITIONS, ROTATION_ENDS, SETTLEMENTS, steps};
use super::part_forms::{AgreementForm, CheckForm, EndForm, ItemForm, MemberForm, RotationEndForm, RotationForm, SettlementForm};
use super::parts::{Agreement, Item, Member, Of, Rotation};
use super::queries::{StationChoice, Unit};
use super::views::{url, whose, word};
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

/// An input of a form, in the order of the page.
pub enum Control {
    /// A line of text: the field, how wide, which keys.
    Text(Field, &'static str, &'static str),
    Area(Field),
    Select(Field, Vec<Choice>),
    Radios(Field, Vec<Choice>),
    Date(Field),
    Period(String, Field, Field),
    Tick(Field),
}

#[derive(Template)]
#[template(path = "member_state_units/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    reference: String,
    what: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    controls: Vec<Control>,
}

/// What the fields of a form are made with.
struct Maker<'a> {
    language: Language,
    errors: &'a FieldErrors,
}

impl Maker<'_> {
    fn field(&self, name: &str, label: &str, value: &str) -> Field {
        Field::new(self.language, name, label, value, self.errors)
    }
    fn line(&self, name: &str, label: &str, value: &str) -> Control {
        Control::Text(self.field(name, label, value), "w-l", "text")
    }
    fn code(&self, name: &str, label: &str, value: &str, hint: &str) -> Control {
        Control::Text(self.field(name, label, value).hint(self.language, hint), "w-xs", "text")
    }
    fn count(&self, name: &str, label: &str, value: &str) -> Control {
        Control::Text(self.field(name, label, value), "w-xs", "numeric")
    }
    fn day(&self, name: &str, label: &str, value: &str) -> Control {
        Control::Date(self.field(name, label, value).hint(self.language, "requirement-date-hint"))
    }
    fn words(&self, name: &str, label: &str, value: &str) -> Control {
        Control::Area(self.field(name, label, value).optional())
    }
    fn choices(&self, codes: &[&'static str], label: &str, value: &str) -> Vec<Choice> {
        codes.iter().map(|code| Choice::new(*code, word(self.language, label, code), value)).collect()
    }
    fn select(&self, name: &str, label: &str, value: &str, codes: &[&'static str]) -> Control {
        Control::Select(self.field(name, label, value), with_ask(self.language, self.choices(codes, label, value)))
    }
    fn radios(&self, name: &str, label: &str, value: &str, codes: &[&'static str]) -> Control {
        Control::Radios(self.field(name, label, value), self.choices(codes, label, value))
    }
}

impl FormPage {
    /// The form of a part of a unit, or of a step: heading, where it goes, the deed.
    fn of(seed: &Seed, unit: &Unit, (title, rest, deed): (&str, String, &str), version: &str, errors: &FieldErrors, controls: Vec<Control>) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, unit.reference.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: language.t(title),
            reference: unit.reference.clone(),
            what: whose(language, unit),
            action: format!("{}{rest}", url(&unit.reference)),
            back_url: url(&unit.reference),
            deed: language.t(deed),
            form_key: fresh_form_key(),
            version: version.to_owned(),
            errors: errors.links(language),
            controls,
        }
    }

    /// An enquiry or an offer.
    pub fn create(seed: &Seed, form: &UnitForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let make = Maker { language, errors };
        let current = form.station.trim().to_uppercase();
        let choices = stations.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), &current)).collect();
        let mut controls = vec![
            Control::Select(make.field("station", "ms-cp-unit-station-id", &form.station), with_ask(language, choices)),
            make.radios("state", "ms-cp-unit-state", &form.state, BEGINNINGS),
        ];
        controls.extend(Self::unit_controls(&make, form));
        let shell = Shell::new(seed, "unit-new");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: language.t("unit-new"),
            reference: String::new(),
            what: String::new(),
            action: "/member-state-units".into(),
            back_url: "/member-state-units".into(),
            deed: language.t("unit-create"),
            form_key: fresh_form_key(),
            version: String::new(),
            errors: errors.links(language),
            controls,
        }
    }

    /// The unit itself; its station stays.
    pub fn edit(seed: &Seed, unit: &Unit, form: &UnitForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let mut controls = Self::unit_controls(&make, form);
        controls.push(Control::Area(
            make.field("performance", "ms-cp-unit-performance", &form.performance).optional().hint(seed.language, "unit-performance-hint"),
        ));
        Self::of(seed, unit, ("unit-edit", "/edit".into(), "unit-save"), &form.version, errors, controls)
    }

    fn unit_controls(make: &Maker, form: &UnitForm) -> Vec<Control> {
        vec![
            make.code("member_state", "ms-cp-unit-member-state", &form.member_state, "unit-country-hint"),
            Control::Text(make.field("name", "ms-cp-unit-name", &form.name).hint(make.language, "unit-name-hint"), "w-m", "text"),
            make.count("strength", "ms-cp-unit-strength", &form.strength),
            Control::Tick(make.field("is_armed", "ms-cp-unit-is-armed", &form.is_armed)),
            Control::Text(
                make.field("rotation_months", "ms-cp-unit-rotation-months", &form.rotation_months).hint(make.language, "unit-rotation-hint"),
                "w-xs",
                "numeric",
            ),
            Control::Text(make.field("contact", "ms-cp-unit-contact", &form.contact).optional().hint(make.language, "unit-contact-hint"), "w-l", "text"),
        ]
    }

    /// The next step.
    pub fn step(seed: &Seed, unit: &Unit, form: &StepForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.radios("state", "unit-step-to", &form.state, steps(&unit.state)),
            Control::Area(make.field("reason", "ms-cp-unit-state-reason", &form.reason).optional().hint(seed.language, "unit-step-reason-hint")),
            Control::Date(make.field("ended_on", "ms-cp-unit-ended-on", &form.ended_on).optional().hint(seed.language, "unit-ended-on-hint")),
        ];
        Self::of(seed, unit, ("unit-step", "/step".into(), "unit-step-deed"), &form.version, errors, controls)
    }

    /// An agreement: a new one, or a draft.
    pub fn agreement(seed: &Seed, unit: &Unit, draft: Option<&Agreement>, form: &AgreementForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.select("form", "ms-agreement-form", &form.form, FORMS),
            Control::Text(make.field("document", "ms-agreement-document", &form.document).hint(seed.language, "unit-document-hint"), "w-l", "text"),
            Control::Period(
                seed.language.t("unit-period"),
                make.field("from_date", "ms-agreement-from-date", &form.from_date).hint(seed.language, "requirement-date-hint"),
                make.field("to_date", "ms-agreement-to-date", &form.to_date),
            ),
            Control::Tick(make.field("allows_arms", "ms-agreement-allows-arms", &form.allows_arms)),
            make.words("reimbursement", "ms-agreement-reimbursement", &form.reimbursement),
            Control::Text(make.field("ceiling", "ms-agreement-ceiling", &form.ceiling).optional().hint(seed.language, "unit-ceiling-hint"), "w-s", "numeric"),
            make.words("kit_list", "ms-agreement-kit-list", &form.kit_list),
            make.words("liability", "ms-agreement-liability", &form.liability),
        ];
        let rest = draft.map_or_else(|| "/agreements".to_owned(), |draft| format!("/agreements/{}/edit", draft.number));
        let title = if draft.is_some() { "unit-agreement-edit" } else { "unit-agreement-new" };
        Self::of(seed, unit, (title, rest, "unit-agreement-deed"), &form.version, errors, controls)
    }

    /// The early end of an agreement.
    pub fn agreement_end(seed: &Seed, of: &Of<Agreement>, form: &EndForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls =
            vec![make.day("ended_on", "ms-agreement-ended-on", &form.ended_on), Control::Area(make.field("reason", "ms-agreement-end-reason", &form.reason))];
        let rest = format!("/agreements/{}/end", of.part.number);
        Self::of(seed, &of.unit, ("unit-agreement-end", rest, "unit-agreement-end-deed"), &form.version, errors, controls)
    }

    /// An item of the check before deployment.
    pub fn check(seed: &Seed, unit: &Unit, form: &CheckForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.radios("item", "ms-unit-check-item", &form.item, CHECKS),
            make.radios("outcome", "ms-unit-check-outcome", &form.outcome, OUTCOMES),
            make.day("done_on", "ms-unit-check-done-on", &form.done_on),
            Control::Area(make.field("note", "ms-unit-check-note", &form.note).optional().hint(seed.language, "unit-check-note-hint")),
        ];
        Self::of(seed, unit, ("unit-check-new", "/checks".into(), "unit-check-deed"), "", errors, controls)
    }

    /// Somebody who is put in post.
    pub fn member(seed: &Seed, unit: &Unit, form: &MemberForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let mut controls =
            vec![Control::Text(make.field("officer", "ms-unit-member-officer-id", &form.officer).hint(seed.language, "unit-officer-hint"), "w-m", "text")];
        controls.extend(Self::member_controls(&make, form));
        controls.push(Self::span(&make, form));
        Self::of(seed, unit, ("unit-member-new", "/members".into(), "unit-member-deed"), "", errors, controls)
    }

    /// Somebody in post: position, rank, the day of leaving.
    pub fn member_edit(seed: &Seed, of: &Of<Member>, form: &MemberForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let mut controls = Self::member_controls(&make, form);
        controls.push(Control::Date(make.field("to_date", "ms-unit-member-to-date", &form.to_date).optional().hint(seed.language, "requirement-date-hint")));
        let rest = format!("/members/{}/edit", of.part.number);
        let mut page = Self::of(seed, &of.unit, ("unit-member-edit", rest, "unit-member-save"), &form.version, errors, controls);
        page.what = format!("{} {}", of.part.officer, of.part.name).trim().to_owned();
        page
    }

    fn member_controls(make: &Maker, form: &MemberForm) -> Vec<Control> {
        vec![
            make.select("position", "ms-unit-member-position", &form.position, POSITIONS),
            Control::Text(make.field("rank", "ms-unit-member-rank", &form.rank).optional(), "w-m", "text"),
        ]
    }

    fn span(make: &Maker, form: &MemberForm) -> Control {
        Control::Period(
            make.language.t("unit-in-post"),
            make.field("from_date", "ms-unit-member-from-date", &form.from_date).hint(make.language, "requirement-date-hint"),
            make.field("to_date", "ms-unit-member-to-date", &form.to_date).optional(),
        )
    }

    /// A rotation that is planned.
    pub fn rotation(seed: &Seed, unit: &Unit, form: &RotationForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let make = Maker { language, errors };
        let mut day = make.field("planned_on", "ms-rotation-planned-on", &form.planned_on);
        day.hint = language.fill("unit-rotation-every", &[("months", Hole::Number(unit.rotation_months.into()))]);
        let controls = vec![
            Control::Date(day),
            Control::Area(make.field("leaving", "ms-rotation-leaving", &form.leaving).optional().hint(language, "unit-leaving-hint")),
            Control::Area(make.field("coming", "ms-rotation-coming", &form.coming).optional()),
        ];
        Self::of(seed, unit, ("unit-rotation-new", "/rotations".into(), "unit-rotation-deed"), "", errors, controls)
    }

    /// How a planned rotation went.
    pub fn rotation_end(seed: &Seed, of: &Of<Rotation>, form: &RotationEndForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.radios("outcome", "unit-rotation-outcome", &form.outcome, ROTATION_ENDS),
            Control::Date(make.field("done_on", "ms-rotation-done-on", &form.done_on).optional().hint(seed.language, "requirement-date-hint")),
            make.words("reason", "ms-rotation-called-off-because", &form.reason),
        ];
        let rest = format!("/rotations/{}/end", of.part.number);
        Self::of(seed, &of.unit, ("unit-rotation-end", rest, "unit-rotation-end-deed"), &form.version, errors, controls)
    }

    /// Something the unit brings.
    pub fn item(seed: &Seed, unit: &Unit, form: &ItemForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.select("kind", "ms-unit-item-kind", &form.kind, KINDS),
            make.line("label", "ms-unit-item-label", &form.label),
            make.count("quantity", "ms-unit-item-quantity", &form.quantity),
            Control::Text(make.field("firearm", "ms-unit-item-firearm-id", &form.firearm).optional().hint(seed.language, "unit-firearm-hint"), "w-s", "text"),
            make.day("brought_on", "ms-unit-item-brought-on", &form.brought_on),
        ];
        Self::of(seed, unit, ("unit-item-new", "/items".into(), "unit-item-deed"), "", errors, controls)
    }

    /// What became of it.
    pub fn settlement(seed: &Seed, of: &Of<Item>, form: &SettlementForm, errors: &FieldErrors) -> Self {
        let make = Maker { language: seed.language, errors };
        let controls = vec![
            make.radios("outcome", "ms-unit-item-outcome", &form.outcome, SETTLEMENTS),
            make.day("outcome_on", "ms-unit-item-outcome-on", &form.outcome_on),
            Control::Text(
                make.field("outcome_document", "ms-unit-item-outcome-document", &form.outcome_document).hint(seed.language, "unit-outcome-document-hint"),
                "w-l",
                "text",
            ),
            make.words("outcome_note", "ms-unit-item-outcome-note", &form.outcome_note),
        ];
        let rest = format!("/items/{}/settlement", of.part.number);
        let mut page = Self::of(seed, &of.unit, ("unit-settle", rest, "unit-settle-deed"), &form.version, errors, controls);
        page.what = format!("{} {} {}", of.part.quantity, of.part.label, of.part.firearm).trim().to_owned();
        page
    }
}
