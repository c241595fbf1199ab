//! Which column of a file is which field: chosen by a person or suggested from headings.
//!
//! `field=Column,field=Column`: fields are the importing feature's own words, columns the
//! words of the file. Columns match after clean-up, letter case ignored. A comma inside a
//! heading needs no quoting: a part without `=` belongs to the part before it.

use std::fmt;

use super::cells::clean;

/// Fields with the columns that were chosen for them, in the order given.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Mapping {
    pairs: Vec<(String, String)>,
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    Empty,
    /// A part that is not `field=Column`.
    Malformed {
        part: String,
    },
    UnknownField {
        field: String,
        known: Vec<String>,
    },
    FieldTwice {
        field: String,
    },
    UnknownColumn {
        column: String,
        header: Vec<String>,
    },
    AmbiguousColumn {
        column: String,
    },
    /// A field without which no row can be read.
    FieldNotMapped {
        field: String,
    },
}

impl Mapping {
    /// Reads `field=Column[,field=Column…]` where only the known fields may stand.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, MappingError> {
        let mut pairs: Vec<(String, String)> = vec![];
        for part in text.split(',') {
            match (part.split_once('='), pairs.last_mut()) {
                (Some((field, column)), _) => {
                    pairs.push((field.trim().to_lowercase(), column.to_owned()));
                }
                (None, Some((_, column))) => {
                    column.push(',');
                    column.push_str(part);
                }
                (None, None) if part.trim().is_empty() => return Err(MappingError::Empty),
                (None, None) => {
                    return Err(MappingError::Malformed { part: part.trim().to_owned() });
                }
            }
        }
        for (_, column) in &mut pairs {
            *column = clean(column).trim_end_matches(',').to_owned();
        }
        Self::from_pairs(pairs, known)
    }

    /// The same from a form, one pair a field; pairs without a column are left out.
    pub fn from_pairs(pairs: Vec<(String, String)>, known: &[&str]) -> Result<Self, MappingError> {
        let mut kept: Vec<(String, String)> = vec![];
        for (field, column) in pairs {
            if !known.contains(&field.as_str()) {
                let known = known.iter().map(|&name| name.to_owned()).collect();
                return Err(MappingError::UnknownField { field, known });
            }
            if kept.iter().any(|(other, _)| *other == field) {
                return Err(MappingError::FieldTwice { field });
            }
            if !column.is_empty() {
                kept.push((field, column));
            }
        }
        if kept.is_empty() {
            return Err(MappingError::Empty);
        }
        Ok(Self { pairs: kept })
    }

    /// The chosen column names, to be handed to [`super::read`].
    pub fn wanted(&self) -> Vec<&str> {
        self.pairs.iter().map(|(_, column)| column.as_str()).collect()
    }

    /// The column chosen for a field.
    pub fn column_of(&self, field: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == field).map(|(_, column)| column.as_str())
    }

    /// Where a field's column stands in a header; none if the field is not mapped.
    pub fn position_of(&self, field: &str, header: &[String]) -> Result<Option<usize>, MappingError> {
        self.column_of(field).map(|column| position(column, header)).transpose()
    }
}

impl fmt::Display for Mapping {
    /// As it is written behind `--map`, so that a suggestion can be copied.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, column)) in self.pairs.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{field}={column}")?;
        }
        Ok(())
    }
}

/// A mapping guessed from headings. Each field comes with the headings it is known under;
/// the first heading of a field that the header holds wins, and no column serves twice.
pub fn suggest(header: &[String], fields: &[(&str, &[&str])]) -> Mapping {
    let mut pairs: Vec<(String, String)> = vec![];
    for (field, headings) in fields {
        let is_free = |heading: &&String| !pairs.iter().any(|(_, taken)| taken == *heading);
        let named = headings.iter().find_map(|wish| header.iter().filter(is_free).find(|heading| plain(heading) == plain(wish)));
        if let Some(column) = named {
            pairs.push(((*field).to_owned(), column.clone()));
        }
    }
    Mapping { pairs }
}

/// Whether two headings are the same after clean-up, letter case ignored.
pub(super) fn same_heading(one: &str, other: &str) -> bool {
    let (one, other) = (clean(one), clean(other));
    one == other || (!one.is_empty() && one.to_lowercase() == other.to_lowercase())
}

