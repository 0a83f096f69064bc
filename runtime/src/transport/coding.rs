//! Content codings of messages (RFC 9110, section 8.4). gzip and deflate are decoded while the message
//! arrives, so that the limit applies to the decoded size and nothing beyond it is stored.

use std::fmt;
use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use crate::error::{Error, Result};

/// Maximum memory to reserve because of the length that a server announces, in bytes.
const MAX_RESERVED: u64 = 1 << 20;

/// Number of bytes by which an encoded reply may exceed the limit: headers, checksums, empty blocks.
pub(crate) const OVERHEAD: u64 = 64 << 10;

/// The body of a reply, decoded as it arrives.
pub(crate) struct Unpacking {
    coding: Coding,
    limit: u64,
    /// Number of encoded bytes that have arrived.
    arrived: u64,
}

enum Coding {
    Identity(Limited),
    Gzip(MultiGzDecoder<Limited>),
    Deflate(Inflating),
}

impl Unpacking {
    /// Creates a decoder for a body with these headers. `length` is the encoded length that the server
    /// announced, if any.
    pub(crate) fn new(headers: &[(String, String)], length: Option<u64>, limit: u64) -> Result<Self> {
        let mut codings = headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("Content-Encoding"))
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"));
        let first = codings.next();
        if let (Some(first), Some(second)) = (first, codings.next()) {
            let all: Vec<_> = [first, second].into_iter().chain(codings.take(6)).collect();
            return Err(unsupported("several combined content codings", &all.join(", ")));
        }
        if length
            .is_some_and(|length| length > limit.saturating_add(if first.is_some() { OVERHEAD } else { 0 }))
        {
            return Err(Error::too_large(limit));
        }
        let output = Limited::new(length, limit);
        let is = |names: [&str; 2]| {
            first.is_some_and(|first| names.iter().any(|name| name.eq_ignore_ascii_case(first)))
        };
        let coding = match first {
            None => Coding::Identity(output),
            Some(_) if is(["gzip", "x-gzip"]) => Coding::Gzip(MultiGzDecoder::new(output)),
            Some(_) if is(["deflate", "x-deflate"]) => Coding::Deflate(Inflating::new(output)),
            Some(other) => return Err(unsupported("an unknown content coding", other)),
        };
        Ok(Self { coding, limit, arrived: 0 })
    }

    /// Decodes the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.arrived = self.arrived.saturating_add(bytes.len() as u64);
        if self.arrived > self.limit.saturating_add(OVERHEAD) {
            return Err(Error::too_large(self.limit));
        }
        let written = match &mut self.coding {
            Coding::Identity(output) => output.write_all(bytes),
            Coding::Gzip(decoder) => decoder.write_all(bytes),
            Coding::Deflate(inflating) => inflating.push(bytes),
        };
        written.map_err(|error| failed(error, self.limit))
    }

    /// Whether the body has no content coding.
    #[cfg(feature = "service")]
    pub(crate) fn is_identity(&self) -> bool {
        matches!(self.coding, Coding::Identity(_))
    }

    /// Number of bytes that are stored.
    #[cfg(feature = "service")]
    pub(crate) fn stored(&self) -> usize {
        match &self.coding {
            Coding::Identity(output) => output.bytes.len(),
            Coding::Gzip(decoder) => decoder.get_ref().bytes.len(),
            Coding::Deflate(inflating) => inflating.output.bytes.len(),
        }
    }

    /// Returns the whole decoded body.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        let output = match self.coding {
            Coding::Identity(output) => Ok(output),
            // An empty body is accepted with any coding: some servers name a coding although they send no
            // body.
            _ if self.arrived == 0 => return Ok(Vec::new()),
            Coding::Gzip(decoder) => decoder.finish(),
            Coding::Deflate(inflating) => inflating.finish(),
        };
        output.map(|output| output.bytes).map_err(|error| failed(error, self.limit))
    }
}

/// Decodes the coding `deflate`: the zlib format, or raw deflate from servers that take the name
/// literally.
struct Inflating {
    /// The first bytes, buffered until they identify the format.
    head: Vec<u8>,
    decompress: Option<Decompress>,
    ended: bool,
    buffer: Vec<u8>,
    output: Limited,
}

impl Inflating {
    fn new(output: Limited) -> Self {
        Self {
            head: Vec::new(),
            decompress: None,
            ended: false,
            buffer: Vec::with_capacity(32 << 10),
            output,
        }
    }

    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.decompress.is_some() {
            return self.inflate(bytes);
        }
        self.head.extend_from_slice(bytes);
        if let [first, second, ..] = *self.head {
            // The check bits of the zlib header (RFC 1950, section 2.2).
            let is_zlib = first & 0x0f == 8 && u16::from_be_bytes([first, second]) % 31 == 0;
            self.decompress = Some(Decompress::new(is_zlib));
            let head = std::mem::take(&mut self.head);
            return self.inflate(&head);
        }
        Ok(())
    }

    fn inflate(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let Some(decompress) = &mut self.decompress else { return Ok(()) };
        while !self.ended {
            let before = decompress.total_in();
            self.buffer.clear();
            let status = decompress.decompress_vec(bytes, &mut self.buffer, FlushDecompress::None)?;
            let read = usize::try_from(decompress.total_in() - before).unwrap_or(usize::MAX);
            bytes = bytes.get(read..).unwrap_or_default();
            self.output.write_all(&self.buffer)?;
            self.ended = status == Status::StreamEnd;
            if bytes.is_empty() && self.buffer.len() < self.buffer.capacity() {
                return Ok(());
            }
            if read == 0 && self.buffer.is_empty() {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        match bytes {
            [] => Ok(()),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "data after the end of the deflate stream")),
        }
    }

    fn finish(self) -> io::Result<Limited> {
        match self.ended {
            true => Ok(self.output),
            false => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the deflate stream is incomplete")),
        }
    }
}

