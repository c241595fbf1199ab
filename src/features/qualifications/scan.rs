//! The scan or photo of the evidence behind a paper: never needed, one at most, made anew or kept as it is
//! ([`crate::uploads`]) and sealed. Whoever sees the paper may open it, which is logged. Holders bring their own until
//! somebody has seen the evidence. It is replaced or taken off with a reason; what was there stays stored, unopened.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries::Record;
use super::views::{paper_words, shell};
use crate::actions;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::QualificationId;
use crate::features::people::{at_most, required};
use crate::i18n::{Hole, Language, Message};
use crate::uploads::{self, Kind};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key, together};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Hands it over.
    OpenScan: Get "/qualifications/{ref}/scan" => "qualification.open-scan", Record, Read;
    /// The forms that add, replace and remove it.
    AskScan: Get "/qualifications/{ref}/scan/edit" => "qualification.scan", Scanned, Quiet;
    /// Adds or replaces it.
    KeepScan: Post "/qualifications/{ref}/scan/edit" => "qualification.scan", Scanned, Change;
    /// Takes it off.
    RemoveScan: Post "/qualifications/{ref}/scan/remove" => "qualification.scan", Scanned, Change;
}

/// `/qualifications/{ref}/scan`.
pub fn routes() -> Routes {
    Routes::default().get::<OpenScan, _, _>(open).get::<AskScan, _, _>(ask).post::<KeepScan, _, _>(keep).post::<RemoveScan, _, _>(remove)
}

const TABLE: &str = "qualification_scan";

/// A paper as somebody changes its scan: what is verified is its holder's no more.
pub struct Scanned(pub Record);

impl Target for Scanned {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(Record::load(tx, actor, params).await?.map(Self))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        let facts = self.0.facts(actor);
        let is_verified = self.0.paper.verified_at.is_some();
        Facts { own: facts.own && !is_verified, author: facts.author.filter(|_| is_verified), ..facts }
    }
    fn subject(&self) -> String {
        self.0.subject()
    }
    fn cell(&self) -> i32 {
        self.0.cell()
    }
}

/// What is known of a scan.
pub struct Scan {
    id: Uuid,
    kind: String,
    bytes: i32,
    key_sealed: Vec<u8>,
    added: String,
    added_at: DateTime<Utc>,
}

