//! Attachments of an assessment (security.md 4.11): the scan of a decision taken elsewhere, a map, a letter. What a file
//! is, is decided by its content ([`crate::uploads`]). Its digest, class, uploader and time are shown; it is handed over
//! as a download, each time logged. It is voided with a reason, never deleted; a strictly confidential one opens for
//! those who uploaded, review and decide, and for those who reach the sources of threats (the wall of `risk_attachment`).

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::forms::choice;
use super::queries::{self, Assessment};
use super::views::{self, Frame, Head, Inputs, can, words, words_of};
use crate::actions;
use crate::audit::Entry;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::required;
use crate::i18n::{Hole, Language, Message};
use crate::uploads::{self, Accepted, Kind};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form, together};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// What is attached to an assessment.
    ShowAttachments: Get "/risk-assessments/{ref}/attachments" => "risk.show", Assessment, Quiet;
    /// The form of a new attachment.
    AskAttachment: Get "/risk-assessments/{ref}/attachments/new" => "risk.attach", Assessment, Quiet;
    /// Attaches a file.
    Attach: Post "/risk-assessments/{ref}/attachments" => "risk.attach", Assessment, Change;
    /// Hands a file over.
    OpenAttachment: Get "/risk-assessments/{ref}/attachments/{n}" => "risk.open-attachment", Attachment, Read;
    /// Asks why it is voided.
    AskVoidAttachment: Get "/risk-assessments/{ref}/attachments/{n}/void" => "risk.attach", Attachment, Quiet;
    /// Voids it.
    VoidAttachment: Post "/risk-assessments/{ref}/attachments/{n}/void" => "risk.attach", Attachment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowAttachments, _, _>(show)
        .get::<AskAttachment, _, _>(ask)
        .post::<Attach, _, _>(add)
        .get::<OpenAttachment, _, _>(open)
        .get::<AskVoidAttachment, _, _>(ask_void)
        .post::<VoidAttachment, _, _>(void)
}

const TABLE: &str = "risk_attachment";
const CLASSES: &[&str] = &["confidential", "strictly_confidential", "unclassified"];

/// What is known of an attached file.
#[derive(Debug, Clone)]
pub struct File {
    pub id: Uuid,
    pub number: i32,
    pub title: String,
    pub class: String,
    pub kind: String,
    pub bytes: i32,
    pub digest: String,
    pub key_sealed: Vec<u8>,
    pub uploaded_by: String,
    pub uploaded_at: DateTime<Utc>,
    pub void_reason: String,
    pub voided_by: String,
    pub voided_at: Option<DateTime<Utc>>,
}

