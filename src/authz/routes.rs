//! The only code that mounts an axum route. What is mounted is in the table, and the table is what
//! `cordon routes` prints and the sweeps of the tests walk.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::app::App;
use crate::authz::action::{Action, Admitted, Arrival, Audit, Authorized, Collection, Format, Meta, Method, Params, Target, admit};
use crate::authz::kept;
use crate::authz::policy::{self, Reach};
use crate::i18n::Message;
use crate::web::answering;
use crate::web::error::{AppError, Result};
use crate::web::form::{Form, Upload};
use crate::web::page::{self, Seed};

/// Largest ordinary form, in bytes.
const FORM_LIMIT: usize = 64 * 1024;
/// Largest upload, in bytes.
const UPLOAD_LIMIT: usize = 24 * 1024 * 1024;

/// One mounted route, as `cordon routes --json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Mounted {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with `{parts}`.
    pub path: String,
    /// Name in the rule table; `public.…` for strangers.
    pub action: &'static str,
    /// Roles that the rule allows; `anyone` for strangers.
    pub roles: Vec<&'static str>,
    /// How far: `public`, `own`, `scope`, `anywhere`, or several joined by `+`.
    pub scope: String,
    /// True if each use enters the trail.
    pub audited: bool,
}

/// Collects routes; the only way to a router.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Mounted>,
}

/// A stranger or a person, on a page that is open to both.
pub struct Visitor {
    /// The program.
    pub app: App,
    /// What the page begins with.
    pub seed: Seed,
    /// Parts of the path.
    pub params: Params,
    /// The query string.
    pub query: String,
    /// The request's head.
    pub parts: Parts,
}

