//! Sources of information (K6): reliability, credibility and what was used of it. The origin is sealed
//! before it is stored and opens for those only who reach sources; each opening is logged.

use askama::Template;
use axum::response::Response;
use serde_json::Value;
use uuid::Uuid;

use super::forms::{SOURCE_PARTS, SourceForm};
use super::{Piece, add, ask, ask_edit, can_add, edit, part_of, refusal, said, url_of};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{required, with_ask};
use crate::features::risk::commands::may_write;
use crate::features::risk::forms::of_version;
use crate::features::risk::model::RELIABILITIES;
use crate::features::risk::queries::{self, Assessment, Source};
use crate::features::risk::views::{self, Frame, Head, Inputs, words, words_of};
use crate::i18n::{Hole, Language};
use crate::sealed::{Place, from_json};
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::{Choice, FieldErrors, Form};
use crate::web::page::{self, Shell};

actions! {
    /// The sources, with their origin.
    ShowSources: Get "/risk-assessments/{ref}/sources" => "risk.sources", Assessment, Read;
    /// The form of a new source.
    AskSource: Get "/risk-assessments/{ref}/sources/new" => "risk.sources", Assessment, Quiet;
    /// Adds one.
    AddSource: Post "/risk-assessments/{ref}/sources" => "risk.sources", Assessment, Change;
    /// The form of a source, with its origin.
    AskEditSource: Get "/risk-assessments/{ref}/sources/{n}/edit" => "risk.sources", Assessment, Read;
    /// Saves it.
    EditSource: Post "/risk-assessments/{ref}/sources/{n}/edit" => "risk.sources", Assessment, Change;
    /// Asks why it is voided.
    AskVoidSource: Get "/risk-assessments/{ref}/sources/{n}/void" => "risk.sources", Assessment, Quiet;
    /// Voids it.
    VoidSource: Post "/risk-assessments/{ref}/sources/{n}/void" => "risk.sources", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowSources, _, _>(show)
        .get::<AskSource, _, _>(ask::<Source, _>)
        .post::<AddSource, _, _>(add::<Source, _>)
        .get::<AskEditSource, _, _>(ask_edit::<Source, _>)
        .post::<EditSource, _, _>(edit::<Source, _>)
        .get::<AskVoidSource, _, _>(ask_void)
        .post::<VoidSource, _, _>(void)
}

struct Line {
    number: String,
    reliability: String,
    credibility: String,
    used: String,
    origin: String,
    edit_url: String,
    void_url: String,
}

#[derive(Template)]
#[template(path = "risk/sources.html")]
struct Page {
    shell: Shell,
    head: Head,
    rows: Vec<Line>,
    new_url: String,
    can_write: bool,
}

fn credibility(language: Language, number: i32) -> String {
    format!("{number} {}", language.t(&format!("risk-source-credibility-{number}")))
}

async fn show(mut auth: Authorized<ShowSources>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let sources = queries::sources(&mut tx, auth.target.id.0).await?;
    let language = auth.language();
    let assessment = &auth.target;
    let (url, adds) = (url_of::<Source>(assessment), can_add(&auth.actor, assessment));
    let writes = adds && !assessment.is_registered();
    let line = |source: &Source| Line {
        number: format!("S{}", source.number),
        reliability: format!("{} {}", source.reliability, words_of(language, "risk-source-reliability", &source.reliability)),
        credibility: credibility(language, source.credibility),
        used: source.used.clone(),
        // a value whose key was lost says so and hides nothing else
        origin: origin(&tx, source).unwrap_or_else(|_| language.t("risk-source-not-opened")),
        edit_url: format!("{url}/{}/edit", source.number),
        void_url: format!("{url}/{}/void", source.number),
    };
    let rows = sources.iter().map(line).collect();
    drop(tx);
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()).strictly(),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        rows,
        new_url: if adds { format!("{url}/new") } else { String::new() },
        can_write: writes,
    })
}

fn place(row: Uuid) -> Place<'static> {
    Place { table: "risk_source", column: "origin_sealed", row }
}

fn origin(tx: &Tx, source: &Source) -> Result<String> {
    tx.unseal(place(source.id), &source.origin_sealed)
}

