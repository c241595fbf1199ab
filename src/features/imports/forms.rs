//! Posted text of the import pages to drafts or field errors.

use crate::features::movements::journeys::{Kind, mapping_from_pairs};
use crate::i18n::Message;
use crate::importing::{Mapping, Order};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};

/// A file as it was posted.
pub struct UploadForm {
    pub kind: String,
}

/// A file that can be taken in.
pub struct UploadDraft {
    pub kind: Kind,
    pub file_name: String,
    pub file: axum::body::Bytes,
    pub aliases: Option<axum::body::Bytes>,
}

impl UploadForm {
    pub fn of(form: &Form) -> Self {
        Self { kind: form.text("kind").to_owned() }
    }

    pub fn draft(&self, form: &Form) -> Result<UploadDraft> {
        refuse_unknown(form, &|name| name == "kind")?;
        let mut errors = FieldErrors::default();
        let kind = Kind::parse(&self.kind);
        if kind.is_none() {
            errors.add("kind", Message::new("field-not-a-choice"));
        }
        let file = form.file("file");
        if file.is_none() {
            errors.add("file", Message::new("import-file-asked"));
        }
        match (kind, file) {
            (Some(kind), Some(file)) => {
                let aliases = form.file("aliases").map(|aliases| aliases.bytes.clone());
                errors.or(UploadDraft { kind, file_name: file.file_name.clone(), file: file.bytes.clone(), aliases })
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The choice of columns as it was posted.
#[derive(Debug, Clone, Default)]
pub struct ColumnsForm {
    pub version: String,
    pub day_order: String,
    pub creates_principals: String,
    /// Field and column, in the order of the kind.
    pub fields: Vec<(String, String)>,
}

/// A choice that can be tried.
#[derive(Debug)]
pub struct ColumnsDraft {
    pub version: i32,
    pub day_order: String,
    pub creates_principals: bool,
    pub mapping: Mapping,
}

impl ColumnsForm {
    pub fn of(form: &Form, kind: Kind) -> Result<Self> {
        let words: Vec<&str> = kind.fields().iter().map(|field| field.word()).collect();
        let is_known =
            |name: &str| matches!(name, "version" | "day_order" | "creates_principals") || name.strip_prefix("map-").is_some_and(|word| words.contains(&word));
        refuse_unknown(form, &is_known)?;
        Ok(Self {
            version: form.text("version").to_owned(),
            day_order: form.text("day_order").to_owned(),
            creates_principals: form.text("creates_principals").to_owned(),
            fields: words.iter().map(|word| ((*word).to_owned(), form.text(&format!("map-{word}")).to_owned())).collect(),
        })
    }

    pub fn draft(&self, kind: Kind) -> Result<ColumnsDraft> {
        let mut errors = FieldErrors::default();
        if Order::parse(&self.day_order).is_none() && !self.day_order.is_empty() {
            errors.add("day_order", Message::new("field-not-a-choice"));
        }
        let Ok(version) = self.version.parse() else {
            return Err(AppError::Bad(Message::new("error-form-unreadable")));
        };
        match mapping_from_pairs(kind, self.fields.clone()) {
            Ok(mapping) => {
                errors.or(ColumnsDraft { version, day_order: self.day_order.clone(), creates_principals: !self.creates_principals.is_empty(), mapping })
            }
            Err(_) => {
                errors.add("map-principal", Message::new("import-columns-none"));
                Err(AppError::Invalid(errors))
            }
        }
    }
}

/// A field that the page does not have is refused.
pub fn refuse_unknown(form: &Form, is_known: &dyn Fn(&str) -> bool) -> Result<()> {
    match form.fields().iter().all(|(name, _)| is_known(name)) {
        true => Ok(()),
        false => Err(AppError::Bad(Message::new("error-form-unknown-field"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::from_fields(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), vec![])
    }

    #[test]
    fn a_choice_of_columns_becomes_a_mapping() {
        let form = form(&[("version", "1"), ("day_order", "dmy"), ("map-principal", "Orgao"), ("map-from", "Origem"), ("map-carrier", "")]);
        let draft = ColumnsForm::of(&form, Kind::Legs).unwrap().draft(Kind::Legs).unwrap();
        assert_eq!(draft.mapping.to_string(), "principal=Orgao,from=Origem");
        assert_eq!(draft.day_order, "dmy");
    }

    #[test]
    fn what_the_page_does_not_have_is_refused() {
        assert!(ColumnsForm::of(&form(&[("map-locality", "x")]), Kind::Legs).is_err());
        assert!(UploadForm::of(&form(&[("kind", "legs")])).draft(&form(&[("kind", "legs"), ("x", "y")])).is_err());
        let nothing = ColumnsForm::of(&form(&[("version", "1")]), Kind::Legs).unwrap();
        assert!(matches!(nothing.draft(Kind::Legs), Err(AppError::Invalid(_))));
    }
}
