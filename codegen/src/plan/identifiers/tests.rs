use proptest::prelude::*;

use super::*;

#[track_caller]
fn table(function: fn(&str) -> String, rows: &[(&str, &str)]) {
    for (name, expected) in rows {
        assert_eq!(&function(name), expected, "of {name:?}");
    }
}

#[test]
fn fields_are_in_snake_case() {
    table(
        snake,
        &[
            ("GenerateNewPassword", "generate_new_password"),
            ("generateNewPassword", "generate_new_password"),
            ("Services86", "services86"),
            ("ETableRight", "e_table_right"),
            ("IPAddress", "ip_address"),
            ("IPv4Address", "ipv4_address"),
            ("PersonIDs", "person_ids"),
            ("URLsOfUser", "urls_of_user"),
            ("HTTPSServer", "https_server"),
            ("Address1Line", "address1_line"),
            ("X509Certificate", "x509_certificate"),
            ("foo-bar.baz qux", "foo_bar_baz_qux"),
            ("__leading__and__trailing__", "leading_and_trailing"),
            ("URL", "url"),
            ("x", "x"),
            ("x‿y·z", "x_y_z"),
            ("3D", "value_3d"),
            ("1.0", "value_1_0"),
            ("Straße", "straße"),
            ("Größe", "größe"),
            ("ÄnderungsDatum", "änderungs_datum"),
            ("名前", "名前"),
            ("", "empty"),
            ("+", "plus"),
        ],
    );
}

#[test]
fn keywords_get_an_underscore() {
    let rows = [
        ("type", "type_"),
        ("Type", "type_"),
        ("self", "self_"),
        ("Self", "self_"),
        ("super", "super_"),
        ("crate", "crate_"),
        ("gen", "gen_"),
        ("async", "async_"),
        ("try", "try_"),
        ("typeOf", "type_of"),
        ("_", "underscore"),
    ];
    table(snake, &rows);
    table(camel, &[("self", "Self_"), ("Self", "Self_"), ("SELF", "Self_"), ("type", "Type")]);
}

#[test]
fn names_that_are_joined_have_no_underscore_between_them() {
    assert_eq!(compound("Self_", "Self_"), "SelfSelf_");
    assert_eq!(compound("User", "Choice"), "UserChoice");
    assert_eq!((compound("Self_", ""), compound("", "Self_")), ("Self_".to_owned(), "Self_".to_owned()));
}

#[test]
fn every_keyword_is_avoided() {
    for keyword in KEYWORDS {
        assert!(is_legal(&snake(keyword)) && snake(keyword) != keyword, "{keyword}");
    }
}

#[test]
fn type_names_in_the_case_of_rust_are_unchanged() {
    for name in
        ["SoCredentials", "ETableRight", "IPAddress", "User", "X", "ID", "H264", "DNSNames", "Value1_0"]
    {
        assert_eq!(camel(name), name);
    }
}

#[test]
fn type_names_are_converted_to_the_case_of_rust() {
    table(
        camel,
        &[
            ("get_user", "GetUser"),
            ("userInfo", "UserInfo"),
            ("foo-bar.baz", "FooBarBaz"),
            ("URL", "Url"),
            ("GET_USER", "GetUser"),
            ("MPEG4", "Mpeg4"),
            ("HTTP_Server", "HTTPServer"),
            ("text/html", "TextHtml"),
            ("élan", "Élan"),
            ("ß", "SS"),
            ("A-B-C", "Abc"),
            ("ﬁle", "File"),
            ("e\u{301}lan", "Élan"),
        ],
    );
}

#[test]
fn enumeration_values_that_are_no_names_get_an_identifier() {
    table(
        camel,
        &[
            ("", "Empty"),
            (" ", "Empty"),
            ("1.0", "Value1_0"),
            ("1", "Value1"),
            ("-1", "Minus1"),
            ("18-24", "Value18_24"),
            ("25+", "Value25Plus"),
            ("100%", "Value100Percent"),
            ("3D", "Value3D"),
            ("+", "Plus"),
            ("-", "Minus"),
            ("*", "Star"),
            ("A+", "APlus"),
            ("A-", "AMinus"),
            ("<5", "Less5"),
            ("<=", "LessEqual"),
            ("!=", "NotEqual"),
            ("C#", "CHash"),
            ("☃", "U2603"),
            ("\u{301}a", "Valuéa"),
        ],
    );
}

