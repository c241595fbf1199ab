//! One-time codes: 128 random bits in groups that can be read aloud; hashed at rest.

use sha2::{Digest, Sha256};

use crate::web::error::{AppError, Result};

/// No I, O, Q, U: nothing that is misheard or misread.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPRSTVWXYZ";

/// A fresh code: 26 letters of five bits, in groups.
pub fn fresh() -> Result<String> {
    let mut bytes = [0u8; 26];
    getrandom::fill(&mut bytes).map_err(|_| AppError::internal("the system's random generator failed"))?;
    let letters: Vec<u8> = bytes.iter().map(|byte| LETTERS[usize::from(byte & 31)]).collect();
    Ok(letters.chunks(5).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join("-"))
}

/// What is stored of a code. Case, spaces and dashes do not count.
pub fn hash(code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(format!("cordon-code-{plain}")).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_128_bits_or_more_and_is_read_as_people_type_it() {
        let code = fresh().unwrap();
        let letters = code.chars().filter(|c| *c != '-').count();
        assert!(letters * 5 >= 128 && code != fresh().unwrap(), "{code}");
        assert_eq!(hash(&code), hash(&code.to_lowercase().replace('-', " ")));
        assert_ne!(hash(&code), hash("other"));
    }
}
