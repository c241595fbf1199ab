//! Sealed fields: residence, family, medical, origin of threat information (security.md 4.12).
//!
//! A sealed value is `1 || key id (8) || nonce (24) || XChaCha20-Poly1305`, bound to its place, so that
//! a value moved to another row or column does not open. Keys live in a file of the data folder, never
//! in the database: a dump of the database holds no sealed word. The first key of the file seals, every
//! key opens; [`Seals::rotate`] puts a new one first. A running server that meets a key it does not know looks into the
//! file again. Losing the file loses what it sealed.
//!
//! A file is locked with a key of its own ([`FileKey`]), and that key is sealed: a rotation seals keys again, not files.

use std::fmt;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;

const FORM: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const KEY: usize = 32;

/// Name of the key file in the data folder.
pub const FILE: &str = "seal.keys";

/// Why a value could not be sealed or opened. Says nothing of the value.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key that sealed it is not in the key file.
    #[error("the key of a sealed value is missing from the key file")]
    KeyMissing,
    /// It is not a sealed value, was changed, or belongs to another place.
    #[error("a sealed value does not open in its place")]
    Broken,
    /// The key file.
    #[error("key file {}: {why}", path.display())]
    File {
        /// Where it lies.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// Where a sealed value stands: table, column, row.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Name of the column.
    pub column: &'a str,
    /// Id of the row.
    pub row: Uuid,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("{}.{}:{}", self.table, self.column, self.row).into_bytes()
    }
}

#[derive(Clone)]
struct SealKey {
    id: [u8; KEY_ID],
    secret: [u8; KEY],
}

/// The keys of an installation. They do not print.
pub struct Seals {
    keys: RwLock<Vec<SealKey>>,
    path: PathBuf,
}

impl fmt::Debug for Seals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seals({} keys)", self.keys().len())
    }
}

impl Seals {
    /// Reads the key file of a data folder; a new installation gets its first key, readable by its owner only.
    pub fn of(data_dir: &Path) -> Result<Self, SealError> {
        let path = data_dir.join(FILE);
        let wrong = |why: String| SealError::File { path: path.clone(), why };
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let keys = Self::read(&text).ok_or_else(|| wrong("a line is not KEY-ID SECRET in hexadecimal".into()))?;
                Ok(Self { keys: RwLock::new(keys), path: path.clone() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = fresh_key().map_err(|error| wrong(error.to_string()))?;
                let seals = Self { keys: RwLock::new(vec![key]), path: path.clone() };
                seals.write(&path)?;
                Ok(seals)
            }
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    /// Puts a new key first in the file of a data folder. What older keys sealed still opens.
    pub fn rotate(data_dir: &Path) -> Result<Self, SealError> {
        let seals = Self::of(data_dir)?;
        let path = data_dir.join(FILE);
        let key = fresh_key().map_err(|error| SealError::File { path: path.clone(), why: error.to_string() })?;
        seals.keys.write().unwrap_or_else(PoisonError::into_inner).insert(0, key);
        seals.write(&path)?;
        Ok(seals)
    }

    fn keys(&self) -> Vec<SealKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key of an id; a key of another process's rotation is looked for in the file.
    fn key(&self, id: [u8; KEY_ID]) -> Option<SealKey> {
        let known = |keys: &[SealKey]| keys.iter().find(|key| key.id == id).cloned();
        known(&self.keys()).or_else(|| {
            let fresh = std::fs::read_to_string(&self.path).ok().and_then(|text| Self::read(&text))?;
            let found = known(&fresh)?;
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = fresh;
            Some(found)
        })
    }

    fn read(text: &str) -> Option<Vec<SealKey>> {
        let keys = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| {
                let (id, secret) = line.trim().split_once(' ')?;
                Some(SealKey { id: from_hex(id)?, secret: from_hex(secret)? })
            })
            .collect::<Option<Vec<_>>>()?;
        (!keys.is_empty()).then_some(keys)
    }

    /// Writes beside the old file and renames, so that no moment is without keys.
    fn write(&self, path: &Path) -> Result<(), SealError> {
        let wrong = |error: std::io::Error| SealError::File { path: path.to_path_buf(), why: error.to_string() };
        let mut text = String::from("# Keys of sealed fields. Keep a copy apart from the backups of the data.\n");
        for key in self.keys() {
            text.push_str(&format!("{} {}\n", to_hex(&key.id), to_hex(&key.secret)));
        }
        let beside = path.with_extension("keys.new");
        let _ = std::fs::remove_file(&beside);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(wrong)?;
        }
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).map_err(wrong)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(wrong)?;
        std::fs::rename(&beside, path).map_err(wrong)
    }

    /// Seals a text for a place. An empty text stays empty bytes: nothing is kept.
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<Vec<u8>, SealError> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys().into_iter().next().ok_or(SealError::KeyMissing)?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Broken)?;
        let aad = place.bytes();
        let cipher = XChaCha20Poly1305::new(&key.secret.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text.as_bytes(), aad: &aad }).map_err(|_| SealError::Broken)?;
        Ok([&[FORM][..], &key.id, &nonce, &sealed].concat())
    }

    /// Opens a value in its place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<String, SealError> {
        if sealed.is_empty() {
            return Ok(String::new());
        }
        let (id, nonce, body) = parts(sealed).ok_or(SealError::Broken)?;
        let key = self.key(id).ok_or(SealError::KeyMissing)?;
        let aad = place.bytes();
        let cipher = XChaCha20Poly1305::new(&key.secret.into());
        let plain = cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad }).map_err(|_| SealError::Broken)?;
        String::from_utf8(plain).map_err(|_| SealError::Broken)
    }

    /// True if a value was sealed by an older key: the rotation seals it again.
    pub fn is_old(&self, sealed: &[u8]) -> bool {
        parts(sealed).is_some_and(|(id, _, _)| self.keys().first().is_some_and(|key| key.id != id))
    }
}

