//! The golden files compile, and their types read and write documents as their schemas require.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::enum_variant_names,
    clippy::unwrap_used,
    clippy::panic
)]

mod attached;
mod checks;
mod contradictions;
mod echoes;
mod members;
mod messages;
mod modes;
mod policies;
#[path = "replies.rs"]
mod replies_of_servers;
mod services;
mod soap_encoded;
mod texts;
mod unions;
mod values;

/// Declares one module for each golden file, and a test that none is missing.
macro_rules! golden {
    ($($name:ident)*) => {
        $(mod $name { include!(concat!("../fixtures/golden/", stringify!($name), ".rs")); })*

        #[test]
        fn every_golden_file_is_compiled() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden");
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
                .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),*]);
        }
    };
}

golden! {
    addressing ambiguous array_in_field attachments attachments_rpc body_types choice choice_of_lists content_models conventions defaults derived_types dictionary dotnet empty_elements encoded
    encoded_dimensions encoded_document encoded_faults encoded_item_types encoded_lists encoded_plain_scalars encoded_shared encoded_soap12 enumeration enumeration_values extension extension_repeats fault_heads faults group_counts header_substitution headers
    like_messages lints lists_extended masked mixed names names_of_lists nil_attributes numbers occurrence optional_group patterns policy policy_signature ports prohibited_attributes qualified_names recursion recursion_of_choices repeated_group repeated_names replies required_cycle rpc
    schema_alone schema_letters schema_types_kept schema_validate schema_validate_types_kept secrets server server_contract server_encoded server_fault_actions server_modules server_overloads server_prelude server_rpc server_validate service_names simple_content substituted_body substitution text_rules unequal_types
    union union_facets union_of_names validate validate_abstract validate_values white_space white_space_enumerations wildcard_namespaces wildcard_of_attributes wildcard_of_members wildcard_of_one wildcards
}

/// Reads a `Call`, writes it, and reads the result. Both values and both texts must be equal.
fn round_trip<T: saponify::Value + PartialEq + std::fmt::Debug>(xml: &str) -> T {
    let value: T = saponify::from_str(xml).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    let written =
        saponify::to_string(("urn:t", "Call"), &value).unwrap_or_else(|error| panic!("{xml}\n{error}"));
    let again: T = saponify::from_str(&written).unwrap_or_else(|error| panic!("{written}\n{error}"));
    assert_eq!(again, value, "{written}");
    assert_eq!(written, xml);
    value
}

/// Returns the error for a text that must be rejected.
fn refused<T: saponify::Value + std::fmt::Debug>(xml: &str) -> String {
    saponify::from_str::<T>(xml).unwrap_err().to_string()
}
