//! The two kinds of journeys that can be imported and the fields of each.
//!
//! The words of fields are those of `--map` and of the import page. The headings under
//! which a field is known help to suggest a mapping; they are the words of files met so far
//! in English, French, Portuguese and Spanish.

use crate::importing::{Mapping, MappingError, Table, suggest};

/// What a row of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// From one place to another, with times local to each, or with a date only.
    Legs,
    /// At one place from a day to a day.
    Stays,
}

impl Kind {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "legs" => Some(Self::Legs),
            "stays" => Some(Self::Stays),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Legs => "legs",
            Self::Stays => "stays",
        }
    }

    /// The fields of this kind, those a row cannot do without first.
    pub fn fields(self) -> &'static [Field] {
        use Field::*;
        match self {
            Self::Legs => &[Principal, From, Departs, To, Arrives, Movement, Purpose, Mode, Carrier],
            Self::Stays => &[Principal, Place, Country, Locality, FromDate, ToDate, Movement, Purpose],
        }
    }
}

/// One field of a row. The order is the one in which fields are checked and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Principal,
    From,
    Departs,
    To,
    Arrives,
    Place,
    Country,
    Locality,
    FromDate,
    ToDate,
    Movement,
    Purpose,
    Mode,
    Carrier,
}

impl Field {
    pub fn word(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::From => "from",
            Self::Departs => "departs",
            Self::To => "to",
            Self::Arrives => "arrives",
            Self::Place => "place",
            Self::Country => "country",
            Self::Locality => "locality",
            Self::FromDate => "from_date",
            Self::ToDate => "to_date",
            Self::Movement => "movement",
            Self::Purpose => "purpose",
            Self::Mode => "mode",
            Self::Carrier => "carrier",
        }
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Principal => &[
                "principal",
                "office",
                "name",
                "official",
                "traveller",
                "traveler",
                "orgao",
                "órgão",
                "autoridad",
                "autoridade",
                "autorité",
                "nom",
                "nome",
                "nombre",
            ],
            Self::From => &["from", "origin", "departure place", "origem", "origen", "origine", "de"],
            Self::Departs => {
                &["departs", "departure", "departure time", "saida", "saída", "salida", "fecha salida", "départ", "date de départ", "date", "data", "fecha"]
            }
            Self::To => &["to", "destination", "arrival place", "destino", "à", "para"],
            Self::Arrives => &["arrives", "arrival", "arrival time", "chegada", "llegada", "fecha llegada", "arrivée", "date d'arrivée"],
            Self::Place => &["place", "location", "destination", "destinations", "destination_en", "destino", "lieu", "lugar", "local"],
            Self::Country => &["country", "pays", "país", "pais"],
            Self::Locality => &["locality", "city", "town", "ville", "cidade", "ciudad"],
            Self::FromDate => &["from_date", "start_date", "date_from", "start", "from", "fecha salida", "date de début", "data inicial"],
            Self::ToDate => &["to_date", "end_date", "date_to", "end", "to", "until", "fecha llegada", "date de fin", "data final"],
            Self::Movement => &["movement", "mission", "trip", "itinerary"],
            Self::Purpose => &["purpose", "purpose_en", "reason", "motivo", "motif", "objet", "tipo"],
            Self::Mode => &["mode", "means", "modo"],
            Self::Carrier => &["carrier", "airline", "aircraft", "transporteur"],
        }
    }
}

/// Reads `field=Column,…` for a kind.
pub fn parse_mapping(kind: Kind, text: &str) -> Result<Mapping, MappingError> {
    Mapping::parse(text, &words(kind))
}

/// The same from the pairs of a form.
pub fn mapping_from_pairs(kind: Kind, pairs: Vec<(String, String)>) -> Result<Mapping, MappingError> {
    Mapping::from_pairs(pairs, &words(kind))
}

/// A mapping guessed from the headings of a file.
pub fn suggest_mapping(kind: Kind, header: &[String]) -> Mapping {
    let known: Vec<(&str, &[&str])> = kind.fields().iter().map(|field| (field.word(), field.headings())).collect();
    suggest(header, &known)
}

