//! Files that the generator and the runtime have in common. Each of the two crates contains a copy of them,
//! because a build script must not compile the runtime, and a client must not compile the generator.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

#[test]
fn files_that_both_crates_contain_have_the_same_text() {
    for (codegen, runtime) in [
        ("codegen/src/secret_names.rs", "runtime/src/redaction/names.rs"),
        ("codegen/src/name_characters.rs", "runtime/src/text/name_characters.rs"),
        ("codegen/src/pattern.rs", "runtime/src/validate/syntax.rs"),
        ("codegen/src/source/encodings.rs", "runtime/src/xml/reader/encodings.rs"),
    ] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
        assert!(read(codegen) == read(runtime), "{codegen} and {runtime} differ: copy one over the other");
    }
}
