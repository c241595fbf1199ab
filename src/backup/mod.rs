//! Backups: the whole database in one file, and back into an empty folder.
//!
//! The file is a header and numbered frames around what `pg_dump` writes. With a passphrase each
//! frame is sealed (XChaCha20-Poly1305, key by Argon2id), so that a missing, moved or changed frame
//! is refused; without one a checksum finds damage, but not a forger. Nothing of a file is restored
//! before all of it was checked. Roles are not in it: the program makes them again.
//!
//! Everything here blocks; from async code call it with `spawn_blocking`.

mod format;
mod frames;
mod restoring;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use self::format::VERSION;
use self::frames::{Backup, write_backup};
pub use self::restoring::restore;
use crate::db::server::{self, Binaries, ServerError, Target};

/// The database that a backup is taken from and restored to.
pub const DATABASE: &str = "cordon";

pub type Result<T> = std::result::Result<T, BackupError>;

/// Why there is no backup, or why one is not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} is not a backup of Cordon")]
    NotABackup(PathBuf),
    #[error("the backup has format {0}, this version reads {VERSION}: restore it with a newer Cordon")]
    Newer(u16),
    #[error("the backup is encrypted: give its passphrase file")]
    PassphraseMissing,
    #[error("the backup is not encrypted, although a passphrase was given: it may not be the file you mean")]
    NotEncrypted,
    #[error("the passphrase is wrong, or the backup was changed")]
    Refused,
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    #[error("{0} is not empty: a backup is restored into an empty folder only")]
    NotEmpty(PathBuf),
    #[error("the passphrase needs at least 12 characters")]
    PassphraseTooShort,
    #[error("cannot {doing}: {source}")]
    Io { doing: &'static str, source: io::Error },
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("the restored database refused: {0}")]
    Database(#[from] sqlx::Error),
}

fn cannot(doing: &'static str) -> impl Fn(io::Error) -> BackupError {
    move |source| BackupError::Io { doing, source }
}

/// What opens an encrypted backup. Does not print.
pub struct Passphrase(Vec<u8>);

impl Passphrase {
    /// The first line of a file.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = fs::read(path).map_err(cannot("read the passphrase file"))?;
        Self::new(text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default())
    }

    pub fn new(passphrase: &[u8]) -> Result<Self> {
        if passphrase.len() < 12 {
            return Err(BackupError::PassphraseTooShort);
        }
        Ok(Self(passphrase.to_vec()))
    }
}

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub created_at: DateTime<Utc>,
    pub is_encrypted: bool,
    pub bytes: u64,
    pub sha256: String,
}

