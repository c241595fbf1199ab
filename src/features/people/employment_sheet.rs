//! Employment and languages of officers as a workbook that goes out and comes back. A row is the officer's: it is there
//! before anything of the kind is recorded, so no row makes a new record. Its version counts the saves of the employment
//! and of every language. INV-13 is held by the database: an end that comes sooner is recorded all the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::employment::{self, Employment};
use super::employment_forms::{EmploymentForm, SkillForm};
use super::model::{GENDERS, LANGUAGES, RATINGS};
use super::queries::{self, Officer};
use crate::audit::Entry;
use crate::audit::history::{self, HistoryTable, LastSave};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, together};
use crate::web::sheet::{Cells, Column, Record, parts, saved};

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::shown("name", "officer-name"),
    Column::shown("station", "officer-station"),
    Column::open("contract_end", "employment-contract-end").day(),
    Column::open("post_funded_until", "employment-post-funded-until").day(),
    Column::open("entry_on_duty", "employment-entry-on-duty").day(),
    Column::open("position_occupied_since", "employment-position-occupied-since").day(),
    Column::open("grade", "employment-grade"),
    Column::open("organization", "employment-organization"),
    Column::open("nationality", "employment-nationality"),
    Column::open("gender", "employment-gender").one_of(GENDERS),
    Column::open("languages", "language-title").parts("language-part"),
];

/// What is recorded of an officer.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: OfficerId,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub cell: i32,
    pub is_own: bool,
    pub version: i32,
    pub grade: String,
    pub organization: String,
    pub nationality: String,
    pub gender: String,
    pub entry_on_duty: Option<NaiveDate>,
    pub contract_end: Option<NaiveDate>,
    pub post_funded_until: Option<NaiveDate>,
    pub position_occupied_since: Option<NaiveDate>,
    /// `fr:fluent/basic/confident/fluent`: reading, writing, speaking, understanding.
    pub languages: Vec<String>,
}

/// What is recorded of these officers, as far as the reader may see them.
pub async fn lines(tx: &mut Tx, references: &[String]) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select o.id as "id!: OfficerId", o.ref as "reference!", o.name as "name!", c.code as "station!", o.cell as "cell!",
             coalesce(o.id = (select sec.own_officer()), false) as "is_own!",
             (1 + coalesce(e.version, 0) + (select coalesce(sum(l.version), 0) from visible_language_skill l where l.officer_id = o.id))::integer as "version!",
             coalesce(e.grade, '') as "grade!", coalesce(e.organization, '') as "organization!", coalesce(e.nationality, '') as "nationality!",
             coalesce(e.gender, '') as "gender!", e.entry_on_duty as "entry_on_duty?", e.contract_end as "contract_end?",
             e.post_funded_until as "post_funded_until?", e.position_occupied_since as "position_occupied_since?",
             array(select l.language || ':' || concat_ws('/', l.reading, l.writing, l.speaking, l.understanding) from visible_language_skill l
               where l.officer_id = o.id and not l.is_void order by l.language collate "C") as "languages!"
           from visible_officer o join sec.cell c on c.no = o.cell left join visible_employment e on e.officer_id = o.id
           where o.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The officers of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let record = |line: Line| Record {
        cells: vec![
            line.name,
            line.station,
            day(line.contract_end),
            day(line.post_funded_until),
            day(line.entry_on_duty),
            day(line.position_occupied_since),
            line.grade,
            line.organization,
            line.nationality,
            line.gender,
            line.languages.join(" "),
        ],
        id: line.id.0,
        reference: line.reference,
        version: line.version,
        reach: vec![line.cell],
        is_own: line.is_own,
    };
    Ok(lines(tx, references).await?.into_iter().map(record).collect())
}

struct Save {
    record: Uuid,
    version: i32,
    is_language: bool,
    content: Value,
}

