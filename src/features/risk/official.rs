//! `/principals/{ref}/risk`: the current risk of an official and what it rests on (T15).

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::FromRow;

use super::index::period;
use super::levels::{Levels, Mark};
use super::model::State;
use super::queries::{self, url};
use super::views::{mark, words_of};
use crate::actions;
use crate::authz::action::Authorized;
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::features::delegations::signer;
use crate::features::principals::{Principal, PrincipalHead};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The risk of an official.
    ShowRisk: Get "/principals/{ref}/risk" => "risk.of-official", Principal, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowRisk, _, _>(show)
}

#[derive(Debug, FromRow)]
struct Row {
    reference: String,
    kind: String,
    state: String,
    level: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

struct Line {
    url: String,
    reference: String,
    kind: String,
    state: String,
    mark: Mark,
    valid: String,
}

/// What the level rests on.
struct Rests {
    reference: String,
    url: String,
    valid: String,
    threats: Vec<(String, Mark, Mark)>,
    measures: String,
    main_measures: String,
    decided: String,
}

#[derive(Template)]
#[template(path = "risk/official.html")]
struct Page {
    shell: Shell,
    principal: PrincipalHead,
    now: Mark,
    ends: String,
    rests: Option<Rests>,
    requests: String,
    requests_url: String,
    rows: Vec<Line>,
    links: Vec<(String, String)>,
}

async fn show(mut auth: Authorized<ShowRisk>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let official = auth.target.id.0;
    let (language, today) = (auth.language(), auth.now().date_naive());
    let levels = Levels::today(&mut tx, &[official]).await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select ref as reference, kind, state, coalesce(residual_level, '') as level, valid_from, valid_to from visible_risk_assessment
         where principal_id = $1 order by created_at desc, id limit 50",
    )
    .bind(official)
    .fetch_all(&mut *tx)
    .await?;
    let open = sqlx::query_scalar!(r#"select count(*) as "open!" from visible_risk_request where principal_id = $1 and closed_at is null"#, official)
        .fetch_one(&mut *tx)
        .await?;
    let mut rests = None;
    if let Some(found) = levels.of(official)
        && let Some(assessment) = queries::by_ref(&mut tx, &found.reference).await?
    {
        let threats = queries::threats(&mut tx, assessment.id.0).await?;
        let measures = queries::measures(&mut tx, assessment.id.0).await?;
        let done = measures.iter().filter(|measure| measure.implementation == "implemented").count() as i64;
        rests = Some(Rests {
            url: assessment.url(),
            valid: period(assessment.valid_from, assessment.valid_to, language),
            threats: threats
                .iter()
                .map(|threat| {
                    (words_of(language, "risk-threat-sub-kind", &threat.sub_kind), mark(language, &threat.level), mark(language, &threat.residual_level))
                })
                .collect(),
            measures: language.fill("risk-measures-done", &[("done", Hole::Number(done)), ("all", Hole::Number(measures.len() as i64))]),
            decided: decided(language, &assessment),
            main_measures: assessment.main_measures,
            reference: assessment.reference,
        });
    }
    let notice = queries::setting(&mut tx, "expiry_notice_days").await?;
    drop(tx);
    let links = [
        ("risk.register", "risk-register", "/risk-assessments/register"),
        ("risk.write", "risk-new", "/risk-assessments/new"),
        ("risk-request.create", "risk-request-new", "/risk-requests/new"),
    ];
    page::page(&Page {
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
        principal: PrincipalHead::new(&auth.seed, &auth.actor, &auth.target),
        now: levels.mark(Some(official), language),
        ends: levels
            .of(official)
            .filter(|found| (found.valid_to - today).num_days() <= notice)
            .map(|found| ends(language, found.valid_to, today))
            .unwrap_or_default(),
        rests,
        requests: if open == 0 { String::new() } else { language.fill("risk-requests-open", &[("count", Hole::Number(open))]) },
        requests_url: "/risk-requests".into(),
        rows: rows.iter().map(|row| line(language, row)).collect(),
        links: links
            .into_iter()
            .filter(|(action, ..)| policy::may(&auth.actor, action))
            .map(|(_, key, path)| (format!("{path}?official={}", auth.target.reference), language.t(key)))
            .collect(),
    })
}

fn ends(language: Language, last: NaiveDate, today: NaiveDate) -> String {
    let days = (last - today).num_days().max(0);
    language.fill("risk-ends-in", &[("count", Hole::Number(days)), ("day", Hole::Text(&time::typed_date(last)))])
}

fn decided(language: Language, a: &queries::Assessment) -> String {
    if !a.approver_name.is_empty() {
        let on = a.approved_on.map(time::typed_date).unwrap_or_default();
        let holes = [("who", Hole::Text(a.approver_name.as_str())), ("capacity", Hole::Text(a.approver_capacity.as_str())), ("day", Hole::Text(on.as_str()))];
        return language.fill("risk-decided-elsewhere", &holes);
    }
    let first = super::views::signed(language, &signer(language, &a.decided_by, &a.decided_for), a.decided_at);
    let second = super::views::signed(language, &signer(language, &a.second_by, &a.second_for), a.second_at);
    if second.is_empty() { first } else { format!("{first}; {second}") }
}

fn line(language: Language, row: &Row) -> Line {
    Line {
        url: url(&row.reference),
        reference: row.reference.clone(),
        kind: words_of(language, "risk-assessment-kind", &row.kind),
        state: State::from_code(&row.state).map(|state| state.word(language)).unwrap_or_default(),
        mark: mark(language, &row.level),
        valid: period(row.valid_from, row.valid_to, language),
    }
}
