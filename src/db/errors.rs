//! What the database refused, in the product's words: constraint names become sentences or fields.
//! Nothing here shows database text to a person.

use crate::web::error::AppError;

/// A constraint the database held, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the constraint; reads like its sentence.
    pub constraint: String,
}

/// The constraint behind an error, if that is what it was.
pub fn refusal(error: &sqlx::Error) -> Option<Refusal> {
    let database = error.as_database_error()?;
    let code = database.code()?;
    let is_constraint = matches!(code.as_ref(), "23505" | "23514" | "23P01" | "23503" | "23502");
    is_constraint.then(|| Refusal { constraint: database.constraint().unwrap_or_default().to_owned() })
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(refusal) = refusal(&error) {
            return AppError::Refused(refusal.constraint);
        }
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => AppError::Busy,
            sqlx::Error::Database(database) => match database.code().as_deref() {
                // row security: the first wall let something through that the second stopped
                Some("42501") => {
                    tracing::error!(alarm = "second wall", "row security refused a statement");
                    AppError::NotFound
                }
                Some(code) if code.starts_with("53") || code.starts_with("57P") => AppError::Busy,
                Some("55P03" | "40001" | "40P01" | "57014") => AppError::Busy,
                _ => AppError::internal(error),
            },
            _ => AppError::internal(error),
        }
    }
}