impl Piece for Source {
    type Form = SourceForm;
    const NOUN: &'static str = "source";
    const TABLE: HistoryTable = HistoryTable::RiskSource;
    const FIELDS: &'static [Part] = SOURCE_PARTS;
    const WHY: &'static [&'static str] = &["risk-why-sources"];
    const IS_STRICT: bool = true;

    fn id(&self) -> Uuid {
        self.id
    }
    fn number(&self) -> i32 {
        self.number
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn form(&self, tx: &Tx) -> Result<SourceForm> {
        Ok(SourceForm::of(self, origin(tx, self)?))
    }
    fn form_at(tx: &Tx, id: Uuid, content: &Value) -> Result<SourceForm> {
        let origin = tx.unseal(place(id), &from_json(&content["origin_sealed"]))?;
        Ok(SourceForm { origin, ..of_version(SOURCE_PARTS, content)? })
    }
    fn began_with(form: &SourceForm) -> &str {
        &form.version
    }
    fn words(language: Language, field: &str, value: &str) -> String {
        match field {
            "reliability" => format!("{value} {}", words_of(language, "risk-source-reliability", value)),
            "credibility" => value.parse().map_or_else(|_| value.to_owned(), |number| credibility(language, number)),
            _ => value.to_owned(),
        }
    }

    async fn all(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Self>> {
        queries::sources(tx, assessment).await
    }

    async fn inputs<'e>(_: &mut Tx, _: &Assessment, language: Language, form: &SourceForm, errors: &'e FieldErrors) -> Result<Inputs<'e>> {
        let credible = (1..=6).map(|n| Choice::new(n.to_string(), credibility(language, n), &form.credibility)).collect();
        let mut reliable = words(language, "risk-source-reliability", RELIABILITIES, &form.reliability);
        for choice in &mut reliable {
            choice.label = format!("{} {}", choice.value, choice.label);
        }
        Ok(Inputs::new(language, errors)
            .pick("reliability", "risk-source-reliability", &form.reliability, with_ask(language, reliable))
            .pick("credibility", "risk-source-credibility", &form.credibility, with_ask(language, credible))
            .area("used", "risk-source-used", &form.used, "3")
            .hint("risk-source-used-hint")
            .area("origin", "risk-source-origin", &form.origin, "2")
            .hint("risk-source-origin-hint"))
    }

    async fn insert(tx: &mut Tx, assessment: &Assessment, number: i32, form: &SourceForm) -> Result<()> {
        let draft = form.draft()?;
        let id = Uuid::now_v7();
        let sealed = tx.seal(place(id), &draft.origin)?;
        sqlx::query!(
            "insert into risk_source (id, assessment_id, cell, number, reliability, credibility, used, origin_sealed) values ($1, $2, 0, $3, $4, $5, $6, $7)",
            id,
            assessment.id.0,
            number,
            draft.reliability,
            draft.credibility,
            draft.used,
            sealed
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    async fn update(&self, tx: &mut Tx, _: &Assessment, form: &SourceForm) -> Result<u64> {
        let draft = form.draft()?;
        // the same words stay sealed as they are: history then says that they did not change
        let sealed = if origin(tx, self)? == draft.origin { self.origin_sealed.clone() } else { tx.seal(place(self.id), &draft.origin)? };
        let done = sqlx::query!(
            "update risk_source set reliability = $2, credibility = $3, used = $4, origin_sealed = $5, version = version + 1
             where id = $1 and version = $6 and not is_void",
            self.id,
            draft.reliability,
            draft.credibility,
            draft.used,
            sealed,
            draft.version
        )
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }
}

fn void_page<A: Action<Target = Assessment>>(auth: &Authorized<A>, source: &Source, reason: &str, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let url = url_of::<Source>(&auth.target);
    let frame = Frame {
        title: language.fill("risk-source-void-title", &[("number", Hole::Number(source.number.into()))]),
        lead: vec![language.t("risk-source-void-lead")],
        action: format!("{url}/{}/void", source.number),
        deed: language.t("risk-source-void"),
        is_danger: true,
        is_strict: true,
        back_url: url,
        ..Frame::default()
    };
    let inputs = Inputs::new(language, errors).area("reason", "ending-reason", reason, "2");
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask_void(mut auth: Authorized<AskVoidSource>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let source: Source = part_of(&auth, &mut tx).await?;
    drop(tx);
    match refusal(&auth) {
        Some(refused) => refused,
        None => void_page(&auth, &source, "", &FieldErrors::default()),
    }
}

async fn void(mut auth: Authorized<VoidSource>, posted: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let source: Source = part_of(&auth, &mut tx).await?;
    drop(tx);
    may_write(&auth.actor, &auth.target)?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", posted.text("reason"), 500);
    if !errors.is_empty() {
        return void_page(&auth, &source, posted.text("reason"), &errors);
    }
    let mut tx = auth.write(&posted).await?;
    sqlx::query!("update risk_source set is_void = true, void_reason = $2, version = version + 1 where id = $1", source.id, reason).execute(&mut *tx).await?;
    tx.record(auth.entry().with_detail(format!("source {} voided", source.number)));
    tx.commit(&url_of::<Source>(&auth.target)).await?;
    Ok(said::<Source, _>(&auth, "said-risk-part-voided"))
}
