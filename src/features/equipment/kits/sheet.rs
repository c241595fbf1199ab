//! Kits as a workbook that goes out and comes back, with what each must contain. What is in a kit and who has it are acts
//! of their own, so those columns are only shown; the station is chosen once.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::super::model::KINDS;
use super::super::sheet::with_armoury;
use super::commands;
use super::forms::{KitForm, NeedForm, STATES};
use super::queries::{self, Kit};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, together};
use crate::web::sheet::{Cells, Column, Record, parts, saved};

/// Its columns. A store is decided as a whole, and so are the contents.
pub const COLUMNS: &[Column] = &[
    Column::at_first("station", "officer-station"),
    Column::open("name", "equipment-kit-name"),
    Column::open("armoury", "equipment-kit-armoury-id").stored("armoury_id").of("store"),
    Column::open("place", "equipment-kit-place").of("store"),
    Column::open("contents", "kit-contents").parts("kit-contents-part"),
    Column::open("note", "equipment-kit-note"),
    Column::open("state", "equipment-kit-state").one_of(STATES),
    Column::shown("lacks", "kit-missing"),
    Column::shown("parts", "kit-parts"),
    Column::shown("holder", "equipment-holder"),
    Column::shown("due_back_at", "equipment-act-due-back-at"),
    Column::shown("capability", "capability"),
    Column::shown("capability_why", "capability-why"),
];

/// The kits of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select k.id as "id!", k.ref as "reference!", k.version as "version!", array[k.cell] as "reach!", k.id = any ((select sec.own_kits())::uuid[]) as "is_own!",
             array[c.code, k.name, coalesce(a.ref, ''), k.place,
               coalesce((select string_agg(n.kind || ':' || n.wanted, ' ' order by n.kind collate "C") from visible_equipment_kit_need n
                 where n.kit_id = k.id and n.wanted > 0), ''),
               k.note, k.state, array_to_string(sec.kit_gaps(k.id, current.day, current.day), ' '),
               (select count(*) from visible_equipment e where e.kit_id = k.id)::text, coalesce(sec.equipment_holder_label(h.officer_id), ''),
               coalesce(to_char(act.due_back_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), sec.capability(able.why), array_to_string(able.why, ' ')] as "cells!: Vec<String>"
           from visible_equipment_kit k join sec.cell c on c.no = k.cell cross join (select (sec.now() at time zone 'UTC')::date as day) current
           cross join lateral (select sec.kit_capability(k.id, current.day) as why) able
           left join visible_armoury a on a.id = k.armoury_id
           left join visible_equipment_custody h on h.kit_id = k.id and h.equipment_id is null and h.until is null
           left join visible_equipment_act act on act.id = h.act_id
           where k.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history. A line of contents is saved together with its kit, so what the kit had
/// to contain then is what the same saves left.
pub async fn version(tx: &mut Tx, content: &Value) -> Result<Cells> {
    let mut cells = with_armoury(tx, saved(COLUMNS, content)).await?;
    let id: Uuid = content.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
    let version = content.get("version").and_then(Value::as_i64).and_then(|version| i32::try_from(version).ok()).unwrap_or_default();
    let contents = sqlx::query_scalar!(
        r#"select coalesce(string_agg(n.kind || ':' || was.wanted, ' ' order by n.kind collate "C") filter (where was.wanted <> '0'), '') as "contents!"
           from visible_equipment_kit_need n, lateral (
             select h.content ->> 'wanted' as wanted from history.equipment_kit_need h
             where h.record_id = n.id and h.xact in (select s.xact from history.equipment_kit s where s.record_id = $1 and s.version <= $2)
             order by h.entry desc limit 1) was
           where n.kit_id = $1"#,
        id,
        version
    )
    .fetch_one(&mut **tx)
    .await?;
    cells.insert("contents", contents);
    Ok(cells)
}

fn form(cells: &Cells, version: i32) -> KitForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    KitForm {
        station: text("station"),
        name: text("name"),
        armoury: text("armoury"),
        place: text("place"),
        note: text("note"),
        state: text("state"),
        version: version.to_string(),
    }
}

/// So many of a kind, as somebody wrote them: `radio:2 helmet:1`.
fn contents(cells: &Cells) -> Result<BTreeMap<&'static str, i32>> {
    let mut errors = FieldErrors::default();
    let mut wanted = BTreeMap::new();
    for part in parts(cells.get("contents").map(String::as_str).unwrap_or_default()) {
        let (kind, number) = part.split_once(':').unwrap_or((part, ""));
        let read = NeedForm { kind: kind.to_lowercase(), wanted: number.to_owned(), ..NeedForm::default() }.draft();
        let known = read.ok().and_then(|(kind, number)| Some((KINDS.iter().copied().find(|known| *known == kind)?, number)));
        let is_new = known.is_some_and(|(kind, number)| wanted.insert(kind, number).is_none());
        if !is_new {
            errors.add("contents", Message::new("kit-contents-unread").with("part", part.to_owned()).with("kinds", KINDS.join(", ")));
            break;
        }
    }
    errors.or(wanted)
}

/// Saves a row over the record as it stands with this version, as the form of the page and the form of each line do.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let kit = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "kit.edit", &kit.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let form = KitForm { station: kit.station.clone(), ..form(cells, version) };
    let (draft, contents) = together(form.draft(), contents(cells))?;
    let mut version = version;
    if KitForm::of(&kit).draft().ok().as_ref() != Some(&draft) {
        commands::edit(tx, &kit, &draft).await?;
        version += 1;
    }
    fill(tx, &kit, version, &contents).await
}

/// Sets each line that differs.
async fn fill(tx: &mut Tx, kit: &Kit, mut version: i32, contents: &BTreeMap<&'static str, i32>) -> Result<()> {
    let needs: BTreeMap<String, i32> = queries::needs(tx, kit.id).await?.into_iter().map(|need| (need.kind, need.wanted)).collect();
    for kind in KINDS {
        let (stands, wanted) = (needs.get(*kind).copied().unwrap_or_default(), contents.get(kind).copied().unwrap_or_default());
        if stands != wanted {
            commands::set_need(tx, kit, kind, wanted, version).await?;
            version += 1;
        }
    }
    Ok(())
}

/// Records a kit with what it must contain, as the forms of the page do. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let (draft, contents) = together(form(cells, 0).draft(), contents(cells))?;
    if draft.state != "in_use" {
        return Err(AppError::field("state", "kit-new-is-in-use"));
    }
    let reference = commands::create(tx, actor, &draft).await?;
    let kit = queries::by_ref(tx, &reference).await?.ok_or(AppError::NotFound)?;
    fill(tx, &kit, kit.version, &contents).await?;
    Ok(reference)
}
