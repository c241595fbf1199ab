//! What a packed file says of itself, before anything of it is unpacked.

use super::WorkbookError;

/// Most parts of a packed workbook.
const MAX_PARTS: usize = 200;
/// Most bytes when unpacked.
const MAX_UNPACKED: u64 = 50 * 1024 * 1024;
/// Most times that the parts together may grow when they are unpacked.
const MAX_GROWTH: u64 = 100;

/// Reads the directory at the end of a packed file; other files have none and pass.
pub(super) fn measure(bytes: &[u8]) -> Result<(), WorkbookError> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut rest = directory(bytes).ok_or_else(|| WorkbookError::Broken { why: "its directory is missing".into() })?;
    let (mut parts, mut packed, mut unpacked) = (0_usize, 0_u64, 0_u64);
    while rest.starts_with(b"PK\x01\x02") && rest.len() >= 46 {
        parts += 1;
        packed += number(rest, 20, 4);
        unpacked += number(rest, 24, 4);
        let length = 46 + number(rest, 28, 2) + number(rest, 30, 2) + number(rest, 32, 2);
        rest = usize::try_from(length).ok().and_then(|length| rest.get(length..)).unwrap_or_default();
    }
    let what = if parts > MAX_PARTS {
        format!("more than {MAX_PARTS} parts")
    } else if unpacked > MAX_UNPACKED {
        format!("more than {} MiB when unpacked", MAX_UNPACKED / 1024 / 1024)
    } else if unpacked > packed.max(1024) * MAX_GROWTH {
        format!("it grows more than {MAX_GROWTH} times when unpacked")
    } else {
        return Ok(());
    };
    Err(WorkbookError::TooLarge { what })
}

/// The directory of the parts: the last record of the file says where it begins.
fn directory(bytes: &[u8]) -> Option<&[u8]> {
    const RECORD: usize = 22;
    let from = bytes.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let at = (from..=bytes.len().checked_sub(RECORD)?).rev().find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))?;
    bytes.get(usize::try_from(number(&bytes[at..], 16, 4)).ok()?..at)
}

/// A number of so many bytes, the smallest first.
fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    bytes[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packed file of empty parts that claim these sizes: packed, unpacked.
    fn claiming(parts: &[(u32, u32)]) -> Vec<u8> {
        let mut file = b"PK\x03\x04".to_vec();
        for (packed, unpacked) in parts {
            let mut entry = b"PK\x01\x02".to_vec();
            entry.resize(46, 0);
            entry[20..24].copy_from_slice(&packed.to_le_bytes());
            entry[24..28].copy_from_slice(&unpacked.to_le_bytes());
            file.extend(entry);
        }
        file.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0");
        file
    }

    #[test]
    fn claims_are_believed_before_anything_is_unpacked() {
        let outcome = |parts: &[(u32, u32)]| measure(&claiming(parts)).map_err(|error| error.code());
        assert_eq!(outcome(&[(600_000, 5_000_000); 16]), Err("too_large"), "80 MB");
        assert_eq!(outcome(&[(10_000, 1_100_000)]), Err("too_large"), "110 times");
        assert_eq!(outcome(&[(1, 1); 201]), Err("too_large"), "201 parts");
        assert_eq!(outcome(&[(u32::MAX, u32::MAX)]), Err("too_large"), "sizes that stand elsewhere");
        assert_eq!(outcome(&[(600_000, 5_000_000)]), Ok(()), "the control");
        assert_eq!(measure(b"PK\x03\x04").map_err(|error| error.code()), Err("broken"));
        assert_eq!(measure(b"\xd0\xcf"), Ok(()));
    }
}
