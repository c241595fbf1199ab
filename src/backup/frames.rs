//! Writing and reading the frames: sealed or only counted, checked whole before anything is used.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::format::{HEADER, Header, Seal};
use super::{BackupError, Passphrase, Result, Summary, cannot};
use crate::db::server;

pub(super) const FRAME: usize = 1024 * 1024;
pub(super) const TAG: usize = 16;
const LAST: u32 = 1 << 31;
/// Memory and time of one guess at the passphrase: 64 MiB, three passes.
const COST: (u32, u32, u32) = (64 * 1024, 3, 1);

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| BackupError::Io { doing: "get random numbers", source: io::Error::other(error) })?;
    Ok(bytes)
}

type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

pub(super) fn write_backup(
    file: File,
    passphrase: Option<&Passphrase>,
    now: DateTime<Utc>,
    fill: impl FnOnce(Sink<'_>) -> server::Result<()>,
) -> Result<Summary> {
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
pub(super) struct Backup {
    file: File,
    pub(super) header: Header,
    seal: Option<Seal>,
}

impl Backup {
    pub(super) fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self> {
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

    pub(super) fn check(&mut self) -> Result<()> {
        let length = self.file.metadata().map_err(cannot("read the backup"))?.len();
        if length != self.header.length + HEADER as u64 {
            return Err(BackupError::Damaged("it is shorter or longer than it says"));
        }
        self.each_piece(|_| Ok(()))
    }

    /// Hands over the content piece by piece. Fails at the end if the whole is not what was written.
    pub(super) fn each_piece(&mut self, mut use_piece: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
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
