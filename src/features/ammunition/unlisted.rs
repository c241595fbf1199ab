//! A lot that came with a transfer and was not on its list, `/transfers/{ref}/unlisted`: the receiver writes what the
//! box says and how many rounds were counted. A lot that nobody knows is recorded; the rounds come with the receipt of
//! the transfer, into quarantine (INV-19, INV-23). Not here: more rounds than were sent of a lot on the list.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::commands;
use super::forms::{LotDraft, LotForm, some_rounds};
use super::model::NATURES;
use super::views::word;
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::armouries::armoury_choices;
use crate::features::people::with_ask;
use crate::features::transfers::{self, Arriving};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key, together};
use crate::web::page::{self, Shell};

actions! {
    /// What the box says.
    AskUnlisted: Get "/transfers/{ref}/unlisted" => "transfer.receive", Arriving, Quiet;
    /// Counts it with the receipt.
    CountUnlisted: Post "/transfers/{ref}/unlisted" => "transfer.receive", Arriving, Change;
}

/// `/transfers/{ref}/unlisted`.
pub fn routes() -> Routes {
    Routes::default().get::<AskUnlisted, _, _>(ask).post::<CountUnlisted, _, _>(count)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct UnlistedForm {
    lot_number: String,
    maker: String,
    calibre: String,
    nature: String,
    quantity: String,
}

impl UnlistedForm {
    /// The lot and its rounds, understood.
    fn draft(&self, today: chrono::NaiveDate) -> Result<(LotDraft, i32)> {
        let lot = LotForm {
            lot_number: self.lot_number.clone(),
            maker: self.maker.clone(),
            calibre: self.calibre.clone(),
            nature: self.nature.clone(),
            stock_class: "operational".into(),
            ..LotForm::default()
        };
        let mut errors = FieldErrors::default();
        let rounds = some_rounds(&mut errors, "quantity", &self.quantity);
        together(lot.lot(today), errors.or(rounds))
    }
}

#[derive(Template)]
#[template(path = "ammunition/unlisted.html")]
struct UnlistedPage {
    shell: Shell,
    reference: String,
    way: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    number: Field,
    maker: Field,
    calibre: Field,
    nature: Field,
    natures: Vec<Choice>,
    quantity: Field,
}

fn form_page<A: Action<Target = Arriving>>(auth: &Authorized<A>, form: &UnlistedForm, errors: &FieldErrors) -> UnlistedPage {
    let (language, transfer) = (auth.language(), &auth.target.0);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let record = format!("/transfers/{}", transfer.reference);
    let shell = Shell::titled(&auth.seed, transfer.reference.clone());
    UnlistedPage {
        reference: transfer.reference.clone(),
        way: format!("{} → {}", transfer.station, transfer.to_station),
        action: format!("{record}/unlisted"),
        back_url: format!("{record}/receipt"),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        number: field("lot_number", "ammunition-lot-number", &form.lot_number).hint(language, "ammunition-number-hint"),
        maker: field("maker", "ammunition-lot-maker", &form.maker),
        calibre: field("calibre", "ammunition-lot-calibre", &form.calibre).hint(language, "ammunition-calibre-hint"),
        nature: field("nature", "ammunition-lot-nature", &form.nature),
        natures: with_ask(language, NATURES.iter().map(|code| Choice::new(*code, word(language, "nature", code), &form.nature)).collect()),
        quantity: field("quantity", "transfer-rounds-counted", &form.quantity),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

/// It is counted while it is on its way, and only until the count is signed.
fn counts_still(arriving: &Arriving) -> Result<()> {
    if arriving.0.state == "in_transit" { Ok(()) } else { Err(AppError::Conflict(Message::new("constraint-transfer-counted-on-arrival"))) }
}

async fn ask(auth: Authorized<AskUnlisted>) -> Result<Response> {
    counts_still(&auth.target)?;
    page::page(&form_page(&auth, &UnlistedForm::default(), &FieldErrors::default()))
}

async fn count(mut auth: Authorized<CountUnlisted>, form: Form) -> Result<Response> {
    let posted: UnlistedForm = form.parse()?;
    counts_still(&auth.target)?;
    match count_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-transfer-unlisted", &auth.target.0.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn count_from(auth: &mut Authorized<CountUnlisted>, form: &Form, posted: &UnlistedForm) -> Result<String> {
    let (draft, rounds) = posted.draft(auth.now().date_naive())?;
    let address = format!("/transfers/{}/receipt", auth.target.0.reference);
    let mut tx = auth.write(form).await?;
    let armoury = armoury_choices(&mut tx).await?.into_iter().find(|one| one.reference == auth.target.0.to_armoury).ok_or(AppError::NotFound)?;
    let (lot, _, _) = commands::find_or_create(&mut tx, &draft, &armoury).await?;
    if !transfers::count_unlisted(&mut tx, &auth.target.0, lot, rounds).await? {
        return Err(AppError::field("lot_number", "transfer-lot-is-listed"));
    }
    tx.commit(&address).await?;
    Ok(address)
}
