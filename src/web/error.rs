//! What can go wrong with a request: few kinds, fixed pages, no database text. The page is made in
//! `authz/routes.rs`, where the reader's language is known; causes go to the log once.

use crate::i18n::Message;
use crate::sealed::SealError;
use crate::web::form::FieldErrors;

/// The result of handlers, commands and queries.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Why a request was not answered with its page.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It is not there, or may not be known to be there: the same answer.
    #[error("not found")]
    NotFound,
    /// It may be known, but not done. The message says why and what next.
    #[error("forbidden")]
    Forbidden(Message),
    /// A compartment they know of and may not open: whom to ask, and the way in for an emergency.
    #[error("sealed")]
    Sealed {
        /// Names the compartment and its owner.
        message: Message,
        /// What an emergency that opens it is called, and where it does; empty for those who have no such way.
        ways: Vec<(Message, String)>,
    },
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// Fields that need correcting; the handler shows the form again.
    #[error("invalid")]
    Invalid(FieldErrors),
    /// Somebody else was faster, or the state does not allow it. The message says which.
    #[error("conflict")]
    Conflict(Message),
    /// A constraint of the database held; its name is a sentence in the catalogue.
    #[error("refused by {0}")]
    Refused(String),
    /// The same form was sent before; this is where it led.
    #[error("repeated")]
    Repeated(String),
    /// The request itself is malformed.
    #[error("bad request")]
    Bad(Message),
    /// Too much at once, or the database is away.
    #[error("busy")]
    Busy,
    /// Too many tries; seconds to wait.
    #[error("slow down")]
    TooMany(i64),
    /// Larger than allowed.
    #[error("too large")]
    TooLarge,
    /// A defect. Logged where it is rendered.
    #[error("internal")]
    Internal(anyhow::Error),
}

impl AppError {
    /// A defect, with its cause for the log.
    pub fn internal(cause: impl Into<InternalCause>) -> Self {
        AppError::Internal(cause.into().0)
    }

    /// One field that needs correcting.
    pub fn field(name: &'static str, key: &'static str) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(name, Message::new(key));
        AppError::Invalid(errors)
    }
}

/// A cause of an internal error: an error or a sentence.
pub struct InternalCause(anyhow::Error);

impl From<&'static str> for InternalCause {
    fn from(text: &'static str) -> Self {
        Self(anyhow::anyhow!(text))
    }
}

impl From<sqlx::Error> for InternalCause {
    fn from(error: sqlx::Error) -> Self {
        Self(error.into())
    }
}

impl From<anyhow::Error> for InternalCause {
    fn from(error: anyhow::Error) -> Self {
        Self(error)
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        AppError::Internal(error)
    }
}

impl From<SealError> for AppError {
    fn from(error: SealError) -> Self {
        AppError::Internal(error.into())
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        AppError::Internal(error.into())
    }
}