/// The scan of a paper, if there is one.
pub async fn scan_of(tx: &mut Tx, paper: QualificationId) -> Result<Option<Scan>> {
    Ok(sqlx::query_as!(
        Scan,
        r#"select id as "id!", kind as "kind!", bytes as "bytes!", key_sealed as "key_sealed!", coalesce(sec.account_label(added_by), '') as "added!",
             added_at as "added_at!"
           from visible_qualification_scan where qualification_id = $1 and removed_at is null"#,
        paper.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Every scan there was, for the history.
pub async fn ids(tx: &mut Tx, paper: QualificationId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_qualification_scan where qualification_id = $1 limit 200"#, paper.0)
        .fetch_all(&mut **tx)
        .await?)
}

/// "Open scan, 18 KB"; nothing where there is none.
pub fn offer(language: Language, scan: Option<&Scan>) -> String {
    scan.map(|scan| language.fill("qualification-scan-open", &[("size", Hole::Text(&uploads::size(scan.bytes, language)))])).unwrap_or_default()
}

/// "Added by …".
pub fn since(language: Language, scan: &Scan) -> String {
    language.fill("qualification-scan-since", &[("who", Hole::Text(&scan.added)), ("time", Hole::Text(&time::z(scan.added_at, language)))])
}

fn url(record: &Record) -> String {
    format!("/qualifications/{}", record.paper.reference)
}

async fn open(mut auth: Authorized<OpenScan>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let scan = scan_of(&mut tx, auth.target.paper.id).await?.ok_or(AppError::NotFound)?;
    let kind = Kind::from_code(&scan.kind).ok_or(AppError::internal("a stored file of no known kind"))?;
    let bytes = uploads::open(&mut tx, TABLE, scan.id, &scan.key_sealed).await?;
    Ok(uploads::handed_over(kind, &auth.target.paper.reference, bytes))
}

#[derive(Template)]
#[template(path = "qualifications/scan_form.html")]
struct FormPage {
    shell: Shell,
    what: String,
    officer: String,
    since: String,
    title: String,
    action: String,
    remove_action: String,
    back_url: String,
    form_key: String,
    remove_key: String,
    errors: Vec<ErrorLink>,
    scan: Field,
    accepted: &'static str,
    reason: Field,
    removal: Field,
}

async fn ask(mut auth: Authorized<AskScan>) -> Result<Response> {
    form(&mut auth, &Form::default(), &FieldErrors::default()).await
}

async fn form<A: Action<Target = Scanned>>(auth: &mut Authorized<A>, posted: &Form, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (Scanned(record), language) = (&auth.target, auth.language());
    counts_still(record)?;
    let present = scan_of(&mut tx, record.paper.id).await?;
    drop(tx);
    let back_url = url(record);
    let view = FormPage {
        shell: shell(&auth.seed, &record.paper.reference, !errors.is_empty()),
        what: paper_words(language, &record.paper.held, &record.paper.kind_name),
        officer: format!("{} {}", record.officer.reference, record.officer.name),
        since: present.as_ref().map(|scan| since(language, scan)).unwrap_or_default(),
        title: language.t(if present.is_some() { "qualification-scan-replace" } else { "qualification-scan-add" }),
        action: format!("{back_url}/scan/edit"),
        remove_action: if present.is_some() { format!("{back_url}/scan/remove") } else { String::new() },
        back_url,
        form_key: fresh_form_key(),
        remove_key: fresh_form_key(),
        errors: errors.links(language),
        scan: Field::new(language, "scan", "qualification-scan", "", errors).hint(language, "qualification-scan-hint"),
        accepted: uploads::ACCEPTED,
        reason: Field::new(language, "reason", "qualification-scan-reason", posted.text("reason"), errors),
        removal: Field::new(language, "removal", "qualification-scan-removal", posted.text("removal"), errors),
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

/// A paper that was taken back keeps what it has.
fn counts_still(record: &Record) -> Result<()> {
    if record.paper.is_void { Err(AppError::Conflict(Message::new("qualification-scan-of-void"))) } else { Ok(()) }
}

async fn keep(mut auth: Authorized<KeepScan>, posted: Form) -> Result<Response> {
    let record = url(&auth.target.0);
    match replace(&mut auth, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&record, "said-qualification-scan-kept", &auth.target.0.paper.reference)),
        Err(AppError::Invalid(errors)) => form(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn replace(auth: &mut Authorized<KeepScan>, posted: &Form) -> Result<()> {
    counts_still(&auth.target.0)?;
    let file = uploads::attached(posted, "scan").await;
    let mut tx = auth.write(posted).await?;
    let paper = auth.target.0.paper.id;
    let present = scan_of(&mut tx, paper).await?;
    let mut errors = FieldErrors::default();
    let reason = match present {
        Some(_) => required(&mut errors, "reason", posted.text("reason"), 500),
        None => at_most(&mut errors, "reason", posted.text("reason"), 500),
    };
    let (file, ()) = together(file, errors.or(()))?;
    if present.is_some() {
        end(&mut tx, paper, &reason).await?;
    }
    let kept = uploads::keep(&mut tx, TABLE, &file.bytes).await?;
    sqlx::query!(
        "insert into qualification_scan (id, qualification_id, kind, bytes, digest, key_sealed) values ($1, $2, $3, $4, $5, $6)",
        kept.id,
        paper.0,
        file.kind.code(),
        i32::try_from(file.bytes.len()).unwrap_or(i32::MAX),
        file.digest,
        kept.key_sealed
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail(if present.is_some() { "replaced" } else { "added" }));
    tx.commit(&url(&auth.target.0)).await
}

/// Takes the present scan off; answers how many there were.
async fn end(tx: &mut Tx, paper: QualificationId, reason: &str) -> Result<u64> {
    let now = tx.now;
    let account = tx.ctx().account.0;
    let done = sqlx::query!(
        "update qualification_scan set removed_at = $2, removed_by = $3, removal_reason = $4, version = version + 1
         where qualification_id = $1 and removed_at is null",
        paper.0,
        now,
        account,
        reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

async fn remove(mut auth: Authorized<RemoveScan>, posted: Form) -> Result<Response> {
    counts_still(&auth.target.0)?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "removal", posted.text("removal"), 500);
    if !errors.is_empty() {
        return form(&mut auth, &posted, &errors).await;
    }
    let record = url(&auth.target.0);
    let mut tx = auth.write(&posted).await?;
    if end(&mut tx, auth.target.0.paper.id, &reason).await? == 0 {
        return Err(AppError::Conflict(Message::new("qualification-scan-is-gone")));
    }
    tx.record(auth.entry().with_detail("removed"));
    tx.commit(&record).await?;
    Ok(page::see_other_saying(&record, "said-qualification-scan-removed", &auth.target.0.paper.reference))
}
