//! The way of a file: brought, its columns chosen, tried, applied, reported, perhaps taken back.

use axum::response::Response;

use super::background::{self, Task};
use super::commands::{self, Chosen, Upload};
use super::forms::{ColumnsForm, UploadForm};
use super::model::{self, Choice, State};
use super::queries::{self, BatchRow};
use super::run::{self, Unusable};
use super::views::{self, ColumnsPage, ConfirmPage, ListPage, Problem, ProgressPart, Running, Sample, ShowPage, UploadPage};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::movements::journeys::{Columns, Places, add_aliases, suggest_mapping};
use crate::i18n::{Hole, Language, Message};
use crate::importing::{Table, read};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form, fresh_form_key};
use crate::web::list::{Asked, EXPORT, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table;

actions! {
    /// Files that were brought.
    ListImports: Get "/imports" => "import.list", Collection, Quiet;
    /// The form for a file.
    NewImport: Get "/imports/new" => "import.create", Collection, Quiet;
    /// Takes a file in.
    CreateImport: Post "/imports" => "import.create", Collection, Change;
    /// Where a file stands.
    ShowImport: Get "/imports/{ref}" => "import.show", BatchRow, Quiet;
    /// Who did what with it.
    ImportHistory: Get "/imports/{ref}/history" => "import.show", BatchRow, Quiet;
    /// Which column is which field.
    ShowColumns: Get "/imports/{ref}/columns" => "import.run", BatchRow, Quiet;
    /// Chooses the columns and starts a trial.
    ChooseColumns: Post "/imports/{ref}/columns" => "import.run", BatchRow, Change;
    /// What applying will do.
    ConfirmApply: Get "/imports/{ref}/apply" => "import.run", BatchRow, Quiet;
    /// Applies a file that was tried.
    ApplyImport: Post "/imports/{ref}/apply" => "import.run", BatchRow, Change;
    /// What undoing will do.
    ConfirmUndo: Get "/imports/{ref}/undo" => "import.undo", BatchRow, Quiet;
    /// Takes back what a file recorded.
    UndoImport: Post "/imports/{ref}/undo" => "import.undo", BatchRow, Change;
}

impl Target for BatchRow {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        queries::batch(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// `/imports` but the rows in quarantine.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListImports, _, _>(index)
        .get::<NewImport, _, _>(new)
        .post::<CreateImport, _, _>(create)
        .get::<ShowImport, _, _>(show)
        .get::<ImportHistory, _, _>(history)
        .get::<ShowColumns, _, _>(columns)
        .post::<ChooseColumns, _, _>(choose)
        .get::<ConfirmApply, _, _>(confirm_apply)
        .post::<ApplyImport, _, _>(apply)
        .get::<ConfirmUndo, _, _>(confirm_undo)
        .post::<UndoImport, _, _>(undo)
}

async fn index(mut auth: Authorized<ListImports>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["state", "kind"]);
    let sort = asked.sort(&["-created"]);
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let lines = queries::list(&mut tx, &asked, sort, EXPORT + 1).await?;
        drop(tx);
        let header = vec!["ref", "kind", "file_name", "state", "rows", "accepted", "unchanged", "quarantined", "waiting", "created_at", "created_by"];
        let rows = lines
            .into_iter()
            .map(|line| {
                let figures = line.result.map(|figures| figures.0).unwrap_or_default();
                let numbers = [figures.rows, figures.accepted, figures.unchanged, figures.quarantined].map(|number| number.to_string());
                let [rows, accepted, unchanged, quarantined] = numbers;
                let at = line.created_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                vec![
                    line.reference,
                    line.kind,
                    line.file_name,
                    line.state,
                    rows,
                    accepted,
                    unchanged,
                    quarantined,
                    line.waiting.to_string(),
                    at,
                    line.created_by,
                ]
            })
            .collect();
        return table::answer(&auth, &asked, table::Table { name: "imports", header, rows });
    }
    let total = queries::count(&mut tx, &asked).await?;
    let mut lines = queries::list(&mut tx, &asked, sort, PAGE + 1).await?;
    drop(tx);
    let next = (lines.len() as i64 > PAGE).then(|| {
        lines.truncate(PAGE as usize);
        lines.last().map(|line| asked.next_url(&line.created_at.to_rfc3339(), line.id))
    });
    let pager = pager(&asked, lines.len(), total, next.flatten(), auth.language());
    page::page(&ListPage::new(&auth, &asked, sort, total, lines, pager))
}