fn position(column: &str, header: &[String]) -> Result<usize, MappingError> {
    let all = |is_same: &dyn Fn(&String) -> bool| -> Vec<usize> { (0..header.len()).filter(|&index| is_same(&header[index])).collect() };
    let exact = all(&|heading| heading == column);
    let found = if exact.is_empty() { all(&|heading| same_heading(heading, column)) } else { exact };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let column = column.to_owned();
            Err(MappingError::UnknownColumn { column, header: header.to_vec() })
        }
        _ => Err(MappingError::AmbiguousColumn { column: column.to_owned() }),
    }
}

/// A heading by its letters and digits alone: `Fecha_salida` and `fecha salida` are one.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl MappingError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_mapping",
            Self::Malformed { .. } => "malformed_mapping",
            Self::UnknownField { .. } => "unknown_field",
            Self::FieldTwice { .. } => "field_twice",
            Self::UnknownColumn { .. } => "unknown_column",
            Self::AmbiguousColumn { .. } => "ambiguous_column",
            Self::FieldNotMapped { .. } => "field_not_mapped",
        }
    }

    /// What a sentence about the error needs, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty => vec![],
            Self::Malformed { part } => vec![("part", part.clone())],
            Self::UnknownField { field, known } => {
                vec![("field", field.clone()), ("known", known.join(", "))]
            }
            Self::FieldTwice { field } | Self::FieldNotMapped { field } => {
                vec![("field", field.clone())]
            }
            Self::UnknownColumn { column, header } => {
                vec![("column", column.clone()), ("header", header.join(", "))]
            }
            Self::AmbiguousColumn { column } => vec![("column", column.clone())],
        }
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "No columns are chosen."),
            Self::Malformed { part } => write!(f, "“{part}” is not of the form field=Column."),
            Self::UnknownField { field, known } => {
                write!(f, "There is no field “{field}”. Fields are: {}.", known.join(", "))
            }
            Self::FieldTwice { field } => write!(f, "The field “{field}” is given twice."),
            Self::UnknownColumn { column, header } => {
                write!(f, "The file has no column “{column}”. Its columns are: {}.", header.join(", "))
            }
            Self::AmbiguousColumn { column } => {
                write!(f, "The file has more than one column “{column}”.")
            }
            Self::FieldNotMapped { field } => write!(f, "No column is chosen for “{field}”."),
        }
    }
}

impl std::error::Error for MappingError {}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["who", "from", "to"];

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_mapping_is_read_as_people_type_it() {
        let cases = [
            ("who=Orgao,from=Origem", "who=Orgao,from=Origem"),
            (" Who = Orgao , from=De onde ", "who=Orgao,from=De onde"),
            ("who=Name, first,to=To", "who=Name, first,to=To"),
            ("who=a=b", "who=a=b"),
            ("who=Orgao,", "who=Orgao"),
            ("who=,to=To", "to=To"),
        ];
        for (text, expected) in cases {
            let mapping = Mapping::parse(text, &KNOWN).expect(text);
            assert_eq!(mapping.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_wrong_mapping_says_which_part() {
        let cases = [
            ("", "empty_mapping", "No columns"),
            ("who=", "empty_mapping", "No columns"),
            ("Orgao", "malformed_mapping", "Orgao"),
            ("whom=Orgao", "unknown_field", "whom"),
            ("who=A,who=B", "field_twice", "who"),
        ];
        for (text, code, word) in cases {
            let error = Mapping::parse(text, &KNOWN).expect_err(text);
            assert_eq!(error.code(), code);
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn columns_match_after_clean_up_and_the_exact_one_wins() {
        let header = header(&["Data  de saida", "date", "DATE", "twice", "twice"]);
        let at = |column: &str| position(column, &header).map_err(|error| error.code());

        assert_eq!(at("DATA DE SAIDA"), Ok(0));
        assert_eq!(at("DATE"), Ok(2));
        assert_eq!(at("Date"), Err("ambiguous_column"));
        assert_eq!(at("twice"), Err("ambiguous_column"));
        assert_eq!(at("other"), Err("unknown_column"));
    }

    #[test]
    fn a_mapping_is_suggested_from_headings() {
        let header = header(&["Autoridad", "Fecha_salida", "fecha llegada", "x"]);

        let mapping = suggest(&header, &[("who", &["principal", "autoridad"]), ("from", &["fecha salida"]), ("to", &["fecha-llegada"])]);

        assert_eq!(mapping.to_string(), "who=Autoridad,from=Fecha_salida,to=fecha llegada");
    }
}
