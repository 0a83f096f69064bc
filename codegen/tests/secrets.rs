//! Which members of a contract are secret.
// Helpers of tests are not seen as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path};

#[test]
fn the_generator_and_the_runtime_have_one_list_of_secret_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read =
        |crate_name: &str| fs::read_to_string(root.join(crate_name).join("src/secret_names.rs")).unwrap();
    assert!(read("codegen") == read("runtime"), "the two `secret_names.rs` differ: copy one over the other");
}
