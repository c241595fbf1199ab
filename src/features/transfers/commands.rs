//! What people do to transfers. Each is one statement; the database asks who may, and writes the ledgers.

use uuid::Uuid;

use super::ends::{Destination, Source};
use super::forms::{Draft, PermitDraft};
use super::lines::Thing;
use super::queries::{Transfer, Unlisted};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{FirearmId, LotId, TransferId};
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Drafts a transfer; answers the reference.
pub async fn draft(tx: &mut Tx, actor: &Actor, source: &Source, destination: &Destination, draft: &Draft) -> Result<String> {
    let facts = Facts { cells: Some(vec![source.cell]), ..Facts::default() };
    allowed(actor, "transfer.create", &facts)?;
    let reference = sqlx::query_scalar!(
        "insert into transfer (id, ref, station_id, cell, armoury_id, to_station_id, to_cell, to_armoury_id, reason, planned_on)
         values ($1, sec.new_ref('TR'), $2, $3, $4, $5, $3, $6, $7, $8) returning ref",
        TransferId::fresh().0,
        source.station_id.0,
        source.cell,
        source.id.map(|id| id.0),
        destination.station_id.0,
        destination.id.map(|id| id.0),
        draft.reason,
        draft.planned_on,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("transfer.create", &reference).at_cell(source.cell).with_detail(&destination.station));
    Ok(reference)
}

/// Corrects a draft.
pub async fn correct(tx: &mut Tx, transfer: &Transfer, draft: &Draft, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set planned_on = $3, reason = $4, version = version + 1 where id = $1 and version = $2 and state = 'drafted'",
        transfer.id.0,
        version,
        draft.planned_on,
        draft.reason,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.edit", transfer, "")
}

/// Puts a weapon on the list.
pub async fn add_weapon(tx: &mut Tx, transfer: &Transfer, weapon: FirearmId) -> Result<()> {
    add(tx, transfer, Some(weapon.0), None, 1).await
}

/// Puts rounds of a lot on the list.
pub async fn add_rounds(tx: &mut Tx, transfer: &Transfer, lot: LotId, rounds: i32) -> Result<()> {
    add(tx, transfer, None, Some(lot.0), rounds).await
}

/// Puts a vehicle, a piece of equipment or a kit on the list.
pub async fn add_thing(tx: &mut Tx, transfer: &Transfer, thing: Thing) -> Result<()> {
    let (vehicle, equipment, kit) = thing.columns();
    sqlx::query!(
        "insert into transfer_line (id, transfer_id, cell, to_cell, number, vehicle_id, equipment_id, kit_id, quantity) values ($1, $2, $3, $4, 0, $5, $6, $7, 1)",
        Uuid::now_v7(),
        transfer.id.0,
        transfer.cell,
        transfer.to_cell,
        vehicle,
        equipment,
        kit,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("transfer.edit", &transfer.reference).at_cell(transfer.cell).with_detail("line added"));
    Ok(())
}

async fn add(tx: &mut Tx, transfer: &Transfer, weapon: Option<Uuid>, lot: Option<Uuid>, quantity: i32) -> Result<()> {
    sqlx::query!(
        "insert into transfer_line (id, transfer_id, cell, to_cell, number, firearm_id, lot_id, quantity) values ($1, $2, $3, $4, 0, $5, $6, $7)",
        Uuid::now_v7(),
        transfer.id.0,
        transfer.cell,
        transfer.to_cell,
        weapon,
        lot,
        quantity,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("transfer.edit", &transfer.reference).at_cell(transfer.cell).with_detail("line added"));
    Ok(())
}

/// Takes a line off the list.
pub async fn remove(tx: &mut Tx, transfer: &Transfer, number: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer_line set is_void = true, version = version + 1 where transfer_id = $1 and number = $2 and not is_void",
        transfer.id.0,
        number,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.edit", transfer, "line taken off")
}

/// Records a permit, or why none is needed.
pub async fn permit(tx: &mut Tx, transfer: &Transfer, draft: &PermitDraft) -> Result<()> {
    sqlx::query!(
        "insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, is_waived, document, valid_until)
         values ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9)",
        Uuid::now_v7(),
        transfer.id.0,
        transfer.cell,
        transfer.to_cell,
        draft.kind,
        draft.country,
        draft.valid_until.is_none(),
        draft.document,
        draft.valid_until,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("transfer.edit", &transfer.reference).at_cell(transfer.cell).with_detail(format!("permit {} {}", draft.kind, draft.country)));
    Ok(())
}