/// Writes a backup of one database. The file appears under its name only when it is whole.
/// The role must see every row: the superuser of the private server, or a role with BYPASSRLS.
pub fn create(source: &Target, binaries: &Binaries, file: &Path, passphrase: Option<&Passphrase>, now: DateTime<Utc>) -> Result<Summary> {
    let mut partial_name = file.as_os_str().to_owned();
    partial_name.push(".part");
    let partial = PathBuf::from(partial_name);
    // What an earlier failure left, or a link that somebody laid, must not be written through.
    let _ = fs::remove_file(&partial);
    let output = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).map_err(cannot("create the backup file"))?;
    let written = write_backup(output, passphrase, now, |take| server::dump(binaries, source, take));
    let placed = written.and_then(|summary| {
        fs::rename(&partial, file).and_then(|()| File::open(folder_of(file))?.sync_all()).map_err(cannot("name the backup file"))?;
        Ok(summary)
    });
    if placed.is_err() {
        // What is left of a failed backup must not be taken for one.
        let _ = fs::remove_file(&partial);
    }
    placed
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Checks a whole backup without restoring it.
pub fn verify(file: &Path, passphrase: Option<&Passphrase>) -> Result<Summary> {
    let mut backup = Backup::open(file, passphrase)?;
    backup.check()?;
    Ok(backup.header.summary())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::format::{HEADER, SEALED_HEADER};
    use super::frames::{FRAME, TAG};
    use super::*;

    fn folder() -> PathBuf {
        let path = std::env::temp_dir().join(format!("cordon-backup-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&path).unwrap();
        path
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    fn written(path: &Path, passphrase: Option<&Passphrase>, content: &[u8]) -> Summary {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path).unwrap();
        write_backup(file, passphrase, now(), |take| {
            for piece in content.chunks(70_000) {
                take(piece).unwrap();
            }
            Ok(())
        })
        .unwrap()
    }

    fn content(path: &Path, passphrase: Option<&Passphrase>) -> Result<Vec<u8>> {
        let mut backup = Backup::open(path, passphrase)?;
        backup.check()?;
        let mut all = Vec::new();
        backup.each_piece(|piece| {
            all.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(all)
    }

    fn sample(length: usize) -> Vec<u8> {
        (0..length).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect()
    }

    #[test]
    fn what_goes_in_comes_out_at_every_frame_border() {
        let folder = folder();
        let secret = Passphrase::new(b"correct horse battery").unwrap();
        for length in [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME] {
            for passphrase in [None, Some(&secret)] {
                let path = folder.join("file");
                let summary = written(&path, passphrase, &sample(length));
                assert_eq!(content(&path, passphrase).unwrap(), sample(length));
                assert_eq!(summary.is_encrypted, passphrase.is_some());
                assert_eq!(verify(&path, passphrase).unwrap(), summary);
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_encrypted_backup_hides_its_content() {
        let folder = folder();
        let path = folder.join("file");
        let secret = Passphrase::new(b"correct horse battery").unwrap();

        written(&path, Some(&secret), &b"a name that nobody may read ".repeat(100));

        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(20).any(|window| window == b"a name that nobody m"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn every_cut_and_every_changed_part_is_refused() {
        let folder = folder();
        let path = folder.join("file");
        let secret = Passphrase::new(b"correct horse battery").unwrap();
        for passphrase in [None, Some(&secret)] {
            written(&path, passphrase, &sample(2 * FRAME + 100));
            let whole = fs::read(&path).unwrap();
            for cut in [0, 8, 50, HEADER, HEADER + 4, HEADER + FRAME, whole.len() - 1] {
                fs::write(&path, &whole[..cut]).unwrap();
                assert!(content(&path, passphrase).is_err(), "cut at {cut}");
            }
            for place in [0, 9, 10, 70, HEADER, HEADER + 3, HEADER + 5, HEADER + FRAME + 50, whole.len() - 1] {
                let mut changed = whole.clone();
                changed[place] ^= 1;
                fs::write(&path, &changed).unwrap();
                assert!(content(&path, passphrase).is_err(), "changed at {place}");
            }
            fs::write(&path, [&whole[..], b"more"].concat()).unwrap();
            assert!(content(&path, passphrase).is_err(), "longer");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_forger_who_repairs_the_checksum_is_still_refused() {
        let folder = folder();
        let path = folder.join("file");
        let secret = Passphrase::new(b"correct horse battery").unwrap();
        written(&path, Some(&secret), &sample(3 * FRAME));
        let whole = fs::read(&path).unwrap();
        let frame = 4 + FRAME + TAG;
        let frames = &whole[HEADER..];
        let swapped = [&frames[frame..2 * frame], &frames[..frame], &frames[2 * frame..]].concat();
        let mut dropped_last = frames[..2 * frame].to_vec();
        dropped_last[frame] |= 0x80;
        let mut later = whole[..HEADER].to_vec();
        later[19] ^= 1;

        for (what, header, frames) in
            [("swapped", &whole[..HEADER], swapped), ("cut", &whole[..HEADER], dropped_last), ("redated", &later[..], frames.to_vec())]
        {
            let mut header = header[..SEALED_HEADER].to_vec();
            header.extend((frames.len() as u64).to_be_bytes());
            header.extend(Sha256::digest(&frames));
            fs::write(&path, [header, frames].concat()).unwrap();
            assert!(matches!(content(&path, Some(&secret)), Err(BackupError::Refused)), "{what}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_wrong_passphrase_and_none_are_told_apart() {
        let folder = folder();
        let path = folder.join("file");
        let secret = Passphrase::new(b"correct horse battery").unwrap();
        let wrong = Passphrase::new(b"incorrect horse battery").unwrap();
        written(&path, Some(&secret), b"content");

        assert!(matches!(content(&path, Some(&wrong)), Err(BackupError::Refused)));
        assert!(matches!(content(&path, None), Err(BackupError::PassphraseMissing)));
        written(&path, None, b"content");
        assert!(matches!(content(&path, Some(&secret)), Err(BackupError::NotEncrypted)));
        assert!(matches!(Passphrase::new(b"short"), Err(BackupError::PassphraseTooShort)));
        fs::remove_dir_all(folder).unwrap();
    }
}
