//! A cell of a workbook as text.

use calamine::{Data, ExcelDateTime};

/// The cell as a person reads it: an empty one is empty, a failed formula is its mark, such as `#N/A`.
pub(super) fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace('\0', ""),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "TRUE".into(),
        Data::Bool(false) => "FALSE".into(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_text(moment),
    }
}

/// A date, a date with its time, or a time of day; the length of time that a clock cannot show is its number of days.
fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() || days < 0.0 {
        return days.to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if days < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if (hour, minute, second) == (0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn cells_are_text_as_a_person_reads_them() {
        let date = |days| Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
        for (cell, expected) in [
            (Data::Empty, ""),
            (Data::Float(30.0), "30"),
            (Data::Float(2_499.99), "2499.99"),
            (Data::Int(-4), "-4"),
            (Data::Bool(true), "TRUE"),
            (Data::String("0070".into()), "0070"),
            (date(40392.0), "2010-08-02"),
            (date(41604.75), "2013-11-26 18:00:00"),
            (date(0.5), "12:00:00"),
        ] {
            assert_eq!(text(&cell), expected, "{cell:?}");
        }
    }
}