/// The authorization of the sender's security professional.
pub async fn authorize_for_sender(tx: &mut Tx, actor: &Actor, transfer: &Transfer, version: i32) -> Result<()> {
    allowed(actor, "transfer.authorize-sender", &transfer.sender_facts())?;
    let done = sqlx::query!(
        "update transfer set ssp_by = sec.account_id(), version = version + 1 where id = $1 and version = $2 and state = 'drafted' and ssp_by is null",
        transfer.id.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.authorize", transfer, "sender")
}

/// The authorization of the protection unit.
pub async fn authorize_for_unit(tx: &mut Tx, actor: &Actor, transfer: &Transfer, version: i32) -> Result<()> {
    allowed(actor, "transfer.authorize-unit", &transfer.sender_facts())?;
    let done = sqlx::query!(
        "update transfer set pcu_by = sec.account_id(), version = version + 1 where id = $1 and version = $2 and state = 'drafted' and pcu_by is null",
        transfer.id.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.authorize", transfer, "unit")
}

/// An authorizer says no.
pub async fn refuse(tx: &mut Tx, transfer: &Transfer, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = 'refused', end_by = sec.account_id(), end_reason = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.refuse", transfer, "")
}

/// Nothing comes of it. What is packed stays packed until the second person signs.
pub async fn cancel(tx: &mut Tx, transfer: &Transfer, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = case when state = 'packed' then state else 'cancelled' end, end_by = sec.account_id(), end_reason = $3,
           version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.cancel", transfer, "")
}

/// Takes back what one person said of unpacking it.
pub async fn keep_packed(tx: &mut Tx, transfer: &Transfer, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set end_by = null, end_reason = '', version = version + 1 where id = $1 and version = $2 and state = 'packed' and end_by is not null",
        transfer.id.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.cancel", transfer, "taken back")
}

/// The second signature of a cancellation: everything is back in its armoury.
pub async fn unpack(tx: &mut Tx, transfer: &Transfer, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = 'cancelled', unpack_by = sec.account_id(), version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.unpack", transfer, "")
}

/// The first signature of the packing.
pub async fn pack(tx: &mut Tx, transfer: &Transfer, seals: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set pack_first_by = sec.account_id(), seals = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        seals,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.pack", transfer, "")
}

/// The second: from now on everything is in the consignment.
pub async fn sign_packing(tx: &mut Tx, transfer: &Transfer, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = 'packed', pack_second_by = sec.account_id(), version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.sign-packing", transfer, "")
}

/// Keeps what the odometer of each vehicle shows before it leaves, in km.
pub async fn read_odometers(tx: &mut Tx, transfer: &Transfer, read: &[(Uuid, i32)]) -> Result<()> {
    let (lines, km): (Vec<Uuid>, Vec<i32>) = read.iter().copied().unzip();
    let done = sqlx::query!(
        "update transfer_line l set km_sent = told.km, version = l.version + 1 from unnest($2::uuid[], $3::integer[]) told (line, km)
         where l.id = told.line and l.transfer_id = $1 and not l.is_void",
        transfer.id.0,
        &lines,
        &km,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.pack", transfer, "odometers")
}

/// It leaves.
pub async fn dispatch(tx: &mut Tx, transfer: &Transfer, carrier: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = 'in_transit', dispatch_by = sec.account_id(), carrier = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        carrier,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.dispatch", transfer, "")
}

/// Keeps a mark as it was read.
pub async fn read_mark(tx: &mut Tx, transfer: &Transfer, mark: &str) -> Result<()> {
    sqlx::query!(
        "insert into transfer_scan (id, transfer_id, cell, to_cell, number, typed) values ($1, $2, $3, $4, 0, $5)",
        Uuid::now_v7(),
        transfer.id.0,
        transfer.cell,
        transfer.to_cell,
        mark,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("transfer.receive", &transfer.reference).at_cell(transfer.to_cell).with_detail("read"));
    Ok(())
}

/// Strikes a mark that was a slip of the hand.
pub async fn strike(tx: &mut Tx, transfer: &Transfer, mark: &Unlisted, reason: &str) -> Result<()> {
    let done = sqlx::query!(
        "update transfer_scan set strike_by = sec.account_id(), strike_reason = $2, version = version + 1 where id = $1 and strike_by is null",
        mark.id,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    received(tx, done.rows_affected(), "transfer.receive", transfer, "struck")
}

/// Keeps the rounds that were counted of each lot and the km of each vehicle, over what was typed before.
pub async fn count_rounds(tx: &mut Tx, transfer: &Transfer, counted: &[(Uuid, i32)]) -> Result<()> {
    let (lines, rounds): (Vec<Uuid>, Vec<i32>) = counted.iter().copied().unzip();
    let done = sqlx::query!(
        "update transfer_line l set counted = case when l.lot_id is not null then told.rounds else l.counted end,
           km_received = case when l.vehicle_id is not null then told.rounds else l.km_received end, version = l.version + 1
         from unnest($2::uuid[], $3::integer[]) told (line, rounds)
         where l.id = told.line and l.transfer_id = $1",
        transfer.id.0,
        &lines,
        &rounds,
    )
    .execute(&mut **tx)
    .await?;
    received(tx, done.rows_affected(), "transfer.receive", transfer, "rounds")
}

/// Keeps the rounds of a lot that came and is not on the list, over what was typed before; false: the list has it.
pub async fn count_unlisted(tx: &mut Tx, transfer: &Transfer, lot: LotId, rounds: i32) -> Result<bool> {
    let done = sqlx::query!(
        "insert into transfer_line (id, transfer_id, cell, to_cell, number, lot_id, quantity, counted) values ($1, $2, $3, $4, 0, $5, 0, $6)
         on conflict (transfer_id, lot_id) where not is_void
           do update set counted = excluded.counted, version = transfer_line.version + 1 where transfer_line.quantity = 0",
        Uuid::now_v7(),
        transfer.id.0,
        transfer.cell,
        transfer.to_cell,
        lot.0,
        rounds,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    tx.record(Entry::done("transfer.receive", &transfer.reference).at_cell(transfer.to_cell).with_detail("lot not listed"));
    Ok(true)
}

/// The first signature of the receipt.
pub async fn finish(tx: &mut Tx, transfer: &Transfer, note: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set state = 'received', receive_first_by = sec.account_id(), receipt_note = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        note,
    )
    .execute(&mut **tx)
    .await?;
    received(tx, done.rows_affected(), "transfer.receive", transfer, "finished")
}

/// The second. What was found belongs to the receiver; what differs is told by the database.
pub async fn sign_receipt(tx: &mut Tx, transfer: &Transfer, version: i32) -> Result<()> {
    let done =
        sqlx::query!("update transfer set receive_second_by = sec.account_id(), version = version + 1 where id = $1 and version = $2", transfer.id.0, version,)
            .execute(&mut **tx)
            .await?;
    received(tx, done.rows_affected(), "transfer.sign-receipt", transfer, "")
}

/// The second person found it otherwise: it is counted again.
pub async fn count_again(tx: &mut Tx, transfer: &Transfer, version: i32) -> Result<()> {
    let done = sqlx::query!("update transfer set state = 'in_transit', version = version + 1 where id = $1 and version = $2", transfer.id.0, version,)
        .execute(&mut **tx)
        .await?;
    received(tx, done.rows_affected(), "transfer.recount", transfer, "")
}

/// What was found out about a difference.
pub async fn investigate(tx: &mut Tx, transfer: &Transfer, findings: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update transfer set investigate_by = sec.account_id(), findings = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        findings,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.investigate", transfer, "")
}

/// Closes a difference: of each line that is missing, how much was found later. The rest is lost.
pub async fn close(tx: &mut Tx, transfer: &Transfer, settled: &[(Uuid, i32)], words: &str, version: i32) -> Result<()> {
    let (lines, found): (Vec<Uuid>, Vec<i32>) = settled.iter().copied().unzip();
    sqlx::query!(
        "update transfer_line l set found_later = told.found, version = l.version + 1 from unnest($2::uuid[], $3::integer[]) told (line, found)
         where l.id = told.line and l.transfer_id = $1",
        transfer.id.0,
        &lines,
        &found,
    )
    .execute(&mut **tx)
    .await?;
    let done = sqlx::query!(
        "update transfer set close_by = sec.account_id(), closing_words = $3, version = version + 1 where id = $1 and version = $2",
        transfer.id.0,
        version,
        words,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "transfer.close", transfer, "")
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, transfer: &Transfer, detail: &'static str) -> Result<()> {
    recorded(tx, rows, deed, transfer, transfer.cell, detail)
}

/// The same at the other end.
fn received(tx: &mut Tx, rows: u64, deed: &'static str, transfer: &Transfer, detail: &'static str) -> Result<()> {
    recorded(tx, rows, deed, transfer, transfer.to_cell, detail)
}

fn recorded(tx: &mut Tx, rows: u64, deed: &'static str, transfer: &Transfer, cell: i32, detail: &'static str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &transfer.reference).at_cell(cell).with_detail(detail));
    Ok(())
}

fn allowed(actor: &Actor, action: &str, facts: &Facts) -> Result<()> {
    match policy::decide(actor, action, facts) {
        Decision::Allow => Ok(()),
        Decision::Refuse(message) => Err(AppError::Forbidden(message)),
    }
}