/// A buffer with a maximum size.
struct Limited {
    bytes: Vec<u8>,
    limit: u64,
}

impl Limited {
    fn new(length: Option<u64>, limit: u64) -> Self {
        // The length comes from the server, so it must not determine how much memory is reserved.
        let capacity = length.unwrap_or_default().min(MAX_RESERVED);
        Self { bytes: Vec::with_capacity(usize::try_from(capacity).unwrap_or_default()), limit }
    }
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() as u64).saturating_add(bytes.len() as u64) > self.limit {
            return Err(io::Error::other(TooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The decoded size exceeds the limit.
#[derive(Debug)]
struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("size limit exceeded")
    }
}

impl std::error::Error for TooLarge {}

#[cold]
fn failed(error: io::Error, limit: u64) -> Error {
    match error.get_ref() {
        Some(inner) if inner.is::<TooLarge>() => Error::too_large(limit),
        _ => Error::transport(io::Error::new(
            error.kind(),
            format!("the reply cannot be decompressed: {error}"),
        )),
    }
}

#[cold]
fn unsupported(what: &str, codings: &str) -> Error {
    let codings: String = codings.chars().filter(|character| !character.is_control()).take(60).collect();
    Error::unsupported(format!("{what}: `{codings}`; only gzip and deflate are supported"))
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::error::ErrorKind;

    fn decompressed(codings: &[&str], body: &[u8], piece: usize, limit: u64) -> Result<Vec<u8>> {
        let headers: Vec<_> =
            codings.iter().map(|coding| ("content-encoding".to_owned(), (*coding).to_owned())).collect();
        let mut unpacking = Unpacking::new(&headers, None, limit)?;
        body.chunks(piece).try_for_each(|bytes| unpacking.push(bytes))?;
        unpacking.finish()
    }

    macro_rules! compressed {
        ($encoder:ident, $text:expr) => {{
            let mut encoder = $encoder::new(Vec::new(), Compression::best());
            encoder.write_all($text).unwrap();
            encoder.finish().unwrap()
        }};
    }

    /// The text encoded in each coding.
    fn all(text: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
        let gzip = compressed!(GzEncoder, text);
        vec![
            ("identity", text.to_vec()),
            ("", text.to_vec()),
            ("gzip", gzip.clone()),
            ("x-gzip", gzip.clone()),
            ("GZIP, identity", gzip),
            ("deflate", compressed!(ZlibEncoder, text)),
            ("Deflate", compressed!(DeflateEncoder, text)),
        ]
    }

    #[test]
    fn each_coding_is_undone_in_pieces_of_any_size() {
        let text: Vec<u8> = (0..100_000_u32).flat_map(|number| (number % 977).to_le_bytes()).collect();
        for (coding, body) in all(&text) {
            for piece in [1, 2, 3, 1000, body.len()] {
                let result = decompressed(&[coding], &body, piece, u64::MAX);
                assert!(
                    result.as_ref().is_ok_and(|bytes| *bytes == text),
                    "{coding} {piece}: {:?}",
                    result.err()
                );
            }
            assert!(decompressed(&[coding], b"", 1, 0).unwrap().is_empty(), "{coding}");
        }
    }

    #[test]
    fn the_limit_applies_to_decompressed_bytes() {
        for (coding, body) in all(&vec![b'x'; 1 << 20]) {
            assert!(decompressed(&[coding], &body, 100, 1 << 20).is_ok(), "{coding}");
            let error = decompressed(&[coding], &body, 100, (1 << 20) - 1).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{coding}: {error}");
        }
        // Thousands of empty gzip members.
        let nothing = compressed!(GzEncoder, b"").repeat(10_000);
        let error = decompressed(&["gzip"], &nothing, 1000, 10).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    }

    #[test]
    fn truncated_or_damaged_data_is_an_error() {
        for (coding, body) in all(b"some text that is long enough").split_off(2) {
            for length in 1..body.len() {
                assert!(decompressed(&[coding], &body[..length], 7, u64::MAX).is_err(), "{coding} {length}");
            }
            let more = [&body[..], b"more"].concat();
            assert!(decompressed(&[coding], &more, 7, u64::MAX).is_err(), "{coding}");
            assert!(decompressed(&[coding], b"\xff\xff\xff\xff\xff\xff", 7, u64::MAX).is_err(), "{coding}");
        }
    }

    #[test]
    fn unsupported_and_combined_content_codings_are_refused_by_name() {
        for (codings, named) in [
            (&["br"][..], "`br`"),
            (&["zstd"], "`zstd`"),
            (&["gzip, gzip"], "`gzip, gzip`"),
            (&["gzip", "deflate"], "`gzip, deflate`"),
            (&["x\u{1b}[31m"], "`x[31m`"),
        ] {
            let error = decompressed(codings, b"x", 1, 9).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{error}");
            assert!(error.to_string().contains(named), "{error}");
        }
    }
}
