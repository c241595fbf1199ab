//! Pictures made anew: opened within bounds, turned as their camera held them, made smaller, written again. What stands
//! beside the picture (place, device, profiles, a second file) is not written.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::Kind;
use crate::i18n::Message;

/// Most pixels of a picture that is opened; more is refused before a pixel is read.
const PIXELS: u64 = 20_000_000;
/// Most memory for the pixels of one picture, in bytes.
const MEMORY: u64 = 128 * 1024 * 1024;
const QUALITY: u8 = 85;

/// The same picture as `becomes`, its longest side at most `longest` pixels.
pub fn anew(bytes: &[u8], kind: Kind, becomes: Kind, longest: u32) -> Result<Vec<u8>, Message> {
    if kind == Kind::Jpeg && !is_whole_jpeg(bytes) {
        return Err(Message::new("upload-picture-broken"));
    }
    let picture = smaller(opened(bytes, kind).map_err(why)?, longest);
    let mut out = Cursor::new(Vec::new());
    match becomes {
        Kind::Jpeg => DynamicImage::from(picture.into_rgb8()).write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)),
        Kind::Png if picture.color().has_alpha() => DynamicImage::from(picture.into_rgba8()).write_with_encoder(PngEncoder::new(&mut out)),
        Kind::Png if !picture.color().has_color() => DynamicImage::from(picture.into_luma8()).write_with_encoder(PngEncoder::new(&mut out)),
        Kind::Png | Kind::Pdf => DynamicImage::from(picture.into_rgb8()).write_with_encoder(PngEncoder::new(&mut out)),
    }
    .map_err(why)?;
    Ok(out.into_inner())
}

fn opened(bytes: &[u8], kind: Kind) -> Result<DynamicImage, ImageError> {
    let format = if kind == Kind::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(ImageError::Limits(image::error::LimitError::from_kind(image::error::LimitErrorKind::DimensionError)));
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn smaller(picture: DynamicImage, longest: u32) -> DynamicImage {
    if picture.width().max(picture.height()) > longest { picture.thumbnail(longest, longest) } else { picture }
}

fn why(error: ImageError) -> Message {
    match error {
        ImageError::Limits(_) => Message::new("upload-picture-too-many-pixels").with("most", (PIXELS / 1_000_000).to_string()),
        _ => Message::new("upload-picture-broken"),
    }
}

/// The decoder fills what is missing of a cut photograph with grey. A whole one says where it ends, behind the
/// beginning of its picture: a small picture among its notes has an end of its own.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker, high, low]) = bytes.get(at..at + 4).and_then(|four| four.first_chunk::<4>()) {
        if *marker == 0xDA {
            return bytes[at..].windows(2).any(|two| two == [0xFF, 0xD9]);
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    false
}

/// A small picture as it may stand in a page itself.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |six: u32| char::from(LETTERS[(six & 63) as usize]);
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for (n, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if n <= three.len() { letter(all >> shift) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder, RgbImage};

    fn photograph(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
        JpegEncoder::new_with_quality(&mut out, 90).encode_image(&picture).expect("written");
        out
    }

    /// The photograph with a note beside it, as cameras write where it was taken.
    fn with_note(photograph: &[u8], note: &[u8]) -> Vec<u8> {
        let length = u16::try_from(note.len() + 2).expect("short").to_be_bytes();
        [&photograph[..2], &[0xFF, 0xE1], &length, note, &photograph[2..]].concat()
    }

    fn drawing(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let pixels = vec![200u8; (width * height * 3) as usize];
        PngEncoder::new(&mut out).write_image(&pixels, width, height, image::ExtendedColorType::Rgb8).expect("written");
        out
    }

    fn size_of(bytes: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(bytes).expect("a picture");
        (picture.width(), picture.height())
    }

    #[test]
    fn nothing_beside_the_picture_stays() {
        let mut told = with_note(&photograph(40, 30), b"Exif\0\0zqcanary 1.6585 S 29.2203 E");
        told.extend_from_slice(b"zqsecond file");
        assert!(told.windows(8).any(|eight| eight == b"zqcanary"));

        let made = anew(&told, Kind::Jpeg, Kind::Jpeg, 100).expect("a photograph");

        assert!(!made.windows(2).any(|two| two == b"zq"), "neither note nor second file");
        assert_eq!(size_of(&made), (40, 30));
    }

    #[test]
    fn a_picture_stands_as_its_camera_held_it() {
        let turned = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let made = anew(&with_note(&photograph(40, 30), turned), Kind::Jpeg, Kind::Jpeg, 100).expect("a photograph");
        assert_eq!(size_of(&made), (30, 40));
    }

    #[test]
    fn large_pictures_are_made_smaller_and_drawings_stay_drawings() {
        let made = anew(&drawing(600, 300), Kind::Png, Kind::Png, 200).expect("a drawing");
        assert_eq!(size_of(&made), (200, 100));
        assert_eq!(Kind::of(&made), Some(Kind::Png));
        let portrait = anew(&drawing(600, 300), Kind::Png, Kind::Jpeg, 200).expect("a photograph");
        assert_eq!(Kind::of(&portrait), Some(Kind::Jpeg));
    }

    #[test]
    fn cut_pictures_are_refused() {
        let whole = with_note(&photograph(200, 200), &photograph(8, 8));
        assert!(anew(&whole, Kind::Jpeg, Kind::Jpeg, 300).is_ok(), "the control");
        let half = &whole[..whole.len() * 2 / 3];
        assert_eq!(anew(half, Kind::Jpeg, Kind::Jpeg, 300).expect_err("cut").key, "upload-picture-broken");
        let drawn = drawing(200, 200);
        assert_eq!(anew(&drawn[..drawn.len() / 2], Kind::Png, Kind::Png, 300).expect_err("cut").key, "upload-picture-broken");
        assert_eq!(anew(b"\xff\xd8\xff", Kind::Jpeg, Kind::Jpeg, 300).expect_err("cut").key, "upload-picture-broken");
    }

    #[test]
    fn a_small_file_that_says_it_is_huge_is_not_opened() {
        let mut bomb = drawing(8, 8);
        // width and height in the first chunk, with its sum made good
        bomb[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
        let sum = crc(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&sum);
        assert_eq!(anew(&bomb, Kind::Png, Kind::Png, 300).expect_err("huge").key, "upload-picture-too-many-pixels");
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }))
    }

    #[test]
    fn base64_is_what_browsers_read() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }
}
