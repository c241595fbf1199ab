//! Backups: the whole database in one file, and back into an empty folder.
//!
//! The file is a header and numbered frames around what `pg_dump` writes. With a passphrase each
//! frame is sealed (XChaCha20-Poly1305, key by Argon2id), so that a missing, moved or changed frame
//! is refused; without one a checksum finds damage, but not a forger. Nothing of a file is restored
//! before all of it was checked. Roles are not in it: the program makes them again.
//!
//! Layout: magic 8 bytes, version 2, kind 1, reserved 1, created 8 (Unix seconds), memory KiB 4,
//! passes 4, lanes 4, salt 16, nonce 16, content length 8, content SHA-256 32; then frames of
//! length 4 (highest bit: last frame) and content. Numbers are big-endian. The last two header
//! fields are written at the end and are no part of what the frames seal.
//!
//! Everything here blocks; from async code call it with `spawn_blocking`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::db::server::{self, ADMIN_ROLE, Binaries, PrivateServer, ServerError, Target};

const MAGIC: &[u8; 8] = b"CORDONBK";
const VERSION: u16 = 1;
const SEALED_HEADER: usize = 64;
const HEADER: usize = SEALED_HEADER + 40;
const FRAME: usize = 1024 * 1024;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;
/// Memory and time of one guess at the passphrase: 64 MiB, three passes.
const COST: (u32, u32, u32) = (64 * 1024, 3, 1);
/// A forged header may not ask for more than this.
const HIGHEST_COST: (u32, u32, u32) = (1024 * 1024, 16, 16);

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

/// Restores into a folder that is empty or missing, in a private server of its own that is stopped
/// afterwards. `roles_sql` makes the roles that the database's objects belong to. On failure the
/// folder is empty again. Every session, and every code that could begin one, is dead afterwards.
pub fn restore(file: &Path, data_dir: &Path, passphrase: Option<&Passphrase>, roles_sql: &str) -> Result<Summary> {
    let is_occupied = fs::read_dir(data_dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied || data_dir.is_file() {
        return Err(BackupError::NotEmpty(data_dir.to_path_buf()));
    }
    let mut backup = Backup::open(file, passphrase)?;
    backup.check()?;
    let restored = fill(&mut backup, data_dir, roles_sql);
    if restored.is_err() {
        empty(data_dir);
    }
    restored.map(|()| backup.header.summary())
}

fn fill(backup: &mut Backup, data_dir: &Path, roles_sql: &str) -> Result<()> {
    let private = PrivateServer::start(data_dir)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot("wait for the database"))?;
    runtime.block_on(make_roles_and_database(&private, roles_sql))?;
    let mut failure = None;
    let fed = server::restore(private.binaries(), &private.target(ADMIN_ROLE, DATABASE), &mut |sink| {
        backup.each_piece(|piece| sink.write_all(piece).map_err(cannot("hand the backup to pg_restore"))).map_err(|error| {
            // A broken pipe is the tool's refusal, which then says why itself.
            let kind = if let BackupError::Io { source, .. } = &error { source.kind() } else { io::ErrorKind::InvalidData };
            failure = (kind != io::ErrorKind::BrokenPipe).then_some(error);
            io::Error::from(kind)
        })
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    fed?;
    runtime.block_on(end_sessions(&private))?;
    drop(private);
    Ok(())
}

async fn make_roles_and_database(private: &PrivateServer, roles_sql: &str) -> Result<()> {
    let mut admin = PgConnection::connect_with(&private.connect_options(ADMIN_ROLE, "postgres")).await?;
    sqlx::raw_sql(AssertSqlSafe(roles_sql.to_owned())).execute(&mut admin).await?;
    let is_there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(DATABASE).fetch_one(&mut admin).await?;
    if !is_there {
        let has_owner: bool = sqlx::query_scalar("select to_regrole('cordon_owner') is not null").fetch_one(&mut admin).await?;
        let make = if has_owner { "create database cordon owner cordon_owner" } else { "create database cordon" };
        sqlx::raw_sql(make).execute(&mut admin).await?;
    }
    admin.close().await?;
    Ok(())
}

/// Whoever was signed in when the backup was taken is not signed in to the restored system.
const END_SESSIONS: &str = "
do $$
declare
    dead text;
begin
    if to_regclass('sec.session') is not null then
        update sec.session set ended_at = now() where ended_at is null;
    end if;
    foreach dead in array array['sec.one_time_code', 'sec.idempotency_key'] loop
        if to_regclass(dead) is not null then
            execute format('delete from %s', to_regclass(dead));
        end if;
    end loop;
end
$$;
analyze;";

async fn end_sessions(private: &PrivateServer) -> Result<()> {
    let mut admin = PgConnection::connect_with(&private.connect_options(ADMIN_ROLE, DATABASE)).await?;
    sqlx::raw_sql(END_SESSIONS).execute(&mut admin).await?;
    admin.close().await?;
    Ok(())
}

/// Takes back what a failed restore left, following the link of a cluster that lies elsewhere.
fn empty(data_dir: &Path) {
    for entry in fs::read_dir(data_dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let cleared = match fs::read_link(&path) {
            Ok(target) => fs::remove_dir_all(target).and_then(|()| fs::remove_file(&path)),
            Err(_) if path.is_dir() => fs::remove_dir_all(&path),
            Err(_) => fs::remove_file(&path),
        };
        if let Err(error) = cleared {
            tracing::warn!(%error, "a failed restore left something in the data folder");
        }
    }
}

#[derive(Debug, Clone)]
struct Header {
    is_encrypted: bool,
    created_at: DateTime<Utc>,
    cost: (u32, u32, u32),
    salt: [u8; 16],
    nonce: [u8; 16],
    length: u64,
    sha256: [u8; 32],
}

impl Header {
    /// The part that the frames seal.
    fn sealed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_be_bytes());
        bytes.extend([u8::from(self.is_encrypted), 0]);
        bytes.extend(self.created_at.timestamp().to_be_bytes());
        for number in [self.cost.0, self.cost.1, self.cost.2] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.salt);
        bytes.extend(self.nonce);
        bytes
    }

    fn whole(&self) -> Vec<u8> {
        let mut bytes = self.sealed();
        bytes.extend(self.length.to_be_bytes());
        bytes.extend(self.sha256);
        bytes
    }

    fn read(file: &mut impl Read, path: &Path) -> Result<Self> {
        let mut bytes = [0; HEADER];
        file.read_exact(&mut bytes).map_err(|_| BackupError::NotABackup(path.to_path_buf()))?;
        let mut rest = &bytes[..];
        if take::<8>(&mut rest) != *MAGIC {
            return Err(BackupError::NotABackup(path.to_path_buf()));
        }
        let version = u16::from_be_bytes(take(&mut rest));
        if version != VERSION {
            return Err(BackupError::Newer(version));
        }
        let is_encrypted = match take::<2>(&mut rest) {
            [0, 0] => false,
            [1, 0] => true,
            _ => {
                return Err(BackupError::Damaged("its header is not one that this version writes"));
            }
        };
        let created_at = DateTime::from_timestamp(i64::from_be_bytes(take(&mut rest)), 0).ok_or(BackupError::Damaged("its date is out of range"))?;
        let [memory, passes, lanes] = [(); 3].map(|()| u32::from_be_bytes(take(&mut rest)));
        if memory > HIGHEST_COST.0 || passes > HIGHEST_COST.1 || lanes > HIGHEST_COST.2 {
            return Err(BackupError::Damaged("its key would cost more than any backup asks for"));
        }
        let (salt, nonce) = (take(&mut rest), take(&mut rest));
        let length = u64::from_be_bytes(take(&mut rest));
        Ok(Self { is_encrypted, created_at, cost: (memory, passes, lanes), salt, nonce, length, sha256: take(&mut rest) })
    }

    fn summary(&self) -> Summary {
        let sha256 = self.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Summary { created_at: self.created_at, is_encrypted: self.is_encrypted, bytes: self.length + HEADER as u64, sha256 }
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let (head, tail) = bytes.split_first_chunk().expect("the header was read whole and its fields add up to it");
    *bytes = tail;
    *head
}

