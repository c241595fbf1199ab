//! Files that people attach: PDF, PNG, JPEG (security.md 4.11). The content decides what a file is, not its name, which
//! is forgotten. Pictures are made anew ([`pictures`]), so that nothing their maker put beside them stays: no place, no
//! device, no second file behind the first. A PDF is kept as it is and never shown in a page, only handed over. What is
//! kept is sealed with a key of its own ([`stored`]).
//!
//! Not here: who may attach, and to what. Files of imports are read by [`crate::importing`].

mod pictures;
mod stored;

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

pub use self::pictures::base64;
pub use self::stored::{Kept, keep, open};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};

/// Largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Names that a browser offers to choose.
pub const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";
/// Names of pictures.
pub const PICTURES: &str = ".png,.jpg,.jpeg,image/png,image/jpeg";

/// Longest side of an attached picture, in pixels: an A4 page at 300 dots an inch.
const LONGEST: u32 = 3_600;
/// Longest side of a portrait, in pixels.
const PORTRAIT: u32 = 480;
/// Longest side of a photograph of a thing, in pixels: engraved numbers can be read.
const PHOTOGRAPH: u32 = 1_600;

/// One picture is opened at a time, whatever comes at once: memory stays bounded.
static TURN: Semaphore = Semaphore::const_new(1);

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document.
    Pdf,
    /// A picture without loss.
    Png,
    /// A photograph.
    Jpeg,
}

impl Kind {
    /// By the first bytes.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', ..] => Some(Self::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// As the database says it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// From the database.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Pdf, Self::Png, Self::Jpeg].into_iter().find(|kind| kind.code() == code)
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A file that may be kept.
#[derive(Debug)]
pub struct Accepted {
    /// What it is.
    pub kind: Kind,
    /// As it is kept.
    pub bytes: Vec<u8>,
    /// SHA-256 of that, in hexadecimal.
    pub digest: String,
}

impl Accepted {
    fn new(kind: Kind, bytes: Vec<u8>) -> Self {
        let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { kind, bytes, digest }
    }
}

/// The file of a field: a document or a picture. What is wrong stands beside the field.
pub async fn attached(form: &Form, field: &'static str) -> Result<Accepted> {
    one(form, field, LONGEST, |kind| match kind {
        Kind::Pdf | Kind::Png | Kind::Jpeg => Ok(kind),
    })
    .await
}

/// The file of a field as a small photograph of a person.
pub async fn portrait(form: &Form, field: &'static str) -> Result<Accepted> {
    one(form, field, PORTRAIT, a_picture).await
}

/// The file of a field as a photograph of a thing.
pub async fn photograph(form: &Form, field: &'static str) -> Result<Accepted> {
    one(form, field, PHOTOGRAPH, a_picture).await
}

fn a_picture(kind: Kind) -> Result<Kind, Message> {
    match kind {
        Kind::Png | Kind::Jpeg => Ok(Kind::Jpeg),
        Kind::Pdf => Err(Message::new("upload-not-a-picture")),
    }
}

async fn one(form: &Form, field: &'static str, longest: u32, becomes: fn(Kind) -> Result<Kind, Message>) -> Result<Accepted> {
    let outcome = async {
        let sent = form.sent(field).ok_or(Message::new("upload-missing"))?;
        let kind = sort(&sent.bytes, &sent.file_name)?;
        taken(kind, becomes(kind)?, sent.bytes.clone(), longest).await
    };
    outcome.await.map_err(|message| {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        AppError::Invalid(errors)
    })
}

/// What it is, or why it is refused before it is opened.
fn sort(bytes: &[u8], name: &str) -> Result<Kind, Message> {
    if bytes.is_empty() {
        return Err(Message::new("upload-empty"));
    }
    if bytes.len() > LARGEST {
        return Err(Message::new("upload-too-large").with("limit", (LARGEST / (1024 * 1024)).to_string()));
    }
    let claims_pdf = name.to_ascii_lowercase().ends_with(".pdf");
    Kind::of(bytes).ok_or_else(|| Message::new(if claims_pdf { "upload-not-a-pdf" } else { "upload-kind" }))
}

async fn taken(kind: Kind, becomes: Kind, bytes: Bytes, longest: u32) -> Result<Accepted, Message> {
    if kind == Kind::Pdf {
        return if ends_as_a_pdf(&bytes) { Ok(Accepted::new(kind, bytes.to_vec())) } else { Err(Message::new("upload-pdf-cut")) };
    }
    let broken = || Message::new("upload-picture-broken");
    let _turn = TURN.acquire().await.map_err(|_| broken())?;
    let made = tokio::task::spawn_blocking(move || pictures::anew(&bytes, kind, becomes, longest)).await.map_err(|_| broken())??;
    if made.len() > LARGEST {
        return Err(Message::new("upload-too-large").with("limit", (LARGEST / (1024 * 1024)).to_string()));
    }
    Ok(Accepted::new(becomes, made))
}

/// A whole PDF says where it ends, within its last kilobyte.
fn ends_as_a_pdf(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    tail.windows(5).any(|five| five == b"%%EOF")
}

/// Hands a file over: always as a download under a name of ours, and nothing in it may act.
pub fn handed_over(kind: Kind, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{}\"", kind.code());
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// A size as people say it: `18 KB`, `2.4 MB`.
pub fn size(bytes: i32, language: Language) -> String {
    let (key, count) = match bytes {
        ..1_024 => ("upload-size-bytes", bytes.to_string()),
        1_024..1_048_576 => ("upload-size-kilobytes", (bytes / 1_024).to_string()),
        _ => ("upload-size-megabytes", format!("{:.1}", f64::from(bytes) / 1_048_576.0)),
    };
    language.fill(key, &[("count", Hole::Text(&count))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(outcome: Result<Kind, Message>) -> &'static str {
        match outcome {
            Ok(kind) => kind.code(),
            Err(message) => message.key,
        }
    }

    #[test]
    fn the_content_says_what_a_file_is() {
        for (bytes, name, said) in [
            (&b"%PDF-1.7 x"[..], "photo.jpg", "pdf"),
            (b"%PDF-x", "a.pdf", "upload-not-a-pdf"),
            (b"MZ\x90\x00", "a.pdf", "upload-not-a-pdf"),
            (b" %PDF-1.7", "a.pdf", "upload-not-a-pdf"),
            (b"\x89PNG\r\n\x1a\n", "a.pdf", "png"),
            (b"\xff\xd8\xff\xe0", "", "jpeg"),
            (b"GIF89a", "a.png", "upload-kind"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "upload-kind"),
            (b"", "a.png", "upload-empty"),
        ] {
            assert_eq!(key(sort(bytes, name)), said, "{name}");
        }
        assert_eq!(key(sort(&vec![b' '; LARGEST + 1], "a.pdf")), "upload-too-large");
    }

    #[test]
    fn a_cut_pdf_does_not_say_where_it_ends() {
        assert!(ends_as_a_pdf(b"%PDF-1.4 ... %%EOF\n"));
        assert!(!ends_as_a_pdf(b"%PDF-1.4 ..."));
        let mut far = b"%PDF-1.4 %%EOF".to_vec();
        far.extend(vec![0; 4096]);
        assert!(!ends_as_a_pdf(&far), "what stands behind the end is no part of a document");
    }

    #[test]
    fn sizes_are_said_in_words() {
        let said = [500, 18 * 1024 + 5, 2_516_582].map(|bytes| size(bytes, Language::English));
        assert_eq!(said, ["500 B", "18 KB", "2.4 MB"]);
        assert_eq!(size(18 * 1024, Language::French), "18 Ko");
    }
}
