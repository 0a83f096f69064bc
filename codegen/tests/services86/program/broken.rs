//! Broken requests: each published request is cut at each byte, and each of its bytes is changed. The result
//! must be rejected, or have the value that another XML parser reads.
//!
//! By default a sample of the changes is tried. `SAPONIFY_FLIPS=8` tries every change of one bit,
//! `SAPONIFY_FLIPS=1` one change of each byte.

#[path = "../../../../examples/tests/bad_input/rewrite.rs"]
mod rewrite;

/// Number of changes that are tried by default, for each request.
const SAMPLE: usize = 10;

/// Numbers of broken requests by outcome.
#[derive(Debug, Default)]
pub(crate) struct Broken {
    requests: usize,
    rejected: usize,
    decoded: usize,
}

impl Broken {
    /// Tries changes of a request. `read` returns the value of a message, or `None` if it is rejected.
    ///
    /// # Errors
    ///
    /// The first message whose value differs from the value that another parser reads.
    pub(crate) fn judge<T: PartialEq>(
        &mut self,
        request: &[u8],
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<(), String> {
        let flips = std::env::var("SAPONIFY_FLIPS").ok().and_then(|flips| flips.parse::<usize>().ok());
        let bits = flips.unwrap_or(8);
        let all = request.len() * (1 + bits);
        // A different part of the changes is tried for each request.
        let step = if flips.is_some() { 1 } else { (all / SAMPLE).max(1) };
        for number in (self.requests * 31 % step..all).step_by(step) {
            let broken = changed(request, number, bits);
            self.requests += 1;
            let Some(value) = read(&broken) else {
                self.rejected += 1;
                continue;
            };
            self.decoded += 1;
            let shown = || String::from_utf8_lossy(&broken);
            let text = std::str::from_utf8(&broken).map_err(|_| format!("decoded, but no UTF-8: {}", shown()))?;
            let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}'))
                .map_err(|error| format!("decoded, but {error}: {}", shown()))?;
            if read(rewrite::rewritten(&document).as_bytes()) != Some(value) {
                return Err(format!("another parser reads another value: {}", shown()));
            }
        }
        Ok(())
    }

    /// Prints the figures.
    pub(crate) fn report(&self) {
        println!("{self:?}");
    }
}

/// Returns a request with one change. Low numbers cut the request, the others change one bit.
fn changed(request: &[u8], number: usize, bits: usize) -> Vec<u8> {
    if number < request.len() {
        return request[..number].to_vec();
    }
    let (at, number) = ((number - request.len()) / bits, (number - request.len()) % bits);
    let mut flipped = request.to_vec();
    // If only some bits of each byte are changed, these bits differ from one byte to the next. All eight
    // positions are therefore tried somewhere in the request.
    flipped[at] ^= 1 << ((at + number) % 8);
    flipped
}