/// Links under a list of which some rows are shown.
pub(super) fn pager(asked: &Asked, shown: usize, total: i64, next: Option<String>, language: Language) -> Pager {
    let shown = language.fill("import-shown", &[("shown", Hole::Number(shown as i64)), ("total", Hole::Number(total))]);
    Pager { next, first: asked.one("after").is_some().then(|| asked.without("after", "")), shown }
}

async fn new(auth: Authorized<NewImport>) -> Result<Response> {
    let form = UploadForm { kind: "legs".to_owned() };
    page::page(&UploadPage::new(&auth, &form, &FieldErrors::default()))
}

async fn create(mut auth: Authorized<CreateImport>, form: Form) -> Result<Response> {
    let posted = UploadForm::of(&form);
    let again = |auth: &Authorized<CreateImport>, errors: &FieldErrors| page::unprocessable(&UploadPage::new(auth, &posted, errors));
    let draft = match posted.draft(&form) {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return again(&auth, &errors),
        Err(error) => return Err(error),
    };
    let (file, aliases) = (draft.file.clone(), draft.aliases.clone());
    let readable = blocking(move || {
        if let Some(aliases) = aliases {
            add_aliases(&mut Places::default(), &aliases).map_err(Unusable::Aliases)?;
        }
        read(&file, &[]).map_err(Unusable::File)
    });
    if let Err(error) = readable.await? {
        let (field, message) = run::why_unusable(&error);
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        return again(&auth, &errors);
    }
    let mut tx = auth.write(&form).await?;
    let upload = Upload { kind: draft.kind, file_name: &draft.file_name, file: &draft.file, aliases: draft.aliases.as_deref() };
    let made = commands::create(&mut tx, &auth.actor, &upload).await?;
    let url = format!("/imports/{}/columns", made.reference);
    tx.commit(&url).await?;
    Ok(page::see_other(&url))
}

/// Work for the processor, away from the threads that answer.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(error.into()))
}

/// The file of a batch, read with these columns in mind.
async fn table_of(tx: &mut Tx, batch: &BatchRow, wanted: Vec<String>) -> Result<Table> {
    let (file, _) = queries::file(tx, batch.id).await?;
    let table = blocking(move || read(&file, &wanted.iter().map(String::as_str).collect::<Vec<_>>())).await?;
    table.map_err(|error| AppError::Internal(error.into()))
}

fn sample(table: &Table) -> Sample {
    let short = |cell: String| cell.chars().take(60).collect();
    let rows = table.rows().take(3).map(|row| model::cells(row, table).into_iter().map(short).collect()).collect();
    Sample { header: table.header.clone(), rows, count: table.row_count(), encoding: table.encoding, left_aside: table.titles.len() + table.footers.len() }
}

fn headings(table: &Table) -> String {
    table.header.join("\u{1f}").chars().take(2_000).collect()
}

