//! `/stock-counts/{ref}/rounds`: the rounds of each lot, or how many there are of each thing without a serial number,
//! counted without seeing the balance.

use askama::Template;
use axum::response::Response;

use super::model::{LOTS_A_PAGE, read_rounds};
use super::queries::{self, Count, Lot};
use super::views::{called, url};
use super::{AskRoundsCounted, CountRounds, commands};
use crate::authz::action::{Action, Authorized};
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

#[derive(Template)]
#[template(path = "stock_counts/rounds.html")]
struct RoundsPage {
    shell: Shell,
    reference: String,
    title: String,
    name: String,
    none: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    lots: Vec<Field>,
}

impl RoundsPage {
    fn new(seed: &Seed, count: &Count, lots: &[Lot], typed: &Form, errors: &FieldErrors) -> Self {
        let shell = Shell::titled(seed, count.reference.clone());
        let field = |lot: &Lot| {
            // what was counted before is not posted again: saving a number says that it was counted now
            let hint = lot.counted.map(|rounds| seed.language.fill("count-counted-already", &[("count", Hole::Number(rounds.into()))])).unwrap_or_default();
            let error = errors.of(&lot.reference, seed.language);
            Field {
                name: lot.reference.clone(),
                label: format!("{} {}", lot.reference, lot.what),
                value: typed.text(&lot.reference).to_owned(),
                error,
                hint,
                required: lot.counted.is_none(),
            }
        };
        Self {
            reference: count.reference.clone(),
            title: seed.language.t(if count.covers == "armoury" { "count-rounds" } else { "count-numbers" }),
            name: called(seed.language, &count.covers, &count.place_name),
            none: seed.language.t(if count.covers == "armoury" { "count-no-lots" } else { "count-no-numbers" }),
            action: format!("{}/rounds", url(&count.reference)),
            back_url: url(&count.reference),
            form_key: fresh_form_key(),
            errors: errors.links(seed.language),
            lots: lots.iter().map(field).collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

pub async fn ask(mut auth: Authorized<AskRoundsCounted>) -> Result<Response> {
    let lots = asked_for(&mut auth).await?;
    page::page(&RoundsPage::new(&auth.seed, &auth.target, &lots, &Form::default(), &FieldErrors::default()))
}

/// The lots of one form: those not counted yet first.
async fn asked_for<A: Action<Target = Count>>(auth: &mut Authorized<A>) -> Result<Vec<Lot>> {
    let mut lots = queries::lots(&mut auth.read().await?, auth.target.id).await?;
    lots.truncate(LOTS_A_PAGE);
    Ok(lots)
}

pub async fn keep(mut auth: Authorized<CountRounds>, form: Form) -> Result<Response> {
    let lots = queries::lots(&mut auth.read().await?, auth.target.id).await?;
    let posted: Vec<Lot> = lots.into_iter().filter(|lot| form.fields().iter().any(|(name, _)| *name == lot.reference)).collect();
    if posted.len() != form.fields().len() {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let address = url(&auth.target.reference);
    let kept = async {
        let counted = understood(&posted, &form)?;
        let mut tx = auth.write(&form).await?;
        commands::count_rounds(&mut tx, &auth.target, &counted).await?;
        tx.commit(&address).await
    }
    .await;
    match kept {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-rounds", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&RoundsPage::new(&auth.seed, &auth.target, &posted, &form, &errors)),
        Err(error) => Err(error),
    }
}

fn understood<'a>(lots: &'a [Lot], form: &Form) -> Result<Vec<(&'a Lot, i32)>> {
    let mut errors = FieldErrors::default();
    let mut counted = Vec::new();
    for lot in lots {
        let typed = form.text(&lot.reference);
        if typed.trim().is_empty() && lot.counted.is_some() {
            continue;
        }
        match read_rounds(typed) {
            Some(rounds) => counted.push((lot, rounds)),
            None => errors.add(lot.reference.clone(), Message::new("count-rounds-number")),
        }
    }
    errors.or(counted)
}
