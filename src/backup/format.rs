//! The header of the file, and the seal of its frames.
//!
//! Layout: magic 8 bytes, version 2, kind 1, reserved 1, created 8 (Unix seconds), memory KiB 4,
//! passes 4, lanes 4, salt 16, nonce 16, content length 8, content SHA-256 32; then frames of
//! length 4 (highest bit: last frame) and content. Numbers are big-endian. The last two header
//! fields are written at the end and are no part of what the frames seal.

use std::io::Read;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Utc};

use super::{BackupError, Passphrase, Result, Summary};

const MAGIC: &[u8; 8] = b"CORDONBK";
pub(super) const VERSION: u16 = 1;
pub(super) const SEALED_HEADER: usize = 64;
pub(super) const HEADER: usize = SEALED_HEADER + 40;
/// A forged header may not ask for more than this.
const HIGHEST_COST: (u32, u32, u32) = (1024 * 1024, 16, 16);

#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) is_encrypted: bool,
    pub(super) created_at: DateTime<Utc>,
    pub(super) cost: (u32, u32, u32),
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 16],
    pub(super) length: u64,
    pub(super) sha256: [u8; 32],
}

impl Header {
    /// The part that the frames seal.
    pub(super) fn sealed(&self) -> Vec<u8> {
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

    pub(super) fn whole(&self) -> Vec<u8> {
        let mut bytes = self.sealed();
        bytes.extend(self.length.to_be_bytes());
        bytes.extend(self.sha256);
        bytes
    }

    pub(super) fn read(file: &mut impl Read, path: &Path) -> Result<Self> {
        let mut bytes = [0; HEADER];
        file.read_exact(&mut bytes).map_err(|_| BackupError::NotABackup(path.to_path_buf()))?;
        let mut rest = &bytes[..];
        if take::<8>(&mut rest)? != *MAGIC {
            return Err(BackupError::NotABackup(path.to_path_buf()));
        }
        let version = u16::from_be_bytes(take(&mut rest)?);
        if version != VERSION {
            return Err(BackupError::Newer(version));
        }
        let is_encrypted = match take::<2>(&mut rest)? {
            [0, 0] => false,
            [1, 0] => true,
            _ => {
                return Err(BackupError::Damaged("its header is not one that this version writes"));
            }
        };
        let created_at = DateTime::from_timestamp(i64::from_be_bytes(take(&mut rest)?), 0).ok_or(BackupError::Damaged("its date is out of range"))?;
        let [memory, passes, lanes] = [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?].map(u32::from_be_bytes);
        if memory > HIGHEST_COST.0 || passes > HIGHEST_COST.1 || lanes > HIGHEST_COST.2 {
            return Err(BackupError::Damaged("its key would cost more than any backup asks for"));
        }
        let (salt, nonce) = (take(&mut rest)?, take(&mut rest)?);
        let length = u64::from_be_bytes(take(&mut rest)?);
        Ok(Self { is_encrypted, created_at, cost: (memory, passes, lanes), salt, nonce, length, sha256: take(&mut rest)? })
    }

    pub(super) fn summary(&self) -> Summary {
        let sha256 = self.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Summary { created_at: self.created_at, is_encrypted: self.is_encrypted, bytes: self.length + HEADER as u64, sha256 }
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk().ok_or(BackupError::Damaged("its header is cut"))?;
    *bytes = tail;
    Ok(*head)
}

/// Seals and opens frames; the number of a frame is part of its nonce, whether it is the last of its data.
pub(super) struct Seal {
    cipher: XChaCha20Poly1305,
    nonce: [u8; 16],
    sealed_header: Vec<u8>,
}

impl Seal {
    pub(super) fn new(header: &Header, passphrase: &Passphrase) -> Result<Self> {
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

    pub(super) fn close(&self, number: u64, is_last: bool, plain: &[u8]) -> Result<Vec<u8>> {
        let aad = self.witness(is_last);
        self.cipher.encrypt(&self.nonce(number), Payload { msg: plain, aad: &aad }).map_err(|_| BackupError::Refused)
    }

    pub(super) fn open(&self, number: u64, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>> {
        let aad = self.witness(is_last);
        self.cipher.decrypt(&self.nonce(number), Payload { msg: sealed, aad: &aad }).map_err(|_| BackupError::Refused)
    }
}
