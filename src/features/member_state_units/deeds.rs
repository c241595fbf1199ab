//! What is done to the parts of a unit, each on a page of its own: agreements, checks, people, rotations, kit.

use axum::response::Response;

use super::form_page::FormPage;
use super::part_forms::{AgreementForm, CheckForm, EndForm, ItemForm, MemberForm, RotationEndForm, RotationForm, SettlementForm};
use super::views::url;
use super::{
    AddItem, AddUnitCheck, AddUnitMember, ApproveAgreement, AskAgreement, AskAgreementEnd, AskDraft, AskItem, AskMemberEdit, AskRotation, AskRotationEnd,
    AskSettlement, AskUnitCheck, AskUnitMember, ConfirmItem, ConfirmUnitCheck, DraftAgreement, EditDraft, EditMember, EndAgreement, EndRotation, PlanRotation,
    SettleItem, commands,
};
use crate::authz::action::Authorized;
use crate::db::Tx;
use crate::features::people::{OfficerHit, officer_choices};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;
use crate::web::time;

/// Back to the record with a word, or the same page again with what was wrong.
fn told(outcome: Result<()>, reference: &str, said: &'static str, again: impl FnOnce(&FieldErrors) -> FormPage) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url(reference), said, reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&again(&errors)),
        Err(error) => Err(error),
    }
}

pub async fn ask_agreement(auth: Authorized<AskAgreement>) -> Result<Response> {
    let form = AgreementForm::default();
    page::page(&FormPage::agreement(&auth.seed, &auth.target, None, &form, &FieldErrors::default()))
}

pub async fn draft_agreement(mut auth: Authorized<DraftAgreement>, form: Form) -> Result<Response> {
    let posted: AgreementForm = form.parse()?;
    let outcome = drafted_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.reference, "said-unit-agreement-drafted", |errors| FormPage::agreement(&auth.seed, &auth.target, None, &posted, errors))
}

async fn drafted_from(auth: &mut Authorized<DraftAgreement>, form: &Form, posted: &AgreementForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::draft_agreement(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_draft(auth: Authorized<AskDraft>) -> Result<Response> {
    let form = AgreementForm::of(&auth.target.part);
    page::page(&FormPage::agreement(&auth.seed, &auth.target.unit, Some(&auth.target.part), &form, &FieldErrors::default()))
}

pub async fn edit_draft(mut auth: Authorized<EditDraft>, form: Form) -> Result<Response> {
    let posted: AgreementForm = form.parse()?;
    let outcome = edited_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.unit.reference, "said-unit-agreement-drafted", |errors| {
        FormPage::agreement(&auth.seed, &auth.target.unit, Some(&auth.target.part), &posted, errors)
    })
}

async fn edited_from(auth: &mut Authorized<EditDraft>, form: &Form, posted: &AgreementForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit_draft(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.unit.reference)).await
}

pub async fn approve(mut auth: Authorized<ApproveAgreement>, form: Form) -> Result<Response> {
    let version = form.parse::<EndForm>()?.version();
    let address = url(&auth.target.unit.reference);
    let mut tx = auth.write(&form).await?;
    commands::approve(&mut tx, &auth.target, version).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-unit-agreement-approved", &auth.target.unit.reference))
}