/// The key of one stored file. It does not print; sealed, it stands with the record of the file.
pub struct FileKey([u8; KEY]);

impl FileKey {
    /// A new one.
    pub fn fresh() -> Result<Self, SealError> {
        let mut key = [0; KEY];
        getrandom::fill(&mut key).map_err(|_| SealError::Broken)?;
        Ok(Self(key))
    }

    /// The key as the text that is sealed.
    pub fn text(&self) -> String {
        to_hex(&self.0)
    }

    /// The key of a text that was opened.
    pub fn of(text: &str) -> Result<Self, SealError> {
        from_hex(text).map(Self).ok_or(SealError::Broken)
    }

    /// Locks a file for its row: `nonce (24) || XChaCha20-Poly1305`.
    pub fn lock(&self, row: Uuid, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Broken)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let locked = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: row.as_bytes() }).map_err(|_| SealError::Broken)?;
        Ok([&nonce[..], &locked].concat())
    }

    /// Unlocks the file of a row.
    pub fn unlock(&self, row: Uuid, locked: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = locked.split_first_chunk::<NONCE>().ok_or(SealError::Broken)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: row.as_bytes() }).map_err(|_| SealError::Broken)
    }
}

fn parts(sealed: &[u8]) -> Option<([u8; KEY_ID], [u8; NONCE], &[u8])> {
    let (form, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_first_chunk::<KEY_ID>()?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>()?;
    (*form == FORM).then_some((*id, *nonce, body))
}

fn fresh_key() -> Result<SealKey, getrandom::Error> {
    let mut key = SealKey { id: [0; KEY_ID], secret: [0; KEY] };
    getrandom::fill(&mut key.id)?;
    getrandom::fill(&mut key.secret)?;
    Ok(key)
}

/// Sealed bytes as a version of the history carries them: `"\\x0a1b"`.
pub fn from_json(value: &serde_json::Value) -> Vec<u8> {
    let digits = value.as_str().and_then(|text| text.strip_prefix("\\x")).unwrap_or_default();
    (0..digits.len() / 2).filter_map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u128) -> Place<'static> {
        Place { table: "residence", column: "address_sealed", row: Uuid::from_u128(row) }
    }

    fn seals() -> Seals {
        Seals { keys: RwLock::new(vec![fresh_key().expect("random")]), path: PathBuf::from("nowhere") }
    }

    #[test]
    fn a_value_opens_in_its_place_only() {
        let seals = seals();
        let sealed = seals.seal(place(1), "zq hidden").expect("sealed");

        assert_eq!(seals.open(place(1), &sealed).expect("opened"), "zq hidden");
        assert!(matches!(seals.open(place(2), &sealed), Err(SealError::Broken)));
        assert!(!sealed.windows(2).any(|pair| pair == b"zq"));
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let seals = seals();
        let mut sealed = seals.seal(place(1), "text").expect("sealed");
        *sealed.last_mut().expect("bytes") ^= 1;

        assert!(matches!(seals.open(place(1), &sealed), Err(SealError::Broken)));
        assert!(matches!(seals.open(place(1), b"short"), Err(SealError::Broken)));
    }

    #[test]
    fn a_file_opens_with_its_key_in_its_row_only() {
        let key = FileKey::fresh().expect("random");
        let locked = key.lock(Uuid::from_u128(1), b"%PDF zq hidden").expect("locked");

        let again = FileKey::of(&key.text()).expect("the key as text");
        assert_eq!(again.unlock(Uuid::from_u128(1), &locked).expect("unlocked"), b"%PDF zq hidden");
        assert!(again.unlock(Uuid::from_u128(2), &locked).is_err(), "another row");
        assert!(FileKey::fresh().expect("random").unlock(Uuid::from_u128(1), &locked).is_err(), "another key");
        assert!(again.unlock(Uuid::from_u128(1), b"short").is_err());
        assert!(!locked.windows(4).any(|four| four == b"%PDF"));
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let seals = seals();
        assert_ne!(seals.seal(place(1), "x").expect("sealed"), seals.seal(place(1), "x").expect("sealed"));
    }

    #[test]
    fn after_a_rotation_old_values_open_and_are_known_as_old() {
        let folder = std::env::temp_dir().join(format!("seals-{}", Uuid::now_v7()));
        let before = Seals::of(&folder).expect("made");
        let sealed = before.seal(place(1), "kept").expect("sealed");

        let after = Seals::rotate(&folder).expect("rotated");

        assert!(!before.is_old(&sealed));
        assert!(after.is_old(&sealed));
        assert_eq!(after.open(place(1), &sealed).expect("opened"), "kept");
        let new = after.seal(place(1), "new").expect("sealed");
        assert_eq!(before.open(place(1), &new).expect("a running server looks into the file again"), "new");
        assert!(matches!(seals().open(place(1), &new), Err(SealError::KeyMissing)));
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
