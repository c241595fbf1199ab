//! Stand-by pledges as a workbook that goes out and comes back. Only an offer is rewritten: who accepts it, checks it and
//! sends its people are acts of their own, so what came of it is only shown; the station is chosen once.

use super::commands;
use super::forms::PledgeForm;
use super::model::CATEGORIES;
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column, Record};

/// Its columns. A period is decided as a whole.
pub const COLUMNS: &[Column] = &[
    Column::at_first("station", "officer-station"),
    Column::open("member_state", "standby-pledge-member-state"),
    Column::open("category", "standby-pledge-category").one_of(CATEGORIES),
    Column::open("skills", "standby-pledge-skills"),
    Column::open("head_count", "standby-pledge-head-count"),
    Column::open("notice_hours", "standby-pledge-notice-hours"),
    Column::open("from_date", "standby-pledge-from-date").day().of("period"),
    Column::open("to_date", "standby-pledge-to-date").day().of("period"),
    Column::open("document", "standby-pledge-document"),
    Column::shown("state", "standby-pledge-state"),
    Column::shown("can_move", "standby-standing"),
    Column::shown("not_fit", "standby-not-ready"),
    Column::shown("against", "standby-why"),
    Column::shown("checked_on", "standby-checked").day(),
    Column::shown("tested_on", "standby-tested").day(),
    Column::shown("activated_to", "standby-pledge-activated-to"),
    Column::shown("test_due", "standby-test-due"),
    Column::shown("kit", "standby-kit"),
    Column::shown("kit_not_ready", "standby-kit-not-ready"),
];

/// The pledges of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select p.id as "id!", p.ref as "reference!", p.version as "version!", array[p.cell] as "reach!", p.id = any ((select sec.own_pledges())::uuid[]) as "is_own!",
             array[c.code, coalesce(p.member_state, ''), p.category, p.skills, p.head_count::text, p.notice_hours::text, p.from_date::text, p.to_date::text,
               p.document, p.state, x.out_counts::text, x.out_unfit::text, array_to_string(x.out_blocks, ' '), coalesce(x.out_checked_on::text, ''),
               coalesce(x.out_tested_on::text, ''), coalesce(sec.station_code(p.activated_to), ''),
               sec.standby_test_is_due(p.state, p.to_date, x.out_tested_on, p.accepted_at, current.day)::text, coalesce(pledged.kit, ''), coalesce(pledged.not_ready, '')] as "cells!: Vec<String>"
           from visible_standby_pledge p join sec.cell c on c.no = p.cell cross join (select (sec.now() at time zone 'UTC')::date as day) current
           cross join lateral sec.standby_standing(p.id, current.day) x
           cross join lateral (select string_agg(concat_ws(' ', nullif(k.out_ref, ''), coalesce(nullif(k.out_what, ''), k.out_kind), case when k.out_quantity > 1 then '× ' || k.out_quantity end), '; ' order by k.out_number) as kit,
             string_agg(coalesce(nullif(k.out_ref, ''), nullif(k.out_what, ''), k.out_kind), '; ' order by k.out_number) filter (where k.out_gaps <> '{}') as not_ready
             from sec.standby_kit_of(p.id, current.day) k where not k.out_removed) pledged where p.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

fn form(cells: &Cells, version: i32) -> PledgeForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    PledgeForm {
        station: text("station"),
        member_state: text("member_state"),
        category: text("category"),
        head_count: text("head_count"),
        skills: text("skills"),
        notice_hours: text("notice_hours"),
        from_date: text("from_date"),
        to_date: text("to_date"),
        document: text("document"),
        version: version.to_string(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let pledge = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "standby.edit", &pledge.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let form = PledgeForm { station: pledge.station.clone(), ..form(cells, version) };
    commands::edit(tx, &pledge, &form.draft(tx.now.date_naive())?).await
}

/// Offers a pledge, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let draft = form(cells, 0).draft(tx.now.date_naive())?;
    commands::create(tx, actor, &draft).await
}
