//! Any bytes are a document or an error; what is read as XML is written and read again as the same. The cache of tags changes
//! neither values nor errors.
#![no_main]

use both_ways::{from_slice, from_str};
use libfuzzer_sys::fuzz_target;
use saponify::{Element, to_string};

#[path = "../../tests/both_ways/mod.rs"]
mod both_ways;

fuzz_target!(|bytes: &[u8]| {
    let Ok(element) = from_slice::<Element>(bytes) else { return };
    let written = to_string(("urn:x", "root"), &element).expect("what was read can be written");
    let again: Element = from_str(&written).expect("what was written can be read");
    let rewritten = to_string(("urn:x", "root"), &again).expect("what was read again can be written");
    assert_eq!(rewritten, written);
});