impl Routes {
    /// Mounts a page.
    pub fn get<A: Action, F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Authorized<A>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        debug_assert!(A::META.method == Method::Get);
        self.mount_get::<A, F, Fut>(A::META.path.to_owned(), Format::Page, handler)
    }

    /// Mounts a list: its page, its `.csv` and its `.xlsx`, with the same rights.
    pub fn list<A: Action, F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Authorized<A>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        self.mount_get::<A, F, Fut>(A::META.path.to_owned(), Format::Page, handler.clone())
            .mount_get::<A, F, Fut>(format!("{}.csv", A::META.path), Format::Csv, handler.clone())
            .mount_get::<A, F, Fut>(format!("{}.xlsx", A::META.path), Format::Xlsx, handler)
    }

    /// Mounts what a form posts to. The handler runs to its end even if the client goes away.
    pub fn post<A: Action, F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Authorized<A>, Form) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        debug_assert!(A::META.method == Method::Post);
        self.note(&A::META, A::META.path.to_owned(), A::META.audit != Audit::Quiet);
        let endpoint = endpoint(move |visit| {
            let handler = handler.clone();
            Box::pin(async move {
                let proof = match visit.admit(&A::META).await {
                    Err(AppError::SignIn) => return visit.ask_to_sign_in().await,
                    admitted => visit.prove::<A>(admitted?),
                };
                answering::allow_for_files(&visit.parts);
                let form = visit.form().await?;
                handler(proof, form).await
            })
        });
        self.add(A::META.path.to_owned(), Method::Post, Format::Page, endpoint);
        self
    }

    /// Mounts a page open to strangers.
    pub fn public_get<F, Fut>(mut self, path: &'static str, name: &'static str, handler: F) -> Self
    where
        F: Fn(Visitor) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        self.note_public("GET", path, name);
        let endpoint = endpoint(move |visit| {
            let handler = handler.clone();
            Box::pin(async move { handler(visit.stranger()).await })
        });
        self.add(path.to_owned(), Method::Get, Format::Page, endpoint);
        self
    }

    /// Mounts a form open to strangers.
    pub fn public_post<F, Fut>(mut self, path: &'static str, name: &'static str, handler: F) -> Self
    where
        F: Fn(Visitor, Form) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        self.note_public("POST", path, name);
        let endpoint = endpoint(move |visit| {
            let handler = handler.clone();
            Box::pin(async move {
                let visitor = visit.stranger();
                let form = visit.form().await?;
                // strangers send secrets
                visit.typed.clear();
                handler(visitor, form).await
            })
        });
        self.add(path.to_owned(), Method::Post, Format::Page, endpoint);
        self
    }

    /// Mounts a plain answer without a page: health, static files.
    pub fn plain<F, Fut>(mut self, path: &'static str, name: &'static str, handler: F) -> Self
    where
        F: Fn(App, Parts, Params) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Response> + Send + 'static,
    {
        self.note_public("GET", path, name);
        let endpoint = move |axum::extract::State(app): axum::extract::State<App>, request: Request| {
            let handler = handler.clone();
            async move {
                let (mut parts, _) = request.into_parts();
                let params = params_of(&mut parts, &app).await;
                handler(app, parts, params).await
            }
        };
        self.mount(path, Method::Get, endpoint);
        self
    }

    /// Takes another feature's routes in.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn and(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table of what is mounted.
    pub fn table(&self) -> &[Mounted] {
        &self.table
    }

    /// The router, with what answers unknown paths and methods.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn into_router(self, app: App) -> Router {
        let unknown = |axum::extract::State(app): axum::extract::State<App>, request: Request| async move {
            let endpoint = endpoint(|visit| Box::pin(async move { visit.admit::<Collection>(&UnknownPage::META).await.and(Err(AppError::NotFound)) }));
            Visit::of(app, request, Format::Page).await.answer(endpoint).await
        };
        let wrong_method = |axum::extract::State(app): axum::extract::State<App>, request: Request| async move {
            let (parts, _) = request.into_parts();
            let arrival = Arrival::of(&parts);
            page::error_page(&Seed::of_stranger(&app, &parts, &arrival.request_id), StatusCode::METHOD_NOT_ALLOWED, None)
        };
        self.router.fallback(unknown).method_not_allowed_fallback(wrong_method).with_state(app)
    }

    fn mount_get<A: Action, F, Fut>(mut self, path: String, format: Format, handler: F) -> Self
    where
        F: Fn(Authorized<A>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        let audited = matches!(A::META.audit, Audit::Read | Audit::Duty) || format != Format::Page;
        self.note(&A::META, path.clone(), audited);
        let endpoint = endpoint(move |visit| {
            let handler = handler.clone();
            Box::pin(async move {
                let admitted = visit.admit(&A::META).await?;
                let proof = visit.prove::<A>(admitted);
                handler(proof).await
            })
        });
        self.add(path, Method::Get, format, endpoint);
        self
    }

    fn add(&mut self, path: String, method: Method, format: Format, endpoint: Endpoint) {
        let answer = move |axum::extract::State(app): axum::extract::State<App>, request: Request| {
            let endpoint = endpoint.clone();
            async move { Visit::of(app, request, format).await.answer(endpoint).await }
        };
        // what was sent is done to its end even if the client goes away
        let detached = {
            let answer = answer.clone();
            move |app: axum::extract::State<App>, request: Request| {
                let work = tokio::spawn(answer.clone()(app, request));
                async move {
                    work.await.unwrap_or_else(|error| {
                        tracing::error!(%error, "a handler did not end");
                        StatusCode::INTERNAL_SERVER_ERROR.into_response()
                    })
                }
            }
        };
        match method {
            Method::Get => self.mount(&path, method, answer),
            Method::Post => self.mount(&path, method, detached),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn mount<H, T>(&mut self, path: &str, method: Method, endpoint: H)
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        let route = match method {
            Method::Get => axum::routing::get(endpoint),
            Method::Post => axum::routing::post(endpoint),
        };
        self.router = std::mem::take(&mut self.router).route(path, route);
    }

    fn note(&mut self, meta: &Meta, path: String, audited: bool) {
        let (roles, scope) = match policy::rule_of(meta.name) {
            Some(rule) => {
                let mut scope = Vec::new();
                if rule.allow.iter().any(|(_, reach)| *reach == Reach::Anywhere) {
                    scope.push("anywhere");
                }
                if rule.allow.iter().any(|(_, reach)| *reach == Reach::Scope) {
                    scope.push("scope");
                }
                if rule.own {
                    scope.push("own");
                }
                if rule.watch {
                    scope.push("watch");
                }
                (rule.allow.iter().map(|(role, _)| role.code()).collect(), scope.join("+"))
            }
            None => (Vec::new(), "nobody".to_owned()),
        };
        let method = if meta.method == Method::Get { "GET" } else { "POST" };
        self.table.push(Mounted { method, path, action: meta.name, roles, scope, audited });
    }

    fn note_public(&mut self, method: &'static str, path: &str, name: &'static str) {
        self.table.push(Mounted { method, path: path.to_owned(), action: name, roles: vec!["anyone"], scope: "public".to_owned(), audited: method == "POST" });
    }
}

crate::actions! {
    /// Any path that is not mounted: not found for a person, sign-in for a stranger.
    UnknownPage: Get "/{*rest}" => "page.unknown", Collection, Quiet;
}

impl Arrival {
    fn of(parts: &Parts) -> Self {
        Self { request_id: parts.extensions.get::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default(), language: page::language_of(parts) }
    }
}

/// The id of a request, put in its extensions by the edge.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

async fn params_of(parts: &mut Parts, app: &App) -> Params {
    match RawPathParams::from_request_parts(parts, app).await {
        Ok(raw) => Params(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()),
        Err(_) => Params::default(),
    }
}

/// One request on its way to what answers it.
struct Visit {
    app: App,
    parts: Parts,
    body: Body,
    arrival: Arrival,
    params: Params,
    format: Format,
    /// What the page of an error begins with, once somebody is known.
    seed: Option<Seed>,
    /// What was written in the form that was posted.
    typed: Vec<String>,
}

