//! Bytes to text: UTF-8, UTF-16 of either order, Latin-1 and Windows-1252, with or
//! without a byte order mark.
//!
//! Latin-1 is read as Windows-1252, which contains it; the name told is the narrower one.
//! A UTF-8 file with a few broken bytes stays UTF-8: reading all of it as Windows-1252
//! would spoil every name in it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file without a mark is looked at to tell UTF-16 from bytes.
const SAMPLE_BYTES: usize = 8 * 1024;
/// Valid sequences that outweigh one broken byte in a file that claims to be UTF-8.
const VALID_PER_BROKEN: usize = 10;

/// The text of a file and the name of its encoding.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (decode_as(encoding, &bytes[mark..]), encoding.name());
    }
    if let Some(encoding) = utf_16_without_mark(&bytes[..bytes.len().min(SAMPLE_BYTES)]) {
        return (decode_as(encoding, bytes), encoding.name());
    }
    if is_mostly_utf_8(bytes) {
        return (decode_as(UTF_8, bytes), UTF_8.name());
    }
    let name = match bytes.iter().any(|byte| (0x80..0xa0).contains(byte)) {
        true => WINDOWS_1252.name(),
        false => "ISO-8859-1",
    };
    (decode_as(WINDOWS_1252, bytes), name)
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Cow<'a, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// Text of Latin letters in UTF-16 has a zero in every second byte.
fn utf_16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    let first_zero = sample.chunks_exact(2).filter(|pair| pair[0] == 0).count();
    let second_zero = sample.chunks_exact(2).filter(|pair| pair[1] == 0).count();
    if pairs < 2 {
        return None;
    }
    if first_zero * 10 >= pairs * 6 && second_zero * 10 <= pairs {
        return Some(UTF_16BE);
    }
    if second_zero * 10 >= pairs * 6 && first_zero * 10 <= pairs {
        return Some(UTF_16LE);
    }
    None
}

fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let mut valid = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= broken * VALID_PER_BROKEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promised_encoding_is_known_by_its_bytes() {
        let cases: [(&[u8], &str, &str); 10] = [
            (b"a,b", "a,b", "UTF-8"),
            ("é,ñ".as_bytes(), "é,ñ", "UTF-8"),
            (b"\xef\xbb\xbfa", "a", "UTF-8"),
            (b"a,\xe9", "a,é", "ISO-8859-1"),
            (b"\x93a\x94,\xe9", "“a”,é", "windows-1252"),
            (b"\xff\xfea\0,\0", "a,", "UTF-16LE"),
            (b"\xfe\xff\0a\0,", "a,", "UTF-16BE"),
            (b"a\0,\0b\0\n\0", "a,b\n", "UTF-16LE"),
            (b"\0a\0,\0b\0\n", "a,b\n", "UTF-16BE"),
            (b"", "", "UTF-8"),
        ];
        for (bytes, text, name) in cases {
            assert_eq!(decode(bytes), (Cow::Borrowed(text), name), "{bytes:?}");
        }
    }

    #[test]
    fn one_broken_byte_does_not_spoil_every_name() {
        let mut bytes = "é".repeat(20).into_bytes();
        bytes.push(0xff);

        let (text, name) = decode(&bytes);

        assert_eq!(name, "UTF-8");
        assert!(text.starts_with("éé") && text.ends_with('\u{fffd}'));
    }
}