/// Seals and opens frames; the number of a frame is part of its nonce, whether it is the last of its data.
struct Seal {
    cipher: XChaCha20Poly1305,
    nonce: [u8; 16],
    sealed_header: Vec<u8>,
}

impl Seal {
    fn new(header: &Header, passphrase: &Passphrase) -> Result<Self> {
        let odd = |_| BackupError::Damaged("its key cannot be computed");
        let params = Params::new(header.cost.0, header.cost.1, header.cost.2, Some(32)).map_err(odd)?;
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(&passphrase.0, &header.salt, &mut key).map_err(odd)?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key.into()), nonce: header.nonce, sealed_header: header.sealed() })
    }

    fn nonce(&self, number: u64) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..16].copy_from_slice(&self.nonce);
        nonce[16..].copy_from_slice(&number.to_be_bytes());
        nonce.into()
    }

    fn witness(&self, is_last: bool) -> Vec<u8> {
        let mut witness = self.sealed_header.clone();
        witness.push(u8::from(is_last));
        witness
    }

    fn close(&self, number: u64, is_last: bool, plain: &[u8]) -> Result<Vec<u8>> {
        let aad = self.witness(is_last);
        self.cipher.encrypt(&self.nonce(number), Payload { msg: plain, aad: &aad }).map_err(|_| BackupError::Refused)
    }

    fn open(&self, number: u64, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>> {
        let aad = self.witness(is_last);
        self.cipher.decrypt(&self.nonce(number), Payload { msg: sealed, aad: &aad }).map_err(|_| BackupError::Refused)
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| BackupError::Io { doing: "get random numbers", source: io::Error::other(error) })?;
    Ok(bytes)
}

type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