async fn history(mut auth: Authorized<ImportHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let history = history::of(&mut tx, HistoryTable::ImportBatch, auth.target.id).await?;
    let subject = Subject { url: format!("/imports/{}", auth.target.reference), reference: auth.target.reference.clone(), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}

async fn columns(mut auth: Authorized<ShowColumns>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let batch = auth.target.clone();
    if !batch.state.is_open() {
        drop(tx);
        return Ok(page::see_other(&format!("/imports/{}", batch.reference)));
    }
    let table = table_of(&mut tx, &batch, vec![]).await?;
    let choice = match batch.choice.fields.is_empty() {
        false => batch.choice.clone(),
        true => match queries::remembered(&mut tx, batch.kind, &headings(&table)).await? {
            Some(choice) => choice,
            None => suggested(&batch, &table),
        },
    };
    drop(tx);
    let form = ColumnsForm {
        version: batch.version.to_string(),
        day_order: batch.day_order.clone(),
        creates_principals: if batch.creates_principals { "yes".to_owned() } else { String::new() },
        fields: batch.kind.fields().iter().map(|field| (field.word().to_owned(), choice.fields.get(field.word()).cloned().unwrap_or_default())).collect(),
    };
    page::page(&ColumnsPage::new(&auth, &batch, sample(&table), &form, &FieldErrors::default()))
}

fn suggested(batch: &BatchRow, table: &Table) -> Choice {
    let mapping = suggest_mapping(batch.kind, &table.header);
    let fields = batch.kind.fields().iter().filter_map(|field| Some((field.word().to_owned(), mapping.column_of(field.word())?.to_owned()))).collect();
    Choice { fields, header: vec![] }
}

async fn choose(mut auth: Authorized<ChooseColumns>, form: Form) -> Result<Response> {
    let batch = auth.target.clone();
    let posted = ColumnsForm::of(&form, batch.kind)?;
    let mut tx = auth.read().await?;
    let wanted: Vec<String> = posted.fields.iter().map(|(_, column)| column.clone()).filter(|column| !column.is_empty()).collect();
    let table = table_of(&mut tx, &batch, wanted).await?;
    drop(tx);
    let draft = posted.draft(batch.kind).and_then(|draft| match Columns::find(batch.kind, &draft.mapping, &table) {
        Ok(_) => Ok(draft),
        Err(error) => {
            let (_, message) = run::why_unusable(&Unusable::Columns(error.clone()));
            let (field, message) = beside(message, &posted, auth.language());
            let mut errors = FieldErrors::default();
            errors.add(field, message);
            Err(AppError::Invalid(errors))
        }
    });
    let draft = match draft {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&ColumnsPage::new(&auth, &batch, sample(&table), &posted, &errors)),
        Err(error) => return Err(error),
    };
    let fields = posted.fields.iter().filter(|(_, column)| !column.is_empty()).cloned().collect();
    let chosen = Chosen {
        choice: Choice { fields, header: table.header.clone() },
        day_order: draft.day_order,
        creates_principals: draft.creates_principals,
        headings: headings(&table),
    };
    drop(table);
    let url = format!("/imports/{}", batch.reference);
    let mut tx = auth.write(&form).await?;
    let version = commands::choose(&mut tx, &batch.reference, Some(draft.version), &chosen).await?;
    tx.commit(&url).await?;
    background::start(&auth.app, &auth.actor, &batch.reference, version, Task::Trial).await;
    Ok(page::see_other(&url))
}

/// The field of the form beside which an error about columns stands, with the field in the reader's words.
fn beside(mut message: Message, posted: &ColumnsForm, language: Language) -> (String, Message) {
    let arg = |name: &str| message.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
    let field = arg("field").or_else(|| {
        let column = arg("column")?;
        posted.fields.iter().find(|(_, chosen)| *chosen == column).map(|(field, _)| field.clone())
    });
    let field = field.unwrap_or_else(|| "principal".to_owned());
    for (name, value) in &mut message.args {
        if *name == "field" {
            *value = language.t(&format!("import-field-{}", value.replace('_', "-")));
        }
    }
    (format!("map-{field}"), message)
}

