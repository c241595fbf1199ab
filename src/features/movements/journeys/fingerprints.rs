//! A row's fingerprint: the same row of the same file has the same one at every trial.
//!
//! It is taken of the mapped cells after clean-up and of how often the same cells stood
//! above in the file, so that two equal rows that both wait in quarantine are two. It says
//! nothing about the row to who does not have it.

use std::collections::HashMap;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::importing::{Row, clean};

use super::fields::Columns;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    digest: [u8; 16],
    /// From 1.
    occurrence: u32,
}

impl Fingerprint {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (hex, occurrence) = text.split_once('-')?;
        if hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        let mut digest = [0; 16];
        for (at, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self { digest, occurrence: occurrence.parse().ok()? })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.digest {
            write!(f, "{byte:02x}")?;
        }
        write!(f, "-{}", self.occurrence)
    }
}

/// Takes fingerprints of the rows of one file in order.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<[u8; 16], u32>,
}

impl Fingerprints {
    pub(super) fn take(&mut self, columns: &Columns, row: Row<'_>) -> Fingerprint {
        let mut hash = Sha256::new();
        hash.update(columns.kind().word());
        for (field, position) in columns.positions() {
            hash.update([0x1e]);
            hash.update(field.word());
            hash.update([0x1f]);
            hash.update(clean(row.cell(position)).as_bytes());
        }
        let mut digest = [0; 16];
        digest.copy_from_slice(&hash.finalize()[..16]);
        let occurrence = self.seen.entry(digest).and_modify(|times| *times += 1).or_insert(1);
        Fingerprint { digest, occurrence: *occurrence }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::{Kind, parse_mapping};
    use super::*;
    use crate::importing::read;

    fn of(file: &str, mapping: &str) -> Vec<String> {
        let table = read(file.as_bytes(), &[]).expect("read");
        let mapping = parse_mapping(Kind::Stays, mapping).expect("mapping");
        let columns = Columns::find(Kind::Stays, &mapping, &table).expect("columns");
        let mut fingerprints = Fingerprints::default();
        table.rows().map(|row| fingerprints.take(&columns, row).to_string()).collect()
    }

    #[test]
    fn equal_rows_are_told_apart_and_the_rest_of_the_file_does_not_matter() {
        let mapping = "principal=who,place=at,from_date=on,to_date=on";
        let long = of("id,who,at,on\n1,A,Goma,x\n2,A, Goma ,x\n3,B,Goma,x\n", mapping);
        let short = of("who;at;on\nB;Goma;x\nA;Goma;x\n", mapping);

        assert_eq!(long[0].split_once('-').map(|(hex, _)| hex), long[1].split_once('-').map(|(hex, _)| hex));
        assert!(long[0].ends_with("-1") && long[1].ends_with("-2"));
        assert_eq!([&short[0], &short[1]], [&long[2], &long[0]]);
    }

    #[test]
    fn a_fingerprint_survives_being_written() {
        let text = "00ff10203040506070809000a0b0c0d0-12";

        assert_eq!(Fingerprint::parse(text).map(|fingerprint| fingerprint.to_string()).as_deref(), Some(text));
        for wrong in ["", "-", "00ff-1", "zzff10203040506070809000a0b0c0d0-1", "éééééééééééééééé-1"] {
            assert_eq!(Fingerprint::parse(wrong), None);
        }
    }
}
