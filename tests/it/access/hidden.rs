//! A hidden record and one that never was get the same answer: status, headers and body alike.

use super::persona::Personas;
use super::{report, routes};
use crate::support::world::{BEIRUT, GOMA};
use crate::support::{Answer, TestApp};

/// The same shape, of nothing.
fn invented(value: &str) -> String {
    if value.len() == 36 {
        return format!("{}ffff", &value[..32]);
    }
    let (keep, tail) = value.rsplit_once('-').map_or(("", value), |(keep, tail)| (keep, tail));
    let tail: String = tail.chars().map(|c| if c.is_ascii_lowercase() { 'z' } else { 'Z' }).collect();
    if keep.is_empty() { tail } else { format!("{keep}-{tail}") }
}

/// What a reader can tell apart: without the request's id, the clock and the reference itself.
fn seen(answer: &Answer, value: &str) -> (u16, Vec<String>, String) {
    let id = answer.headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let mut headers: Vec<String> =
        answer.headers.iter().filter(|(name, _)| *name != "x-request-id" && *name != "date").map(|(name, text)| format!("{name}: {text:?}")).collect();
    headers.sort();
    let body = answer.text().replace(&id, "ID").replace(value, "REF");
    (answer.status.as_u16(), headers, body.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect())
}

#[tokio::test]
async fn hidden_and_invented_get_the_same_answer() {
    let app = TestApp::start().await;
    let personas = Personas::scoped(&app).await;
    let mut differing = Vec::new();
    for persona in &personas.all {
        let station = if persona.covers(BEIRUT) { GOMA } else { BEIRUT };
        for route in routes::mounted().iter().filter(|route| route.has_parts() && !route.is_public()) {
            let Ok(filled) = route.fill(station) else { continue };
            if filled.area.is_none_or(|area| persona.sees(area, station)) {
                continue;
            }
            let other = invented(&filled.value);
            let (hidden, never) = (filled.path.clone(), filled.path.replacen(&filled.value, &other, 1));
            let (hidden, never) = if route.method == "GET" {
                (persona.person.get(&hidden).await, persona.person.get(&never).await)
            } else {
                (persona.person.post(&hidden, &[]).await, persona.person.post(&never, &[]).await)
            };
            if seen(&hidden, &filled.value) != seen(&never, &other) {
                differing.push(format!("{}: {} {} tells a hidden record from none", persona.name, route.method, filled.path));
            }
        }
    }
    report(&differing);
}
