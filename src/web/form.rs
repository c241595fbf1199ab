//! Posted forms: text as it came, the one-use key, files, and errors beside fields.

use axum::body::Bytes;
use serde::de::DeserializeOwned;

use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};

/// A posted form, not yet understood. Unknown fields are refused when it is parsed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
    key: Option<Vec<u8>>,
}

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Field it came in.
    pub field: String,
    /// Name it had on the sender's machine; shown, never used as a path.
    pub file_name: String,
    /// Its content.
    pub bytes: Bytes,
}

impl Form {
    /// Reads an urlencoded body.
    pub fn from_urlencoded(body: &[u8]) -> Result<Self> {
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(body).map_err(|_| AppError::Bad(Message::new("error-form-unreadable")))?;
        Ok(Self::from_fields(fields, Vec::new()))
    }

    /// Makes a form of fields and files; takes the one-use key out.
    pub fn from_fields(fields: Vec<(String, String)>, files: Vec<Upload>) -> Self {
        let mut key = None;
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| {
                if name == "form_key" {
                    key = decode_key(&value);
                    return None;
                }
                Some((name, value.replace('\0', "").replace("\r\n", "\n")))
            })
            .collect();
        Self { fields, files, key }
    }

    /// The one-use key, if the form carried one.
    pub fn key(&self) -> Option<Vec<u8>> {
        self.key.clone()
    }

    /// The first value of a field, empty if absent.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every value of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields as they came.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// What somebody wrote, for the page of a refusal: no versions, nothing of a form with a secret.
    pub fn written(&self) -> Vec<String> {
        if self.fields.iter().any(|(name, _)| name.contains("password")) {
            return Vec::new();
        }
        let is_code = |text: &str| {
            text.is_empty() || text.contains('_') && text.chars().all(|one| one.is_ascii_lowercase() || one == '_') || text.parse::<uuid::Uuid>().is_ok()
        };
        self.fields.iter().filter(|(name, value)| name != "version" && !is_code(value.trim())).map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// The same form with other fields; its one-use key and its files stay.
    pub fn with_fields(&self, fields: Vec<(String, String)>) -> Self {
        Self { fields, files: self.files.clone(), key: self.key.clone() }
    }

    /// What came in a file field, an empty file too; a field left alone sends neither name nor content.
    pub fn sent(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !(file.bytes.is_empty() && file.file_name.is_empty()))
    }

    /// The file of a field, if one was chosen.
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !file.bytes.is_empty())
    }

    /// The form as a struct of strings. A field that the struct does not know is refused.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        let encoded = serde_html_form::to_string(&self.fields).map_err(|error| AppError::Internal(error.into()))?;
        serde_html_form::from_str(&encoded).map_err(|_| AppError::Bad(Message::new("error-form-unknown-field")))
    }
}

/// A fresh one-use key for a form that is about to be shown: 128 random bits as hex.
pub fn fresh_form_key() -> String {
    let mut bytes = [0u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the system's random generator failed");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decode_key(text: &str) -> Option<Vec<u8>> {
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..16).map(|i| u8::from_str_radix(&text[i * 2..i * 2 + 2], 16).ok()).collect()
}

/// Errors beside fields, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, Message)>);

impl FieldErrors {
    /// Adds an error; the first of a field is shown.
    pub fn add(&mut self, field: impl Into<String>, message: Message) {
        self.0.push((field.into(), message));
    }

    /// True if nothing needs correcting.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first error, as it travels; general words if there is none.
    pub fn first(&self) -> Message {
        self.0.first().map_or_else(|| Message::new("field-required"), |(_, message)| message.clone())
    }

    /// The words of the first error of a field, empty if it has none.
    pub fn of(&self, field: &str, language: Language) -> String {
        self.0.iter().find(|(name, _)| name == field).map(|(name, message)| sentence(name, message, language)).unwrap_or_default()
    }

    /// The same errors under other names of their fields.
    pub fn renamed(self, name: impl Fn(&str) -> String) -> Self {
        Self(self.0.into_iter().map(|(field, message)| (name(&field), message)).collect())
    }

    /// These too.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Links of the error summary.
    pub fn links(&self, language: Language) -> Vec<ErrorLink> {
        self.0.iter().map(|(field, message)| ErrorLink { field: field.clone(), text: sentence(field, message, language) }).collect()
    }

    /// The draft if there are no errors.
    pub fn or<T>(self, draft: T) -> Result<T> {
        if self.is_empty() { Ok(draft) } else { Err(AppError::Invalid(self)) }
    }
}

/// Two drafts of one form: what is wrong with either is told at once.
pub fn together<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(AppError::Invalid(mut errors)), Err(AppError::Invalid(more))) => {
            errors.0.extend(more.0);
            Err(AppError::Invalid(errors))
        }
        (Err(AppError::Invalid(_)), Err(error)) | (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Nine times "This must be filled in." tells nobody what: an empty field has a sentence of its own where there is one.
fn sentence(field: &str, message: &Message, language: Language) -> String {
    let own = format!("required-{}", field.replace('_', "-"));
    if message.key == "field-required" && Language::has(&own) { language.t(&own) } else { language.say(message) }
}

/// A line of the error summary.
#[derive(Debug, Clone)]
pub struct ErrorLink {
    /// Field it leads to; its id is `f-{field}`.
    pub field: String,
    /// The sentence, the same as beside the field.
    pub text: String,
}

/// One input as a template prints it. Ids are `f-{name}`; empty strings mean none.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Name in the form.
    pub name: String,
    /// Label above.
    pub label: String,
    /// Hint below the label.
    pub hint: String,
    /// Value as typed.
    pub value: String,
    /// Error, in words.
    pub error: String,
    /// False shows "(optional)".
    pub required: bool,
}

impl Field {
    /// A required field with its value and its error.
    pub fn new(language: Language, name: &str, label: &str, value: &str, errors: &FieldErrors) -> Self {
        Self { name: name.to_owned(), label: language.t(label), hint: String::new(), value: value.to_owned(), error: errors.of(name, language), required: true }
    }

    /// With a hint.
    pub fn hint(mut self, language: Language, key: &str) -> Self {
        self.hint = language.t(key);
        self
    }

    /// Marked "(optional)".
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// One choice of a select, radio or checkbox.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Value posted.
    pub value: String,
    /// Words shown.
    pub label: String,
    /// Chosen now.
    pub chosen: bool,
    /// Hint, empty if none.
    pub hint: String,
}

impl Choice {
    /// A choice, chosen if its value is the current one.
    pub fn new(value: impl Into<String>, label: impl Into<String>, current: &str) -> Self {
        let value = value.into();
        Self { chosen: value == current, value, label: label.into(), hint: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_kept_without_codes_and_never_beside_a_secret() {
        let form =
            |fields: &[(&str, &str)]| Form::from_fields(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), Vec::new());
        let typed =
            [("title", " Team leader "), ("category", "SS"), ("duty_role", "cp_officer"), ("post", "0192d3a0-0000-7000-8000-000000000000"), ("version", "4")];
        assert_eq!(form(&typed).written(), ["Team leader", "SS"]);
        assert_eq!(form(&[("code", "HEAT-3"), ("remark", "excellent")]).written(), ["HEAT-3", "excellent"]);
        assert!(form(&[("note", "Told"), ("password", "x")]).written().is_empty());
    }
}