/// The open columns as they stood with this version; none if it never was one.
pub async fn base(tx: &mut Tx, officer: Uuid, version: i32) -> Result<Option<Cells>> {
    let saves = sqlx::query_as!(
        Save,
        r#"select s.record as "record!", s.version as "version!", s.is_language as "is_language!", s.content as "content!"
           from (select h.record_id as record, h.version, false as is_language, h.content, h.at, h.xact, h.entry
                 from history.employment h join visible_employment e on e.id = h.record_id where e.officer_id = $1
                 union all
                 select h.record_id, h.version, true, h.content, h.at, h.xact, h.entry
                 from history.language_skill h join visible_language_skill l on l.id = h.record_id where l.officer_id = $1) s
           order by s.at, s.xact, s.is_language, s.entry limit 2000"#,
        officer
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(as_of(&saves, version))
}

/// What the saves had made of it when their versions came to this one.
fn as_of(saves: &[Save], version: i32) -> Option<Cells> {
    let mut latest: BTreeMap<Uuid, &Save> = BTreeMap::new();
    let mut found = (version == 1).then(|| cells_of(&latest));
    for save in saves {
        latest.insert(save.record, save);
        if 1 + latest.values().map(|save| save.version).sum::<i32>() == version {
            found = Some(cells_of(&latest));
        }
    }
    found
}

fn cells_of(latest: &BTreeMap<Uuid, &Save>) -> Cells {
    let employment = latest.values().find(|save| !save.is_language).map_or(&Value::Null, |save| &save.content);
    let mut cells = saved(COLUMNS, employment);
    let text = |content: &Value, name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let skills = latest.values().filter(|save| save.is_language && save.content.get("is_void") == Some(&Value::Bool(false)));
    let languages = skills.map(|save| {
        let ratings = ["reading", "writing", "speaking", "understanding"].map(|name| text(&save.content, name));
        format!("{}:{}", text(&save.content, "language"), ratings.join("/"))
    });
    cells.insert("languages", parts(&languages.collect::<Vec<_>>().join(" ")).join(" "));
    cells
}

/// Who saved any of it last.
pub async fn last_save(tx: &mut Tx, officer: Uuid) -> Result<LastSave> {
    let (employment, skills) = employment::ids_of(tx, OfficerId(officer)).await?;
    let mut last = LastSave::default();
    let employment = employment.iter().map(|id| (HistoryTable::Employment, id));
    for (table, id) in employment.chain(skills.iter().map(|id| (HistoryTable::LanguageSkill, id))) {
        let save = history::last_save(tx, table, id, 0).await?;
        if save.at > last.at {
            last = save;
        }
    }
    Ok(last)
}

fn form(cells: &Cells, version: i32) -> EmploymentForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    EmploymentForm {
        grade: text("grade"),
        organization: text("organization"),
        nationality: text("nationality"),
        gender: text("gender"),
        entry_on_duty: text("entry_on_duty"),
        contract_end: text("contract_end"),
        post_funded_until: text("post_funded_until"),
        position_occupied_since: text("position_occupied_since"),
        version: version.to_string(),
    }
}

type Ratings = BTreeMap<&'static str, [&'static str; 4]>;

/// Languages as somebody wrote them: `fr:fluent/basic/confident/fluent`.
fn languages(cells: &Cells) -> Result<Ratings> {
    let mut errors = FieldErrors::default();
    let mut read = Ratings::new();
    for part in parts(cells.get("languages").map(String::as_str).unwrap_or_default()) {
        let is_new = rating(part).is_some_and(|(language, ratings)| read.insert(language, ratings).is_none());
        if !is_new {
            let message = Message::new("language-part-unread").with("part", part.to_owned());
            errors.add("languages", message.with("languages", LANGUAGES.join(", ")).with("ratings", RATINGS.join(", ")));
            break;
        }
    }
    errors.or(read)
}

fn rating(part: &str) -> Option<(&'static str, [&'static str; 4])> {
    let part = part.to_lowercase();
    let (language, ratings) = part.split_once(':')?;
    let [reading, writing, speaking, understanding] = <[&str; 4]>::try_from(ratings.split('/').collect::<Vec<_>>()).ok()?;
    let form = SkillForm {
        language: language.to_owned(),
        reading: reading.to_owned(),
        writing: writing.to_owned(),
        speaking: speaking.to_owned(),
        understanding: understanding.to_owned(),
    };
    form.draft().ok()
}

