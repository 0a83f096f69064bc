use super::{kept, refused};
use crate::xsd::{Base64Binary, HexBinary};

#[test]
fn legal_base64_is_written_as_read() {
    kept::<Base64Binary>(&["", "AA==", "AAA=", "AAAA", "SGVsbG8=", "+/+/", "/+8="]);
    let read = |text: &str| text.parse::<Base64Binary>().unwrap();
    assert_eq!(&*read("SGVsbG8="), b"Hello");
    for spaced in [" SGVsbG8= ", "SGVs\r\nbG8=", "S G V s b G 8 =", "\tSGVsbG8=\n", "SGVsbG8\n="] {
        assert_eq!(&*read(spaced), b"Hello", "{spaced:?}");
    }
    assert!(read(" \n ").is_empty());
}

#[test]
fn illegal_base64_is_refused_with_the_reason() {
    refused::<Base64Binary>(&[
        ("A", "cut off"),
        ("AAAAA", "cut off"),
        ("A===", "cut off"),
        ("AA", "padding at the end is missing"),
        ("AAA", "padding at the end is missing"),
        ("AA=", "wrong length"),
        ("AAA==", "wrong length"),
        ("AAAA=", "wrong length"),
        ("AAAA====", "wrong length"),
        ("====", "wrong length"),
        ("AA==AA==", "only at the end"),
        ("AB==", "unused bits of the last character"),
        ("AAB=", "unused bits of the last character"),
        ("ab-_", "URL-safe alphabet"),
        ("AA*A", "character"),
        ("AAAä", "character"),
        ("AAA\u{0}", "character"),
    ]);
}

#[test]
fn long_base64_is_written_in_one_piece() {
    for length in [3071, 3072, 3073, 10_000] {
        let bytes: Base64Binary = (0..length).map(|index| (index % 251) as u8).collect();
        let text = bytes.to_string();
        assert_eq!(text.len(), (length as usize).div_ceil(3) * 4);
        assert_eq!(text.parse::<Base64Binary>().unwrap(), bytes);
        let lines: Vec<&str> =
            text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        assert_eq!(lines.join("\r\n").parse::<Base64Binary>().unwrap(), bytes);
    }
}

#[test]
fn hexadecimal_reads_both_cases_and_writes_capitals() {
    kept::<HexBinary>(&["", "00", "48656C6C6F", "FF0123456789ABCDEF"]);
    let read = |text: &str| text.parse::<HexBinary>().unwrap();
    assert_eq!(read("48656c6c6f"), b"Hello"[..]);
    assert_eq!(read(" 48 65\n6C6C 6F "), b"Hello"[..]);
    let all: HexBinary = (0..=255).cycle().take(2000).collect();
    assert_eq!(all.to_string().to_lowercase().parse::<HexBinary>().unwrap(), all);
    refused::<HexBinary>(&[
        ("0", "odd"),
        ("ABC", "odd"),
        ("0G", "digits"),
        ("0x00", "digits"),
        ("@@", "digits"),
        ("`a", "digits"),
        ("::", "digits"),
        ("ä", "digits"),
    ]);
}

#[test]
fn debug_shows_the_length_and_the_beginning_only() {
    assert_eq!(format!("{:?}", Base64Binary::default()), "Base64Binary(0 bytes)");
    assert_eq!(format!("{:?}", Base64Binary::from(b"\x89P")), "Base64Binary(2 bytes: 89 50)");
    let long = HexBinary::from(vec![1; 1000]);
    assert_eq!(format!("{long:?}"), "HexBinary(1000 bytes: 01 01 01 01 01 01 01 01 …)");
}