fn write_backup(file: File, passphrase: Option<&Passphrase>, now: DateTime<Utc>, fill: impl FnOnce(Sink<'_>) -> server::Result<()>) -> Result<Summary> {
    let header = Header {
        is_encrypted: passphrase.is_some(),
        // As the file keeps it: to the second.
        created_at: DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now),
        cost: if passphrase.is_some() { COST } else { (0, 0, 0) },
        salt: random()?,
        nonce: random()?,
        length: 0,
        sha256: [0; 32],
    };
    let seal = passphrase.map(|passphrase| Seal::new(&header, passphrase)).transpose()?;
    let mut frames = Frames { file, seal, waiting: Vec::with_capacity(2 * FRAME), number: 0, header, digest: Sha256::new() };
    frames.file.write_all(&frames.header.whole()).map_err(cannot("write the backup"))?;
    fill(&mut |piece| frames.push(piece).map_err(io::Error::other))?;
    frames.finish()
}

struct Frames {
    file: File,
    seal: Option<Seal>,
    waiting: Vec<u8>,
    number: u64,
    header: Header,
    digest: Sha256,
}

impl Frames {
    fn push(&mut self, piece: &[u8]) -> Result<()> {
        self.waiting.extend_from_slice(piece);
        while self.waiting.len() > FRAME {
            let rest = self.waiting.split_off(FRAME);
            let full = std::mem::replace(&mut self.waiting, rest);
            self.write(&full, false)?;
        }
        Ok(())
    }

    fn write(&mut self, plain: &[u8], is_last: bool) -> Result<()> {
        let sealed = self.seal.as_ref().map(|seal| seal.close(self.number, is_last, plain)).transpose()?;
        let content = sealed.as_deref().unwrap_or(plain);
        let length = u32::try_from(content.len()).map_err(|_| BackupError::Damaged("a frame is too long"))?;
        let mark = (length | if is_last { LAST } else { 0 }).to_be_bytes();
        for bytes in [&mark[..], content] {
            self.file.write_all(bytes).map_err(cannot("write the backup"))?;
            self.digest.update(bytes);
            self.header.length += bytes.len() as u64;
        }
        self.number += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<Summary> {
        let rest = std::mem::take(&mut self.waiting);
        self.write(&rest, true)?;
        self.header.sha256 = std::mem::take(&mut self.digest).finalize().into();
        let whole = self.header.whole();
        self.file.seek(SeekFrom::Start(0)).map_err(cannot("write the backup"))?;
        self.file.write_all(&whole).map_err(cannot("write the backup"))?;
        self.file.sync_all().map_err(cannot("write the backup"))?;
        Ok(self.header.summary())
    }
}

/// An opened backup: the same file is checked first and read again afterwards.
struct Backup {
    file: File,
    header: Header,
    seal: Option<Seal>,
}

impl Backup {
    fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self> {
        let mut file = File::open(path).map_err(cannot("open the backup"))?;
        let header = Header::read(&mut file, path)?;
        let seal = match (header.is_encrypted, passphrase) {
            (true, Some(passphrase)) => Some(Seal::new(&header, passphrase)?),
            (false, None) => None,
            (true, None) => return Err(BackupError::PassphraseMissing),
            (false, Some(_)) => return Err(BackupError::NotEncrypted),
        };
        Ok(Self { file, header, seal })
    }

    fn check(&mut self) -> Result<()> {
        let length = self.file.metadata().map_err(cannot("read the backup"))?.len();
        if length != self.header.length + HEADER as u64 {
            return Err(BackupError::Damaged("it is shorter or longer than it says"));
        }
        self.each_piece(|_| Ok(()))
    }

    /// Hands over the content piece by piece. Fails at the end if the whole is not what was written.
    fn each_piece(&mut self, mut use_piece: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.file.seek(SeekFrom::Start(HEADER as u64)).map_err(cannot("read the backup"))?;
        let mut input = BufReader::with_capacity(FRAME, &self.file);
        let mut digest = Sha256::new();
        let mut content = Vec::new();
        for number in 0.. {
            let mut mark = [0; 4];
            input.read_exact(&mut mark).map_err(truncated)?;
            let mark_number = u32::from_be_bytes(mark);
            let (is_last, length) = (mark_number & LAST != 0, (mark_number & !LAST) as usize);
            if length > FRAME + TAG {
                return Err(BackupError::Damaged("a frame is longer than any that is written"));
            }
            content.resize(length, 0);
            input.read_exact(&mut content).map_err(truncated)?;
            digest.update(mark);
            digest.update(&content);
            match &self.seal {
                Some(seal) => use_piece(&seal.open(number, is_last, &content)?)?,
                None => use_piece(&content)?,
            }
            if is_last {
                break;
            }
        }
        if input.read(&mut [0]).map_err(cannot("read the backup"))? != 0 {
            return Err(BackupError::Damaged("something follows its last frame"));
        }
        if digest.finalize()[..] != self.header.sha256 {
            return Err(BackupError::Damaged("its checksum is wrong"));
        }
        Ok(())
    }
}

fn truncated(error: io::Error) -> BackupError {
    if error.kind() == io::ErrorKind::UnexpectedEof { BackupError::Damaged("it ends too early") } else { cannot("read the backup")(error) }
}

#[cfg(test)]
mod tests {
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