/// Saves a row over what stands with this version, as the forms of the page do.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let officer = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "employment.edit", &officer.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    // two who bring the same officer come one after the other
    sqlx::query!("select id from officer where id = $1 for update", officer.id.0).fetch_optional(&mut **tx).await?;
    let line = lines(tx, std::slice::from_ref(&officer.reference)).await?.pop();
    if line.is_none_or(|line| line.version != version) {
        return Err(conflict::stale());
    }
    let stands = Employment { id: None, ..employment::employment_of(tx, officer.id).await? };
    let (draft, ratings) = together(form(cells, stands.version).draft(), languages(cells))?;
    if draft != stands {
        employment::write(tx, &officer, &draft).await.map_err(employment::beside)?;
        tx.record(Entry::done("employment.edit", &officer.reference).at_cell(officer.cell));
    }
    rate(tx, &officer, &ratings).await
}

/// Rates each language that differs, and takes off those that are not there any more.
async fn rate(tx: &mut Tx, officer: &Officer, wanted: &Ratings) -> Result<()> {
    let skills = employment::skills_of(tx, officer.id).await?;
    let stands: BTreeMap<&str, [&str; 4]> = skills
        .iter()
        .filter(|skill| !skill.is_void)
        .map(|skill| (skill.language.as_str(), [&*skill.reading, &*skill.writing, &*skill.speaking, &*skill.understanding]))
        .collect();
    for (language, ratings) in wanted.iter().filter(|(language, ratings)| stands.get(**language) != Some(*ratings)) {
        employment::write_rating(tx, officer, language, *ratings).await?;
        tx.record(Entry::done("employment.edit", &officer.reference).at_cell(officer.cell).with_detail(*language));
    }
    for language in stands.keys().filter(|language| !wanted.contains_key(**language)) {
        employment::strike_off(tx, officer, language).await?;
        tx.record(Entry::done("employment.edit", &officer.reference).at_cell(officer.cell).with_detail(*language));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn save(record: u128, version: i32, content: Value) -> Save {
        Save { record: Uuid::from_u128(record), version, is_language: content.get("language").is_some(), content }
    }

    fn skill(language: &str, speaking: &str, is_void: bool) -> Value {
        json!({ "language": language, "reading": "none", "writing": "none", "speaking": speaking, "understanding": "basic", "is_void": is_void })
    }

    #[test]
    fn a_version_is_what_all_saves_until_then_made_of_it() {
        let saves = [
            save(1, 1, skill("fr", "basic", false)),
            save(2, 1, json!({ "grade": "FS-4", "contract_end": "2027-01-31" })),
            save(1, 2, skill("fr", "fluent", false)),
            save(3, 1, skill("ar", "none", false)),
            save(1, 3, skill("fr", "fluent", true)),
        ];
        let at = |version: i32| as_of(&saves, version).map(|cells| format!("{} {}", cells["grade"], cells["languages"]).trim().to_owned());
        assert_eq!(at(1).as_deref(), Some(""));
        assert_eq!(at(2).as_deref(), Some("fr:none/none/basic/basic"));
        assert_eq!(at(3).as_deref(), Some("FS-4 fr:none/none/basic/basic"));
        assert_eq!(at(5).as_deref(), Some("FS-4 ar:none/none/none/basic fr:none/none/fluent/basic"));
        assert_eq!(at(6).as_deref(), Some("FS-4 ar:none/none/none/basic"));
        assert_eq!(at(7), None);
    }

    #[test]
    fn a_language_has_a_known_code_and_four_ratings() {
        let read = |text: &str| languages(&Cells::from([("languages", text.to_owned())]));
        assert_eq!(read("FR:fluent/basic/none/confident, ar:none/none/basic/basic").unwrap().len(), 2);
        assert!(read("").unwrap().is_empty());
        for wrong in ["fr", "fr:fluent", "fr:fluent/fluent/fluent/well", "xx:none/none/none/none", "fr:none/none/none/none fr:none/none/none/basic"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