#[test]
fn constants_are_in_capitals() {
    let rows = [
        ("GenerateNewPassword", "GENERATE_NEW_PASSWORD"),
        ("ns1", "NS1"),
        ("2006", "VALUE_2006"),
        ("type", "TYPE"),
        ("Größe", "GRÖSSE"),
    ];
    table(screaming, &rows);
}

#[test]
fn the_word_of_a_namespace_is_its_last_descriptive_part() {
    table(
        namespace_word,
        &[
            ("http://schemas.microsoft.com/2003/10/Serialization/Arrays", "arrays"),
            ("http://schemas.microsoft.com/2003/10/Serialization/", "serialization"),
            ("http://www.superoffice.net/ws/crm/NetServer/Services86", "services86"),
            ("http://schemas.datacontract.org/2004/07/SuperOffice.CRM.Services", "services"),
            ("http://www.onvif.org/ver10/schema", "schema"),
            ("http://www.onvif.org/ver20/ptz/wsdl", "ptz"),
            ("http://www.w3.org/2001/XMLSchema", "xml_schema"),
            ("http://www.w3.org/2000/09/xmldsig#", "xmldsig"),
            ("http://www.w3.org/XML/1998/namespace", "namespace"),
            ("http://docs.oasis-open.org/wsn/b-2", "b_2"),
            ("http://tempuri.org/", "tempuri"),
            ("http://www.example.co.uk:8080", "example"),
            ("http://example.com/Stock.asmx", "stock"),
            ("http://example.com/orders/2006/05", "orders_2006_05"),
            ("http://example.com/orders/v1", "orders_v1"),
            ("http://example.com/orders/1.0/", "orders_1_0"),
            ("http://example.com/2006", "example_2006"),
            ("urn:foo:bar", "bar"),
            ("urn:oasis:names:tc:SAML:2.0:assertion", "assertion"),
            ("urn:Foo", "foo"),
            ("urn:example.com", "example"),
            ("urn:types.core_2011_1.platform.webservices.example.com", "core_2011_1"),
            ("com.example.orders", "orders"),
            ("http://example.com/type", "type_"),
            ("http://10.0.0.1/", "namespace"),
            ("", "namespace"),
            ("://", "namespace"),
        ],
    );
}

fn is_legal(identifier: &str) -> bool {
    syn::parse_str::<syn::Ident>(identifier).is_ok()
}

proptest! {
    #[test]
    fn every_name_makes_identifiers(name in any::<String>()) {
        for identifier in [snake(&name), camel(&name), screaming(&name), namespace_word(&name)] {
            prop_assert!(is_legal(&identifier), "{identifier:?}");
            prop_assert_eq!(nfc(&identifier), identifier);
        }
    }

    #[test]
    fn no_name_causes_a_lint_warning(name in "[A-Za-z0-9_.+ -]{0,12}") {
        let (snake, camel, screaming) = (snake(&name), camel(&name), screaming(&name));
        prop_assert!(!snake.chars().any(char::is_uppercase) && !snake.contains("__"), "{snake}");
        prop_assert!(!screaming.chars().any(char::is_lowercase) && !screaming.contains("__"), "{screaming}");
        prop_assert!(camel.starts_with(|first: char| first.is_ascii_uppercase()), "{camel}");
        let is_capitals = camel.len() > 2 && camel.chars().all(|letter| letter.is_ascii_uppercase());
        prop_assert!(!is_capitals, "{camel}");
        let trimmed = camel.trim_end_matches('_').as_bytes();
        for around in trimmed.windows(3) {
            if let [before, b'_', after] = around {
                prop_assert!(before.is_ascii_digit() && after.is_ascii_digit(), "{camel}");
            }
        }
    }

    #[test]
    fn snake_case_stays_as_it_is(name in "[a-z][a-z0-9]{0,4}(_[a-z][a-z0-9]{0,4}){0,3}") {
        let once = snake(&name);
        prop_assert_eq!(once.trim_end_matches('_'), name);
    }
}