/// The attachments of an assessment that the reader may know of.
pub async fn files(tx: &mut Tx, assessment: Uuid) -> Result<Vec<File>> {
    Ok(sqlx::query_as!(
        File,
        r#"select id as "id!", number as "number!", title as "title!", class as "class!", kind as "kind!", bytes as "bytes!", digest as "digest!",
             key_sealed as "key_sealed!", coalesce(sec.account_label(uploaded_by), '') as "uploaded_by!", uploaded_at as "uploaded_at!",
             void_reason as "void_reason!", coalesce(sec.account_label(voided_by), '') as "voided_by!", voided_at
           from visible_risk_attachment where assessment_id = $1 order by number limit 200"#,
        assessment
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Attaches a file that was accepted; the trail gets its number.
pub async fn attach(tx: &mut Tx, (assessment, reference, cell): (Uuid, &str, i32), file: &Accepted, title: &str, class: &str) -> Result<()> {
    let kept = uploads::keep(tx, TABLE, &file.bytes).await?;
    let size = i32::try_from(file.bytes.len()).unwrap_or(i32::MAX);
    let number = sqlx::query_scalar!(
        "insert into risk_attachment (id, assessment_id, number, title, class, kind, bytes, digest, key_sealed) values ($1, $2, 0, $3, $4, $5, $6, $7, $8)
         returning number",
        kept.id,
        assessment,
        title,
        class,
        file.kind.code(),
        size,
        file.digest,
        kept.key_sealed
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.attach", reference).at_cell(cell).with_detail(format!("attachment {number}")));
    Ok(())
}

/// An attachment with the assessment it belongs to.
pub struct Attachment {
    assessment: Assessment,
    file: File,
}

impl Target for Attachment {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let number = params.number("n")?;
        let Some(assessment) = queries::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let file = files(tx, assessment.id.0).await?.into_iter().find(|file| file.number == number);
        Ok(file.map(|file| Self { assessment, file }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.assessment.facts(actor)
    }
    fn subject(&self) -> String {
        self.assessment.subject()
    }
    fn cell(&self) -> i32 {
        self.assessment.cell()
    }
    fn detail(&self) -> String {
        format!("attachment {}", self.file.number)
    }
}

/// An attachment in words.
pub struct Line {
    pub number: String,
    pub title: String,
    pub url: String,
    pub class: String,
    pub what: String,
    pub uploaded: String,
    pub digest: String,
    pub void: String,
    pub void_url: String,
}

impl Line {
    /// Links are left out where the reader may not follow them.
    pub fn new(language: Language, actor: &Actor, assessment: &Assessment, file: &File) -> Self {
        let url = format!("{}/attachments/{}", assessment.url(), file.number);
        let offered = |action: &str, url: String| if file.voided_at.is_none() && can(actor, action, assessment) { url } else { String::new() };
        Self {
            number: format!("F{}", file.number),
            title: file.title.clone(),
            class: words_of(language, "risk-attachment-class", &file.class),
            what: format!("{}, {}", words_of(language, "risk-attachment-kind", &file.kind), uploads::size(file.bytes, language)),
            uploaded: views::signed(language, &file.uploaded_by, Some(file.uploaded_at)),
            digest: file.digest.clone(),
            void: match file.voided_at {
                Some(at) => {
                    let at = time::z(at, language);
                    let holes = [("who", Hole::Text(&file.voided_by)), ("time", Hole::Text(&at)), ("reason", Hole::Text(&file.void_reason))];
                    language.fill("risk-attachment-voided", &holes)
                }
                None => String::new(),
            },
            void_url: offered("risk.attach", format!("{url}/void")),
            url: offered("risk.open-attachment", url),
        }
    }
}

#[derive(Template)]
#[template(path = "risk/attachments.html")]
struct Page {
    shell: Shell,
    head: Head,
    files: Vec<Line>,
    new_url: String,
}

async fn show(mut auth: Authorized<ShowAttachments>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = &auth.target.clone();
    let files = files(&mut tx, assessment.id.0).await?;
    drop(tx);
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        files: files.iter().map(|file| Line::new(auth.language(), &auth.actor, assessment, file)).collect(),
        new_url: if can(&auth.actor, "risk.attach", assessment) { format!("{}/attachments/new", assessment.url()) } else { String::new() },
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AttachForm {
    title: String,
    class: String,
}

impl AttachForm {
    fn draft(&self) -> Result<(String, &'static str)> {
        let mut errors = FieldErrors::default();
        let title = required(&mut errors, "title", &self.title, 200);
        let class = choice(&mut errors, "class", CLASSES, &self.class);
        errors.or((title, class))
    }
}

fn form(auth: &Authorized<impl Action<Target = Assessment>>, typed: &AttachForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let url = format!("{}/attachments", auth.target.url());
    let inputs = Inputs::new(language, errors)
        .file("file", "risk-attachment-file", uploads::ACCEPTED)
        .hint("risk-attachment-file-hint")
        .text("title", "risk-attachment-title", &typed.title, "w-l")
        .hint("risk-attachment-title-hint")
        .pick("class", "risk-attachment-class", &typed.class, words(language, "risk-attachment-class", CLASSES, &typed.class))
        .hint("risk-attachment-class-hint");
    let frame = Frame {
        title: language.t("risk-attachment-new"),
        why: vec![language.t("risk-why-attachments")],
        action: url.clone(),
        deed: language.t("risk-attachment-deed"),
        back_url: url,
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(auth: Authorized<AskAttachment>) -> Result<Response> {
    form(&auth, &AttachForm::default(), &FieldErrors::default())
}

async fn add(mut auth: Authorized<Attach>, posted: Form) -> Result<Response> {
    let typed: AttachForm = posted.parse()?;
    match add_from(&mut auth, &posted, &typed).await {
        Ok(back) => Ok(page::see_other_saying(&back, "said-risk-attached", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<Attach>, posted: &Form, typed: &AttachForm) -> Result<String> {
    let (file, (title, class)) = together(uploads::attached(posted, "file").await, typed.draft())?;
    let back = format!("{}/attachments", auth.target.url());
    let mut tx = auth.write(posted).await?;
    let assessment = &auth.target;
    attach(&mut tx, (assessment.id.0, &assessment.reference, assessment.cell), &file, &title, class).await?;
    tx.commit(&back).await?;
    Ok(back)
}

async fn open(mut auth: Authorized<OpenAttachment>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let Attachment { assessment, file } = &auth.target;
    if file.voided_at.is_some() {
        return Err(AppError::Conflict(Message::new("risk-attachment-is-void")));
    }
    let kind = Kind::from_code(&file.kind).ok_or(AppError::internal("a stored file of no known kind"))?;
    let bytes = uploads::open(&mut tx, TABLE, file.id, &file.key_sealed).await?;
    Ok(uploads::handed_over(kind, &format!("{}-{}", assessment.reference, file.number), bytes))
}

fn void_form(auth: &Authorized<impl Action<Target = Attachment>>, reason: &str, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let Attachment { assessment, file } = &auth.target;
    let back_url = format!("{}/attachments", assessment.url());
    let frame = Frame {
        title: language.fill("risk-attachment-void-title", &[("number", Hole::Number(file.number.into()))]),
        lead: vec![file.title.clone(), language.t("risk-attachment-void-lead")],
        action: format!("{back_url}/{}/void", file.number),
        deed: language.t("risk-attachment-void"),
        is_danger: true,
        back_url,
        ..Frame::default()
    };
    let inputs = Inputs::new(language, errors).area("reason", "ending-reason", reason, "2");
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_void(auth: Authorized<AskVoidAttachment>) -> Result<Response> {
    if auth.target.file.voided_at.is_some() {
        return Err(AppError::Conflict(Message::new("risk-attachment-is-void")));
    }
    void_form(&auth, "", &FieldErrors::default())
}

async fn void(mut auth: Authorized<VoidAttachment>, posted: Form) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", posted.text("reason"), 500);
    if !errors.is_empty() {
        return void_form(&auth, posted.text("reason"), &errors);
    }
    let back = format!("{}/attachments", auth.target.assessment.url());
    let mut tx = auth.write(&posted).await?;
    let done = sqlx::query!(
        "update risk_attachment set void_reason = $2, voided_by = $3, voided_at = $4, version = version + 1 where id = $1 and voided_at is null",
        auth.target.file.id,
        reason,
        auth.actor.ctx.account.0,
        tx.now
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("risk-attachment-is-void")));
    }
    tx.record(auth.entry().with_detail(format!("attachment {} voided", auth.target.file.number)));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-attachment-voided", &auth.target.assessment.reference))
}
