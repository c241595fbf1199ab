//! Officials as files name them: by their display name, exactly.

use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::web::error::Result;

/// An official under a name, as the actor may know them. One merged into another is the other.
pub struct Named {
    /// Name as recorded.
    pub name: String,
    /// Who.
    pub id: PrincipalId,
}

/// Officials with one of these names, the oldest first where two share a name.
pub async fn find(tx: &mut Tx, names: &[String]) -> Result<Vec<Named>> {
    let rows = sqlx::query_as!(
        Named,
        r#"select display_name as "name!", coalesce(merged_into, id) as "id!: PrincipalId" from visible_principal
           where display_name = any($1) and state in ('active', 'merged') order by state, created_at, id"#,
        names
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Makes officials of whom nothing but the name is known, in a portfolio. Answers their ids in order of the names.
pub async fn create(tx: &mut Tx, names: &[String], portfolio: &str) -> Result<Vec<PrincipalId>> {
    let ids: Vec<PrincipalId> = names.iter().map(|_| PrincipalId::fresh()).collect();
    let plain: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    // The cell is taken by the table's own trigger.
    sqlx::query!(
        "insert into principal (id, ref, display_name, portfolio_code, portfolio_cell)
         select id, sec.new_ref('P'), name, $3, 0 from unnest($1::uuid[], $2::text[]) as named (id, name)",
        &plain,
        names,
        portfolio
    )
    .execute(&mut **tx)
    .await?;
    Ok(ids)
}