/// What answers the requests of a route. One shape for all of them: what is around the handlers is compiled once.
type Endpoint = Arc<dyn for<'a> Fn(&'a mut Visit) -> Answering<'a> + Send + Sync>;
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response>> + Send + 'a>>;

fn endpoint(answers: impl for<'a> Fn(&'a mut Visit) -> Answering<'a> + Send + Sync + 'static) -> Endpoint {
    Arc::new(answers)
}

impl Visit {
    async fn of(app: App, request: Request, format: Format) -> Self {
        let (mut parts, body) = request.into_parts();
        let params = params_of(&mut parts, &app).await;
        Self { arrival: Arrival::of(&parts), app, parts, body, params, format, seed: None, typed: Vec::new() }
    }

    async fn answer(mut self, endpoint: Endpoint) -> Response {
        let outcome = endpoint(&mut self).await;
        finish(&self.app, &self.parts, &self.arrival, self.seed, (outcome, self.typed))
    }

    async fn admit<T: Target>(&mut self, meta: &'static Meta) -> Result<Admitted<T>> {
        admit(&self.app, &self.parts, meta, &self.params, self.format, &self.arrival, &mut self.seed).await
    }

    fn prove<A: Action>(&mut self, admitted: Admitted<A::Target>) -> Authorized<A> {
        Authorized::of(admitted, &self.app, &self.parts, std::mem::take(&mut self.params), self.format)
    }

    fn stranger(&mut self) -> Visitor {
        let seed = Seed::of_stranger(&self.app, &self.parts, &self.arrival.request_id);
        self.seed = Some(seed.clone());
        Visitor {
            app: self.app.clone(),
            seed,
            params: std::mem::take(&mut self.params),
            query: self.parts.uri.query().unwrap_or_default().to_owned(),
            parts: self.parts.clone(),
        }
    }

    async fn form(&mut self) -> Result<Form> {
        let form = read_form(&self.parts, std::mem::take(&mut self.body)).await?;
        // the page of an error carries no mark of what is more than confidential
        if !self.parts.uri.path().starts_with("/principals/") {
            self.typed = form.written();
        }
        Ok(form)
    }

    async fn ask_to_sign_in(&mut self) -> Result<Response> {
        kept::ask_to_sign_in(&self.app, &self.parts, &self.arrival.request_id, std::mem::take(&mut self.body)).await?.ok_or(AppError::SignIn)
    }
}

async fn read_form(parts: &Parts, body: Body) -> Result<Form> {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return read_multipart(parts, body).await;
    }
    if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(AppError::Bad(Message::new("error-form-kind")));
    }
    // The sign-in form may carry a whole other form beside its own fields.
    let limit = if parts.uri.path() == "/sign-in" { FORM_LIMIT + 2 * kept::LIMIT } else { FORM_LIMIT };
    let bytes = to_bytes(body, limit).await.map_err(|_| AppError::TooLarge)?;
    Form::from_urlencoded(&bytes)
}

async fn read_multipart(parts: &Parts, body: Body) -> Result<Form> {
    let mut request = Request::new(http_body_util::Limited::new(body, UPLOAD_LIMIT));
    *request.headers_mut() = parts.headers.clone();
    // axum's own limit of 2 MB would stand below ours
    DefaultBodyLimit::disable().apply(&mut request);
    let unreadable = || AppError::Bad(Message::new("error-form-unreadable"));
    let cut = |error: MultipartError| if error.status() == StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { unreadable() };
    let mut multipart = Multipart::from_request(request.map(Body::new), &()).await.map_err(|_| unreadable())?;
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(cut)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = field.bytes().await.map_err(cut)?;
                files.push(Upload { field: name, file_name, bytes });
            }
            None => fields.push((name, field.text().await.map_err(cut)?)),
        }
    }
    Ok(Form::from_fields(fields, files))
}

/// Turns the outcome into a response, with the page of its error in the reader's language and what was written.
fn finish(app: &App, parts: &Parts, arrival: &Arrival, seed: Option<Seed>, (outcome, typed): (Result<Response>, Vec<String>)) -> Response {
    let seed = seed.unwrap_or_else(|| Seed::of_stranger(app, parts, &arrival.request_id));
    match outcome {
        Ok(response) => page::after(&seed, parts, response),
        Err(AppError::SignIn) => sign_in_first(parts),
        Err(AppError::Repeated(location)) => page::see_other(&location),
        Err(error) => page::of_error(&seed, error, typed),
    }
}

fn sign_in_first(parts: &Parts) -> Response {
    let is_fragment = parts.headers.contains_key("x-fragment");
    let is_page = parts.method == axum::http::Method::GET || parts.method == axum::http::Method::HEAD;
    if is_fragment || parts.uri.path() == "/events" {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut response = page::see_other("/sign-in");
    let back = parts.uri.path_and_query().map(|path| path.as_str()).unwrap_or("/");
    if is_page && back != "/" && back.len() < 500 {
        let cookie = format!("cordon_back={}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax", page::encode_cookie(back));
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}