fn words(kind: Kind) -> Vec<&'static str> {
    kind.fields().iter().map(|field| field.word()).collect()
}

/// Where each mapped field stands in one file. It exists only if no row lacks a field for
/// want of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    kind: Kind,
    /// Field, position and heading, in order of [`Kind::fields`].
    mapped: Vec<(Field, usize, String)>,
}

impl Columns {
    pub fn find(kind: Kind, mapping: &Mapping, table: &Table) -> Result<Self, MappingError> {
        let mut mapped = vec![];
        for &field in kind.fields() {
            if let Some(position) = mapping.position_of(field.word(), &table.header)? {
                mapped.push((field, position, table.header[position].clone()));
            }
        }
        let columns = Self { kind, mapped };
        match columns.first_not_mapped() {
            Some(field) => Err(MappingError::FieldNotMapped { field: field.word().to_owned() }),
            None => Ok(columns),
        }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn position(&self, field: Field) -> Option<usize> {
        self.mapped.iter().find(|(name, ..)| *name == field).map(|(_, position, _)| *position)
    }

    /// The heading of a field as the file has it, or the field's own word if it is not mapped.
    pub fn heading(&self, field: Field) -> &str {
        let mapped = self.mapped.iter().find(|(name, ..)| *name == field);
        mapped.map_or(field.word(), |(_, _, heading)| heading.as_str())
    }

    /// Fields with their positions.
    pub(super) fn positions(&self) -> impl Iterator<Item = (Field, usize)> {
        self.mapped.iter().map(|(field, position, _)| (*field, *position))
    }

    fn first_not_mapped(&self) -> Option<Field> {
        use Field::*;
        let needed: &[Field] = match self.kind {
            Kind::Legs => &[Principal, From, Departs, To],
            Kind::Stays if self.position(Country).is_some() => &[Principal, FromDate, ToDate],
            Kind::Stays => &[Principal, Place, FromDate, ToDate],
        };
        needed.iter().copied().find(|&field| self.position(field).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importing::read;

    #[test]
    fn mappings_are_suggested_for_files_met_so_far() {
        let cases = [
            (Kind::Legs, "Orgao,Origem,Saida,Destino,Chegada,Tipo,id", "principal=Orgao,from=Origem,departs=Saida,to=Destino,arrives=Chegada,purpose=Tipo"),
            (Kind::Legs, "principal,date,from,to", "principal=principal,from=from,departs=date,to=to"),
            (
                Kind::Stays,
                "trip_id,principal,office,start_date,end_date,country_id,country,locality",
                "principal=principal,country=country,locality=locality,from_date=start_date,to_date=end_date",
            ),
            (
                Kind::Stays,
                "Autoridad;Cargo;Año;Destino;Fecha_salida;Fecha_llegada;Motivo",
                "principal=Autoridad,place=Destino,from_date=Fecha_salida,to_date=Fecha_llegada,purpose=Motivo",
            ),
        ];
        for (kind, header, expected) in cases {
            let table = read(header.as_bytes(), &[]).expect("read");
            assert_eq!(suggest_mapping(kind, &table.header).to_string(), expected);
        }
    }

    #[test]
    fn a_field_no_row_can_do_without_is_asked_for() {
        let table = read(b"who,from,on,to\n", &[]).expect("read");
        let cases = [
            (Kind::Legs, "principal=who,from=from,to=to", Some("departs")),
            (Kind::Legs, "principal=who,from=from,to=to,departs=on", None),
            (Kind::Stays, "principal=who,locality=from,from_date=on,to_date=on", Some("place")),
            (Kind::Stays, "principal=who,country=from,from_date=on,to_date=on", None),
        ];
        for (kind, mapping, missing) in cases {
            let mapping = parse_mapping(kind, mapping).expect("mapping");
            let expected = missing.map(|field| MappingError::FieldNotMapped { field: field.to_owned() });
            assert_eq!(Columns::find(kind, &mapping, &table).err(), expected);
        }
    }
}