async fn show(mut auth: Authorized<ShowImport>) -> Result<Response> {
    let batch = auth.target.clone();
    let language = auth.language();
    let mut tx = auth.read().await?;
    let running = running(&mut tx, &auth, &batch).await?;
    if auth.fragment.is_some() {
        drop(tx);
        return page::fragment(&ProgressPart { shell: Shell::titled(&auth.seed, batch.reference.clone()), p: running }, None);
    }
    let mut view = ShowPage::new(&auth, &batch);
    view.can_choose |= !running.stalled.is_empty();
    let others = queries::others(&mut tx, &batch).await?;
    if !others.running.is_empty() {
        view.notes.push(language.fill("import-other-running", &[("refs", Hole::Text(&others.running.join(", ")))]));
    }
    if !others.same_file.is_empty() && batch.state != State::Applied {
        view.notes.push(language.fill("import-same-file", &[("refs", Hole::Text(&others.same_file.join(", ")))]));
    }
    if batch.state == State::Failed {
        let key = if batch.failure.is_empty() || !Language::has(&batch.failure) { "import-failed-internal" } else { &batch.failure };
        view.failure = language.t(key);
    }
    let rows_url = format!("/imports/{}/rows", batch.reference);
    if let Some(figures) = &batch.figures {
        let is_applied = matches!(batch.state, State::Applied | State::Undone);
        view.counts = views::counts(figures, is_applied, language);
        view.codes = views::codes(&figures.by_code, if is_applied { &rows_url } else { "" }, language);
        view.warnings = views::codes(&figures.warnings, "", language);
        view.apply_label =
            language.fill("import-apply-deed", &[("accepted", Hole::Number(figures.accepted as i64)), ("errors", Hole::Number(figures.quarantined as i64))]);
    }
    match batch.state {
        State::Tried => {
            let said = queries::said(&mut tx, batch.id).await?;
            view.problems = said.iter().take(PAGE as usize).map(|each| Problem::of(each, language)).collect();
            view.problems_title =
                language.fill("import-problems-count", &[("shown", Hole::Number(view.problems.len() as i64)), ("total", Hole::Number(said.len() as i64))]);
            view.more_url = rows_url.clone();
        }
        State::Applied | State::Undone => {
            let states = queries::row_counts(&mut tx, batch.id).await?;
            view.notes.extend(states.iter().map(|(state, count)| language.fill(&format!("import-rows-{state}"), &[("count", Hole::Number(*count))])));
            let (some, count) = queries::movements(&mut tx, batch.id, PAGE).await?;
            view.movements_title = language.fill("import-movements-count", &[("shown", Hole::Number(some.len() as i64)), ("total", Hole::Number(count))]);
            view.movements = some;
            view.more_url = rows_url.clone();
        }
        State::Uploaded | State::TrialRunning | State::ApplyRunning | State::Failed => {}
    }
    drop(tx);
    if !view.more_url.is_empty() && batch.figures.as_ref().is_some_and(|figures| figures.quarantined > 0) {
        view.csv_url = format!("{rows_url}.csv");
        view.xlsx_url = format!("{rows_url}.xlsx");
    }
    view.progress = (batch.state.is_running()).then_some(running);
    page::page(&view)
}

async fn running<A: Action>(tx: &mut Tx, auth: &Authorized<A>, batch: &BatchRow) -> Result<Running> {
    let language = auth.language();
    let (done, total, beat_at) = queries::progress(tx, batch.id).await?;
    let percent = (i64::from(done) * 100).checked_div(i64::from(total)).unwrap_or(0);
    let is_stalled = batch.state.is_running() && model::has_stalled(beat_at, auth.now());
    Ok(Running {
        reference: batch.reference.clone(),
        version: format!("{}-{done}", batch.version),
        words: language.fill("import-progress", &[("percent", Hole::Number(percent)), ("state", Hole::Text(&views::state_word(batch.state.word(), language)))]),
        done: done.to_string(),
        total: total.max(1).to_string(),
        is_over: !batch.state.is_running(),
        stalled: if is_stalled { language.t("import-stalled") } else { String::new() },
    })
}

