//! Files in the database: content in `file_content`, sealed with a key of its own; that key stands, sealed, with the
//! record of the file. Whoever does not see the record does not reach the content.

use uuid::Uuid;

use crate::db::Tx;
use crate::sealed::{FileKey, Place};
use crate::web::error::{AppError, Result};

/// A file that was stored: the id of its record, and its key for the record's column `key_sealed`.
#[derive(Debug)]
pub struct Kept {
    /// Id of content and record.
    pub id: Uuid,
    /// The sealed key.
    pub key_sealed: Vec<u8>,
}

/// Stores a file for a record of `table`, which must be written in the same transaction.
pub async fn keep(tx: &mut Tx, table: &'static str, bytes: &[u8]) -> Result<Kept> {
    let id = Uuid::now_v7();
    let key = FileKey::fresh()?;
    sqlx::query!("insert into file_content (id, content) values ($1, $2)", id, key.lock(id, bytes)?).execute(&mut **tx).await?;
    Ok(Kept { id, key_sealed: tx.seal(place(table, id), &key.text())? })
}

/// Opens the file of a record.
pub async fn open(tx: &mut Tx, table: &'static str, id: Uuid, key_sealed: &[u8]) -> Result<Vec<u8>> {
    let content = sqlx::query_scalar!("select content from file_content where id = $1", id).fetch_optional(&mut **tx).await?.ok_or(AppError::NotFound)?;
    let key = FileKey::of(&tx.unseal(place(table, id), key_sealed)?)?;
    Ok(key.unlock(id, &content)?)
}

fn place(table: &'static str, row: Uuid) -> Place<'static> {
    Place { table, column: "key_sealed", row }
}