pub async fn ask_agreement_end(auth: Authorized<AskAgreementEnd>) -> Result<Response> {
    let form = EndForm { ended_on: time::typed_date(auth.now().date_naive()), version: auth.target.part.version.to_string(), ..EndForm::default() };
    page::page(&FormPage::agreement_end(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn end_agreement(mut auth: Authorized<EndAgreement>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    let outcome = ended_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.unit.reference, "said-unit-agreement-ended", |errors| FormPage::agreement_end(&auth.seed, &auth.target, &posted, errors))
}

async fn ended_from(auth: &mut Authorized<EndAgreement>, form: &Form, posted: &EndForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::end_agreement(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.unit.reference)).await
}

pub async fn ask_check(auth: Authorized<AskUnitCheck>) -> Result<Response> {
    let form = CheckForm { done_on: time::typed_date(auth.now().date_naive()), ..CheckForm::default() };
    page::page(&FormPage::check(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn check(mut auth: Authorized<AddUnitCheck>, form: Form) -> Result<Response> {
    let posted: CheckForm = form.parse()?;
    let outcome = checked_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.reference, "said-unit-checked", |errors| FormPage::check(&auth.seed, &auth.target, &posted, errors))
}

async fn checked_from(auth: &mut Authorized<AddUnitCheck>, form: &Form, posted: &CheckForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::check(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn confirm_check(mut auth: Authorized<ConfirmUnitCheck>, form: Form) -> Result<Response> {
    let version = form.parse::<EndForm>()?.version();
    let address = url(&auth.target.unit.reference);
    let mut tx = auth.write(&form).await?;
    commands::confirm_check(&mut tx, &auth.target, version).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-unit-check-confirmed", &auth.target.unit.reference))
}

pub async fn ask_member(auth: Authorized<AskUnitMember>) -> Result<Response> {
    let form = MemberForm { from_date: time::typed_date(auth.now().date_naive()), ..MemberForm::default() };
    page::page(&FormPage::member(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn add_member(mut auth: Authorized<AddUnitMember>, form: Form) -> Result<Response> {
    let posted: MemberForm = form.parse()?;
    let outcome = added_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.reference, "said-unit-member-added", |errors| FormPage::member(&auth.seed, &auth.target, &posted, errors))
}

async fn added_from(auth: &mut Authorized<AddUnitMember>, form: &Form, posted: &MemberForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let officer = officer(&mut tx, &draft.officer).await?;
    commands::add_member(&mut tx, &auth.target, &officer, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

/// The one officer who was meant.
async fn officer(tx: &mut Tx, typed: &str) -> Result<OfficerHit> {
    if typed.is_empty() {
        return Err(AppError::field("officer", "field-required"));
    }
    let mut found = officer_choices(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed) || one.name.eq_ignore_ascii_case(typed));
    match (exact, found.len()) {
        (Some(at), _) => Ok(found.swap_remove(at)),
        (None, 1) => Ok(found.swap_remove(0)),
        (None, 0) => Err(AppError::field("officer", "custody-officer-unknown")),
        (None, _) => {
            let mut errors = FieldErrors::default();
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            errors.add("officer", Message::new("custody-officer-several").with("names", names.join(", ")));
            Err(AppError::Invalid(errors))
        }
    }
}

pub async fn ask_member_edit(auth: Authorized<AskMemberEdit>) -> Result<Response> {
    let form = MemberForm::of(&auth.target.part);
    page::page(&FormPage::member_edit(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn edit_member(mut auth: Authorized<EditMember>, form: Form) -> Result<Response> {
    let mut posted: MemberForm = form.parse()?;
    // who it is and since when stays
    posted.from_date = time::typed_date(auth.target.part.from_date);
    let outcome = member_edited_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.unit.reference, "said-unit-member-saved", |errors| FormPage::member_edit(&auth.seed, &auth.target, &posted, errors))
}

async fn member_edited_from(auth: &mut Authorized<EditMember>, form: &Form, posted: &MemberForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit_member(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.unit.reference)).await
}

pub async fn ask_rotation(auth: Authorized<AskRotation>) -> Result<Response> {
    let form = RotationForm { planned_on: auth.target.rotation_due.map(time::typed_date).unwrap_or_default(), ..RotationForm::default() };
    page::page(&FormPage::rotation(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn plan_rotation(mut auth: Authorized<PlanRotation>, form: Form) -> Result<Response> {
    let posted: RotationForm = form.parse()?;
    let outcome = planned_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.reference, "said-unit-rotation-planned", |errors| FormPage::rotation(&auth.seed, &auth.target, &posted, errors))
}

async fn planned_from(auth: &mut Authorized<PlanRotation>, form: &Form, posted: &RotationForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::plan_rotation(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_rotation_end(auth: Authorized<AskRotationEnd>) -> Result<Response> {
    let form =
        RotationEndForm { done_on: time::typed_date(auth.now().date_naive()), version: auth.target.part.version.to_string(), ..RotationEndForm::default() };
    page::page(&FormPage::rotation_end(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn end_rotation(mut auth: Authorized<EndRotation>, form: Form) -> Result<Response> {
    let posted: RotationEndForm = form.parse()?;
    let outcome = rotation_ended_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.unit.reference, "said-unit-rotation-ended", |errors| FormPage::rotation_end(&auth.seed, &auth.target, &posted, errors))
}

async fn rotation_ended_from(auth: &mut Authorized<EndRotation>, form: &Form, posted: &RotationEndForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::end_rotation(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.unit.reference)).await
}

pub async fn ask_item(auth: Authorized<AskItem>) -> Result<Response> {
    let form = ItemForm { quantity: "1".into(), brought_on: time::typed_date(auth.now().date_naive()), ..ItemForm::default() };
    page::page(&FormPage::item(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn add_item(mut auth: Authorized<AddItem>, form: Form) -> Result<Response> {
    let posted: ItemForm = form.parse()?;
    let outcome = listed_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.reference, "said-unit-item-added", |errors| FormPage::item(&auth.seed, &auth.target, &posted, errors))
}

async fn listed_from(auth: &mut Authorized<AddItem>, form: &Form, posted: &ItemForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::add_item(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_settlement(auth: Authorized<AskSettlement>) -> Result<Response> {
    let form = SettlementForm::of(&auth.target.part);
    page::page(&FormPage::settlement(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn settle(mut auth: Authorized<SettleItem>, form: Form) -> Result<Response> {
    let posted: SettlementForm = form.parse()?;
    let outcome = settled_from(&mut auth, &form, &posted).await;
    told(outcome, &auth.target.unit.reference, "said-unit-item-settled", |errors| FormPage::settlement(&auth.seed, &auth.target, &posted, errors))
}

async fn settled_from(auth: &mut Authorized<SettleItem>, form: &Form, posted: &SettlementForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::settle(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.unit.reference)).await
}

pub async fn confirm_item(mut auth: Authorized<ConfirmItem>, form: Form) -> Result<Response> {
    let version = form.parse::<EndForm>()?.version();
    let address = url(&auth.target.unit.reference);
    let mut tx = auth.write(&form).await?;
    commands::confirm_item(&mut tx, &auth.target, version).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-unit-item-confirmed", &auth.target.unit.reference))
}