async fn confirm_apply(auth: Authorized<ConfirmApply>) -> Result<Response> {
    let batch = &auth.target;
    let (State::Tried, Some(figures)) = (batch.state, &batch.figures) else {
        return Ok(page::see_other(&format!("/imports/{}", batch.reference)));
    };
    let language = auth.language();
    let mut sentences = vec![
        language.fill("import-apply-records", &[("accepted", Hole::Number(figures.accepted as i64)), ("movements", Hole::Number(figures.movements as i64))]),
        language.fill("import-apply-keeps", &[("errors", Hole::Number(figures.quarantined as i64))]),
    ];
    if batch.creates_principals {
        sentences.push(language.fill("import-apply-creates", &[("portfolio", Hole::Text(&batch.portfolio))]));
    }
    sentences.push(language.t("import-apply-undo"));
    page::page(&ConfirmPage {
        shell: Shell::titled(&auth.seed, batch.reference.clone()),
        reference: batch.reference.clone(),
        steps: views::steps(3, language),
        title: language.t("import-apply-title"),
        sentences,
        refused: String::new(),
        action: format!("/imports/{}/apply", batch.reference),
        deed: language.fill("import-apply-deed", &[("accepted", Hole::Number(figures.accepted as i64)), ("errors", Hole::Number(figures.quarantined as i64))]),
        is_danger: false,
        form_key: fresh_form_key(),
        version: batch.version.to_string(),
    })
}

async fn apply(mut auth: Authorized<ApplyImport>, form: Form) -> Result<Response> {
    let reference = auth.target.reference.clone();
    let version = version_of(&form)?;
    let url = format!("/imports/{reference}");
    let mut tx = auth.write(&form).await?;
    let version = commands::begin_apply(&mut tx, &reference, version).await?;
    tx.commit(&url).await?;
    background::start(&auth.app, &auth.actor, &reference, version, Task::Apply).await;
    Ok(page::see_other(&url))
}

/// The version a person started from, and nothing else in the form.
fn version_of(form: &Form) -> Result<i32> {
    super::forms::refuse_unknown(form, &|name| name == "version")?;
    form.text("version").parse().map_err(|_| AppError::Bad(Message::new("error-form-unreadable")))
}

async fn confirm_undo(mut auth: Authorized<ConfirmUndo>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let batch = auth.target.clone();
    if batch.state != State::Applied {
        drop(tx);
        return Ok(page::see_other(&format!("/imports/{}", batch.reference)));
    }
    let language = auth.language();
    let worked_on = queries::worked_on(&mut tx, batch.id).await?;
    let (_, count) = queries::movements(&mut tx, batch.id, 1).await?;
    drop(tx);
    let refused = match worked_on.is_empty() {
        true => String::new(),
        false => language.fill("import-worked-on", &[("refs", Hole::Text(&worked_on.join(", ")))]),
    };
    page::page(&ConfirmPage {
        shell: Shell::titled(&auth.seed, batch.reference.clone()),
        reference: batch.reference.clone(),
        steps: views::steps(4, language),
        title: language.t("import-undo-title"),
        sentences: vec![language.fill("import-undo-voids", &[("movements", Hole::Number(count))]), language.t("import-undo-keeps")],
        refused,
        action: format!("/imports/{}/undo", batch.reference),
        deed: language.t("import-undo-deed"),
        is_danger: true,
        form_key: fresh_form_key(),
        version: batch.version.to_string(),
    })
}

async fn undo(mut auth: Authorized<UndoImport>, form: Form) -> Result<Response> {
    let reference = auth.target.reference.clone();
    let version = version_of(&form)?;
    let url = format!("/imports/{reference}");
    let mut tx = auth.write(&form).await?;
    run::take_time(&mut tx).await?;
    commands::undo(&mut tx, &reference, version).await?;
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-import-undone", &reference))
}
