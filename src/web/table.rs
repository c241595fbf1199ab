//! The same list as a file. Cells that a spreadsheet would run as a formula are made harmless; who
//! exported it and the filter stand in the file name and on the workbook's second sheet.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format as CellFormat, Workbook};

use crate::authz::action::{Action, Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::list::{Asked, EXPORT};

/// Rows of a list on their way out. The first column is `ref`, headers are English keys.
pub struct Table {
    /// `movements`.
    pub name: &'static str,
    /// English keys.
    pub header: Vec<&'static str>,
    /// One cell per key.
    pub rows: Vec<Vec<String>>,
}

/// Refuses more rows than may leave without a second person. A list that computes much asks before it does.
pub fn within_limit(rows: usize) -> Result<()> {
    if rows as i64 > EXPORT {
        let mut errors = crate::web::form::FieldErrors::default();
        errors.add("filter", crate::i18n::Message::new("export-too-many").with("limit", EXPORT.to_string()));
        return Err(AppError::Invalid(errors));
    }
    Ok(())
}

/// Answers an export. More rows than allowed without a second person are refused with the limit.
pub fn answer<A: Action>(auth: &Authorized<A>, asked: &Asked, table: Table) -> Result<Response> {
    within_limit(table.rows.len())?;
    let filter = asked.words();
    let stamp = auth.now().format("%Y%m%dT%H%MZ");
    let file = format!("{}_{}_{stamp}{}{filter}", table.name, auth.actor.username, if filter.is_empty() { "" } else { "_" });
    match auth.format {
        Format::Xlsx => xlsx(&file, &table, &auth.actor.username, &stamp.to_string(), &filter),
        Format::Csv | Format::Page => csv_file(&file, &table),
    }
}

fn csv_file(file: &str, table: &Table) -> Result<Response> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| AppError::Internal(error.into());
    writer.write_record(&table.header).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|_| AppError::internal("the export could not be written"))?;
    Ok(attachment(bytes, "text/csv; charset=utf-8", &format!("{file}.csv")))
}

fn xlsx(file: &str, table: &Table, who: &str, stamp: &str, filter: &str) -> Result<Response> {
    let failed = |error: rust_xlsxwriter::XlsxError| AppError::Internal(error.into());
    let mut workbook = Workbook::new();
    let bold = CellFormat::new().set_bold();
    let sheet = workbook.add_worksheet().set_name(table.name).map_err(failed)?;
    for (column, key) in table.header.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *key, &bold).map_err(failed)?;
    }
    for (n, row) in table.rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            sheet.write_string(n as u32 + 1, column as u16, cell).map_err(failed)?;
        }
    }
    let about = workbook.add_worksheet().set_name("about").map_err(failed)?;
    for (n, (key, value)) in [("classification", "CONFIDENTIAL"), ("exported by", who), ("exported at", stamp), ("filter", filter)].iter().enumerate() {
        about.write_string_with_format(n as u32, 0, *key, &bold).map_err(failed)?;
        about.write_string(n as u32, 1, *value).map_err(failed)?;
    }
    let bytes = workbook.save_to_buffer().map_err(failed)?;
    Ok(attachment(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &format!("{file}.xlsx")))
}

fn attachment(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A cell that no spreadsheet takes for a formula. One that begins with apostrophes before a formula gets one more, so
/// that [`unharmed`] finds every cell as it was.
pub fn harmless(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before it was made [`harmless`].
pub fn unharmed(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches([' ', '\u{feff}', '\u{200b}']).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '|' | '%'))
}

#[cfg(test)]
mod tests {
    use super::{harmless, unharmed};

    #[test]
    fn formulas_are_made_harmless() {
        for cell in ["=1+1", "+243 99", "-1", "@sum", "\t=1", " =1", "＝1"] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(harmless("M-26-7K3FA"), "M-26-7K3FA");
        assert_eq!(harmless(""), "");
    }

    #[test]
    fn a_harmless_cell_comes_back_as_it_was() {
        for cell in ["=1+1", "+243 99", "-1", "'=1", "''+1", "'", "''", "'plain", "plain", "", " =1", "＝1"] {
            assert_eq!(unharmed(&harmless(cell)), cell, "{cell:?}");
        }
    }
}
